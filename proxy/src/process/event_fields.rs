//! Accessors for the loosely typed fields of an event.

use serde_json::{Map, Value};

/// The member of a frame's `data` that holds the client's `in_app`, from before the server set it: 1 or 0, as in
/// Sentry.
pub(super) const ORIGINAL_IN_APP: &str = "orig_in_app";
/// The member of a mechanism's `data` that holds the source location of a Rust panic: `src/main.rs:7:3`.
pub(super) const PANIC_LOCATION: &str = "panic_location";

/// The members of an event, by name.
pub(super) type Fields = Map<String, Value>;

/// The object as JSON text.
pub(super) fn write(object: &Fields) -> String {
    // The keys of a `Map` are texts, so this cannot fail. `to_string` of a `Value` takes half as long again.
    serde_json::to_string(object).unwrap_or_default()
}

/// A text member that is present and not empty.
pub(super) fn text<'a>(object: &'a Fields, key: &str) -> Option<&'a str> {
    object.get(key).and_then(Value::as_str).filter(|text| !text.is_empty())
}

/// A text, number or boolean as text: tags and user ids come as any of these.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The exceptions, oldest cause first. Works after [`super::parse`] has made `{values: []}` of them.
pub(super) fn exceptions(event: &Fields) -> impl DoubleEndedIterator<Item = &Fields> {
    let values = event.get("exception").and_then(|it| it.get("values")).and_then(Value::as_array);
    values.map(Vec::as_slice).unwrap_or_default().iter().filter_map(Value::as_object)
}

/// The frames of an exception, oldest first.
pub(super) fn frames(exception: &Fields) -> impl DoubleEndedIterator<Item = &Fields> {
    let frames = exception.get("stacktrace").and_then(|it| it.get("frames")).and_then(Value::as_array);
    frames.map(Vec::as_slice).unwrap_or_default().iter().filter_map(Value::as_object)
}

/// Whether a frame is in-app.
pub(super) fn is_in_app(frame: &Fields) -> bool {
    frame.get("in_app").and_then(Value::as_bool).unwrap_or(false)
}

/// Whether the exception was made only to carry a stack, so that its type is meaningless.
/// <https://develop.sentry.dev/sdk/data-model/event-payloads/exception/#exception-mechanism>
pub(super) fn is_synthetic(exception: &Fields) -> bool {
    exception.get("mechanism").and_then(|it| it.get("synthetic")).and_then(Value::as_bool).unwrap_or(false)
}

/// Whether the exception is a Rust panic, as Rust SDKs report it or as a page reports the wasm trap after it.
pub(super) fn is_panic(exception: &Fields) -> bool {
    let mechanism = exception.get("mechanism").and_then(|it| it.get("type")).and_then(Value::as_str);
    text(exception, "type") == Some("panic") || mechanism == Some("panic")
}

/// Whether the event is a message. It may have an exception without a type, which only carries the stack of the call.
pub(super) fn is_message(event: &Fields) -> bool {
    message(event).is_some()
        && exceptions(event).all(|exception| is_synthetic(exception) && text(exception, "type").is_none())
}

/// The message for display.
pub(super) fn message(event: &Fields) -> Option<&str> {
    let entry = event.get("logentry")?.as_object()?;
    text(entry, "formatted").or_else(|| text(entry, "message"))
}

/// The `values` of an interface, if it has any.
pub(super) fn values_mut<'a>(event: &'a mut Fields, key: &str) -> Option<&'a mut Vec<Value>> {
    event.get_mut(key)?.get_mut("values")?.as_array_mut()
}
