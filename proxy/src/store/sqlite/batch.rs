//! The one write transaction.

use std::sync::MutexGuard;

use rusqlite::Connection;

use super::{alerts, record};
use crate::alert::{Alert, Delivery};
use crate::clock::Timestamp;
use crate::process::Event;
use crate::store::{Batch, Recorded, StoreError};

/// Holds the writer while its transaction is open.
pub(super) struct SqliteBatch<'a> {
    pub(super) writer: MutexGuard<'a, Connection>,
}

impl<'a> SqliteBatch<'a> {
    pub(super) fn begin(writer: MutexGuard<'a, Connection>) -> Result<Self, StoreError> {
        if !writer.is_autocommit() {
            writer.execute_batch("ROLLBACK")?;
        }
        writer.execute_batch("BEGIN IMMEDIATE")?;
        Ok(Self { writer })
    }
}

impl Batch for SqliteBatch<'_> {
    fn record(&mut self, event: &Event) -> Result<Recorded, StoreError> {
        record::record(&self.writer, event)
    }

    fn enqueue(&mut self, alert: &Alert, created: Timestamp, delivery: &Delivery) -> Result<(), StoreError> {
        alerts::enqueue(&self.writer, alert, created, delivery)
    }

    fn set_cursor(&mut self, inbox_row: i64) -> Result<(), StoreError> {
        self.writer.prepare_cached("UPDATE inbox_cursor SET inbox_row = ?1")?.execute([inbox_row])?;
        Ok(())
    }

    fn commit(self: Box<Self>) -> Result<(), StoreError> {
        // If this fails, the drop rolls back.
        Ok(self.writer.execute_batch("COMMIT")?)
    }
}

impl Drop for SqliteBatch<'_> {
    fn drop(&mut self) {
        if !self.writer.is_autocommit() {
            // If this fails too, the next `begin` tries again before anything is written.
            let _ = self.writer.execute_batch("ROLLBACK");
        }
    }
}

/// The inbox row up to which everything is stored.
pub(super) fn cursor(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.prepare_cached("SELECT inbox_row FROM inbox_cursor")?.query_row([], |row| row.get(0))?)
}
