//! The one thread that writes: it takes all waiting tasks, commits once, and then completes each of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::OwnedSemaphorePermit;

use super::commits::Commits;
use super::{received_ids, rows};
use crate::inbox::append::Completion;
use crate::inbox::entry::{Appended, NewEntry};
use crate::inbox::inbox_error::InboxError;
use crate::model::timestamp::Timestamp;

/// Most appends in one transaction.
const BATCH: usize = 512;

/// Envelopes of one append that wait for the disk, with the permits for their places and their bytes.
pub(super) struct Waiting {
    pub(super) entries: Vec<NewEntry>,
    pub(super) completion: Completion,
    pub(super) _permits: (OwnedSemaphorePermit, OwnedSemaphorePermit),
}

enum Task {
    Write(Waiting),
    /// All rows up to one.
    Delete(i64, Sender<Result<(), InboxError>>),
}

/// The thread, and the channel to it. The permits of [`Waiting`] bound the channel.
pub(super) struct Writer {
    tasks: Option<Sender<Task>>,
    thread: Option<JoinHandle<()>>,
}

impl Writer {
    pub(super) fn start(
        mut connection: Connection,
        commits: Arc<Commits>,
        size: Arc<AtomicU64>,
    ) -> Result<Self, InboxError> {
        let (tasks, receiver) = channel();
        let thread = std::thread::Builder::new()
            .name("inbox".into())
            .spawn(move || {
                while let Some(batch) = take(&receiver) {
                    write(&mut connection, batch, &commits, &size);
                }
            })
            .map_err(|error| InboxError::Unavailable(Box::new(error)))?;
        Ok(Self { tasks: Some(tasks), thread: Some(thread) })
    }

    pub(super) fn write(&self, waiting: Waiting) -> Result<(), InboxError> {
        self.send(Task::Write(waiting))
    }

    pub(super) fn delete(&self, up_to: i64) -> Result<(), InboxError> {
        let (done, deleted) = channel();
        self.send(Task::Delete(up_to, done))?;
        deleted.recv().map_err(|_| ended())?
    }

    fn send(&self, task: Task) -> Result<(), InboxError> {
        let tasks = self.tasks.as_ref().ok_or_else(ended)?;
        tasks.send(task).map_err(|_| ended())
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        self.tasks = None;
        if let Some(Err(_)) = self.thread.take().map(JoinHandle::join) {
            tracing::error!("inbox writer panicked");
        }
    }
}

fn ended() -> InboxError {
    InboxError::Unavailable("the writer has ended".into())
}

/// Waits for a task, then takes all others that wait too. `None` once the inbox is dropped.
fn take(receiver: &Receiver<Task>) -> Option<Vec<Task>> {
    let mut batch = vec![receiver.recv().ok()?];
    batch.extend(receiver.try_iter().take(BATCH - 1));
    Some(batch)
}

fn write(connection: &mut Connection, batch: Vec<Task>, commits: &Commits, size: &AtomicU64) {
    match commit(connection, &batch) {
        Ok(Committed { added: more, deleted: less, appended }) => {
            // Only this thread writes it.
            size.store((size.load(Ordering::Relaxed) + more).saturating_sub(less), Ordering::Relaxed);
            commits.add();
            if less > 0
                && size.load(Ordering::Relaxed) == 0
                && let Err(error) = rows::shrink(connection)
            {
                tracing::warn!(error = &error as &dyn std::error::Error, "inbox file not shrunk");
            }
            let mut appended = appended.into_iter();
            for task in batch {
                let of_task = appended.by_ref().take(task.len()).collect();
                task.complete(Ok(of_task));
            }
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "inbox not written");
            let error = Arc::new(error);
            for task in batch {
                task.complete(Err(InboxError::Unavailable(Box::new(Arc::clone(&error)))));
            }
        }
    }
}

/// The effects of a transaction.
#[derive(Default)]
struct Committed {
    /// Bytes of envelopes that were added.
    added: u64,
    /// Bytes of envelopes that were deleted.
    deleted: u64,
    /// How the appends ended, of all tasks one after the other.
    appended: Vec<Appended>,
}

/// Runs the tasks in one transaction.
fn commit(connection: &mut Connection, batch: &[Task]) -> rusqlite::Result<Committed> {
    let transaction = connection.transaction()?;
    let mut committed = Committed::default();
    let mut new_ids = 0;
    for task in batch {
        match task {
            Task::Write(it) => {
                for NewEntry { project_id, key, received, envelope, id } in &it.entries {
                    if let Some(id) = id {
                        if !received_ids::add(&transaction, *project_id, *id, *received)? {
                            committed.appended.push(Appended::Repeated);
                            continue;
                        }
                        new_ids += 1;
                    }
                    rows::insert(&transaction, (*project_id, key), *received, envelope)?;
                    committed.appended.push(Appended::New);
                    committed.added += envelope.len() as u64;
                }
            }
            Task::Delete(up_to, _) => committed.deleted += rows::delete(&transaction, *up_to)?,
        }
    }
    if new_ids > 0 {
        received_ids::prune(&transaction, new_ids, Timestamp::now())?;
    }
    transaction.commit()?;
    Ok(committed)
}

impl Task {
    /// How many envelopes it appends.
    fn len(&self) -> usize {
        match self {
            Self::Write(waiting) => waiting.entries.len(),
            Self::Delete(..) => 0,
        }
    }

    fn complete(self, result: Result<Vec<Appended>, InboxError>) {
        match self {
            Self::Write(Waiting { completion, _permits, .. }) => {
                // First, so that a sender that goes on at once finds the place free.
                drop(_permits);
                completion.complete(result);
            }
            Self::Delete(_, done) => drop(done.send(result.map(drop))),
        }
    }
}
