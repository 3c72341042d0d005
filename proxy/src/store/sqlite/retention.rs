//! Deletes old events.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::{disk_use, performance};
use crate::model::timestamp::Timestamp;
use crate::store::{Deleted, RetentionState, Step, StoreError};

/// Number of events deleted in one transaction: the worker waits for it.
pub(super) const BATCH: i64 = 500;
/// Most pages of the index of words that are merged in one transaction.
const WORD_PAGES: i64 = 100;

/// Deletes some events that arrived before a time, in the order of their arrival.
pub(super) fn expire(
    connection: &mut Connection,
    before: Timestamp,
    ahead: Timestamp,
) -> Result<Step, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let used = disk_use::used(&transaction)?;
    let Some(last) = last_expired(&transaction, before, ahead)? else {
        forget_counts(&transaction, before)?;
        transaction.commit()?;
        return Ok(Step::default());
    };
    let which = "id IN (SELECT id FROM events WHERE id <= ?1 ORDER BY id LIMIT ?2)";
    let deleted = delete(&transaction, which, params![last, BATCH])?;
    let freed = used.saturating_sub(disk_use::used(&transaction)?);
    transaction.commit()?;
    Ok(Step { deleted, freed, is_more: true })
}

/// The number of the last event that may be deleted. Ids grow with each arrival, but the arrival times come from a
/// clock that may have been wrong. So the search ends at the first young event, and skips events whose time is in the
/// future.
fn last_expired(
    connection: &Connection,
    before: Timestamp,
    ahead: Timestamp,
) -> Result<Option<i64>, StoreError> {
    let mut select = connection
        .prepare_cached("SELECT id, received FROM events WHERE received <= ?1 ORDER BY id LIMIT ?2")?;
    let mut rows = select.query(params![ahead.0, BATCH])?;
    let mut last = None;
    while let Some(row) = rows.next()? {
        if row.get::<_, f64>(1)? >= before.0 {
            break;
        }
        last = Some(row.get(0)?);
    }
    Ok(last)
}

/// Deletes events, the issues that have no events left, and the data of these issues.
pub(super) fn delete(
    connection: &Connection,
    which: &str,
    params: impl rusqlite::Params,
) -> Result<Deleted, StoreError> {
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
    let (issues, orphaned_alerts) = delete_touched(connection)?;
    Ok(Deleted { events: touched.len() as u64, issues, orphaned_alerts })
}

/// Deletes an issue if it has no events and no job moves some to it, and its data, with a job that took events from it.
pub(super) fn delete_empty_issue(connection: &Connection, issue: i64) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM issue_jobs WHERE issue_id = ?1")?.execute([issue])?;
    connection.execute_batch(
        "CREATE TEMP TABLE IF NOT EXISTS touched (issue_id INTEGER PRIMARY KEY); DELETE FROM temp.touched",
    )?;
    connection.prepare_cached("INSERT INTO temp.touched VALUES (?1)")?.execute([issue])?;
    delete_touched(connection).map(drop)
}

/// Deletes those of the touched issues that have no events and on which no job works: events may be on their way to one,
/// and what another one has besides is not moved yet. Returns how many these were, and how many alerts lost them.
fn delete_touched(connection: &Connection) -> Result<(u64, u64), StoreError> {
    let execute = |sql: &str| Ok::<_, StoreError>(connection.prepare_cached(sql)?.execute([])? as u64);
    execute(
        "DELETE FROM temp.touched WHERE EXISTS (SELECT 1 FROM events WHERE events.issue_id = touched.issue_id)
             OR EXISTS (SELECT 1 FROM issue_jobs WHERE issue_jobs.issue_id = touched.issue_id)
             OR EXISTS (SELECT 1 FROM issue_jobs WHERE target_id = touched.issue_id)",
    )?;
    const GONE: &str = "issue_id IN (SELECT issue_id FROM temp.touched)";
    for table in ["issue_users", "issue_tags", "issue_hours", "issue_groups", "issue_activity"] {
        execute(&format!("DELETE FROM {table} WHERE {GONE}"))?;
    }
    if execute("DELETE FROM issue_words WHERE rowid IN (SELECT issue_id FROM temp.touched)")? > 0 {
        // Until its parts are merged, the index grows with each deletion: <https://sqlite.org/fts5.html#the_merge_command>
        connection
            .prepare_cached("INSERT INTO issue_words (issue_words, rank) VALUES ('merge', ?1)")?
            .execute([-WORD_PAGES])?;
    }
    // Alerts that still wait are kept and sent.
    execute(&format!("DELETE FROM alerts WHERE {GONE} AND state <> 'waiting'"))?;
    let orphaned_alerts = execute(&format!("UPDATE alerts SET issue_id = NULL WHERE {GONE}"))?;
    let issues = execute("DELETE FROM issues WHERE id IN (SELECT issue_id FROM temp.touched)")?;
    Ok((issues, orphaned_alerts))
}

