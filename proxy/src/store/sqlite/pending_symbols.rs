//! The table of events that wait for symbols.

use rusqlite::{Connection, OptionalExtension, params};

use super::{groups, issue_words};
use crate::model::event::{Event, Symbolicated};
use crate::store::StoreError;

/// Most events that are symbolicated when symbols arrive, the newest first. Older events stay unchanged.
pub(super) const EVENTS: usize = 1000;
/// Number of events written in one transaction: the worker waits for it.
pub(super) const BATCH: usize = 50;

/// Stores the modules whose symbols an event waits for.
pub(super) fn note(connection: &Connection, event_row: i64, event: &Event) -> Result<(), StoreError> {
    let mut insert = connection
        .prepare_cached("INSERT OR IGNORE INTO pending_symbols (debug_id, event_row) VALUES (?1, ?2)")?;
    for debug_id in &event.pending_symbols {
        insert.execute(params![debug_id, event_row])?;
    }
    Ok(())
}

/// An event that waits for symbols.
pub(super) struct Waiting {
    row: i64,
    timestamp: f64,
    /// The JSON of the event.
    pub body: String,
}

/// The newest events that wait for a module.
pub(super) fn waiting(connection: &Connection, debug_id: &str) -> Result<Vec<Waiting>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT e.id, e.timestamp, e.body FROM pending_symbols u
         JOIN events e ON e.id = u.event_row WHERE u.debug_id = ?1 ORDER BY u.event_row DESC LIMIT ?2",
    )?;
    let rows = select.query_map(params![debug_id, BATCH as i64], |row| {
        Ok(Waiting { row: row.get(0)?, timestamp: row.get(1)?, body: row.get(2)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Writes the symbolicated events within the open transaction, and removes them from the waiting events.
pub(super) fn settle(
    connection: &Connection,
    debug_id: &str,
    events: &[(Waiting, Option<Symbolicated>)],
) -> Result<(), StoreError> {
    // Oldest first: if two events have the same time, the newer one gives the issue its title.
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

/// Removes waiting events that are too old to be symbolicated.
pub(super) fn forget(connection: &Connection, debug_id: &str) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM pending_symbols WHERE debug_id = ?1")?.execute([debug_id])?;
    Ok(())
}

fn replace(connection: &Connection, event: &Waiting, symbolicated: &Symbolicated) -> Result<(), StoreError> {
    // Since it was read, the event may have been moved to another issue or deleted.
    let issue_id: Option<i64> = connection
        .prepare_cached("UPDATE events SET body = ?2 WHERE id = ?1 RETURNING issue_id")?
        .query_row(params![event.row, symbolicated.body], |row| row.get(0))
        .optional()?;
    let Some(issue_id) = issue_id else { return Ok(()) };
    let is_described = connection
        .prepare_cached(
            "UPDATE issues SET title = ?2, culprit = ?3, filename = ?4, function = ?5
             WHERE id = ?1 AND last_seen <= ?6",
        )?
        .execute(params![
            issue_id,
            symbolicated.description.title,
            symbolicated.description.culprit,
            symbolicated.description.filename,
            symbolicated.description.function,
            event.timestamp
        ])?;
    if is_described > 0 {
        issue_words::replace(connection, issue_id, &symbolicated.description, &symbolicated.body)?;
    }
    groups::symbolicated(connection, event.row, issue_id, symbolicated)
}
