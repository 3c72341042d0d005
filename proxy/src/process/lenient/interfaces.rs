//! The names that an event's members had before 2017, when Sentry called them interfaces.

use serde_json::Value;

use super::super::event_fields::Fields;
use super::scalar::scalar;

/// Begins the old names.
const INTERFACE: &str = "sentry.interfaces.";
/// The value that raven sent to have its events grouped by.
const CHECKSUM: &str = "checksum";
/// Security reports, which older servers kept as members of the event.
pub(super) const REPORTS: [&str; 4] = ["csp", "hpkp", "expectct", "expectstaple"];
/// The old names and those of today. `Threads` and `DebugMeta` are from Sentry's server, which read events before Relay did.
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
/// A query of a database. It has no other name today.
pub(super) const QUERY: &str = "sentry.interfaces.Query";

/// Whether a member needs more than a look at its type.
pub(super) fn is_old(key: &str) -> bool {
    key.starts_with(INTERFACE) || key == CHECKSUM || REPORTS.contains(&key)
}

/// Gives members today's names. A member that has its name already stays, unless it is null.
pub(super) fn rename(event: &mut Fields) {
    for (old, name) in INTERFACES {
        if let Some(value) = event.remove(&format!("{INTERFACE}{old}")) {
            let member = event.entry(name).or_insert(Value::Null);
            if member.is_null() {
                *member = value;
            }
        }
    }
    // A checksum is all that counts for the group, as a fingerprint is.
    if let Some(checksum) = event.get(CHECKSUM).and_then(scalar) {
        event.entry("fingerprint").or_insert_with(|| Value::Array(vec![checksum.into()]));
    }
}
