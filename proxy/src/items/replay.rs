//! `replay_event`, `replay_recording` and `replay_video`: a session replay. Nothing of it is stored.
//!
//! <https://develop.sentry.dev/sdk/telemetry/replays/>

use balefire_protocol::category::Category;

use super::content::Content;
use super::kind::{ItemKind, Stored};
use super::limits::{MIB, Quota, Size};

/// The types share one bound.
const QUOTA: Quota = Quota { group: "replay", most: 1 };

pub(super) const KINDS: &[ItemKind] = &[
    ItemKind {
        name: "replay_event",
        category: Category::Replay,
        size: Size::Event,
        quota: None,
        content: Content::Event,
        stored: Stored::Nothing,
    },
    ItemKind {
        name: "replay_recording",
        category: Category::Replay,
        size: Size::Bytes(10 * MIB),
        quota: Some(QUOTA),
        content: Content::Opaque,
        stored: Stored::Nothing,
    },
    ItemKind {
        name: "replay_video",
        category: Category::Replay,
        size: Size::Bytes(10 * MIB),
        quota: Some(QUOTA),
        content: Content::Opaque,
        stored: Stored::Nothing,
    },
];
