//! Events that were stored before the symbols of their modules came.

use super::StoreError;
use crate::model::event::Symbolicated;

/// Symbolicates events that wait.
pub trait PendingSymbols: Send + Sync {
    /// Symbolicates the events that wait for the symbols of a module, and names their issues anew; how many there were.
    fn symbolicate_pending(
        &self,
        debug_id: &str,
        symbolicate: &dyn Fn(&str) -> Option<Symbolicated>,
    ) -> Result<usize, StoreError>;
}
