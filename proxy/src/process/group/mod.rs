//! Which events are one problem: the hash they share.
//!
//! The rules have a version. A change of the rules is a new version: the issues that were made under an older one are
//! found by the older hash, so that a change splits none of them ([`former`]).

mod error;
mod file;
mod function;
mod language;
mod message;
mod moment;
mod native;
mod parts;
mod place;
mod token;
mod v1;

#[cfg(test)]
mod linear;
#[cfg(test)]
mod tests;

use serde_json::Value;

use super::fields::{Fields, scalar};
use crate::model::hash::short_hex;

pub(super) use error::PANIC_LOCATION;
pub(super) use message::mask;

/// The version of the rules in use, stored with each issue.
pub const VERSION: i64 = 2;
/// Where a frame says in its `data` whether it was of the app before the server judged: 1 or 0, as in Sentry.
pub(super) const ORIGINAL_IN_APP: &str = "orig_in_app";

/// The group of an event: its `fingerprint`, if it brings one, else its message, if it is one, else its exceptions.
pub(super) fn group(event: &Fields) -> String {
    by_fingerprint(event, error::default)
}

/// The group that an event had under the rules before: asked only for an event whose group is not known.
pub(super) fn former(event: &Fields) -> String {
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

/// Each part with its length before it, so that no two lists of parts read the same.
fn hash<'a>(kind: &str, parts: impl Iterator<Item = &'a String>) -> String {
    let mut bytes = kind.as_bytes().to_vec();
    for part in parts {
        bytes.extend((part.len() as u64).to_le_bytes());
        bytes.extend(part.as_bytes());
    }
    short_hex(&bytes)
}
