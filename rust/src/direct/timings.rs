//! Reads the timings of a page by web-sys, and sends its load once.

use std::cell::RefCell;
use std::rc::Rc;

use balefire_core::vitals::event::Event;
use balefire_core::vitals::fcp::fcp;
use balefire_core::vitals::page_view::PageView;
use balefire_core::vitals::ttfb::ttfb;
use js_sys::{Array, Object, Reflect, global};
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{
    Performance, PerformanceEntry, PerformanceNavigationTiming, PerformanceObserver,
    PerformanceObserverEntryList, PerformanceObserverInit, PerformanceResourceTiming,
};

use super::host::{later, member};
use super::listeners::listen_to;
use super::page_load::{PageLoad, Part};

/// The load is sent this long after the page's `load`, in milliseconds: the largest paint is mostly there by then.
const AFTER_LOAD_MS: f64 = 3_000.0;

/// Entries of the vitals. Engines without one of them leave it out.
const TYPES: [&str; 5] = ["largest-contentful-paint", "layout-shift", "event", "first-input", "paint"];

/// What is read of the load, and sent once.
struct Watch {
    performance: Performance,
    vitals: RefCell<PageView>,
    observers: RefCell<Vec<PerformanceObserver>>,
    is_sent: std::cell::Cell<bool>,
    send: fn(&PageLoad, &mut PageView, u32),
}

/// The performance timeline of the page or worker.
fn performance() -> Option<Performance> {
    let performance = member(&global(), "performance");
    member(&performance, "getEntriesByType").is_function().then(|| performance.unchecked_into())
}

/// The addresses of the wasm modules that were loaded.
pub(super) fn loaded_modules() -> Vec<String> {
    let Some(performance) = performance() else { return Vec::new() };
    let names = entries(&performance, "resource").map(|entry| entry.name());
    names.filter(|name| name.split(['?', '#']).next().is_some_and(|path| path.ends_with(".wasm"))).collect()
}

fn entries(performance: &Performance, kind: &str) -> impl Iterator<Item = PerformanceEntry> {
    performance.get_entries_by_type(kind).into_iter().map(JsCast::unchecked_into)
}

/// Sends the load of this page once: some time after its `load`, or when it is hidden. A worker has none.
pub(super) fn watch_load(send: fn(&PageLoad, &mut PageView, u32)) {
    let document = member(&global(), "document");
    let (true, Some(performance)) = (document.is_object(), performance()) else { return };
    let watch = Rc::new(Watch {
        performance,
        vitals: RefCell::new(PageView::new()),
        observers: RefCell::default(),
        is_sent: std::cell::Cell::new(false),
        send,
    });
    watch.observe();
    let at_hidden = Rc::clone(&watch);
    let state = document.clone();
    listen_to(&document, "visibilitychange", move |_: JsValue| {
        if member(&state, "visibilityState").as_string().as_deref() == Some("hidden") {
            at_hidden.finish();
        }
    });
    let after_load = move || {
        let watch = Rc::clone(&watch);
        later(AFTER_LOAD_MS, move || watch.finish());
    };
    if member(&document, "readyState").as_string().as_deref() == Some("complete") {
        after_load();
    } else {
        listen_to(&global(), "load", move |_: JsValue| after_load());
    }
}

impl Watch {
    fn observe(self: &Rc<Self>) {
        let supported = member(&member(&global(), "PerformanceObserver"), "supportedEntryTypes");
        if !Array::is_array(&supported) {
            return;
        }
        let supported: Array = supported.unchecked_into();
        for kind in TYPES.into_iter().filter(|kind| supported.includes(&JsValue::from(*kind), 0)) {
            let watch = Rc::clone(self);
            let listener = Closure::<dyn Fn(PerformanceObserverEntryList)>::new(
                move |list: PerformanceObserverEntryList| {
                    list.get_entries().for_each(&mut |entry, _, _| watch.note(kind, &entry));
                },
            );
            let options = Object::new();
            let _ = Reflect::set(&options, &"type".into(), &kind.into());
            let _ = Reflect::set(&options, &"buffered".into(), &true.into());
            if let Ok(observer) = PerformanceObserver::new(listener.as_ref().unchecked_ref()) {
                observer.observe(options.unchecked_ref::<PerformanceObserverInit>());
                self.observers.borrow_mut().push(observer);
            }
            // Called until the observer is disconnected.
            listener.forget();
        }
    }

