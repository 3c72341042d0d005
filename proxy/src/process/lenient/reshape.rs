//! Replaces a member by its documented shape, or drops it.

use serde_json::Value;

use super::super::event_fields::Fields;

/// Replaces a member by its documented shape. Removes a member that cannot be read.
pub(super) fn reshape(object: &mut Fields, key: &str, normalize: fn(Value) -> Option<Value>) {
    if let Some(member) = object.get_mut(key) {
        match normalize(member.take()) {
            Some(value) => *member = value,
            None => drop(object.remove(key)),
        }
    }
}
