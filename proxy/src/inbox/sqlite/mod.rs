//! What was said 200 to, on disk.
//!
//! A SQLite file of its own (`inbox.db`), because its rows come and go: one writer thread commits whatever
//! waits in one transaction, so that a busy server pays for one flush of the disk per hundred envelopes.

mod appender;
mod recovery;
mod rows;
mod writer;

use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use rusqlite::Connection;
use tokio::sync::{Semaphore, oneshot};

pub use self::appender::Appender;
use self::writer::{Waiting, Writer};
use crate::model::timestamp::Timestamp;

/// The file, in the data directory.
const FILE: &str = "inbox.db";
/// Most bytes that wait for the disk at once, in bytes: `queue` alone would let a thousand envelopes of 20 MiB
/// into memory.
const WAITING_BYTES: usize = 32 << 20;
/// How long [`Inbox::read`] waits for an envelope.
const PATIENCE: Duration = Duration::from_secs(1);

/// Why an envelope could not be kept.
#[derive(Debug, thiserror::Error)]
pub enum InboxError {
    /// Too many envelopes wait for the disk.
    #[error("the inbox is full")]
    Full,
    /// The disk refused.
    #[error("the inbox cannot be written")]
    Disk(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The file is not what was written.
    #[error("the inbox is damaged: {0}")]
    Damaged(String),
}

/// One accepted envelope.
#[derive(Debug, Clone)]
pub struct InboxEntry {
    /// Grows with each envelope, never used twice.
    pub row: i64,
    /// The project it was sent to.
    pub project_id: i64,
    /// When it came.
    pub received: Timestamp,
    /// The envelope, decompressed.
    pub envelope: Bytes,
}

/// Where the store stands, beside what the inbox holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Continuity {
    /// What follows what is stored is here, or has not come yet.
    Whole,
    /// Rows between what is stored and what is here were stored once, and are gone from both.
    StoreBehind {
        /// The row up to which everything is stored.
        cursor: i64,
        /// The oldest row that is here, or the next to come.
        oldest: i64,
    },
    /// The store has rows that this inbox never had.
    InboxBehind {
        /// The row up to which everything is stored.
        cursor: i64,
        /// The newest row that was here.
        newest: i64,
    },
}

/// The inbox. Cheap to clone: all clones speak to the one writer. The last to go waits until the writer has
/// written what it was given.
#[derive(Clone)]
pub struct Inbox(Arc<Shared>);

struct Shared {
    writer: Writer,
    /// The reader's own connection: it looks while the writer writes.
    reader: Mutex<Connection>,
    /// Wakes who waits in `next`; counts commits, so that none is missed between looking and waiting.
    commits: Arc<Commits>,
    /// One permit for each envelope that may wait, and one for each of their bytes.
    queue: usize,
    places: Arc<Semaphore>,
    bytes: Arc<Semaphore>,
    /// Bytes of envelopes on disk; the writer counts them.
    size: Arc<AtomicU64>,
    continuity: Continuity,
}

/// The number of commits so far, and who waits for the next.
#[derive(Debug, Default)]
struct Commits {
    count: Mutex<u64>,
    changed: Condvar,
}

impl Inbox {
    /// Opens (or makes) the inbox in a directory; at most `queue` envelopes wait for the disk.
    ///
    /// Rows begin above `stored`, up to which the store has read: an inbox whose file was deleted would begin
    /// anew, and the store would never ask for its first rows.
    pub fn open(data: &Path, queue: usize, stored: i64) -> Result<Self, InboxError> {
        let path = data.join(FILE);
        let commits = Arc::new(Commits::default());
        let connection = recovery::open(&path)?;
        let continuity = rows::continuity(&connection, stored)?;
        rows::begin_above(&connection, stored)?;
        let size = Arc::new(AtomicU64::new(rows::size(&connection)?));
        let writer = Writer::start(connection, Arc::clone(&commits), Arc::clone(&size))?;
        let reader = Mutex::new(rows::open(&path)?);
        let queue = queue.min(Semaphore::MAX_PERMITS);
        let places = Arc::new(Semaphore::new(queue));
        let bytes = Arc::new(Semaphore::new(WAITING_BYTES));
        Ok(Self(Arc::new(Shared { writer, reader, commits, queue, places, bytes, size, continuity })))
    }

    /// Keeps an envelope; when this returns `Ok`, it is on disk.
    pub async fn append(
        &self,
        project_id: i64,
        received: Timestamp,
        envelope: Bytes,
    ) -> Result<(), InboxError> {
        let place = Arc::clone(&self.0.places).try_acquire_owned().map_err(|_| InboxError::Full)?;
        // One that is larger than all the room there is gets in when it is alone.
        let size = envelope.len().min(WAITING_BYTES) as u32;
        let room = Arc::clone(&self.0.bytes).try_acquire_many_owned(size).map_err(|_| InboxError::Full)?;
        let (done, written) = oneshot::channel();
        self.0.writer.write(Waiting { project_id, received, envelope, done, _permits: (place, room) })?;
        written.await.map_err(|_| InboxError::Disk("the writer has ended".into()))?
    }

