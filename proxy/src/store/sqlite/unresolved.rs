//! Events whose frames wait for symbols.

use rusqlite::{Connection, params};

use crate::process::{Event, Resolved};
use crate::store::StoreError;

/// Most events that are looked at when symbols arrive, the newest first; older ones stay as they came.
const EVENTS: i64 = 1000;

/// Notes which modules an event waits for.
pub(super) fn note(connection: &Connection, event_row: i64, event: &Event) -> Result<(), StoreError> {
    let mut insert = connection
        .prepare_cached("INSERT OR IGNORE INTO unresolved (debug_id, event_row) VALUES (?1, ?2)")?;
    for debug_id in &event.unresolved {
        insert.execute(params![debug_id, event_row])?;
    }
    Ok(())
}

/// An event that waits.
struct Waiting {
    row: i64,
    issue_id: i64,
    project_id: i64,
    timestamp: f64,
    body: String,
}

/// Resolves the events that wait for a module, within the open transaction; how many there were.
pub(super) fn resolve(
    connection: &Connection,
    debug_id: &str,
    resolve: &dyn Fn(&str) -> Option<Resolved>,
) -> Result<usize, StoreError> {
    let waiting = connection
        .prepare_cached(
            "SELECT e.id, e.issue_id, e.project_id, e.timestamp, e.body FROM unresolved u
             JOIN events e ON e.id = u.event_row WHERE u.debug_id = ?1 ORDER BY e.id DESC LIMIT ?2",
        )?
        .query_map(params![debug_id, EVENTS], |row| {
            Ok(Waiting {
                row: row.get(0)?,
                issue_id: row.get(1)?,
                project_id: row.get(2)?,
                timestamp: row.get(3)?,
                body: row.get(4)?,
            })
        })?
        .collect::<Result<Vec<_>, _>>()?;
    // Oldest first, so that an issue is named by its newest.
    for event in waiting.iter().rev() {
        if let Some(resolved) = resolve(&event.body) {
            replace(connection, event, &resolved)?;
        }
    }
    connection.prepare_cached("DELETE FROM unresolved WHERE debug_id = ?1")?.execute([debug_id])?;
    Ok(waiting.len())
}

fn replace(connection: &Connection, event: &Waiting, resolved: &Resolved) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE events SET body = ?2 WHERE id = ?1")?
        .execute(params![event.row, resolved.body])?;
    connection
        .prepare_cached(
            "UPDATE issues SET title = ?2, culprit = ?3, filename = ?4, function = ?5
             WHERE id = ?1 AND last_seen <= ?6",
        )?
        .execute(params![
            event.issue_id,
            resolved.title,
            resolved.culprit,
            resolved.filename,
            resolved.function,
            event.timestamp
        ])?;
    // Of two issues that turn out to be one, both stay; what comes goes to the one that was there first.
    connection
        .prepare_cached(
            "INSERT OR IGNORE INTO issue_groups (project_id, group_hash, issue_id) VALUES (?1, ?2, ?3)",
        )?
        .execute(params![event.project_id, resolved.group, event.issue_id])?;
    Ok(())
}
