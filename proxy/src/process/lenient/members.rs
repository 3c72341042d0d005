//! Types of the event's top-level members.

use serde_json::Value;

use super::super::event_fields::Fields;
use super::interfaces;
use super::scalar::{scalar_to_text, trim};

/// Text members that may come as numbers or booleans.
const TEXTS: [&str; 9] =
    ["release", "dist", "environment", "transaction", "server_name", "site", "logger", "platform", "culprit"];
/// Text members that are trimmed at both ends.
const TRIMMED: [&str; 4] = ["release", "dist", "environment", "transaction"];

/// Gives members their documented types, in one pass. Returns whether the event has members with old names.
pub(super) fn normalize(event: &mut Fields) -> bool {
    let mut has_old = false;
    for (key, value) in event.iter_mut() {
        let key = key.as_str();
        match value {
            Value::Number(_) | Value::Bool(_) if TEXTS.contains(&key) => scalar_to_text(value),
            Value::String(text) if TRIMMED.contains(&key) => trim(text),
            Value::String(_) | Value::Number(_) | Value::Bool(_) if key == "fingerprint" => {
                *value = Value::Array(vec![value.take()]);
            }
            _ => has_old |= interfaces::is_old(key),
        }
    }
    has_old
}
