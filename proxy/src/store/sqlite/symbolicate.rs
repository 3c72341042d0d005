//! Symbolicates events that waited for uploaded symbols.

use super::{Sqlite, batch, pending_symbols};
use crate::model::event::Symbolicated;
use crate::store::{Batch, PendingSymbols, StoreError};

impl PendingSymbols for Sqlite {
    fn symbolicate_pending(
        &self,
        debug_id: &str,
        symbolicate: &dyn Fn(&str) -> Option<Symbolicated>,
    ) -> Result<usize, StoreError> {
        let mut count = 0;
        while count < pending_symbols::EVENTS {
            let waiting = pending_symbols::waiting(&self.readers.one(), debug_id)?;
            if waiting.is_empty() {
                return Ok(count);
            }
            count += waiting.len();
            // Runs before the transaction begins, so that others can write meanwhile.
            let events: Vec<_> = waiting
                .into_iter()
                .map(|event| {
                    let symbolicated = symbolicate(&event.body);
                    (event, symbolicated)
                })
                .collect();
            let batch = Box::new(batch::SqliteBatch::begin(self.writer())?);
            pending_symbols::settle(&batch.writer, debug_id, &events)?;
            batch.commit()?;
        }
        pending_symbols::forget(&self.writer(), debug_id)?;
        Ok(count)
    }
}
