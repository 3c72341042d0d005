//! Events that were stored before the symbols of their modules were uploaded.

use super::StoreError;
use crate::model::event::Symbolicated;

/// Symbolicates waiting events.
pub trait PendingSymbols: Send + Sync {
    /// Symbolicates the events that wait for the symbols of a module, and updates the titles of their issues. Returns
    /// the number of these events.
    fn symbolicate_pending(
        &self,
        debug_id: &str,
        symbolicate: &dyn Fn(&str) -> Option<Symbolicated>,
    ) -> Result<usize, StoreError>;
}
