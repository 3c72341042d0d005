//! `profile` and `profile_chunk`. Nothing of it is stored yet.
//!
//! <https://develop.sentry.dev/sdk/telemetry/profiles/>

use balefire_protocol::category::Category;

use super::content::Content;
use super::kind::{ItemKind, Stored};
use super::limits::{MIB, Quota, Size};

/// The types share one bound.
const QUOTA: Quota = Quota { group: "profile", most: 100 };

pub(super) const KINDS: &[ItemKind] = &[
    ItemKind {
        name: "profile",
        category: Category::Profile,
        size: Size::Bytes(50 * MIB),
        quota: Some(QUOTA),
        content: Content::Opaque,
        stored: Stored::Nothing,
    },
    ItemKind {
        name: "profile_chunk",
        category: Category::ProfileChunk,
        size: Size::Bytes(50 * MIB),
        quota: Some(QUOTA),
        content: Content::Opaque,
        stored: Stored::Nothing,
    },
];
