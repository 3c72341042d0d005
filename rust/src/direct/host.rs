//! Functions of the host: time, randomness, stacks, requests.

use std::future::Future;
use std::task::{Context, Poll, Waker};

use gloo_net::http::Request;
use js_sys::{Date, Error, JSON, Math, Reflect, global};
use wasm_bindgen::prelude::{Closure, wasm_bindgen};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::spawn_local;
use web_sys::RequestCache;

use super::outbox::Answer;
use super::parts::{Link, of_app, with_addresses};
use super::reporter::{Host, Moment};

/// How many frames Chromium keeps of a stack.
const FRAMES: u32 = 50;

/// Most causes of an error that are sent: Sentry's limit.
const MAX_CAUSES: usize = 5;

/// Longest text of a value that was thrown and is no error, in bytes.
const MAX_VALUE: usize = 1000;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_name = setTimeout)]
    fn set_timeout(act: &JsValue, ms: f64) -> JsValue;
}

/// Calls a function later.
pub(super) fn later(ms: f64, act: impl FnOnce() + 'static) {
    set_timeout(&Closure::once_into_js(act), ms);
}

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

/// A member of a value; undefined if there is none, or its getter throws.
pub(super) fn member(value: &JsValue, key: &str) -> JsValue {
    Reflect::get(value, &key.into()).unwrap_or_default()
}

fn text(value: &JsValue, key: &str) -> Option<String> {
    member(value, key).as_string()
}

pub(super) fn host() -> Host {
    let address = text(&member(&global(), "location"), "href").unwrap_or_default();
    let span_id = random_id().get(..16).unwrap_or_default().to_owned();
    Host {
        // What stands behind may be secret.
        url: address.split(['?', '#']).next().unwrap_or_default().to_owned(),
        user_agent: text(&member(&global(), "navigator"), "userAgent").unwrap_or_default(),
        trace_id: random_id(),
        span_id,
    }
}

/// The stack of this call; empty if the engine has none.
pub(super) fn stack() -> String {
    let limit = JsValue::from("stackTraceLimit");
    let constructor = member(&global(), "Error");
    let before = Reflect::get(&constructor, &limit).unwrap_or_default();
    // If the limit cannot be changed, the stack is shorter.
    let _ = Reflect::set(&constructor, &limit, &FRAMES.into());
    let stack = text(&Error::new(""), "stack");
    let _ = Reflect::set(&constructor, &limit, &before);
    of_app(&with_addresses(&stack.unwrap_or_default())).to_owned()
}

/// Reads an error of JavaScript with its causes, or any value that was thrown as one.
pub(super) fn describe(error: &JsValue) -> Vec<Link> {
    let mut links = vec![describe_one(error)];
    let mut cause = member(error, "cause");
    while cause.is_object() && links.len() <= MAX_CAUSES {
        links.push(describe_one(&cause));
        cause = member(&cause, "cause");
    }
    links
}

fn describe_one(error: &JsValue) -> Link {
    let message = text(error, "message").or_else(|| error.as_string()).unwrap_or_else(|| words_of(error));
    let stack = with_addresses(&text(error, "stack").unwrap_or_default());
    // Chromium's begins with the message, whose lines may look like frames.
    let stack = stack.split_once(&format!(": {message}")).map_or(stack.as_str(), |(_, frames)| frames);
    let name = text(error, "name").filter(|name| !name.is_empty()).unwrap_or_else(|| "Error".to_owned());
    Link { name, stack: stack.to_owned(), message }
}

/// The words of a value that is no error. It may be a proxy, of which any use throws.
fn words_of(value: &JsValue) -> String {
    let json = JSON::stringify(value).ok().and_then(|json| json.as_string());
    let words = json.or_else(|| if value.is_object() { keys_of(value) } else { converted(value) });
    balefire_protocol::text::cut(words.as_deref().unwrap_or("[unreadable]"), MAX_VALUE).to_owned()
}

/// An object that has no JSON, as the recorder names it.
fn keys_of(object: &JsValue) -> Option<String> {
    let keys = Reflect::own_keys(object).ok()?.join(", ");
    Some(format!("Object captured as exception with keys: {keys}"))
}

/// What JavaScript itself makes of a symbol, a function, `undefined`.
fn converted(value: &JsValue) -> Option<String> {
    let string: js_sys::Function = member(&global(), "String").dyn_into().ok()?;
    string.call1(&JsValue::UNDEFINED, value).ok()?.as_string()
}

/// Posts an envelope.
pub(super) fn post(url: &str, envelope: String, on_answer: impl FnOnce(Answer) + 'static) {
    let Ok(request) = Request::post(url).body(envelope) else { return on_answer(Answer::default()) };
    let mut sending = Box::pin(request.send());
    // Begins now: a future that has panicked leaves those behind it waiting.
    // <https://github.com/rustwasm/wasm-bindgen/issues/2392>
    let begun = sending.as_mut().poll(&mut Context::from_waker(Waker::noop()));
    spawn_local(async move {
        let response = match begun {
            Poll::Ready(response) => response,
            Poll::Pending => sending.await,
        };
        on_answer(response.map_or_else(
            |_| Answer::default(),
            |response| Answer {
                status: response.status(),
                retry_after: response.headers().get("retry-after").unwrap_or_default(),
                rate_limits: response.headers().get("x-sentry-rate-limits").unwrap_or_default(),
            },
        ));
    });
}

/// Fetches the bytes of a file that was loaded before.
pub(super) fn fetch_again(url: String, on_bytes: impl FnOnce(Vec<u8>) + 'static) {
    spawn_local(async move {
        let request = Request::get(&url).cache(RequestCache::ForceCache).send();
        let Ok(response) = request.await else { return };
        if let (true, Ok(bytes)) = (response.ok(), response.binary().await) {
            on_bytes(bytes);
        }
    });
}

/// Warns in the console, as the recorder does.
pub(super) fn warn(words: &str) {
    let console = member(&global(), "console");
    if let Ok(warn) = member(&console, "warn").dyn_into::<js_sys::Function>() {
        let _ = warn.call1(&console, &format!("balefire: {words}").into());
    }
}
