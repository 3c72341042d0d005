//! Reads the vitals that are not folded yet, so that a question sees the latest values.

use rusqlite::{Connection, params};

use crate::store::StoreError;
use crate::store::sqlite::grain::Grain;

/// An open value.
pub(super) struct OpenVital {
    pub start: f64,
    pub dimensions_id: i64,
    pub value: f64,
    pub sample_rate: f64,
}

/// Calls a function with each open value of a measure that began in a range, in seconds since 1970. Its dimensions are
/// those of a grain.
pub(super) fn each(
    connection: &Connection,
    (project_id, measure, grain): (i64, i64, Grain),
    (from, to): (i64, i64),
    visit: &mut dyn FnMut(&OpenVital) -> Result<(), StoreError>,
) -> Result<(), StoreError> {
    let id = match grain {
        Grain::Full => "dimensions_id".to_owned(),
        _ => format!("(SELECT {} FROM dimensions WHERE id = dimensions_id)", grain.column()),
    };
    let mut select = connection.prepare_cached(&format!(
        "SELECT start, coalesce({id}, 0), value, sample_rate FROM vitals INDEXED BY vitals_open
         WHERE is_folded = 0 AND project_id = ?1 AND metric = ?2 AND start >= ?3 AND start < ?4"
    ))?;
    let mut rows = select.query(params![project_id, measure, from as f64, to as f64])?;
    while let Some(row) = rows.next()? {
        let (start, dimensions_id) = (row.get(0)?, row.get(1)?);
        visit(&OpenVital { start, dimensions_id, value: row.get(2)?, sample_rate: row.get(3)? })?;
    }
    Ok(())
}
