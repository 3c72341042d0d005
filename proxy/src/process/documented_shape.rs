//! Checks whether an event was sent in the documented shape, in which each text is already in the member that stores
//! it.
//!
//! Processing converts other shapes later: it joins texts, or moves them to a member with other scrubbing rules. Every
//! shape that is not listed here counts as undocumented.

use serde_json::Value;

use super::event_fields::{Fields, text};

/// Whether conversion to the documented shape would leave all texts in their kind of member and make no new text.
pub(super) fn is_plain(event: &Fields) -> bool {
    event.iter().all(|(key, value)| match key.as_str() {
        "event_id" | "timestamp" | "level" | "type" | "sdk" | "modules" | "debug_meta" | "fingerprint" => {
            true
        }
        "message" | "platform" | "release" | "dist" | "environment" | "transaction" | "server_name"
        | "logger" | "culprit" => is_text(value),
        "logentry" => value.as_object().is_some_and(is_plain_message),
        "exception" => all_values(value, is_plain_exception),
        "threads" => all_values(value, |it| it.get("stacktrace").is_none_or(is_plain_stacktrace)),
        "stacktrace" => is_plain_stacktrace(value),
        "breadcrumbs" => all_values(value, is_plain_breadcrumb),
        "tags" => value.as_object().is_some_and(|tags| tags.values().all(Value::is_string)),
        "user" | "contexts" => value.is_object(),
        "extra" => value.as_object().is_some_and(|extra| !extra.contains_key("raw_stack")),
        "request" => value.as_object().is_some_and(is_plain_request),
        _ => false,
    })
}

fn is_text(value: &Value) -> bool {
    value.is_string() || value.is_null()
}

/// Whether the check holds for all objects in a list, or in `{values: []}`.
fn all_values(value: &Value, is_plain: impl Fn(&Fields) -> bool) -> bool {
    let list = value.get("values").unwrap_or(value).as_array();
    list.is_some_and(|list| list.iter().all(|it| it.as_object().is_some_and(&is_plain)))
}

fn is_plain_exception(exception: &Fields) -> bool {
    exception.iter().all(|(key, value)| match key.as_str() {
        "type" | "module" | "thread_id" | "raw_stack" => true,
        "value" => is_text(value),
        "mechanism" => value.is_object(),
        "stacktrace" => is_plain_stacktrace(value),
        _ => false,
    })
}

fn is_plain_breadcrumb(crumb: &Fields) -> bool {
    crumb.iter().all(|(key, value)| match key.as_str() {
        "type" | "category" | "level" | "timestamp" | "data" | "event_id" => true,
        "message" => is_text(value),
        _ => false,
    })
}

fn is_plain_stacktrace(stack: &Value) -> bool {
    let frames = stack.get("frames").and_then(Value::as_array);
    stack.is_null()
        || frames.is_some_and(|frames| {
            frames.iter().all(|frame| frame.get("vars").is_none_or(|vars| vars.is_object() || vars.is_null()))
        })
}

/// A message with parameters is formatted later, unless the client sent the formatted text.
fn is_plain_message(entry: &Fields) -> bool {
    let has_all = text(entry, "formatted").is_some() || !entry.contains_key("params");
    has_all && ["message", "formatted"].iter().all(|key| entry.get(*key).is_none_or(is_text))
}

fn is_plain_request(request: &Fields) -> bool {
    request.get("headers").is_none_or(|headers| match headers {
        Value::Object(headers) => headers.values().all(Value::is_string),
        Value::Array(pairs) => pairs.iter().all(|pair| {
            pair.as_array().is_some_and(|pair| pair.len() == 2 && pair.iter().all(Value::is_string))
        }),
        _ => false,
    })
}
