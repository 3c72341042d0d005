//! The parts of the app that pages and the web API about projects read and write: the store, the configuration with what
//! people set, and a way to put a change in force.

use std::sync::Arc;

use axum::extract::FromRef;

use super::read_error::ReadError;
use super::reading::Reading;
use super::store_access::StoreAccess;
use crate::app::App;
use crate::config::Live;
use crate::model::timestamp::Timestamp;
use crate::store::{ChangeAlertRules, ProjectChanges as Changes, Reader};

/// What a change of a project needs.
#[derive(Clone)]
pub struct ProjectChanges {
    app: Arc<App>,
    /// The configuration.
    pub live: Arc<Live>,
    /// The reading half of the store.
    pub reading: Reading,
}

impl ProjectChanges {
    /// Changes the store on a thread that may block, and puts the change in force.
    pub async fn make<T: Send + 'static>(
        &self,
        change: impl FnOnce(&dyn Reader, &dyn Changes) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        self.put_in_force(|app| change(app.stores.reader.as_ref(), app.stores.project_changes.as_ref())).await
    }

    /// Changes alert rules of projects in the same way.
    pub async fn make_rules<T: Send + 'static>(
        &self,
        change: impl FnOnce(&dyn Reader, &dyn ChangeAlertRules) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        self.put_in_force(|app| change(app.stores.reader.as_ref(), app.stores.alert_rules.as_ref())).await
    }

    async fn put_in_force<T: Send + 'static>(
        &self,
        change: impl FnOnce(&App) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        let app = Arc::clone(&self.app);
        let access = StoreAccess::new(Arc::clone(&app.health));
        let changed = access.ask(move || {
            let done = change(&app)?;
            app.reload_projects(Timestamp::now())?;
            Ok(done)
        });
        changed.await
    }
}

impl FromRef<Arc<App>> for ProjectChanges {
    fn from_ref(app: &Arc<App>) -> Self {
        Self { app: Arc::clone(app), live: Arc::clone(&app.live), reading: Reading::from_ref(app) }
    }
}
