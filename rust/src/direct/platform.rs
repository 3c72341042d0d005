//! The platform without a recorder: the one reporter of the app.

use std::cell::{Cell, RefCell};

use balefire_protocol::json::{write_array, write_string};
use serde_json::Value;
use wasm_bindgen::JsValue;

use super::host;
use super::reporter::{Captured, Moment, Reporter};
use crate::Options;

/// Most requests in flight at a time; events beyond are lost.
const MAX_REQUESTS: u32 = 15;

thread_local! {
    static REPORTER: RefCell<Option<Reporter>> = const { RefCell::new(None) };
    static IN_FLIGHT: Cell<u32> = const { Cell::new(0) };
}

/// Whether the app reports without the recorder.
pub(crate) fn is_used() -> bool {
    with(|_| ()).is_some()
}

pub(crate) fn start(options: &Options) {
    if is_used() {
        return;
    }
    match Reporter::new(options.clone()) {
        Ok(reporter) => REPORTER.set(Some(reporter)),
        Err(error) => host::warn(&format!("wrong option dsn: {error}")),
    }
}

/// The same names and arguments as those of the recorder.
pub(crate) fn call(name: &str, arguments: &str) -> String {
    let arguments: Vec<Value> = serde_json::from_str(arguments).unwrap_or_default();
    let mut arguments = arguments.into_iter();
    match (name, arguments.next()) {
        ("captureMessage", Some(Value::String(text))) => {
            let hint = arguments.next().unwrap_or_default();
            let level = hint.as_str().or_else(|| hint["level"].as_str()).unwrap_or("info");
            if hint["alert"] == true {
                capture(|reporter, moment| reporter.alert(&text, level, moment))
            } else {
                capture(|reporter, moment| reporter.message(&text, level, moment))
            }
        }
        ("captureEvent", Some(Value::Object(event))) => {
            capture(|reporter, moment| reporter.event(event, moment))
        }
        ("addBreadcrumb", Some(breadcrumb)) => {
            with(|reporter| reporter.add_breadcrumb(breadcrumb, js_sys::Date::now()));
            String::new()
        }
        ("lastEventId", _) => with(|reporter| reporter.last_id()).unwrap_or_default(),
        // Nothing waits.
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

pub(crate) fn capture_error(chain: &str) -> String {
    capture(|reporter, moment| reporter.error(chain, moment))
}

/// Sends an error of JavaScript with its own stack.
pub(crate) fn capture_js(error: &JsValue) -> String {
    let described = host::describe(error);
    let mut chain = String::new();
    write_array(&mut chain, [[&described.name, &described.message]], |out, link| {
        write_array(out, link, |out, text| write_string(out, text));
    });
    capture(|reporter, moment| {
        reporter.error(&chain, Moment { stack: described.stack.unwrap_or(moment.stack.clone()), ..moment })
    })
}

pub(crate) fn capture_panic(message: &str, file: &str, line: u32, column: u32) {
    let location = format!("{file}:{line}:{column}");
    capture(|reporter, moment| reporter.panic(message, &location, moment));
}

/// Makes an event and sends it; its id.
fn capture(make: impl FnOnce(&mut Reporter, Moment) -> Captured) -> String {
    let moment = host::moment();
    let Some((url, captured)) = with(|reporter| (reporter.url.clone(), make(reporter, moment))) else {
        return String::new();
    };
    if let Some(envelope) = captured.envelope.filter(|_| IN_FLIGHT.get() < MAX_REQUESTS) {
        IN_FLIGHT.set(IN_FLIGHT.get() + 1);
        host::post(&url, envelope, |answer| {
            IN_FLIGHT.set(IN_FLIGHT.get().saturating_sub(1));
            if let Some((status, retry_after)) = answer {
                with(|reporter| reporter.note_response(status, retry_after.as_deref(), js_sys::Date::now()));
            }
        });
    }
    captured.id
}

/// Calls the reporter, unless there is none or it is borrowed already.
fn with<R>(ask: impl FnOnce(&mut Reporter) -> R) -> Option<R> {
    REPORTER.with(|reporter| reporter.try_borrow_mut().ok()?.as_mut().map(ask))
}
