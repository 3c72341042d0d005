//! The facts of an item kind.

use balefire_protocol::category::Category;

use super::content::Content;
use super::limits::{Quota, Size};

/// A kind of item, by the `type` of its header.
#[derive(Debug)]
pub struct ItemKind {
    /// The `type`.
    pub name: &'static str,
    /// The data category under which items are counted and limited.
    pub category: Category,
    /// Largest payload.
    pub size: Size,
    /// Most items in an envelope; without one `limits.items` alone counts.
    pub quota: Option<Quota>,
    /// How the payload is scrubbed for an upstream.
    pub content: Content,
    /// The part that the server stores.
    pub stored: Stored,
}

/// The part of an item that the server stores.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stored {
    /// An event, with its issue.
    Event,
    /// A segment with its spans, and the vitals of a page view.
    Transaction,
    /// Spans and segments that came as they ended, and vitals.
    Spans,
    /// A session that has changed.
    Session,
    /// The counts of many sessions.
    SessionCounts,
    /// A file, beside the event that it belongs to.
    Attachment,
    /// What a visitor wrote.
    Feedback,
    /// The same, as older SDKs send it.
    UserReport,
    /// Nothing, but the losses in it are counted.
    Losses,
    /// Nothing: the item is counted as unsupported, or forwarded.
    Nothing,
}
