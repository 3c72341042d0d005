//! `event`: an error or a message. <https://develop.sentry.dev/sdk/data-model/event-payloads/>
//!
//! The event is stored with its issue, as [`crate::process`] makes it. Some older SDKs send feedback and transactions as events:
//! these are counted under their own category.

use balefire_protocol::category::Category;

use super::content::Content;
use super::kind::{ItemKind, Stored};
use super::limits::Size;

pub(super) const KINDS: &[ItemKind] = &[ItemKind {
    name: "event",
    category: Category::Error,
    size: Size::Event,
    quota: None,
    content: Content::Event,
    stored: Stored::Event,
}];
