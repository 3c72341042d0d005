//! The grouping rules in use, and the rules of the version before.

use serde_json::Value;

use super::super::event_fields::{Fields, scalar};
use super::hash::hash;
use super::{default_group, v1};

/// The version of the rules in use, stored with each issue.
pub const VERSION: i64 = 2;
/// The group of an event: its `fingerprint` if it has one, else its message if it is one, else its exceptions.
pub(in super::super) fn group(event: &Fields) -> String {
    by_fingerprint(event, default_group::default)
}

/// The group of an event under the previous rules. Used only if the current group is unknown.
pub(in super::super) fn former(event: &Fields) -> String {
    v1::group(event)
}

fn by_fingerprint(event: &Fields, default: fn(&Fields) -> String) -> String {
    let fingerprint =
        event.get("fingerprint").and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let parts: Vec<String> = fingerprint.iter().filter_map(scalar).collect();
    let is_default = |part: &str| matches!(part, "{{ default }}" | "{{default}}");
    match parts.as_slice() {
        [] => default(event),
        [only] if is_default(only) => default(event),
        parts => {
            let has_default = parts.iter().any(|part| is_default(part));
            let default = if has_default { default(event) } else { String::new() };
            hash("fingerprint", parts.iter().map(|part| if is_default(part) { &default } else { part }))
        }
    }
}
