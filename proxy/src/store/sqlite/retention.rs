//! Letting go of what is old, or too much, and giving its room on disk back.

use rusqlite::{Connection, OptionalExtension, params};

use crate::clock::Timestamp;
use crate::database;
use crate::store::StoreError;

/// How many events go in one transaction: the worker waits for it.
const BATCH: i64 = 500;
/// How many of an issue's events stay while there are others to let go.
const KEPT: i64 = 10;
/// How many pages of the file are given back at once.
const PAGES: u32 = 1_000;

/// Lets go of some events that came before a time, with the issues of which nothing is left; whether there may be more.
pub(super) fn expire(connection: &mut Connection, before: Timestamp) -> Result<bool, StoreError> {
    let transaction = connection.transaction()?;
    // Ids grow with the time of arrival.
    let oldest: Option<i64> = transaction
        .prepare_cached(
            "SELECT max(id) FROM (SELECT id, received FROM events ORDER BY id LIMIT ?1) WHERE received < ?2",
        )?
        .query_row(params![BATCH, before.0], |row| row.get(0))?;
    let Some(oldest) = oldest else {
        forget_counts(&transaction, before)?;
        transaction.commit()?;
        return Ok(false);
    };
    delete(&transaction, "id <= ?1 AND received < ?2", params![oldest, before.0])?;
    transaction.commit()?;
    Ok(true)
}

/// The issue that has most events, and how many. It looks at all of them, so it asks a connection that nobody waits for.
pub(super) fn largest(connection: &Connection) -> Result<Option<(i64, i64)>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT issue_id, count(*) AS count FROM events GROUP BY issue_id ORDER BY count DESC LIMIT 1",
    )?;
    Ok(select.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional()?)
}

/// Lets go of the oldest events of this issue, or, if it has but few, of all; whether there were any.
pub(super) fn thin(connection: &mut Connection, (issue, count): (i64, i64)) -> Result<bool, StoreError> {
    let transaction = connection.transaction()?;
    let deleted = if count > KEPT {
        let which = "id IN (SELECT id FROM events WHERE issue_id = ?1 ORDER BY timestamp, id LIMIT ?2)";
        delete(&transaction, which, params![issue, BATCH.min(count - KEPT)])?
    } else {
        delete(&transaction, "id IN (SELECT id FROM events ORDER BY id LIMIT ?1)", params![BATCH])?
    };
    transaction.commit()?;
    Ok(deleted > 0)
}

/// How many bytes of the file are in use.
pub(super) fn size(connection: &Connection) -> Result<u64, StoreError> {
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let pages = pragma("page_count")? - pragma("freelist_count")?;
    Ok(pages.saturating_mul(pragma("page_size")?).unsigned_abs())
}

/// Gives some of the file's free pages back; whether there may be more.
pub(super) fn shrink(connection: &Connection) -> Result<bool, StoreError> {
    database::shrink(connection, PAGES)?;
    Ok(database::free_pages(connection)? > 0)
}

/// Writes what lies beside the file into it, so that the file ends where its pages do.
pub(super) fn checkpoint(connection: &Connection) -> Result<(), StoreError> {
    // Whether readers were in the way is of no concern: the next time will do.
    Ok(connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(()))?)
}

fn delete(connection: &Connection, which: &str, params: impl rusqlite::Params) -> Result<usize, StoreError> {
    connection.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS touched (issue_id INTEGER PRIMARY KEY); DELETE FROM temp.touched",
    )?;
    let sql = format!("DELETE FROM events WHERE {which} RETURNING issue_id");
    let mut statement = connection.prepare_cached(&sql)?;
    let touched: Vec<i64> = statement.query_map(params, |row| row.get(0))?.collect::<Result<_, _>>()?;
    let mut note = connection.prepare_cached("INSERT OR IGNORE INTO temp.touched VALUES (?1)")?;
    for issue in &touched {
        note.execute([issue])?;
    }
    // An issue goes with its last event; alerts about it that nobody was told of yet are told all the same.
    let gone = "SELECT issue_id FROM temp.touched
        WHERE NOT EXISTS (SELECT 1 FROM events WHERE events.issue_id = touched.issue_id)
          AND NOT EXISTS (SELECT 1 FROM alerts WHERE alerts.issue_id = touched.issue_id AND state = 'waiting')";
    for table in ["issue_users", "issue_tags", "issue_hours", "issue_groups", "alerts"] {
        connection.prepare_cached(&format!("DELETE FROM {table} WHERE issue_id IN ({gone})"))?.execute([])?;
    }
    connection.prepare_cached(&format!("DELETE FROM issues WHERE id IN ({gone})"))?.execute([])?;
    Ok(touched.len())
}

/// Counts by the hour that nobody asks for any more, and alerts that are long told.
fn forget_counts(connection: &Connection, before: Timestamp) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM issue_hours WHERE hour < ?1 / 3600",
        "DELETE FROM project_hours WHERE hour < ?1 / 3600",
        "DELETE FROM alerts WHERE created < ?1 AND state <> 'waiting'",
    ] {
        connection.prepare_cached(sql)?.execute([before.0])?;
    }
    Ok(())
}
