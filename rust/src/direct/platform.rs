//! The platform without a recorder: the one reporter of the app.

use std::cell::{Cell, RefCell};

use balefire_core::vitals::page_view::PageView;
use js_sys::{Date, Math};
use serde_json::Value;
use wasm_bindgen::JsValue;

use super::image::{self, Image};
use super::page_load::PageLoad;
use super::parts::{Link, below};
use super::reporter::{Moment, Reporter, Source};
use super::{host, listeners, timings};
use crate::hooks::{self, Callbacks};
use crate::options::Options;

/// Shortest pause before waiting items are looked at again, in milliseconds: what could go at once has gone.
const SHORTEST_WAIT_MS: f64 = 100.0;

thread_local! {
    static REPORTER: RefCell<Option<Reporter>> = const { RefCell::new(None) };
    static CALLBACKS: Cell<Option<Callbacks>> = const { Cell::new(None) };
    /// Whether a timer runs already.
    static IS_WAITING: Cell<bool> = const { Cell::new(false) };
}

/// Whether the app reports without the recorder.
pub(crate) fn is_used() -> bool {
    with(|_| ()).is_some()
}

/// Whether all is sent, or given up.
fn is_idle() -> bool {
    with(|reporter| reporter.is_idle()).unwrap_or_default()
}

pub(crate) fn start(options: &Options, callbacks: Callbacks) {
    // An app without a DSN is one that shall not report.
    if is_used() || options.dsn.is_none() {
        return;
    }
    CALLBACKS.set(Some(callbacks));
    match Reporter::new(options.clone(), host::host()) {
        Ok(reporter) => REPORTER.set(Some(reporter)),
        Err(error) => return host::warn(&format!("wrong option dsn: {error}")),
    }
    if !options.has_sample_rate() {
        host::warn("wrong option sampleRate");
    }
    listeners::listen(capture_uncaught, is_idle);
    if let Some(place) = image::find(&host::stack(), &timings::loaded_modules()) {
        host::fetch_again(place.url.clone(), move |bytes| {
            if let Some(image) = Image::read(place, &bytes) {
                with(|reporter| reporter.set_image(image));
            }
        });
    }
    if with(|reporter| (callbacks.is_sampled)(reporter.trace_id())).unwrap_or_default() {
        timings::watch_load(send_load);
    }
}

fn send_load(load: &PageLoad, vitals: &mut PageView, interactions: u32) {
    let trace_id = with(|reporter| reporter.trace_id().to_owned()).unwrap_or_default();
    let event = load.to_event(vitals, interactions, &trace_id, &mut host::random_id);
    capture(|reporter, moment| reporter.event(event, moment));
}

/// The same names and arguments as those of the recorder.
pub(crate) fn call(name: &str, arguments: &str) -> String {
    let arguments: Vec<Value> = serde_json::from_str(arguments).unwrap_or_default();
    let mut arguments = arguments.into_iter();
    match (name, arguments.next()) {
        ("captureMessage", Some(Value::String(text))) => {
            let hint = arguments.next().unwrap_or_default();
            let level = hint.as_str().or_else(|| hint.get("level")?.as_str()).unwrap_or("info");
            if hint.get("alert") == Some(&Value::Bool(true)) {
                capture(|reporter, moment| reporter.alert(&text, level, moment))
            } else {
                capture(|reporter, moment| reporter.message(&text, level, moment))
            }
        }
        ("captureEvent", Some(Value::Object(event))) => {
            capture(|reporter, moment| reporter.event(event, moment))
        }
        ("addBreadcrumb", Some(breadcrumb)) => {
            with(|reporter| reporter.add_breadcrumb(breadcrumb, Date::now()));
            String::new()
        }
        ("lastEventId", _) => with(|reporter| reporter.last_id()).unwrap_or_default(),
        ("flush", _) => {
            pump();
            String::new()
        }
        _ => String::new(),
    }
}

pub(crate) fn configure_scope(calls: &str) {
    with(|reporter| reporter.scope().map(|scope| scope.change(calls)));
}

