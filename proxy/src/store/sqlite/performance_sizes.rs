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

/// Distributions of days, which have a limit of their own.
pub(super) const DAYS: &str = "distribution";
/// Distributions of hours, which have one too.
pub(super) const HOURS: &str = "distribution_hour";

/// The sizes of all kinds.
pub(super) fn all(connection: &Connection) -> Result<PerformanceSize, StoreError> {
    let mut select = connection.prepare_cached("SELECT kind, bytes FROM performance_sizes")?;
    let mut rows = select.query([])?;
    let mut size = PerformanceSize::default();
    while let Some(row) = rows.next()? {
        let bytes = row.get::<_, i64>(1)?.unsigned_abs();
        let sum = match row.get::<_, String>(0)?.as_str() {
            DAYS => &mut size.days,
            HOURS => &mut size.hours,
            _ => &mut size.recent,
        };
        *sum = sum.saturating_add(bytes);
    }
    Ok(size)
}

/// The bytes of a kind.
pub(super) fn bytes(connection: &Connection, kind: &str) -> Result<u64, StoreError> {
    let mut select = connection.prepare_cached("SELECT bytes FROM performance_sizes WHERE kind = ?1")?;
    let bytes: Option<i64> = select.query_row([kind], |row| row.get(0)).optional()?;
    Ok(bytes.unwrap_or(0).unsigned_abs())
}
