//! Reads the vitals that are not folded yet, so that a question sees the latest values.

use rusqlite::{Connection, params};

use crate::store::StoreError;

/// An open value.
pub(super) struct OpenVital {
    pub start: f64,
    pub dimensions_id: i64,
    pub value: f64,
    pub sample_rate: f64,
}

/// Calls a function with each open value of a measure that began in a range, in seconds since 1970.
pub(super) fn each(
    connection: &Connection,
    (project_id, measure): (i64, i64),
    (from, to): (i64, i64),
    visit: &mut dyn FnMut(&OpenVital) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT start, dimensions_id, value, sample_rate FROM vitals INDEXED BY vitals_open
         WHERE is_folded = 0 AND project_id = ?1 AND metric = ?2 AND start >= ?3 AND start < ?4",
    )?;
    let mut rows = select.query(params![project_id, measure, from as f64, to as f64])?;
    while let Some(row) = rows.next()? {
        let (start, dimensions_id) = (row.get(0)?, row.get(1)?);
        visit(&OpenVital { start, dimensions_id, value: row.get(2)?, sample_rate: row.get(3)? })?;
    }
    Ok(())
}
