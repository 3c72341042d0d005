//! Access to the store from async handlers: on blocking threads, a bounded number at once.

use std::sync::Arc;

use tokio::sync::Semaphore;

use super::read_error::ReadError;
use crate::data_dir::store_health::StoreHealth;
use crate::store::StoreError;

/// Most questions that the store is asked at once; more wait. Their threads are threads for all blocking work.
const QUESTIONS: usize = 16;
/// Of the whole process, as the blocking threads are.
static TURNS: Semaphore = Semaphore::const_new(QUESTIONS);

/// Runs questions to the store and reports the damage that they meet.
#[derive(Debug, Clone)]
pub struct StoreAccess {
    health: Arc<StoreHealth>,
}

impl StoreAccess {
    /// Access that reports damage here.
    #[must_use]
    pub fn new(health: Arc<StoreHealth>) -> Self {
        Self { health }
    }

    /// The state of the store, for notices on pages.
    #[must_use]
    pub fn health(&self) -> &StoreHealth {
        &self.health
    }

    /// Asks the store on a thread that may block.
    pub async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce() -> Result<T, ReadError> + Send + 'static,
    ) -> Result<T, ReadError> {
        // An error would mean that the semaphore was closed, and nothing closes it.
        let turn = TURNS.acquire().await;
        let asked = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            question()
        });
        let answer = asked.await.map_err(ReadError::Interrupted)?;
        if let Err(ReadError::Damaged(error)) = &answer {
            self.health.report_damage(&with_sources(error));
            self.health.count_damaged_read();
        }
        answer
    }
}

/// An error with its causes, in one line.
fn with_sources(error: &StoreError) -> String {
    let mut text = error.to_string();
    let mut source = std::error::Error::source(error);
    while let Some(error) = source {
        text += &format!(": {error}");
        source = error.source();
    }
    text
}
