//! Since when distributions have their coarser forms.

use rusqlite::Connection;

use crate::store::StoreError;

/// From when on all of them are there, in seconds since 1970: the start of a day.
pub(super) fn since(connection: &Connection) -> Result<i64, StoreError> {
    let mut select = connection.prepare_cached("SELECT since FROM coarse_distributions")?;
    Ok(select.query_row([], |row| row.get(0))?)
}
