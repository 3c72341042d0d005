//! Old shapes of an exception and of its mechanism.

use serde_json::{Value, json};

use super::super::event_fields::{Fields, is_synthetic, text};
use super::scalar::{json_to_text, scalar_to_text};
use super::stacktrace;
use crate::scan::run_of_chars;

/// The old name of an exception's own stack.
const OLD_STACKTRACE: &str = "sentry.interfaces.Stacktrace";
/// The type of a mechanism that was sent without one, as in Relay.
const GENERIC: &str = "generic";
/// Members that raven-cocoa put directly into a mechanism: old name, new name, and the same for one nested member.
const SIGNALS: [(&str, &str, &str, &str); 2] = [
    ("posix_signal", "signal", "signal", "number"),
    ("mach_exception", "mach_exception", "exception_name", "name"),
];

/// Turns an exception's members into texts, and its stack into an object with `frames`.
pub(super) fn normalize(exception: &mut Fields) {
    let mut has_old = false;
    let mut has_type = false;
    for (key, value) in exception.iter_mut() {
        match key.as_str() {
            "type" => {
                json_to_text(value);
                has_type = is_text(value);
            }
            "value" => json_to_text(value),
            "module" => scalar_to_text(value),
            "stacktrace" => stacktrace::normalize(value),
            "mechanism" => mechanism(value),
            key => has_old |= key == OLD_STACKTRACE,
        }
    }
    if has_old && let Some(mut old) = exception.remove(OLD_STACKTRACE) {
        stacktrace::normalize(&mut old);
        exception.entry("stacktrace").or_insert(old);
    }
    if !has_type {
        type_of_value(exception);
    }
}

fn is_text(value: &Value) -> bool {
    value.as_str().is_some_and(|text| !text.is_empty())
}

/// Splits the value `TypeError: x is null` into the type `TypeError` and the value `x is null`. Leaves alone an
/// exception that was made only for its stack, and a value that is a URL (`https://..`).
fn type_of_value(exception: &mut Fields) {
    let Some(value) = text(exception, "value").filter(|_| !is_synthetic(exception)) else { return };
    let (name, rest) = value.split_at(run_of_chars(value, |it| it.is_alphanumeric() || it == '_'));
    let Some(rest) = rest.strip_prefix(": ").filter(|rest| !name.is_empty() && !rest.contains('\n')) else {
        return;
    };
    let (name, rest) = (name.to_owned(), rest.trim().to_owned());
    exception.insert("type".into(), name.into());
    exception.insert("value".into(), rest.into());
}

/// Gives a mechanism a type. A mechanism that is a text is the type.
fn mechanism(mechanism: &mut Value) {
    match mechanism {
        Value::String(kind) if !kind.is_empty() => *mechanism = json!({"type": kind}),
        Value::Object(members) if !members.is_empty() => {
            members.get_mut("type").into_iter().for_each(scalar_to_text);
            if !members.get("type").is_some_and(is_text) {
                members.insert("type".into(), GENERIC.into());
                signals(members);
            }
        }
        _ => {}
    }
}

fn signals(mechanism: &mut Fields) {
    for (old, name, old_member, member) in SIGNALS {
        let Some(Value::Object(mut signal)) = mechanism.remove(old) else { continue };
        if let Some(value) = signal.remove(old_member) {
            signal.insert(member.into(), value);
        }
        let meta = mechanism.entry("meta").or_insert_with(|| json!({}));
        if let Some(meta) = meta.as_object_mut() {
            meta.insert(name.into(), Value::Object(signal));
        }
    }
}
