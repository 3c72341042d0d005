//! The inbox: accepted envelopes, durable until the worker has stored them.
//!
//! An endpoint appends and answers 200 once the append has ended. The worker reads after the offset up to which everything
//! is stored, and acknowledges what it has stored since. SQLite stands behind [`Inbox`]; another adapter passes the tests in
//! `conformance.rs`.

mod append;
#[cfg(test)]
mod conformance;
#[cfg(test)]
pub(crate) mod fake;
mod sqlite;

use bytes::Bytes;

pub use self::append::{Append, Completion};
pub(crate) use self::sqlite::begin_above;
pub use self::sqlite::{Appender, SqliteInbox};
pub use crate::model::offset::Offset;
use crate::model::timestamp::Timestamp;

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

/// An envelope to be appended.
#[derive(Debug, Clone)]
pub struct NewEntry {
    /// The project of the DSN.
    pub project_id: i64,
    /// When the envelope arrived.
    pub received: Timestamp,
    /// The envelope, decompressed.
    pub envelope: Bytes,
}

/// An accepted envelope.
#[derive(Debug, Clone)]
pub struct InboxEntry {
    /// The position behind this entry: a read after it begins with the next entry.
    pub offset: Offset,
    /// The project of the DSN.
    pub project_id: i64,
    /// When the envelope arrived.
    pub received: Timestamp,
    /// The envelope, decompressed.
    pub envelope: Bytes,
}

/// Whether envelopes are missing between the store and the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Continuity {
    /// The inbox goes on where the store ends.
    Continuous,
    /// Envelopes between the store's cursor and the oldest entry are in neither.
    StoreBehind {
        /// The offset up to which everything is stored.
        cursor: Offset,
        /// The oldest entry of the inbox, or the next one.
        oldest: Offset,
        /// How many envelopes are missing.
        missing: u64,
    },
    /// The store has read further than this inbox ever went.
    InboxBehind {
        /// The offset up to which everything is stored.
        cursor: Offset,
        /// The newest entry that the inbox ever had.
        newest: Offset,
    },
}

/// Accepts envelopes, and gives them to the worker.
pub trait Inbox: InboxStatus {
    /// Appends an envelope. It is durable once the returned future has ended with `Ok`, whether or not somebody waits for
    /// the future.
    fn append(&self, entry: NewEntry) -> Append;

    /// The entries behind an offset, in a fixed order; at most `limit`. Without any, it blocks for up to a second until one
    /// arrives.
    fn read(&self, after: &Offset, limit: usize) -> Result<Vec<InboxEntry>, InboxError>;

    /// Lets go of all entries up to an offset, because they are stored. Entries that were acknowledged may still be read
    /// again after a failure.
    fn acknowledge(&self, up_to: &Offset) -> Result<(), InboxError>;
}

/// How full an inbox is.
pub trait InboxStatus: Send + Sync {
    /// Bytes of envelopes that are not acknowledged yet.
    fn size(&self) -> u64;

    /// How many appends have not ended yet.
    fn waiting(&self) -> u64;

    /// Whether the next append would be refused with [`InboxError::Full`].
    fn is_full(&self) -> bool;

    /// Whether envelopes were missing between the store and the inbox when the inbox was opened.
    fn continuity(&self) -> Continuity;
}
