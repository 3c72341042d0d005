//! The parts of the app that changes to issues write to.

use std::sync::Arc;

use axum::extract::FromRef;

use super::issue_lookup;
use super::read_error::ReadError;
use super::reading::Reading;
use super::store_access::StoreAccess;
use crate::app::App;
use crate::model::action_link::LinkKey;
use crate::model::issue::Issue;
use crate::store::{IssueWork, Reader};

/// The writing half of the store for issues, and the reading half for the answer.
#[derive(Clone)]
pub struct IssueChanges {
    work: Arc<dyn IssueWork>,
    access: StoreAccess,
    /// The reading half of the store.
    pub reading: Reading,
}

impl IssueChanges {
    /// Writes to these parts.
    #[must_use]
    pub fn new(work: Arc<dyn IssueWork>, access: StoreAccess, reading: Reading) -> Self {
        Self { work, access, reading }
    }

    /// Changes the store on a thread that may block.
    pub async fn make<T: Send + 'static>(
        &self,
        change: impl FnOnce(&dyn IssueWork) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        let work = Arc::clone(&self.work);
        self.access.ask(move || change(work.as_ref())).await
    }

    /// Reads and changes the store on a thread that may block.
    pub async fn ask<T: Send + 'static>(
        &self,
        change: impl FnOnce(&dyn Reader, &dyn IssueWork) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        let work = Arc::clone(&self.work);
        self.reading.ask(move |store| change(store, work.as_ref())).await
    }

    /// The same of the issue with this number or short id.
    pub async fn ask_of_issue<T: Send + 'static>(
        &self,
        id: String,
        change: impl FnOnce(&dyn Reader, &dyn IssueWork, Issue) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        self.ask(move |store, work| change(store, work, issue_lookup::issue(store, &id)?)).await
    }
}

impl FromRef<Arc<App>> for LinkKey {
    fn from_ref(app: &Arc<App>) -> Self {
        app.link_key.clone()
    }
}

impl FromRef<Arc<App>> for IssueChanges {
    fn from_ref(app: &Arc<App>) -> Self {
        let access = StoreAccess::new(Arc::clone(&app.health));
        Self::new(Arc::clone(&app.stores.issue_work), access, Reading::from_ref(app))
    }
}
