//! No page, or no reporter: every function does nothing.

use std::panic::PanicHookInfo;

use crate::hooks::Callbacks;
use crate::options::Options;

pub(crate) fn start(_: &Options, _: Callbacks) {}

pub(crate) fn call(_: &str, _: &str) -> String {
    String::new()
}

pub(crate) fn configure_scope(_: &str) {}

pub(crate) fn with_scope<R>(_: &str, act: impl FnOnce() -> R) -> R {
    act()
}

pub(crate) fn with_changes<R>(_: &str, capture: impl FnOnce() -> R) -> R {
    capture()
}

pub(crate) fn capture_error(_: &str, _: &str) -> String {
    String::new()
}

pub(crate) fn capture_js(_: &wasm_bindgen::JsValue) -> String {
    String::new()
}

pub(crate) fn span_call(_: &str, _: &str, _: &str) -> String {
    String::new()
}

pub(crate) fn random_id() -> String {
    String::new()
}

pub(crate) fn now_micros() -> u64 {
    0
}

pub(crate) fn capture_panic(_: &str, _: &str, _: u32, _: u32) {}

pub(crate) fn drop_panic(_: &str, _: &str, _: u32, _: u32) {}

pub(crate) fn console_hook() -> fn(&PanicHookInfo<'_>) {
    |_| {}
}
