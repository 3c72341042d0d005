//! What the two SQLite files have in common.

use rusqlite::{Connection, ErrorCode};

/// As `PRAGMA auto_vacuum` says it.
const INCREMENTAL: i64 = 2;

/// Pages that are free can be given back to the disk in small steps. A file that was made without this is written anew,
/// once. <https://sqlite.org/pragma.html#pragma_auto_vacuum>
pub(crate) fn give_room_back(connection: &Connection) -> rusqlite::Result<()> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    if pragma("auto_vacuum")? == INCREMENTAL {
        return Ok(());
    }
    let is_new = pragma("page_count")? == 0;
    connection.pragma_update(None, "auto_vacuum", INCREMENTAL)?;
    if !is_new {
        tracing::info!("a database is written anew, so that its room on disk can be given back");
        connection.execute_batch("VACUUM")?;
    }
    Ok(())
}

/// Whether an error says that the bytes of a file are not what was written. In strict tables a value of another type, or
/// a text that is no UTF-8, was not written either.
pub(crate) fn is_damage(error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    matches!(code, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase))
        || matches!(
            error,
            rusqlite::Error::InvalidColumnType(..)
                | rusqlite::Error::FromSqlConversionFailure(..)
                | rusqlite::Error::Utf8Error(..)
                | rusqlite::Error::IntegralValueOutOfRange(..)
        )
}

/// Gives at most so many free pages of a file back.
pub(crate) fn shrink(connection: &Connection, pages: u32) -> rusqlite::Result<()> {
    // Each step of this pragma gives one page back.
    let mut pragma = connection.prepare_cached(&format!("PRAGMA incremental_vacuum({pages})"))?;
    let mut rows = pragma.query([])?;
    while rows.next()?.is_some() {}
    Ok(())
}

/// How many of a file's pages are free.
pub(crate) fn free_pages(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "freelist_count", |row| row.get(0))
}
