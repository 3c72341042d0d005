//! The offset up to which the envelopes of the inbox are stored.

use rusqlite::Connection;

use crate::model::offset::Offset;
use crate::store::StoreError;

/// The offset up to which all envelopes of the inbox are stored.
pub(super) fn cursor(connection: &Connection) -> Result<Offset, StoreError> {
    let mut select = connection.prepare_cached("SELECT stored FROM inbox_offset")?;
    Ok(select.query_row([], |row| row.get::<_, String>(0).map(Offset::new))?)
}

/// The same offset, from a file whose schema may be older, such as a backup.
pub(super) fn cursor_of_any_version(connection: &Connection) -> Result<Offset, StoreError> {
    let has_offset = "SELECT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'inbox_offset')";
    if connection.query_row(has_offset, [], |row| row.get(0))? {
        return cursor(connection);
    }
    let row: i64 = connection.query_row("SELECT inbox_row FROM inbox_cursor", [], |row| row.get(0))?;
    Ok(Offset::new(row.to_string()))
}
