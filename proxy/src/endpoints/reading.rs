//! What the endpoints that only read borrow from the app: the store, off the async threads, and our address.

use std::sync::Arc;

use axum::extract::FromRef;
use axum::http::StatusCode;
use tokio::sync::Semaphore;

use crate::app::App;
use crate::process::hash::sha256_hex;
use crate::process::with_source_lines;
use crate::store::{Store, StoreError, StoredEvent};
use crate::symbols::Sources;

/// Most questions that the store is asked at once; more wait. Threads for them are threads for all other work too.
const QUESTIONS: usize = 16;
static TURNS: Semaphore = Semaphore::const_new(QUESTIONS);

/// Why a reading request is not answered.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// No token came, or one that was not given out.
    #[error("a valid token is needed")]
    Unauthorized,
    /// There is no such thing.
    #[error("the requested resource does not exist")]
    NotFound,
    /// The store failed.
    #[error("the store failed")]
    Store(#[from] StoreError),
    /// The task that asked the store ended early: the server is going down.
    #[error("the server is going down")]
    Interrupted(#[source] tokio::task::JoinError),
}

impl ReadError {
    /// The answer's status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorized => StatusCode::UNAUTHORIZED,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::Store(_) | Self::Interrupted(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Logs what is the server's fault; what is the client's is its own affair.
    pub fn log(&self) {
        match self {
            Self::Unauthorized | Self::NotFound => tracing::debug!(%self),
            Self::Store(_) | Self::Interrupted(_) => {
                tracing::error!(error = self as &dyn std::error::Error, "cannot read");
            }
        }
    }
}

/// The newest event of an issue, with the lines of the source around its frames.
pub(super) fn latest_event(
    store: &dyn Store,
    sources: &dyn Sources,
    issue_id: i64,
) -> Result<Option<StoredEvent>, StoreError> {
    let event = store.latest_event(issue_id)?;
    Ok(event.map(|event| StoredEvent { body: with_source_lines(event.body, sources), ..event }))
}

/// The parts of the app that reading needs.
#[derive(Clone)]
pub struct Reading {
    /// The store.
    pub store: Arc<dyn Store>,
    /// The text of sources.
    pub sources: Arc<dyn Sources>,
    /// What addresses begin with, without a slash at the end.
    pub public_url: Arc<str>,
}

impl FromRef<Arc<App>> for Reading {
    fn from_ref(app: &Arc<App>) -> Self {
        Self {
            store: Arc::clone(&app.store),
            sources: Arc::clone(&app.symbols) as Arc<dyn Sources>,
            public_url: app.config().public_url.as_str().into(),
        }
    }
}

impl Reading {
    /// Asks the store on a thread that may block.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Store) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        let store = Arc::clone(&self.store);
        // Nobody closes it.
        let turn = TURNS.acquire().await;
        let asked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            question(store.as_ref())
        });
        asked.await.map_err(ReadError::Interrupted)?
    }

    /// Lets pass who holds a token that was given out.
    pub async fn admit(&self, token: Option<&str>) -> Result<(), ReadError> {
        let hash = sha256_hex(token.ok_or(ReadError::Unauthorized)?.as_bytes());
        let is_known = self.ask(move |store| Ok(store.has_token(&hash)?)).await?;
        if is_known { Ok(()) } else { Err(ReadError::Unauthorized) }
    }
}
