//! Counts rows and bytes of performance data as they come and go.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, params};

use crate::store::{PerformanceSize, StoreError};

/// Changes of rows and bytes by kind.
#[derive(Debug, Default)]
pub(super) struct Sizes(BTreeMap<&'static str, (i64, i64)>);

impl Sizes {
    /// Adds rows of a kind; negative numbers are rows that went.
    pub(super) fn add(&mut self, kind: &'static str, count: i64, bytes: i64) {
        let sum = self.0.entry(kind).or_default();
        sum.0 += count;
        sum.1 += bytes;
    }

    /// Writes the changes within the open transaction.
    pub(super) fn write(&self, connection: &Connection) -> Result<(), StoreError> {
        let mut add = connection.prepare_cached(
            "INSERT INTO performance_sizes (kind, count, bytes) VALUES (?1, max(?2, 0), max(?3, 0))
             ON CONFLICT (kind) DO UPDATE SET count = max(count + ?2, 0), bytes = max(bytes + ?3, 0)",
        )?;
        for (kind, (count, bytes)) in &self.0 {
            add.execute(params![kind, count, bytes])?;
        }
        Ok(())
    }
}

/// The kind that the limit of the size does not concern.
const DISTRIBUTION: &str = "distribution";

/// The sizes of all kinds.
pub(super) fn all(connection: &Connection) -> Result<PerformanceSize, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT coalesce(sum(bytes) FILTER (WHERE kind <> ?1), 0), coalesce(sum(bytes) FILTER (WHERE kind = ?1), 0)
         FROM performance_sizes",
    )?;
    Ok(select.query_row([DISTRIBUTION], |row| {
        let bytes = |at| Ok::<_, rusqlite::Error>(row.get::<_, i64>(at)?.unsigned_abs());
        Ok(PerformanceSize { recent: bytes(0)?, distributions: bytes(1)? })
    })?)
}

/// The number of rows of a kind.
pub(super) fn count(connection: &Connection, kind: &str) -> Result<u64, StoreError> {
    let mut select = connection.prepare_cached("SELECT count FROM performance_sizes WHERE kind = ?1")?;
    let count: Option<i64> = select.query_row([kind], |row| row.get(0)).optional()?;
    Ok(count.unwrap_or(0).unsigned_abs())
}
