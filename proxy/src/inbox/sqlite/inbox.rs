//! The inbox in a SQLite file.

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rusqlite::Connection;
use tokio::sync::Semaphore;

use super::commits::Commits;
use super::offsets::row_of;
use super::writer::{Waiting, Writer};
use super::{received_ids, recovery, rows};
use crate::inbox::append::Append;
use crate::inbox::continuity::Continuity;
use crate::inbox::entry::{InboxEntry, NewEntry};
use crate::inbox::inbox_error::InboxError;
use crate::inbox::roles::{Inbox, InboxStatus};
use crate::model::envelope_id::EnvelopeId;
use crate::model::offset::Offset;

/// Most bytes that wait for the disk at once, in bytes: `limits.queue` alone would let a thousand envelopes of 20 MiB into
/// memory.
const WAITING_BYTES: usize = 32 << 20;

/// The inbox in a SQLite file. Dropped, it waits until the writer has written everything.
pub struct SqliteInbox {
    writer: Writer,
    /// The reader's own connection: it reads while the writer writes.
    reader: Mutex<Connection>,
    commits: Arc<Commits>,
    queue: usize,
    /// One permit for each envelope that may wait.
    places: Arc<Semaphore>,
    /// One permit for each byte of these envelopes.
    bytes: Arc<Semaphore>,
    /// Bytes of envelopes on disk; the writer counts them.
    size: Arc<AtomicU64>,
    continuity: Continuity,
}

impl SqliteInbox {
    /// Opens or makes the inbox in a directory. At most `queue` envelopes wait for the disk.
    ///
    /// New rows begin above `stored`, the store's cursor. Otherwise an inbox whose file was deleted would begin at row 1
    /// again, and the worker would never read its first rows.
    pub fn open(data: &Path, queue: usize, stored: &Offset) -> Result<Self, InboxError> {
        let path = data.join(rows::FILE);
        let commits = Arc::new(Commits::default());
        let connection = recovery::open(&path)?;
        let stored = row_of(stored)?;
        let continuity = rows::continuity(&connection, stored)?;
        rows::begin_above(&connection, stored)?;
        let size = Arc::new(AtomicU64::new(rows::size(&connection)?));
        let writer = Writer::start(connection, Arc::clone(&commits), Arc::clone(&size))?;
        let reader = Mutex::new(rows::open(&path)?);
        let queue = queue.min(Semaphore::MAX_PERMITS);
        let places = Arc::new(Semaphore::new(queue));
        let bytes = Arc::new(Semaphore::new(WAITING_BYTES));
        Ok(Self { writer, reader, commits, queue, places, bytes, size, continuity })
    }

    fn reader(&self) -> MutexGuard<'_, Connection> {
        self.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn start_append(&self, entries: Vec<NewEntry>) -> Result<Append, InboxError> {
        // More envelopes than there are places, or more bytes than the whole bound, get in when they are alone.
        let places = entries.len().min(self.queue.max(1)) as u32;
        let places = Arc::clone(&self.places).try_acquire_many_owned(places).map_err(|_| InboxError::Full)?;
        let size: usize = entries.iter().map(|entry| entry.envelope.len()).sum();
        let size = size.min(WAITING_BYTES) as u32;
        let bytes = Arc::clone(&self.bytes).try_acquire_many_owned(size).map_err(|_| InboxError::Full)?;
        let (completion, append) = Append::pending();
        self.writer.write(Waiting { entries, completion, _permits: (places, bytes) })?;
        Ok(append)
    }
}

impl Inbox for SqliteInbox {
    fn append_all(&self, entries: Vec<NewEntry>) -> Append {
        self.start_append(entries).unwrap_or_else(|error| Append::ready(Err(error)))
    }

    fn are_known(&self, project_id: i64, ids: &[EnvelopeId]) -> Result<Vec<bool>, InboxError> {
        Ok(received_ids::are_known(&self.reader(), project_id, ids)?)
    }

    fn read(&self, after: &Offset, limit: usize) -> Result<Vec<InboxEntry>, InboxError> {
        let row = row_of(after)?;
        let seen = self.commits.count();
        let entries = rows::after(&self.reader(), row, limit)?;
        if !entries.is_empty() {
            return Ok(entries);
        }
        self.commits.wait_beyond(seen);
        rows::after(&self.reader(), row, limit)
    }

    fn acknowledge(&self, up_to: &Offset) -> Result<(), InboxError> {
        self.writer.delete(row_of(up_to)?)
    }
}

impl InboxStatus for SqliteInbox {
    fn size(&self) -> u64 {
        self.size.load(Ordering::Relaxed)
    }

    fn waiting(&self) -> u64 {
        self.queue.saturating_sub(self.places.available_permits()) as u64
    }

    fn is_full(&self) -> bool {
        self.places.available_permits() == 0
    }

    fn continuity(&self) -> Continuity {
        self.continuity.clone()
    }
}

/// Makes the next row of the inbox in a directory one above this offset, as [`SqliteInbox::open`] does: for the copy of an
/// inbox whose store was copied later.
pub(crate) fn begin_above(data: &Path, stored: &Offset) -> Result<(), InboxError> {
    Ok(rows::begin_above(&rows::open(&data.join(rows::FILE))?, row_of(stored)?)?)
}

#[cfg(test)]
#[path = "tests.rs"]
mod tests;
