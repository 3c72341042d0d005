//! Members that get their documented shape, or go.

use serde_json::Value;

use super::super::event_fields::Fields;

/// Replaces a member by its documented shape, or removes it if it has none.
pub(super) fn reshape(object: &mut Fields, key: &str, normalize: fn(Value) -> Option<Value>) {
    if let Some(member) = object.get_mut(key) {
        match normalize(member.take()) {
            Some(value) => *member = value,
            None => drop(object.remove(key)),
        }
    }
}
