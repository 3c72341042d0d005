//! A file that came with an event.

use crate::model::timestamp::Timestamp;

/// A file that came with an event, ready to be stored. Its content is stored as it came.
#[derive(Debug, Clone, PartialEq)]
pub struct Attachment {
    /// The project of the DSN.
    pub project_id: i64,
    /// The event that it belongs to, 32 lower-case hex digits.
    pub event_id: String,
    /// The name of the file, as the client says it.
    pub name: String,
    /// The media type, as the client says it; empty without one.
    pub content_type: String,
    /// `event.attachment`, or another of Sentry's kinds.
    pub kind: String,
    /// When it arrived.
    pub received: Timestamp,
    /// The bytes.
    pub content: Vec<u8>,
}

/// What is known of a stored attachment without its content.
#[derive(Debug, Clone, PartialEq)]
pub struct AttachmentInfo {
    /// The number in URLs.
    pub id: i64,
    /// The event that it belongs to.
    pub event_id: String,
    /// As [`Attachment::name`].
    pub name: String,
    /// As [`Attachment::content_type`].
    pub content_type: String,
    /// As [`Attachment::kind`].
    pub kind: String,
    /// Number of bytes.
    pub size: u64,
    /// When it arrived.
    pub received: Timestamp,
}
