//! What was said 200 to, on disk.

use std::path::Path;

use bytes::Bytes;

use crate::clock::Timestamp;

/// Why an envelope could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// Too many envelopes wait for the disk.
    #[error("the inbox is full")]
    Full,
    /// The disk refused.
    #[error("the inbox cannot be written")]
    Disk(#[source] Box<dyn std::error::Error + Send + Sync>),
}

/// One accepted envelope.
#[derive(Debug, Clone)]
pub struct Kept {
    /// Grows with each envelope, never used twice.
    pub row: i64,
    /// The project it was sent to.
    pub project_id: i64,
    /// When it came.
    pub received: Timestamp,
    /// The envelope, decompressed.
    pub envelope: Bytes,
}

/// The inbox. Cheap to clone: all clones speak to the one writer.
#[derive(Clone)]
pub struct Inbox;

impl Inbox {
    /// Opens (or makes) the inbox in a directory; at most `queue` envelopes wait for the disk.
    pub fn open(_data: &Path, _queue: usize) -> Result<Self, InboxError> {
        todo!()
    }

    /// Keeps an envelope; when this returns `Ok`, it is on disk.
    pub async fn keep(
        &self,
        _project_id: i64,
        _received: Timestamp,
        _envelope: Bytes,
    ) -> Result<(), InboxError> {
        todo!()
    }

    /// The oldest envelopes after a row; waits (blocking, up to a second) if there are none yet.
    pub fn next(&self, _after: i64, _limit: usize) -> Result<Vec<Kept>, InboxError> {
        todo!()
    }

    /// Forgets all envelopes up to and with a row.
    pub fn forget(&self, _up_to: i64) -> Result<(), InboxError> {
        todo!()
    }
}
