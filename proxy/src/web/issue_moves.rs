//! The parts of the app that moves of issues write to.

use std::sync::Arc;

use axum::extract::FromRef;

use super::read_error::ReadError;
use super::reading::Reading;
use super::store_access::StoreAccess;
use crate::app::App;
use crate::store::{IssueMoves, MoveError};

/// The part of the store that moves and deletes issues, and the reading half for the answer.
#[derive(Clone)]
pub struct IssueMover {
    moves: Arc<dyn IssueMoves>,
    access: StoreAccess,
    /// The reading half of the store.
    pub reading: Reading,
}

impl IssueMover {
    /// Writes to these parts.
    #[must_use]
    pub fn new(moves: Arc<dyn IssueMoves>, access: StoreAccess, reading: Reading) -> Self {
        Self { moves, access, reading }
    }

    /// Changes the store on a thread that may block. The inner error is a reason why nothing is changed.
    pub async fn make<T: Send + 'static>(
        &self,
        change: impl FnOnce(&dyn IssueMoves) -> Result<T, MoveError> + Send + 'static,
    ) -> Result<Result<T, MoveError>, ReadError> {
        let moves = Arc::clone(&self.moves);
        let made = self.access.ask(move || match change(moves.as_ref()) {
            Err(MoveError::Store(error)) => Err(error.into()),
            made => Ok(made),
        });
        made.await
    }
}

impl FromRef<Arc<App>> for IssueMover {
    fn from_ref(app: &Arc<App>) -> Self {
        let access = StoreAccess::new(Arc::clone(&app.health));
        Self::new(Arc::clone(&app.stores.issue_moves), access, Reading::from_ref(app))
    }
}
