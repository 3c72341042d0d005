//! Calls to the page's one recorder, with plain strings.

use wasm_bindgen::JsValue;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::hooks::Callbacks;
use crate::options::Options;

// Made of js/crate.js by the build, with the core in it. Nothing of it throws into the app.
#[wasm_bindgen(module = "/js/balefire.js")]
extern "C" {
    fn balefire_start(
        options: &str,
        sample_rate: f32,
        max_breadcrumbs: usize,
        attach_stacktrace: bool,
        send_default_pii: bool,
        traces_sample_rate: f64,
        send_panic_message: bool,
    );
    fn balefire_call(name: &str, arguments: &str) -> String;
    fn balefire_scope(calls: &str);
    fn balefire_change_next(calls: &str);
    fn balefire_with_scope(calls: &str, act: &mut dyn FnMut());
    fn balefire_error(chain: &str, place: &str) -> String;
    fn balefire_js(error: &JsValue) -> String;
    fn balefire_span(name: &str, id: &str, json: &str) -> String;
    fn balefire_id() -> String;
    fn balefire_now() -> f64;
    fn balefire_panic(message: &str, file: &str, line: u32, column: u32);
    fn balefire_drop_panic(message: &str, file: &str, line: u32, column: u32);
}

pub(crate) fn start(options: &Options, _: Callbacks) {
    balefire_start(
        &options.to_json(),
        options.sample_rate,
        options.max_breadcrumbs,
        options.attach_stacktrace,
        options.send_default_pii,
        // The number that the app wrote: the nearest one of `f32` has more digits, and goes into headers.
        f64::from(options.traces_millionths()) / 1_000_000.0,
        options.send_panic_message,
    );
}

/// Calls a function of the global `Balefire` with a list of arguments as JSON.
pub(crate) fn call(name: &str, arguments: &str) -> String {
    balefire_call(name, arguments)
}

pub(crate) fn configure_scope(calls: &str) {
    balefire_scope(calls);
}

pub(crate) fn with_scope<R>(calls: &str, act: impl FnOnce() -> R) -> R {
    let mut act = Some(act);
    let mut result = None;
    balefire_with_scope(calls, &mut || result = act.take().map(|act| act()));
    // Another script's `withScope` may not have called `act`; then it is called here. If it caught the death of `act`,
    // there is no result to go on with.
    result.or_else(|| act.take().map(|act| act())).unwrap_or_else(|| std::process::abort())
}

/// One capture with changes of a scope of its own. It is no call of JavaScript around the capture, which would be in its stack.
pub(crate) fn with_changes<R>(calls: &str, capture: impl FnOnce() -> R) -> R {
    balefire_change_next(calls);
    capture()
}

/// Sends an error with its sources, or a message: a single one without a type. `place` is a frame before its stack.
pub(crate) fn capture_error(chain: &str, place: &str) -> String {
    balefire_error(chain, place)
}

pub(crate) fn capture_js(error: &JsValue) -> String {
    balefire_js(error)
}

/// Calls a function of `js/crate/page_spans.js`.
pub(crate) fn span_call(name: &str, id: &str, json: &str) -> String {
    balefire_span(name, id, json)
}

/// 32 hex digits.
pub(crate) fn random_id() -> String {
    balefire_id()
}

/// The time in microseconds since 1970.
pub(crate) fn now_micros() -> u64 {
    (balefire_now() * 1000.0) as u64
}

pub(crate) fn capture_panic(message: &str, file: &str, line: u32, column: u32) {
    balefire_panic(message, file, line, column);
}

/// Notes a panic that a hook of the app has dropped, so that the trap that follows is not reported in its place.
pub(crate) fn drop_panic(message: &str, file: &str, line: u32, column: u32) {
    balefire_drop_panic(message, file, line, column);
}
