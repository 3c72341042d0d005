//! What the operator has to know now: shown on every page until it is over.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// One text for each cause.
#[derive(Debug, Default)]
pub struct Notices(Mutex<BTreeMap<&'static str, String>>);

impl Notices {
    /// Shows a text from now on, in the place of an older one of this cause; whether there was none.
    pub fn set(&self, cause: &'static str, text: impl Into<String>) -> bool {
        self.lock().insert(cause, text.into()).is_none()
    }

    /// Shows nothing of this cause any more.
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
