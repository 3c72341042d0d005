//! Retries dead letters: puts them back into the inbox.

use std::path::Path;

use crate::inbox::{Appender, InboxError, Offset};
use crate::store::{BuriedItem, DeadLetterQueue, StoreError};

/// Why a dead letter is not retried.
#[derive(Debug, thiserror::Error)]
pub enum RetryError {
    /// The store failed.
    #[error("the dead letter cannot be read or dropped")]
    Store(#[from] StoreError),
    /// The inbox failed.
    #[error("the dead letter cannot be put into the inbox")]
    Inbox(#[from] InboxError),
}

/// The result of retrying a dead letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retried {
    /// It is in the inbox again.
    InInbox,
    /// No dead letter has this number.
    Missing,
    /// The envelope was too large to be kept.
    NotKept,
}

/// Puts dead letters back into the inbox, as they were sent. The worker processes and scrubs them like new envelopes; a
/// letter that fails again becomes a new dead letter.
pub fn retry(
    letters: &dyn DeadLetterQueue,
    cursor: &Offset,
    data: &Path,
    ids: &[i64],
) -> Result<Vec<Retried>, RetryError> {
    let inbox = Appender::open(data, cursor)?;
    let retry_one = |id: &i64| {
        let Some(BuriedItem { project_id, received, envelope }) = letters.buried_item(*id)? else {
            return Ok(Retried::Missing);
        };
        if envelope.is_empty() {
            return Ok(Retried::NotKept);
        }
        // Append first: after a crash between the two the item exists twice, and the event id keeps the store from
        // counting it twice.
        inbox.append(project_id, received, &envelope)?;
        letters.drop_dead_letter(*id)?;
        Ok(Retried::InInbox)
    };
    ids.iter().map(retry_one).collect()
}
