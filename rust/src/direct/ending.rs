//! The end of hosts that end with the first error that nobody catches, as Deno does: it is put off until the event is sent.

use std::cell::Cell;

use js_sys::{Date, global};
use wasm_bindgen::JsValue;
use web_sys::Event;

use super::host::{later, member};

/// Longest time that the host waits, in milliseconds, as Sentry's SDK for Deno.
const LONGEST_WAIT_MS: f64 = 2000.0;

/// Pause between two looks at what waits, in milliseconds.
const PAUSE_MS: f64 = 20.0;

thread_local! {
    /// Whether the next error was seen before.
    static IS_SECOND: Cell<bool> = const { Cell::new(false) };
}

/// Whether an error was seen before, and is thrown again now to end the host.
pub(super) fn is_second() -> bool {
    IS_SECOND.take()
}

/// Keeps the host alive until all is sent, and throws again then. The end stays the host's own: its words, and its exit code.
pub(super) fn put_off(event: &Event, is_idle: fn() -> bool, throw_again: impl FnOnce() + 'static) {
    if member(&global(), "Deno").is_object() && !event.default_prevented() {
        event.prevent_default();
        wait(Date::now() + LONGEST_WAIT_MS, is_idle, throw_again);
    }
}

fn wait(until: f64, is_idle: fn() -> bool, throw_again: impl FnOnce() + 'static) {
    later(PAUSE_MS, move || {
        if is_idle() || Date::now() >= until {
            IS_SECOND.set(true);
            throw_again();
        } else {
            wait(until, is_idle, throw_again);
        }
    });
}

/// Throws an error that nobody catches. <https://html.spec.whatwg.org/#dom-reporterror>
pub(super) fn throw(error: &JsValue) {
    if let Ok(report) = wasm_bindgen::JsCast::dyn_into::<js_sys::Function>(member(&global(), "reportError")) {
        let _ = report.call1(&JsValue::UNDEFINED, error);
    }
}
