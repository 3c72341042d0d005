//! Events whose frames wait for symbols.

use rusqlite::{Connection, params};

use crate::model::event::{Event, Symbolicated};
use crate::store::StoreError;

/// Most events that are looked at when symbols arrive, the newest first; older ones stay as they came.
pub(super) const EVENTS: usize = 1000;
/// How many of them are written in one transaction: the worker waits for it.
pub(super) const BATCH: usize = 50;

/// Notes which modules an event waits for.
pub(super) fn note(connection: &Connection, event_row: i64, event: &Event) -> Result<(), StoreError> {
    let mut insert = connection
        .prepare_cached("INSERT OR IGNORE INTO pending_symbols (debug_id, event_row) VALUES (?1, ?2)")?;
    for debug_id in &event.pending_symbols {
        insert.execute(params![debug_id, event_row])?;
    }
    Ok(())
}

/// An event that waits.
pub(super) struct Waiting {
    row: i64,
    issue_id: i64,
    project_id: i64,
    timestamp: f64,
    /// Its JSON.
    pub body: String,
}

/// The newest events that wait for a module.
pub(super) fn waiting(connection: &Connection, debug_id: &str) -> Result<Vec<Waiting>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT e.id, e.issue_id, e.project_id, e.timestamp, e.body FROM pending_symbols u
         JOIN events e ON e.id = u.event_row WHERE u.debug_id = ?1 ORDER BY u.event_row DESC LIMIT ?2",
    )?;
    let rows = select.query_map(params![debug_id, BATCH as i64], |row| {
        Ok(Waiting {
            row: row.get(0)?,
            issue_id: row.get(1)?,
            project_id: row.get(2)?,
            timestamp: row.get(3)?,
            body: row.get(4)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes what became of events, within the open transaction; they wait no more.
pub(super) fn settle(
    connection: &Connection,
    debug_id: &str,
    events: &[(Waiting, Option<Symbolicated>)],
) -> Result<(), StoreError> {
    // Oldest first, so that of two at one time the newer names the issue.
    for (event, symbolicated) in events.iter().rev() {
        if let Some(symbolicated) = symbolicated {
            replace(connection, event, symbolicated)?;
        }
        connection
            .prepare_cached("DELETE FROM pending_symbols WHERE debug_id = ?1 AND event_row = ?2")?
            .execute(params![debug_id, event.row])?;
    }
    Ok(())
}

/// Lets go of those that are too old to be looked at.
pub(super) fn forget(connection: &Connection, debug_id: &str) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM pending_symbols WHERE debug_id = ?1")?.execute([debug_id])?;
    Ok(())
}

fn replace(connection: &Connection, event: &Waiting, symbolicated: &Symbolicated) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE events SET body = ?2 WHERE id = ?1")?
        .execute(params![event.row, symbolicated.body])?;
    connection
        .prepare_cached(
            "UPDATE issues SET title = ?2, culprit = ?3, filename = ?4, function = ?5
             WHERE id = ?1 AND last_seen <= ?6",
        )?
        .execute(params![
            event.issue_id,
            symbolicated.description.title,
            symbolicated.description.culprit,
            symbolicated.description.filename,
            symbolicated.description.function,
            event.timestamp
        ])?;
    // Of two issues that turn out to be one, both stay; what comes goes to the one that was there first.
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO issue_groups (project_id, group_hash, issue_id) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![event.project_id, symbolicated.group, event.issue_id])?;
    Ok(())
}
