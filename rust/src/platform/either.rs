//! The recorder of the page, or the app's own reporter, by `Options::transport`.

use wasm_bindgen::JsValue;

use super::recorder;
use crate::direct;
use crate::hooks::Callbacks;
use crate::options::{Options, Transport};

pub(crate) fn start(options: &Options, callbacks: Callbacks) {
    match options.transport {
        Transport::Recorder => recorder::start(options, callbacks),
        Transport::Direct => direct::start(options, callbacks),
    }
}

pub(crate) fn call(name: &str, arguments: &str) -> String {
    if direct::is_used() { direct::call(name, arguments) } else { recorder::call(name, arguments) }
}

pub(crate) fn configure_scope(calls: &str) {
    if direct::is_used() { direct::configure_scope(calls) } else { recorder::configure_scope(calls) }
}

pub(crate) fn with_scope<R>(calls: &str, act: impl FnOnce() -> R) -> R {
    if direct::is_used() { direct::with_scope(calls, act) } else { recorder::with_scope(calls, act) }
}

pub(crate) fn with_changes<R>(calls: &str, capture: impl FnOnce() -> R) -> R {
    if direct::is_used() {
        direct::with_changes(calls, capture)
    } else {
        recorder::with_changes(calls, capture)
    }
}

pub(crate) fn capture_error(chain: &str, place: &str) -> String {
    if direct::is_used() {
        direct::capture_error(chain, place)
    } else {
        recorder::capture_error(chain, place)
    }
}

pub(crate) fn capture_js(error: &JsValue) -> String {
    if direct::is_used() { direct::capture_js(error) } else { recorder::capture_js(error) }
}

pub(crate) fn span_call(name: &str, id: &str, json: &str) -> String {
    if direct::is_used() { direct::span_call(name, id, json) } else { recorder::span_call(name, id, json) }
}

pub(crate) fn random_id() -> String {
    if direct::is_used() { direct::random_id() } else { recorder::random_id() }
}

pub(crate) fn now_micros() -> u64 {
    if direct::is_used() { direct::now_micros() } else { recorder::now_micros() }
}

pub(crate) fn capture_panic(message: &str, file: &str, line: u32, column: u32) {
    if direct::is_used() {
        direct::capture_panic(message, file, line, column);
    } else {
        recorder::capture_panic(message, file, line, column);
    }
}

pub(crate) fn drop_panic(message: &str, file: &str, line: u32, column: u32) {
    if direct::is_used() {
        direct::drop_panic(message, file, line, column);
    } else {
        recorder::drop_panic(message, file, line, column);
    }
}