pub(crate) fn with_scope<R>(calls: &str, act: impl FnOnce() -> R) -> R {
    with(Reporter::push_scope);
    configure_scope(calls);
    let result = act();
    with(Reporter::pop_scope);
    result
}

/// One capture with changes of a scope of its own.
pub(crate) fn with_changes<R>(calls: &str, capture: impl FnOnce() -> R) -> R {
    with_scope(calls, capture)
}

/// Sends an error with its sources, or a message: a single one without a type. `place` is a frame before its stack.
pub(crate) fn capture_error(chain: &str, place: &str) -> String {
    let chain: Vec<(String, String)> = serde_json::from_str(chain).unwrap_or_default();
    let links: Vec<Link> =
        chain.into_iter().map(|(name, message)| Link { name, message, ..Link::default() }).collect();
    capture(|reporter, mut moment| {
        moment.stack = below(place, &moment.stack);
        match links.as_slice() {
            [only] if only.name.is_empty() => reporter.message(&only.message, "error", moment),
            _ => reporter.error(links, Source::App, moment),
        }
    })
}

/// Sends an error of JavaScript with its own stack.
pub(crate) fn capture_js(error: &JsValue) -> String {
    judge(host::describe(error), Source::App)
}

fn capture_uncaught(chain: Vec<Link>, source: Source) {
    judge(chain, source);
}

/// Sends an error as the hooks of the app want it: here they see all events, as no recorder has others.
fn judge(mut chain: Vec<Link>, source: Source) -> String {
    let Some(callbacks) = CALLBACKS.get().filter(|_| hooks::in_use().is_some()) else {
        return capture(|reporter, moment| reporter.error(chain, source, moment));
    };
    let words = chain.iter().map(|link| (link.name.clone(), link.message.clone())).collect();
    let Some((words, calls)) = (callbacks.judge)(words) else { return String::new() };
    for (link, (name, message)) in chain.iter_mut().zip(words) {
        (link.name, link.message) = (name, message);
    }
    with_scope(&calls, || capture(|reporter, moment| reporter.error(chain, source, moment)))
}

pub(crate) fn capture_panic(message: &str, file: &str, line: u32, column: u32) {
    let location = format!("{file}:{line}:{column}");
    capture(|reporter, moment| reporter.panic(message, &location, moment));
}

/// Notes a panic that a hook of the app has dropped, so that the trap that follows is not reported in its place.
pub(crate) fn drop_panic(_: &str, _: &str, _: u32, _: u32) {
    with(|reporter| reporter.drop_panic(Date::now()));
}

/// There is no tracer: the app sends its spans itself, in the one trace of the host.
pub(crate) fn span_call(name: &str, _: &str, _: &str) -> String {
    if name == "start" {
        with(|reporter| reporter.trace_id().to_owned()).unwrap_or_default()
    } else {
        String::new()
    }
}

/// Makes an event and sends it; its id.
fn capture(make: impl FnOnce(&mut Reporter, Moment) -> String) -> String {
    let moment = host::moment();
    let id = with(|reporter| make(reporter, moment)).unwrap_or_default();
    pump();
    id
}

/// Sends what is due, and comes back for what is due later.
fn pump() {
    while let Some((url, request)) =
        with(|reporter| reporter.take(Date::now()).map(|request| (reporter.url.clone(), request))).flatten()
    {
        let body = request.body.clone();
        host::post(&url, body, move |answer| {
            with(|reporter| reporter.note_answer(&request, &answer, Date::now(), Math::random()));
            pump();
        });
    }
    if IS_WAITING.get() {
        return;
    }
    if let Some(ms) = with(|reporter| reporter.due_in(Date::now())).flatten() {
        IS_WAITING.set(true);
        host::later((ms as f64).max(SHORTEST_WAIT_MS), || {
            IS_WAITING.set(false);
            pump();
        });
    }
}

/// Calls the reporter, unless there is none or it is borrowed already.
fn with<R>(ask: impl FnOnce(&mut Reporter) -> R) -> Option<R> {
    REPORTER.with(|reporter| reporter.try_borrow_mut().ok()?.as_mut().map(ask))
}
