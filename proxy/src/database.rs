//! Free pages and damage of SQLite files, for the store and the inbox.

use rusqlite::{Connection, ErrorCode};

/// The value of `PRAGMA auto_vacuum` for incremental vacuum.
const INCREMENTAL: i64 = 2;

/// Enables incremental vacuum, which gives free pages back to the disk in small steps. A file without it is rewritten
/// once by `VACUUM`. <https://sqlite.org/pragma.html#pragma_auto_vacuum>
pub(crate) fn enable_incremental_vacuum(connection: &Connection) -> rusqlite::Result<()> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    if pragma("auto_vacuum")? == INCREMENTAL {
        return Ok(());
    }
    let is_new = pragma("page_count")? == 0;
    connection.pragma_update(None, "auto_vacuum", INCREMENTAL)?;
    if !is_new {
        tracing::info!("database rewritten once, so that free pages can be given back to the disk");
        connection.execute_batch("VACUUM")?;
    }
    Ok(())
}

/// Whether an error means damage: the bytes of a file differ from the written ones. In strict tables, a value of
/// another type or an invalid UTF-8 text is damage too.
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

/// Gives at most this many free pages of a file back to the disk.
pub(crate) fn vacuum_pages(connection: &Connection, pages: u32) -> rusqlite::Result<()> {
    // Each step of this pragma gives one page back.
    let mut pragma = connection.prepare_cached(&format!("PRAGMA incremental_vacuum({pages})"))?;
    let mut rows = pragma.query([])?;
    while rows.next()?.is_some() {}
    Ok(())
}

/// The number of free pages in a file.
pub(crate) fn free_pages(connection: &Connection) -> rusqlite::Result<i64> {
    connection.pragma_query_value(None, "freelist_count", |row| row.get(0))
}
