//! What the endpoints that only read borrow from the app: the store, off the async threads, and our address.

use std::sync::Arc;

use axum::extract::FromRef;
use axum::http::StatusCode;
use serde::de::IgnoredAny;
use tokio::sync::Semaphore;

use super::parameters::SEARCH;
use crate::admission::token_uses::TokenUses;
use crate::app::App;
use crate::data_dir::store_health::StoreHealth;
use crate::model::event::StoredEvent;
use crate::model::scope::Scope;
use crate::process::with_source_lines;
use crate::store::{Reader, StoreError, Tokens};
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
    /// The token's time is over.
    #[error("the token has expired")]
    Expired,
    /// The token may do other things.
    #[error("the token lacks the scope {0}")]
    Forbidden(Scope),
    /// There is no such thing.
    #[error("the requested resource does not exist")]
    NotFound,
    /// The search is longer than may be.
    #[error("the search is longer than {SEARCH} characters")]
    SearchTooLong,
    /// The query string cannot be read: a parameter stands there twice, say.
    #[error("the query string cannot be read")]
    BadQuery,
    /// The store failed.
    #[error("the store failed")]
    Store(#[source] StoreError),
    /// What was asked for is damaged on disk.
    #[error("the store is damaged: what this asks for cannot be read")]
    Damaged(#[source] StoreError),
    /// The task that asked the store ended early: the server is going down.
    #[error("the server is going down")]
    Interrupted(#[source] tokio::task::JoinError),
}

impl ReadError {
    /// The answer's status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        match self {
            Self::Unauthorized | Self::Expired => StatusCode::UNAUTHORIZED,
            Self::Forbidden(_) => StatusCode::FORBIDDEN,
            Self::NotFound => StatusCode::NOT_FOUND,
            Self::SearchTooLong | Self::BadQuery => StatusCode::BAD_REQUEST,
            Self::Store(_) | Self::Damaged(_) | Self::Interrupted(_) => StatusCode::SERVICE_UNAVAILABLE,
        }
    }

    /// Logs what is the server's fault; what is the client's is its own affair.
    pub fn log(&self) {
        match self {
            Self::Unauthorized
            | Self::Expired
            | Self::Forbidden(_)
            | Self::NotFound
            | Self::SearchTooLong
            | Self::BadQuery
            // It is told once, by the store's health.
            | Self::Damaged(_) => {
                tracing::debug!(%self);
            }
            Self::Store(_) | Self::Interrupted(_) => {
                tracing::error!(error = self as &dyn std::error::Error, "cannot read");
            }
        }
    }
}

impl From<StoreError> for ReadError {
    fn from(error: StoreError) -> Self {
        if matches!(error, StoreError::Damaged(_)) { Self::Damaged(error) } else { Self::Store(error) }
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

/// An event with the lines of the source around its frames. Only JSON is stored, so what is none is damaged.
pub(super) fn with_lines(event: StoredEvent, sources: &dyn Sources) -> Result<StoredEvent, StoreError> {
    if let Err(error) = serde_json::from_str::<IgnoredAny>(&event.body) {
        return Err(StoreError::Damaged(Box::new(error)));
    }
    Ok(StoredEvent { body: with_source_lines(event.body, sources), ..event })
}

/// An error with what caused it, in one line.
fn with_sources(error: &StoreError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}

/// The parts of the app that reading needs.
#[derive(Clone)]
pub struct Reading {
    /// The store.
    pub store: Arc<dyn Reader>,
    /// Who may ask.
    pub tokens: Arc<dyn Tokens>,
    /// The text of sources.
    pub sources: Arc<dyn Sources>,
    /// What addresses begin with, without a slash at the end.
    pub public_url: Arc<str>,
    /// When tokens were used.
    pub token_uses: Arc<TokenUses>,
    /// Whether the store is whole, and what the pages say about it.
    pub health: Arc<StoreHealth>,
}

impl FromRef<Arc<App>> for Reading {
    fn from_ref(app: &Arc<App>) -> Self {
        Self {
            store: Arc::clone(&app.stores.reader),
            tokens: Arc::clone(&app.stores.tokens),
            sources: Arc::clone(&app.symbols) as Arc<dyn Sources>,
            public_url: app.config().public_url.as_str().into(),
            token_uses: Arc::clone(&app.token_uses),
            health: Arc::clone(&app.health),
        }
    }
}

impl Reading {
    /// Asks the store on a thread that may block.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Reader) -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        let store = Arc::clone(&self.store);
        // Nobody closes it.
        let turn = TURNS.acquire().await;
        let asked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            question(store.as_ref())
        });
        let answer = asked.await.map_err(ReadError::Interrupted)?;
        if let Err(ReadError::Damaged(error)) = &answer {
            self.health.report_damage(&with_sources(error));
            self.health.count_damaged_read();
        }
        answer
    }
}
