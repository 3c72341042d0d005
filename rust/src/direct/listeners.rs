//! Errors that nobody caught: the events `error` and `unhandledrejection` of the page or worker.

use js_sys::Promise;
use wasm_bindgen::prelude::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{ErrorEvent, EventTarget, PromiseRejectionEvent};

use super::ending;
use super::host::{describe, member};
use super::parts::Link;
use super::reporter::Source;
use super::worker_errors::{is_captured, pass_on};

/// Calls `on_error` for each uncaught error and rejection; `is_idle` says whether all was sent. Node, which has other events,
/// has none.
pub(super) fn listen(on_error: fn(Vec<Link>, Source), is_idle: fn() -> bool) {
    listen_to(&js_sys::global(), "error", move |event: ErrorEvent| {
        if !ending::is_second() && !is_captured(&event) {
            on_error(of_error(&event), Source::OnError);
            let error = event.error();
            ending::put_off(&event, is_idle, move || ending::throw(&error));
            pass_on(&event);
        }
    });
    listen_to(&js_sys::global(), "unhandledrejection", move |event: PromiseRejectionEvent| {
        if !ending::is_second() {
            let reason = event.reason();
            on_error(of_rejection(&reason), Source::OnRejection);
            ending::put_off(&event, is_idle, move || drop(Promise::reject(&reason)));
        }
    });
}

/// Adds a listener for as long as the app lives, where the target takes listeners.
pub(super) fn listen_to<E: wasm_bindgen::convert::FromWasmAbi + 'static>(
    target: &JsValue,
    name: &str,
    act: impl Fn(E) + 'static,
) {
    if !member(target, "addEventListener").is_function() {
        return;
    }
    let listener = Closure::<dyn Fn(E)>::new(act);
    let target: &EventTarget = target.unchecked_ref();
    // Where the host refuses, there is nothing to report.
    let _ = target.add_event_listener_with_callback(name, listener.as_ref().unchecked_ref());
    // The reporter lives as long as its app.
    listener.forget();
}

/// Another origin's script, and a worker of this one, give no error, but words and a place.
fn of_error(event: &ErrorEvent) -> Vec<Link> {
    let error = event.error();
    if error.is_object() || error.is_string() {
        return describe(&error);
    }
    let words = event.message();
    let words = words.strip_prefix("Uncaught ").unwrap_or(&words);
    let (name, message) = match words.split_once(": ") {
        Some((name, message)) if name.ends_with("Error") => (name, message),
        _ => ("Error", words),
    };
    let stack = match event.filename() {
        none if none.is_empty() => none,
        file => format!("    at {file}:{}:{}", event.lineno(), event.colno()),
    };
    vec![Link { name: name.to_owned(), message: message.to_owned(), stack }]
}

fn of_rejection(reason: &JsValue) -> Vec<Link> {
    let mut links = describe(reason);
    if let Some(first) = links.first_mut().filter(|_| !member(reason, "stack").is_string()) {
        first.name = "UnhandledRejection".to_owned();
        first.message = format!("Non-Error promise rejection captured with value: {}", first.message);
    }
    links
}