    /// The oldest envelopes after a row; waits (blocking, up to a second) if there are none yet.
    pub fn read(&self, after: i64, limit: usize) -> Result<Vec<InboxEntry>, InboxError> {
        let seen = *self.0.commits.lock();
        let kept = rows::after(&self.reader(), after, limit)?;
        if !kept.is_empty() {
            return Ok(kept);
        }
        self.0.commits.wait_past(seen);
        rows::after(&self.reader(), after, limit)
    }

    /// How many bytes of envelopes wait to be stored.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.0.size.load(Ordering::Relaxed)
    }

    /// How many envelopes wait for the disk.
    #[must_use]
    pub fn waiting(&self) -> u64 {
        self.0.queue.saturating_sub(self.0.places.available_permits()) as u64
    }

    /// Whether one more would be refused now.
    #[must_use]
    pub fn is_full(&self) -> bool {
        self.0.places.available_permits() == 0
    }

    /// How the store stood beside it when it was opened.
    #[must_use]
    pub fn continuity(&self) -> Continuity {
        self.0.continuity
    }

    /// Forgets all envelopes up to and with a row.
    pub fn acknowledge(&self, up_to: i64) -> Result<(), InboxError> {
        self.0.writer.acknowledge(up_to)
    }

    fn reader(&self) -> MutexGuard<'_, Connection> {
        self.0.reader.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Makes the next row of the inbox in a directory one above this one, as [`Inbox::open`] would: for a copy of an inbox,
/// whose store was copied later.
pub(crate) fn begin_above(data: &Path, stored: i64) -> Result<(), InboxError> {
    Ok(rows::begin_above(&rows::open(&data.join("inbox.db"))?, stored)?)
}

impl Commits {
    fn lock(&self) -> MutexGuard<'_, u64> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn announce(&self) {
        *self.lock() += 1;
        self.changed.notify_all();
    }

    fn wait_past(&self, seen: u64) {
        let wait = self.changed.wait_timeout_while(self.lock(), PATIENCE, |count| *count == seen);
        drop(wait.unwrap_or_else(PoisonError::into_inner));
    }
}

