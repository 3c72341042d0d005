//! The configuration of a running server, which a reload and changes on the pages replace.

use std::sync::{Arc, PoisonError, RwLock};

use super::{Config, StoredSettings};

/// The current configuration.
#[derive(Debug)]
pub struct Live(RwLock<Layers>);

#[derive(Debug)]
struct Layers {
    /// As the file and the environment say.
    loaded: Arc<Config>,
    /// What people set on the pages.
    stored: StoredSettings,
    /// Both.
    current: Arc<Config>,
}

impl Live {
    /// Starts with this configuration.
    #[must_use]
    pub fn new(config: Config) -> Self {
        let loaded = Arc::new(config);
        Self(RwLock::new(Layers { current: Arc::clone(&loaded), loaded, stored: StoredSettings::default() }))
    }

    /// The current configuration. The returned value stays the same after a reload.
    #[must_use]
    pub fn get(&self) -> Arc<Config> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner).current)
    }

    /// The configuration without what people set on the pages.
    #[must_use]
    pub fn loaded(&self) -> Arc<Config> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner).loaded)
    }

    /// Replaces the configuration. Some settings of a running server stay as they were: the listen address, the data
    /// directory, the access without a token, and the number of envelopes that may wait for the disk.
    pub fn replace(&self, config: Config) {
        let mut layers = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let current = &layers.loaded;
        let mut config = config.bound_to(current.listen);
        config.data.clone_from(&current.data);
        config.pages.token_required = current.pages.token_required;
        config.metrics = current.metrics;
        config.demo = current.demo;
        config.limits.queue = current.limits.queue;
        layers.current = Arc::new(layers.stored.over(config.clone()));
        layers.loaded = Arc::new(config);
    }

    /// Replaces what people set on the pages.
    pub fn set_stored(&self, stored: StoredSettings) {
        {
            let layers = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if layers.stored == stored {
                return;
            }
        }
        let mut layers = self.0.write().unwrap_or_else(PoisonError::into_inner);
        layers.current = Arc::new(stored.over(layers.loaded.as_ref().clone()));
        layers.stored = stored;
    }
}
