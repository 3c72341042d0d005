//! `event`: an error or a message. <https://develop.sentry.dev/sdk/data-model/event-payloads/>
//!
//! The event is stored with its issue, as [`crate::process`] makes it. Some older SDKs send feedback and transactions as events:
//! these are counted under their own category.

use balefire_protocol::category::Category;
use balefire_protocol::json;

use super::content::Content;
use super::kind::{ItemKind, Stored};
use super::limits::Size;

/// Most events that an item may stand for. A client may claim any number, so a larger one is cut.
pub const MOST_TIMES_SEEN: u64 = 10_000;

/// How many identical events an item with this header stands for: its member `times_seen`, which the server writes when it
/// expands a batch. The count is in the header, so that it is charged without reading the payload.
#[must_use]
pub fn times_seen(header: &str) -> u64 {
    let times = json::member(header, "times_seen").and_then(json::unsigned);
    times.map_or(1, |times| times.clamp(1, MOST_TIMES_SEEN))
}

pub(super) const KINDS: &[ItemKind] = &[ItemKind {
    name: "event",
    category: Category::Error,
    size: Size::Event,
    quota: None,
    content: Content::Event,
    stored: Stored::Event,
}];
