//! Notices to the operator, shown on every page until their cause is gone.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The notices: one text for each cause.
#[derive(Debug, Default)]
pub struct Notices(Mutex<BTreeMap<&'static str, String>>);

impl Notices {
    /// Sets the text of a cause. Returns whether the cause had none before.
    pub fn set(&self, cause: &'static str, text: impl Into<String>) -> bool {
        self.lock().insert(cause, text.into()).is_none()
    }

    /// Removes the text of a cause.
    pub fn clear(&self, cause: &'static str) {
        self.lock().remove(cause);
    }

    /// All texts, in the order of their causes.
    #[must_use]
    pub fn list(&self) -> Vec<String> {
        self.lock().values().cloned().collect()
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<&'static str, String>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_text_for_each_cause() {
        let notices = Notices::default();
        assert!(notices.set("b", "one") && notices.set("a", "two") && !notices.set("b", "three"));
        assert_eq!(notices.list(), ["two", "three"]);
        notices.clear("a");
        notices.clear("a");
        assert_eq!(notices.list(), ["three"]);
    }
}
