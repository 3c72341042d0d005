//! Member names from before 2017, when Sentry called these members interfaces.

use serde_json::Value;

use super::super::event_fields::Fields;
use super::scalar::scalar;

/// The prefix of the old names.
const INTERFACE: &str = "sentry.interfaces.";
/// The checksum by which raven had its events grouped.
const CHECKSUM: &str = "checksum";
/// Security reports, which older servers stored as members of the event.
pub(super) const REPORTS: [&str; 4] = ["csp", "hpkp", "expectct", "expectstaple"];
/// Old and current names. `Threads` and `DebugMeta` are from Sentry's server, which read events before Relay existed.
const INTERFACES: [(&str, &str); 14] = [
    ("Exception", "exception"),
    ("Message", "logentry"),
    ("Stacktrace", "stacktrace"),
    ("Template", "template"),
    ("Http", "request"),
    ("User", "user"),
    ("Breadcrumbs", "breadcrumbs"),
    ("Contexts", "contexts"),
    ("Threads", "threads"),
    ("DebugMeta", "debug_meta"),
    ("Csp", "csp"),
    ("Hpkp", "hpkp"),
    ("ExpectCT", "expectct"),
    ("ExpectStaple", "expectstaple"),
];
/// A database query. It has no current name.
pub(super) const QUERY: &str = "sentry.interfaces.Query";

/// Whether a member needs more work than a type check.
pub(super) fn is_old(key: &str) -> bool {
    key.starts_with(INTERFACE) || key == CHECKSUM || REPORTS.contains(&key)
}

/// Renames members to their current names. A non-null member with the current name wins.
pub(super) fn rename(event: &mut Fields) {
    for (old, name) in INTERFACES {
        if let Some(value) = event.remove(&format!("{INTERFACE}{old}")) {
            let member = event.entry(name).or_insert(Value::Null);
            if member.is_null() {
                *member = value;
            }
        }
    }
    // A checksum alone decides the group, like a fingerprint.
    if let Some(checksum) = event.get(CHECKSUM).and_then(scalar) {
        event.entry("fingerprint").or_insert_with(|| Value::Array(vec![checksum.into()]));
    }
}
