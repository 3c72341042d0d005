//! Retrying items that could not be stored.

use std::path::Path;

use crate::inbox::{Appender, InboxError};
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

/// What became of a dead letter that was to be retried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retried {
    /// It is in the inbox again.
    InInbox,
    /// There is none of this number.
    Missing,
    /// Its envelope was too large to be kept.
    NotKept,
}

/// Puts dead letters back into the inbox, as they were sent: there they take the way of everything that comes, and are
/// scrubbed on it. One that fails again is a new dead letter.
pub fn retry(
    letters: &dyn DeadLetterQueue,
    cursor: i64,
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
        // In this order: between the two the item is there twice, and an event is stored once by its id.
        inbox.append(project_id, received, &envelope)?;
        letters.drop_dead_letter(*id)?;
        Ok(Retried::InInbox)
    };
    ids.iter().map(retry_one).collect()
}
