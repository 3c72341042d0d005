//! Functions of the host: time, randomness, stacks, requests.

use gloo_net::http::Request;
use js_sys::{Date, Error, Math, Reflect, global};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::spawn_local;

use super::reporter::Moment;

/// How many frames Chromium keeps of a stack.
const FRAMES: u32 = 50;

/// 32 hex digits.
pub(crate) fn random_id() -> String {
    (0..4).map(|_| format!("{:08x}", (Math::random() * 4_294_967_296.0) as u32)).collect()
}

/// The time in microseconds since 1970.
pub(crate) fn now_micros() -> u64 {
    (Date::now() * 1000.0) as u64
}

pub(super) fn moment() -> Moment {
    Moment { now_ms: Date::now(), id: random_id(), roll: Math::random(), stack: stack() }
}

/// The stack of this call; empty if the engine has none.
fn stack() -> String {
    let limit = JsValue::from("stackTraceLimit");
    let constructor = Reflect::get(&global(), &"Error".into()).unwrap_or_default();
    let before = Reflect::get(&constructor, &limit).unwrap_or_default();
    // If the limit cannot be changed, the stack is shorter.
    let _ = Reflect::set(&constructor, &limit, &FRAMES.into());
    let stack = Reflect::get(&Error::new(""), &"stack".into());
    let _ = Reflect::set(&constructor, &limit, &before);
    stack.ok().and_then(|text| text.as_string()).unwrap_or_default()
}

/// An error of JavaScript.
pub(super) struct Described {
    /// Its name, else `Error`.
    pub name: String,
    /// Its message, else the value as a text.
    pub message: String,
    /// Its stack.
    pub stack: Option<String>,
}

/// Reads an error of JavaScript, or any value that was thrown as one.
pub(super) fn describe(error: &JsValue) -> Described {
    // A getter may throw, and then the member is as good as missing.
    let text = |key: &str| Reflect::get(error, &key.into()).ok().and_then(|value| value.as_string());
    Described {
        name: text("name").unwrap_or_else(|| "Error".to_owned()),
        message: text("message").or_else(|| error.as_string()).unwrap_or_else(|| format!("{error:?}")),
        stack: text("stack").filter(|stack| !stack.is_empty()),
    }
}

/// Posts an envelope; `on_response` gets the status and the header `Retry-After`. Without a response the envelope is lost.
pub(super) fn post(
    url: &str,
    envelope: String,
    on_response: impl FnOnce(Option<(u16, Option<String>)>) + 'static,
) {
    let Ok(request) = Request::post(url).body(envelope) else { return on_response(None) };
    spawn_local(async move {
        let answer = request.send().await.ok();
        on_response(answer.map(|answer| (answer.status(), answer.headers().get("retry-after"))));
    });
}

/// Warns in the console, as the recorder does.
pub(super) fn warn(words: &str) {
    let console = Reflect::get(&global(), &"console".into()).unwrap_or_default();
    let warn = Reflect::get(&console, &"warn".into()).ok().and_then(|it| {
        use wasm_bindgen::JsCast;
        it.dyn_into::<js_sys::Function>().ok()
    });
    if let Some(warn) = warn {
        let _ = warn.call1(&console, &format!("balefire: {words}").into());
    }
}
