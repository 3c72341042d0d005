//! The configuration of a running server, which a reload replaces.

use std::sync::{Arc, PoisonError, RwLock};

use super::Config;

/// The current configuration.
#[derive(Debug)]
pub struct Live(RwLock<Arc<Config>>);

impl Live {
    /// Starts with this configuration.
    #[must_use]
    pub fn new(config: Config) -> Self {
        Self(RwLock::new(Arc::new(config)))
    }

    /// The current configuration. The returned value stays the same after a reload.
    #[must_use]
    pub fn get(&self) -> Arc<Config> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Replaces the configuration. Some settings of a running server stay as they were: the listen address, the data
    /// directory, the access without a token, and the number of envelopes that may wait for the disk.
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