impl From<rusqlite::Error> for InboxError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Disk(Box::new(error))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_700_000_000.5);

    fn runtime() -> tokio::runtime::Runtime {
        tokio::runtime::Builder::new_current_thread().build().unwrap()
    }

    fn append(inbox: &Inbox, text: &str) -> Result<(), InboxError> {
        runtime().block_on(inbox.append(7, NOW, Bytes::copy_from_slice(text.as_bytes())))
    }

    #[track_caller]
    fn check(inbox: &Inbox, after: i64, expect: &[(i64, &str)]) {
        let kept = inbox.read(after, 100).unwrap();
        let found: Vec<_> =
            kept.iter().map(|kept| (kept.row, std::str::from_utf8(&kept.envelope).unwrap())).collect();
        assert_eq!(found, expect);
        assert!(kept.iter().all(|kept| kept.project_id == 7 && kept.received == NOW));
    }

    #[test]
    fn kept_envelopes_survive_reopening() {
        let dir = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(dir.path(), 10, 0).unwrap();
        append(&inbox, "one").unwrap();
        append(&inbox, "two").unwrap();
        drop(inbox);
        check(&Inbox::open(dir.path(), 10, 0).unwrap(), 0, &[(1, "one"), (2, "two")]);
    }

    #[test]
    fn forgotten_rows_are_never_used_again() {
        let dir = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(dir.path(), 10, 0).unwrap();
        append(&inbox, "one").unwrap();
        append(&inbox, "two").unwrap();
        check(&inbox, 1, &[(2, "two")]);
        inbox.acknowledge(2).unwrap();
        drop(inbox);
        let inbox = Inbox::open(dir.path(), 10, 0).unwrap();
        append(&inbox, "three").unwrap();
        check(&inbox, 0, &[(3, "three")]);
    }

    #[test]
    fn a_new_inbox_begins_above_what_is_stored() {
        let dir = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(dir.path(), 10, 41).unwrap();
        append(&inbox, "one").unwrap();
        drop(inbox);
        let inbox = Inbox::open(dir.path(), 10, 7).unwrap();
        append(&inbox, "two").unwrap();
        check(&inbox, 41, &[(42, "one"), (43, "two")]);
    }

    #[test]
    fn what_was_stored_is_beside_what_is_here() {
        let dir = tempfile::tempdir().unwrap();
        let continuity = |stored| Inbox::open(dir.path(), 10, stored).unwrap().continuity();
        assert_eq!(continuity(0), Continuity::Whole);
        let inbox = Inbox::open(dir.path(), 10, 0).unwrap();
        for text in ["one", "two", "three", "four"] {
            append(&inbox, text).unwrap();
        }
        drop(inbox);
        // Nothing, some and all of it stored, and not forgotten yet.
        for stored in [0, 2, 4] {
            assert_eq!(continuity(stored), Continuity::Whole, "{stored}");
        }
        Inbox::open(dir.path(), 10, 0).unwrap().acknowledge(2).unwrap();
        for stored in [2, 3, 4] {
            assert_eq!(continuity(stored), Continuity::Whole, "{stored}");
        }
        assert_eq!(continuity(1), Continuity::StoreBehind { cursor: 1, oldest: 3 });
        Inbox::open(dir.path(), 10, 0).unwrap().acknowledge(4).unwrap();
        assert_eq!(continuity(4), Continuity::Whole);
        assert_eq!(continuity(0), Continuity::StoreBehind { cursor: 0, oldest: 5 });
        assert_eq!(continuity(9), Continuity::InboxBehind { cursor: 9, newest: 4 });
        assert_eq!(continuity(9), Continuity::Whole, "it begins above from then on");
    }

    #[test]
    fn limit_takes_the_oldest() {
        let dir = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(dir.path(), 10, 0).unwrap();
        for text in ["one", "two", "three"] {
            append(&inbox, text).unwrap();
        }
        let rows: Vec<_> = inbox.read(0, 2).unwrap().iter().map(|kept| kept.row).collect();
        assert_eq!(rows, [1, 2]);
    }

    #[test]
    fn next_wakes_when_something_comes() {
        let dir = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(dir.path(), 10, 0).unwrap();
        let reader = inbox.clone();
        let waiting = std::thread::spawn(move || {
            let mut kept = Vec::new();
            while kept.is_empty() {
                kept = reader.read(0, 1).unwrap();
            }
            kept.len()
        });
        append(&inbox, "one").unwrap();
        assert_eq!(waiting.join().unwrap(), 1);
    }

    #[test]
    fn many_at_once_are_all_kept() {
        let dir = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(dir.path(), 1_000, 0).unwrap();
        runtime().block_on(async {
            let append_one =
                |inbox: Inbox| async move { inbox.append(7, NOW, Bytes::from_static(b"x")).await };
            let tasks: Vec<_> = (0..500).map(|_| tokio::spawn(append_one(inbox.clone()))).collect();
            for task in tasks {
                task.await.unwrap().unwrap();
            }
        });
        assert_eq!(inbox.read(0, 1_000).unwrap().len(), 500);
    }

    #[test]
    fn no_queue_is_always_full() {
        let dir = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(dir.path(), 0, 0).unwrap();
        assert!(matches!(append(&inbox, "one"), Err(InboxError::Full)));
    }

    #[test]
    fn large_envelopes_are_kept_as_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(dir.path(), 10, 0).unwrap();
        let large: String = (0..300_000).map(|n| format!("{n:06}\n")).collect();
        append(&inbox, &large).unwrap();
        append(&inbox, "small").unwrap();
        check(&inbox, 0, &[(1, &large), (2, "small")]);
        assert_eq!(inbox.size(), large.len() as u64 + 5);
        inbox.acknowledge(1).unwrap();
        assert_eq!(inbox.size(), 5);
    }

    #[test]
    fn waiting_bytes_are_bounded() {
        let dir = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(dir.path(), 10, 0).unwrap();
        let _held = inbox.0.bytes.try_acquire_many(WAITING_BYTES as u32 - 2).unwrap();
        assert!(matches!(append(&inbox, "one"), Err(InboxError::Full)));
        append(&inbox, "on").unwrap();
    }

    #[test]
    fn held_bytes_are_counted_and_known_after_reopening() {
        let dir = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(dir.path(), 10, 0).unwrap();
        append(&inbox, "one").unwrap();
        append(&inbox, "three").unwrap();
        assert_eq!(inbox.size(), 8);
        inbox.acknowledge(1).unwrap();
        assert_eq!(inbox.size(), 5);
        drop(inbox);
        assert_eq!(Inbox::open(dir.path(), 10, 0).unwrap().size(), 5);
    }

    #[test]
    fn refusing_disk_is_an_error() {
        let dir = tempfile::tempdir().unwrap();
        let inbox = Inbox::open(dir.path(), 10, 0).unwrap();
        inbox.reader().execute_batch("DROP TABLE envelopes").unwrap();
        assert!(matches!(append(&inbox, "one"), Err(InboxError::Disk(_))));
    }
}
