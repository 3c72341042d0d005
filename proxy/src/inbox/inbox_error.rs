//! Errors of an inbox.

/// Why the inbox failed.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// Too many envelopes wait to become durable.
    #[error("the inbox is full")]
    Full,
    /// The disk, or whatever stands behind the inbox, failed.
    #[error("the inbox cannot be read or written")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The file differs from what was written.
    #[error("the inbox is damaged: {0}")]
    Damaged(String),
    /// The store's offset was made by an inbox of another kind.
    #[error("the offset {0:?} is of another kind of inbox")]
    ForeignOffset(String),
}

impl From<rusqlite::Error> for InboxError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Unavailable(Box::new(error))
    }
}
