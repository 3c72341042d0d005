//! The parts of the app that pages, the web API and `/metrics` read from.

use std::sync::Arc;

use axum::extract::FromRef;
use serde::de::IgnoredAny;

use super::issue_lookup;
use super::read_error::ReadError;
use super::store_access::StoreAccess;
use crate::app::App;
use crate::data_dir::notices::Notice;
use crate::model::event::StoredEvent;
use crate::model::issue::Issue;
use crate::process::with_source_lines;
use crate::store::{Reader, StoreError};
use crate::symbols::Sources;

/// The reading half of the store, the sources, and the server's address.
#[derive(Clone)]
pub struct Reading {
    store: Arc<dyn Reader>,
    access: StoreAccess,
    /// The text of sources.
    pub sources: Arc<dyn Sources>,
    /// The beginning of all addresses, without a slash at the end.
    pub public_url: Arc<str>,
}

impl Reading {
    /// Reads from these parts.
    #[must_use]
    pub fn new(
        store: Arc<dyn Reader>,
        access: StoreAccess,
        sources: Arc<dyn Sources>,
        public_url: &str,
    ) -> Self {
        Self { store, access, sources, public_url: public_url.into() }
    }

    /// Notices for the operator, which stand on every page.
    #[must_use]
    pub fn notices(&self) -> Vec<Notice> {
        self.access.health().notices.list()
    }

    /// Asks the store on a thread that may block.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Reader) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        let store = Arc::clone(&self.store);
        self.access.ask(move || question(store.as_ref())).await
    }

    /// The same about the issue with this number or short id.
    pub async fn ask_of_issue<T: Send + 'static>(
        &self,
        id: String,
        question: impl FnOnce(&dyn Reader, Issue) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        self.ask(move |store| question(store, issue_lookup::issue(store, &id)?)).await
    }
}

impl FromRef<Arc<App>> for Reading {
    fn from_ref(app: &Arc<App>) -> Self {
        Self {
            store: Arc::clone(&app.stores.reader),
            access: StoreAccess::new(Arc::clone(&app.health)),
            sources: Arc::clone(&app.symbols) as Arc<dyn Sources>,
            public_url: app.config().public_url.as_str().into(),
        }
    }
}

/// The newest event of an issue, with the lines of the source around its frames.
pub(super) fn latest_event(
    store: &dyn Reader,
    sources: &dyn Sources,
    issue_id: i64,
) -> Result<Option<StoredEvent>, StoreError> {
    store.latest_event(issue_id)?.map(|event| with_lines(event, sources)).transpose()
}

/// An event with the lines of the source around its frames. Only JSON is stored, so anything else is damage.
pub(super) fn with_lines(event: StoredEvent, sources: &dyn Sources) -> Result<StoredEvent, StoreError> {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(&event.body) {
        return Err(StoreError::Damaged(Box::new(error)));
    }
    Ok(StoredEvent { body: with_source_lines(event.body, sources), ..event })
}
