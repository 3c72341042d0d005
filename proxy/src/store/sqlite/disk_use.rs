//! How much room there is in use, by what, and giving back what is not.

use rusqlite::Connection;

use crate::database;
use crate::store::StoreError;

/// How many pages of the file are given back at once.
const PAGES: u32 = 1_000;
/// What retention can make smaller: events, and what goes with their issues. All else in the file is held.
const RETAINED: &str = "'events', 'issues', 'issue_users', 'issue_tags', 'issue_hours', 'issue_groups', 'pending_symbols', \
     'alerts', 'alert_digests'";

/// How many bytes of the file are in use.
pub(super) fn used(connection: &Connection) -> Result<u64, StoreError> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let pages = pragma("page_count")? - pragma("freelist_count")?;
    Ok(pages.saturating_mul(pragma("page_size")?).unsigned_abs())
}

/// How many bytes wait for upstreams.
pub(super) fn queued(connection: &Connection) -> Result<u64, StoreError> {
    let mut select = connection.prepare_cached("SELECT coalesce(sum(bytes), 0) FROM forward_sizes")?;
    Ok(select.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// How many bytes of the file are in use by what is held, page by page: <https://sqlite.org/dbstat.html>
pub(super) fn unfreeable(connection: &Connection) -> Result<u64, StoreError> {
    let sql = format!("SELECT name FROM sqlite_schema WHERE rootpage > 0 AND tbl_name NOT IN ({RETAINED})");
    let mut names = connection.prepare_cached(&sql)?;
    let mut size = connection
        .prepare_cached("SELECT coalesce(sum(pgsize), 0) FROM dbstat WHERE name = ?1 AND aggregate = TRUE")?;
    let mut sum = 0_u64;
    let mut rows = names.query([])?;
    while let Some(row) = rows.next()? {
        let name: String = row.get(0)?;
        sum += size.query_row([name], |row| row.get::<_, i64>(0))?.unsigned_abs();
    }
    Ok(sum)
}

/// Gives some of the file's free pages back; whether there may be more.
pub(super) fn shrink(connection: &Connection) -> Result<bool, StoreError> {
    database::vacuum_pages(connection, PAGES)?;
    Ok(database::free_pages(connection)? > 0)
}

/// Writes what lies beside the file into it, so that the file ends where its pages do.
pub(super) fn checkpoint(connection: &Connection) -> Result<(), StoreError> {
    // Whether readers were in the way is of no concern: the next time will do.
    Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}
