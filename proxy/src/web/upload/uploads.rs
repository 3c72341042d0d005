//! The parts of the app that uploads write to.

use std::sync::Arc;

use axum::extract::FromRef;

use crate::app::App;
use crate::config::Live;
use crate::process::symbolicate_pending;
use crate::store::{PendingSymbols, StoreError};
use crate::symbols::Symbols;
use crate::web::reading::Reading;

/// The symbols, the events that wait for them, and the server's address.
#[derive(Clone)]
pub struct Uploads {
    pending: Arc<dyn PendingSymbols>,
    /// The symbols and sources.
    pub(super) symbols: Arc<Symbols>,
    /// The reading half of the store.
    pub(super) reading: Reading,
    /// The configuration.
    pub(super) live: Arc<Live>,
}

impl Uploads {
    /// Symbolicates the events that waited for a module; how many there were.
    pub(super) fn symbolicate_pending(&self, debug_id: &str) -> Result<usize, StoreError> {
        self.pending.symbolicate_pending(debug_id, &|body| symbolicate_pending(body, self.symbols.as_ref()))
    }
}

impl FromRef<Arc<App>> for Uploads {
    fn from_ref(app: &Arc<App>) -> Self {
        Self {
            pending: Arc::clone(&app.stores.pending_symbols),
            symbols: Arc::clone(&app.symbols),
            reading: Reading::from_ref(app),
            live: Arc::clone(&app.live),
        }
    }
}
