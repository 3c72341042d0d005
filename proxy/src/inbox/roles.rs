//! The roles of an inbox. An adapter passes the tests in `conformance.rs`.

use super::append::Append;
use super::continuity::Continuity;
use super::entry::{InboxEntry, NewEntry};
use super::inbox_error::InboxError;
use crate::model::offset::Offset;

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
