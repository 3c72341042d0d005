//! Wakes the reader when the writer has committed.

use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a reader waits for a commit.
const LONGEST_WAIT: Duration = Duration::from_secs(1);

/// The number of commits. A reader that has seen a number waits only until it has changed, so it misses no
/// commit between its read and its wait.
#[derive(Debug, Default)]
pub(super) struct Commits {
    count: Mutex<u64>,
    changed: Condvar,
}

impl Commits {
    pub(super) fn count(&self) -> u64 {
        *self.lock()
    }

    pub(super) fn add(&self) {
        *self.lock() += 1;
        self.changed.notify_all();
    }

    /// Waits until there is a commit beyond those already seen, or for the longest wait.
    pub(super) fn wait_beyond(&self, seen: u64) {
        let wait = self.changed.wait_timeout_while(self.lock(), LONGEST_WAIT, |count| *count == seen);
        drop(wait.unwrap_or_else(PoisonError::into_inner));
    }

    fn lock(&self) -> MutexGuard<'_, u64> {
        self.count.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
