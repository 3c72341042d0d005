//! The roles of an inbox. An adapter passes the tests in `conformance.rs`.

use super::append::Append;
use super::continuity::Continuity;
use super::entry::{InboxEntry, NewEntry};
use super::inbox_error::InboxError;
use crate::model::envelope_id::EnvelopeId;
use crate::model::offset::Offset;

/// Accepts envelopes, and gives them to the worker.
pub trait Inbox: InboxStatus {
    /// Appends envelopes. All of them are durable once the returned future has ended with `Ok`, and none of them after an
    /// error, whether or not somebody waits for the future. An envelope with an id that its project has sent before, at
    /// most 25 hours ago, is not appended again.
    fn append_all(&self, entries: Vec<NewEntry>) -> Append;

    /// Appends one envelope.
    fn append(&self, entry: NewEntry) -> Append {
        self.append_all(vec![entry])
    }

    /// Whether envelopes of a project with these ids were appended before, as [`Inbox::append_all`] would find.
    fn are_known(&self, project_id: i64, ids: &[EnvelopeId]) -> Result<Vec<bool>, InboxError>;

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
