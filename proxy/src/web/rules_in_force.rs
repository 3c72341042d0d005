//! The parts of the app that the pages of alert rules read.

use std::sync::Arc;

use axum::extract::FromRef;

use super::reading::Reading;
use crate::app::App;
use crate::config::{Config, Live};

/// The rules that are in force now, and the reading half of the store.
#[derive(Clone)]
pub struct RulesInForce {
    live: Arc<Live>,
    /// The reading half of the store.
    pub reading: Reading,
}

impl RulesInForce {
    /// The configuration with the rules of the projects.
    #[must_use]
    pub fn config(&self) -> Arc<Config> {
        self.live.get()
    }
}

impl FromRef<Arc<App>> for RulesInForce {
    fn from_ref(app: &Arc<App>) -> Self {
        Self { live: Arc::clone(&app.live), reading: Reading::from_ref(app) }
    }
}
