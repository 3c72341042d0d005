//! Values of an event as text.

use serde_json::Value;

/// A string as itself, and any other value as JSON.
pub(super) fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
