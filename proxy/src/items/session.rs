//! `session` and `sessions`: release health. They are stored as counts.
//!
//! <https://develop.sentry.dev/sdk/telemetry/sessions/>

use balefire_protocol::category::Category;

use super::content::Content;
use super::count_key::count_key;
use super::kind::{ItemKind, Stored};
use super::limits::{MIB, Quota, Size};
use crate::process::MOST_SESSION_ENTRIES;

/// The types share one bound.
const QUOTA: Quota = Quota { group: "session", most: 100 };

pub(super) const KINDS: &[ItemKind] = &[
    ItemKind {
        name: "session",
        category: Category::Session,
        size: Size::Bytes(MIB),
        quota: Some(QUOTA),
        content: Content::Json,
        stored: Stored::Session,
    },
    ItemKind {
        name: "sessions",
        category: Category::Session,
        size: Size::Bytes(MIB),
        quota: Some(QUOTA),
        content: Content::Json,
        stored: Stored::SessionCounts,
    },
];

/// The number of entries of a `sessions` item, each of which has a start.
pub(super) fn entry_count(payload: &[u8]) -> u64 {
    count_key(payload, b"\"started\"", MOST_SESSION_ENTRIES as u64).max(1)
}
