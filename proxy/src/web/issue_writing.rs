//! The parts of the app with which pages and web API change issues.

use std::sync::Arc;

use axum::extract::FromRef;

use super::read_error::ReadError;
use super::reading::Reading;
use crate::app::App;
use crate::store::{ChangeError, IssueWork, Reader};

/// The role of the store that changes issues, beside the reading half.
#[derive(Clone)]
pub struct IssueWriting {
    work: Arc<dyn IssueWork>,
    /// The reading half of the store.
    pub reading: Reading,
}

impl IssueWriting {
    /// Reads and writes on a thread that may block.
    pub async fn ask<T: Send + 'static>(
        &self,
        change: impl FnOnce(&dyn Reader, &dyn IssueWork) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        let work = Arc::clone(&self.work);
        self.reading.ask(move |store| change(store, work.as_ref())).await
    }
}

impl FromRef<Arc<App>> for IssueWriting {
    fn from_ref(app: &Arc<App>) -> Self {
        Self { work: Arc::clone(&app.stores.issue_work), reading: Reading::from_ref(app) }
    }
}

impl From<ChangeError> for ReadError {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::Store(error) => error.into(),
            ChangeError::Invalid(_) | ChangeError::NoRelease(_) | ChangeError::TooManyComments => {
                Self::Unsupported(error.to_string())
            }
        }
    }
}
