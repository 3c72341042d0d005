//! Measures the used space of the file, and returns unused space to the disk.

use rusqlite::Connection;

use crate::database;
use crate::store::StoreError;

/// Number of pages returned to the disk at once.
const PAGES: u32 = 1_000;
/// The tables that retention can make smaller: events, and the data of their issues. It cannot free other data.
const RETAINED: &str = "'events', 'issues', 'issue_users', 'issue_tags', 'issue_hours', 'issue_groups', 'pending_symbols', \
     'alerts', 'alert_digests', 'alert_decisions', 'alert_states', 'alert_counts', 'alert_users', 'channel_failures', 'issue_activity', 'issue_jobs', 'attachments', 'issue_words', 'issue_words_data', \
     'issue_words_idx', 'issue_words_content', 'issue_words_docsize', 'issue_words_config'";

/// Space in use in the file, in bytes.
pub(super) fn used(connection: &Connection) -> Result<u64, StoreError> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let pages = pragma("page_count")? - pragma("freelist_count")?;
    Ok(pages.saturating_mul(pragma("page_size")?).unsigned_abs())
}

/// Size of the envelopes that wait for upstreams, in bytes.
pub(super) fn queued(connection: &Connection) -> Result<u64, StoreError> {
    let mut select = connection.prepare_cached("SELECT coalesce(sum(bytes), 0) FROM forward_sizes")?;
    Ok(select.query_row([], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// Space in the file that retention cannot free, in bytes, counted by pages: <https://sqlite.org/dbstat.html>
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

/// Returns some of the file's free pages to the disk. Returns whether there may be more.
pub(super) fn shrink(connection: &Connection) -> Result<bool, StoreError> {
    database::vacuum_pages(connection, PAGES)?;
    Ok(database::free_pages(connection)? > 0)
}

/// Writes the write-ahead log into the file, so that the file becomes as small as its pages allow.
pub(super) fn checkpoint(connection: &Connection) -> Result<(), StoreError> {
    // Readers may prevent this; the next call will do it.
    Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}
