//! The one thread that writes: takes all that waits, commits once, then tells each sender.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::thread::JoinHandle;

use bytes::Bytes;
use rusqlite::Connection;
use tokio::sync::{OwnedSemaphorePermit, oneshot};

use super::{Commits, InboxError, rows};
use crate::model::timestamp::Timestamp;

/// Most envelopes in one transaction.
const BATCH: usize = 512;

/// An envelope that waits for the disk, with the permits of the room it takes.
pub(super) struct Waiting {
    pub(super) project_id: i64,
    pub(super) received: Timestamp,
    pub(super) envelope: Bytes,
    pub(super) done: oneshot::Sender<Result<(), InboxError>>,
    pub(super) _permits: (OwnedSemaphorePermit, OwnedSemaphorePermit),
}

enum Task {
    Write(Waiting),
    Acknowledge(i64, Sender<Result<(), InboxError>>),
}

/// The thread, and the way to it. The permits of [`Waiting`] bound the channel.
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
            .map_err(|error| InboxError::Disk(Box::new(error)))?;
        Ok(Self { tasks: Some(tasks), thread: Some(thread) })
    }

    pub(super) fn write(&self, waiting: Waiting) -> Result<(), InboxError> {
        self.send(Task::Write(waiting))
    }

    pub(super) fn acknowledge(&self, up_to: i64) -> Result<(), InboxError> {
        let (done, deleted) = channel();
        self.send(Task::Acknowledge(up_to, done))?;
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
            tracing::error!("the inbox's writer had panicked");
        }
    }
}

fn ended() -> InboxError {
    InboxError::Disk("the writer has ended".into())
}

/// Waits for a task, then takes those that came with it; none when nobody can send any more.
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
            commits.announce();
            if less > 0
                && size.load(Ordering::Relaxed) == 0
                && let Err(error) = rows::shrink(connection)
            {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "the inbox's file stays as large as it is"
                );
            }
            for task in batch {
                task.end(Ok(()));
            }
        }
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the inbox cannot be written");
            let error = Arc::new(error);
            for task in batch {
                task.end(Err(InboxError::Disk(Box::new(Arc::clone(&error)))));
            }
        }
    }
}

/// How many bytes of envelopes came, and how many went.
fn commit(connection: &mut Connection, batch: &[Task]) -> rusqlite::Result<(u64, u64)> {
    let transaction = connection.transaction()?;
    let (mut more, mut less) = (0, 0);
    for task in batch {
        match task {
            Task::Write(it) => {
                rows::insert(&transaction, it.project_id, it.received, &it.envelope)?;
                more += it.envelope.len() as u64;
            }
            Task::Acknowledge(up_to, _) => less += rows::delete(&transaction, *up_to)?,
        }
    }
    transaction.commit()?;
    Ok((more, less))
}

impl Task {
    /// Tells who waits; that nobody does any more (the client has gone) is no matter.
    fn end(self, result: Result<(), InboxError>) {
        match self {
            Self::Write(waiting) => drop(waiting.done.send(result)),
            Self::Acknowledge(_, done) => drop(done.send(result)),
        }
    }
}