    fn note(&self, kind: &str, entry: &JsValue) {
        let number = |key: &str| member(entry, key).as_f64().unwrap_or_default();
        let Ok(mut vitals) = self.vitals.try_borrow_mut() else { return };
        let page = &mut *vitals;
        let start = number("startTime");
        match kind {
            "largest-contentful-paint" => {
                page.lcp.paint(start, &page.navigation);
            }
            "layout-shift" => {
                page.cls.shift(start, number("value"), member(entry, "hadRecentInput").is_truthy());
            }
            "paint" if member(entry, "name").as_string().as_deref() == Some("first-contentful-paint") => {
                page.fcp = fcp(start, &page.navigation);
                page.cls.note_paint();
            }
            "event" | "first-input" if number("interactionId") > 0.0 => {
                let interaction = number("interactionId");
                page.estimate.note(interaction);
                let event = Event {
                    interaction,
                    start,
                    duration: number("duration"),
                    processing_start: number("processingStart"),
                    processing_end: number("processingEnd"),
                };
                page.inp.event(&event, &mut page.frames);
            }
            _ => {}
        }
    }

    fn finish(&self) {
        if self.is_sent.replace(true) {
            return;
        }
        for observer in self.observers.take() {
            observer.disconnect();
        }
        let Some(entry) = entries(&self.performance, "navigation").next() else { return };
        let navigation: PerformanceNavigationTiming = entry.unchecked_into();
        let Ok(mut vitals) = self.vitals.try_borrow_mut() else { return };
        vitals.ttfb = ttfb(navigation.response_start(), self.performance.now(), &vitals.navigation);
        vitals.lcp.finalize();
        let end = match navigation.load_event_end() {
            end if end > 0.0 => end,
            _ => self.performance.now(),
        };
        let load = PageLoad {
            name: member(&member(&global(), "location"), "pathname").as_string().unwrap_or_default(),
            origin_ms: self.performance.time_origin(),
            end,
            phases: phases(&navigation),
            resources: entries(&self.performance, "resource").map(resource).collect(),
        };
        let count = member(&self.performance, "interactionCount").as_f64();
        let count = count.map_or_else(|| vitals.estimate.count(), |count| count as u32);
        (self.send)(&load, &mut vitals, count);
    }
}

/// In Sentry's words. <https://www.w3.org/TR/navigation-timing-2/#processing-model>
fn phases(entry: &PerformanceNavigationTiming) -> Vec<Part> {
    [
        ("redirect", "Redirect", entry.redirect_start(), entry.redirect_end()),
        ("dns", "DNS lookup", entry.domain_lookup_start(), entry.domain_lookup_end()),
        ("connect", "Connect", entry.connect_start(), entry.connect_end()),
        ("tls_ssl", "TLS handshake", entry.secure_connection_start(), entry.connect_end()),
        ("request", "Request", entry.request_start(), entry.response_end()),
        ("response", "Response", entry.response_start(), entry.response_end()),
        (
            "dom_content_loaded_event",
            "DOMContentLoaded event",
            entry.dom_content_loaded_event_start(),
            entry.dom_content_loaded_event_end(),
        ),
        ("load_event", "Load event", entry.load_event_start(), entry.load_event_end()),
    ]
    .map(|(op, description, start, end)| Part {
        op: format!("browser.{op}"),
        description: description.to_owned(),
        start,
        end,
    })
    .into()
}

fn resource(entry: PerformanceEntry) -> Part {
    let (name, start, duration) = (entry.name(), entry.start_time(), entry.duration());
    let entry: PerformanceResourceTiming = entry.unchecked_into();
    let kind = entry.initiator_type();
    Part {
        op: format!("resource.{}", if kind.is_empty() { "other" } else { &kind }),
        // What stands behind may be secret, or be the data itself.
        description: name.split(['?', '#', ',']).next().unwrap_or_default().to_owned(),
        start,
        end: start + duration.max(0.0),
    }
}
