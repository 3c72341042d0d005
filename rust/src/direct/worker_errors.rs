//! Errors of a worker, which go on to its page: the recorder there must not report them again.

use js_sys::{Array, Error, Function, Object, Reflect, global};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::ErrorEvent;

use super::host::member;

/// Behind the message of an error that a worker has captured: an invisible separator. `js/observe/global_errors.js` knows it.
const CAPTURED: &str = "\u{2063}";

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(act: &JsValue, ms: f64, argument: &JsValue) -> JsValue;
}

/// Whether a worker, or this one before, has captured the error of an event.
pub(super) fn is_captured(event: &ErrorEvent) -> bool {
    event.message().ends_with(CAPTURED)
}

/// In a worker that a page has started: lets a copy of the error go on to the page, with a mark behind the message, as
/// `js/crate/worker_errors.js` does.
pub(super) fn pass_on(event: &ErrorEvent) {
    let is_worker = Reflect::has(&global(), &"DedicatedWorkerGlobalScope".into()).unwrap_or_default();
    let report = member(&global(), "reportError");
    if !is_worker || !report.is_function() || event.default_prevented() {
        return;
    }
    let Some(copy) = marked(event) else { return };
    event.prevent_default();
    event.stop_immediate_propagation();
    // Not at once: while an error is reported, no other is.
    // <https://html.spec.whatwg.org/multipage/webappapis.html#report-an-exception>
    set_timeout(&report, 0.0, &copy);
}

/// A copy of the error of an event; none if it is no `Error`.
fn marked(event: &ErrorEvent) -> Option<JsValue> {
    let error = event.error();
    if !error.is_instance_of::<Error>() {
        return None;
    }
    let message = member(&error, "message").as_string()? + CAPTURED;
    // Firefox takes file and line from these arguments.
    let arguments = Array::of3(&message.into(), &event.filename().into(), &event.lineno().into());
    let copy = Reflect::construct(&constructor_of(&error)?, &arguments).ok()?;
    for key in ["name", "stack"] {
        // If it cannot be changed, the copy has one of its own.
        let _ = Reflect::set(&copy, &key.into(), &member(&error, key));
    }
    Some(copy)
}

/// The constructor of an error, by which Firefox names its type. That of an app may do anything, and those of the host with
/// more than one argument take others: in their place `Error`.
fn constructor_of(error: &JsValue) -> Option<Function> {
    let own = member(error, "constructor");
    let name = member(&own, "name").as_string().unwrap_or_default();
    let is_host = [global().into(), member(&global(), "WebAssembly")]
        .iter()
        .any(|host: &JsValue| Object::is(&member(host, &name), &own));
    let takes_message = member(&own, "length").as_f64() == Some(1.0);
    let made = if is_host && takes_message { own } else { member(&global(), "Error") };
    made.dyn_into().ok()
}