/// Deletes hourly counts and alerts from before a time. Waiting alerts stay.
fn forget_counts(connection: &Connection, before: Timestamp) -> Result<(), StoreError> {
    for sql in [
        "DELETE FROM issue_hours WHERE hour < ?1 / 3600",
        "DELETE FROM project_hours WHERE hour < ?1 / 3600",
        "DELETE FROM outcome_hours WHERE project_id IN (SELECT id FROM projects) AND hour < ?1 / 3600",
        "DELETE FROM outcome_days WHERE project_id IN (SELECT id FROM projects) AND day < ?1 / 86400",
        "DELETE FROM alerts WHERE created < ?1 AND state <> 'waiting'",
    ] {
        connection.prepare_cached(sql)?.execute([before.0])?;
    }
    Ok(())
}

/// When the last event, segment, vital or session arrived.
pub(super) fn newest_arrival(connection: &Connection) -> Result<Option<Timestamp>, StoreError> {
    let mut select = connection.prepare_cached("SELECT received FROM events ORDER BY id DESC LIMIT 1")?;
    let event: Option<f64> = select.query_row([], |row| row.get(0)).optional()?;
    let other = performance::newest_arrival(connection)?.map(|time| time.0);
    Ok(event.into_iter().chain(other).max_by(f64::total_cmp).map(Timestamp))
}

/// The saved state of retention.
pub(super) fn state(connection: &Connection) -> Result<RetentionState, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT trusted, seen, jumped, arrivals_since, size, held FROM retention_state WHERE id = 1",
    )?;
    Ok(select.query_row([], |row| {
        let time = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<f64>>(at)?.map(Timestamp));
        let bytes = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.map(i64::unsigned_abs));
        Ok(RetentionState {
            clock: crate::store::ClockState {
                trusted: time(0)?,
                seen: time(1)?,
                jumped: time(2)?,
                arrivals_since: time(3)?,
            },
            full: bytes(4)?.zip(bytes(5)?).map(|(size, held)| crate::store::Full { size, held }),
        })
    })?)
}

/// Changes the saved state of retention. Another process may change it at the same time.
pub(super) fn update(
    connection: &mut Connection,
    change: &dyn Fn(RetentionState) -> RetentionState,
) -> Result<RetentionState, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let before = state(&transaction)?;
    let after = change(before);
    if after != before {
        let RetentionState { clock, full } = after;
        let seconds = |time: Option<Timestamp>| time.map(|time| time.0);
        let bytes = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        transaction
            .prepare_cached(
                "UPDATE retention_state
                 SET trusted = ?1, seen = ?2, jumped = ?3, arrivals_since = ?4, size = ?5, held = ?6",
            )?
            .execute(params![
                seconds(clock.trusted),
                seconds(clock.seen),
                seconds(clock.jumped),
                seconds(clock.arrivals_since),
                full.map(|full| bytes(full.size)),
                full.map(|full| bytes(full.held))
            ])?;
    }
    transaction.commit()?;
    Ok(after)
}
