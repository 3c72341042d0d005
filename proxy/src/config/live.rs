//! The configuration of a running server: what is read again takes the place of what was.

use std::sync::{Arc, PoisonError, RwLock};

use super::Config;

/// The configuration as it is now.
#[derive(Debug)]
pub struct Live(RwLock<Arc<Config>>);

impl Live {
    /// Begins with this one.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self(RwLock::new(Arc::new(config)))
    }

    /// What it is now; it stays the same for whoever holds it.
    #[must_use]
    pub fn get(&self) -> Arc<Config> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// From now on it is this one, but for what a running server cannot change: where it listens, where its data
    /// lies, what is shown without a token, and how many envelopes may wait for the disk.
    pub fn replace(&self, config: Config) {
        let mut current = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let mut config = config.bound_to(current.listen);
        config.data.clone_from(&current.data);
        config.pages.token_required = current.pages.token_required;
        config.metrics = current.metrics;
        config.demo = current.demo;
        config.limits.queue = current.limits.queue;
        *current = Arc::new(config);
    }
}
