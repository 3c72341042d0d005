//! The one thread that writes: it takes all waiting tasks, commits once, and then completes each of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use rusqlite::Connection;
use tokio::sync::OwnedSemaphorePermit;

use super::commits::Commits;
use super::rows;
use crate::inbox::append::Completion;
use crate::inbox::entry::NewEntry;
use crate::inbox::inbox_error::InboxError;

/// Most envelopes in one transaction.
const BATCH: usize = 512;

/// An envelope that waits for the disk, with the permits for its place and its bytes.
pub(super) struct Waiting {
    pub(super) entry: NewEntry,
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
        Ok((more, less)) => {
            // Only this thread writes it.
            size.store((size.load(Ordering::Relaxed) + more).saturating_sub(less), Ordering::Relaxed);
            commits.add();
            if less > 0
                && size.load(Ordering::Relaxed) == 0
                && let Err(error) = rows::shrink(connection)
            {
                tracing::warn!(error = &error as &dyn std::error::Error, "inbox file not shrunk");
            }
            for task in batch {
                task.complete(Ok(()));
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

/// Runs the tasks in one transaction. Returns how many bytes of envelopes were added, and how many deleted.
fn commit(connection: &mut Connection, batch: &[Task]) -> rusqlite::Result<(u64, u64)> {
    let transaction = connection.transaction()?;
    let (mut more, mut less) = (0, 0);
    for task in batch {
        match task {
            Task::Write(it) => {
                let NewEntry { project_id, received, envelope } = &it.entry;
                rows::insert(&transaction, *project_id, *received, envelope)?;
                more += envelope.len() as u64;
            }
            Task::Delete(up_to, _) => less += rows::delete(&transaction, *up_to)?,
        }
    }
    transaction.commit()?;
    Ok((more, less))
}

impl Task {
    fn complete(self, result: Result<(), InboxError>) {
        match self {
            Self::Write(Waiting { completion, _permits, .. }) => {
                // First, so that a sender that goes on at once finds the place free.
                drop(_permits);
                completion.complete(result);
            }
            Self::Delete(_, done) => drop(done.send(result)),
        }
    }
}
