//! Notices to the operator, shown on every page until their cause is gone.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// What the operator has to know, as data: the pages have the words, in the language of their reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// Some of what is stored cannot be read.
    StoreDamaged,
    /// The log of a database was damaged on disk before it was opened.
    LogDamaged {
        /// The name of the file.
        log: String,
        /// How many commits at its end are lost, at least.
        commits: u64,
    },
    /// Envelopes were stored once, and are neither in the store nor in the inbox.
    StoreOlder {
        /// How many.
        missing: u64,
    },
    /// Envelopes that waited to be stored may be missing.
    InboxOlder,
}

/// The notices: one for each cause.
#[derive(Debug, Default)]
pub struct Notices(Mutex<BTreeMap<&'static str, Notice>>);

impl Notices {
    /// Sets the notice of a cause. Returns whether the cause had none before.
    pub fn set(&self, cause: &'static str, notice: Notice) -> bool {
        self.lock().insert(cause, notice).is_none()
    }

    /// Removes the notice of a cause.
    pub fn clear(&self, cause: &'static str) {
        self.lock().remove(cause);
    }

    /// All notices, in the order of their causes.
    #[must_use]
    pub fn list(&self) -> Vec<Notice> {
        self.lock().values().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, Notice>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_notice_for_each_cause() {
        let notices = Notices::default();
        let older = |missing| Notice::StoreOlder { missing };
        assert!(notices.set("b", older(1)) && notices.set("a", older(2)) && !notices.set("b", older(3)));
        assert_eq!(notices.list(), [older(2), older(3)]);
        notices.clear("a");
        notices.clear("a");
        assert_eq!(notices.list(), [older(3)]);
    }
}
