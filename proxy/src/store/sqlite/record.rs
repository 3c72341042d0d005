//! One event into the tables: the event itself, and the issue it is of.

use rusqlite::{Connection, OptionalExtension, params};

use super::{issues, unresolved};
use crate::process::Event;
use crate::store::{Issue, StoreError};

/// Where an event has gone.
pub(super) enum Written {
    /// To a new issue.
    New(i64),
    /// To a known one.
    Seen(i64),
    /// It was there already.
    Duplicate,
}

/// Writes an event within the open transaction; what it adds to its issue is counted elsewhere.
pub(super) fn record(connection: &Connection, event: &Event) -> Result<Written, StoreError> {
    let known: Option<i64> = connection
        .prepare_cached("SELECT issue_id FROM issue_groups WHERE project_id = ?1 AND group_hash = ?2")?
        .query_row(params![event.project_id, event.group], |row| row.get(0))
        .optional()?;
    let issue_id = match known {
        Some(id) => id,
        None if is_stored(connection, event)? => return Ok(Written::Duplicate),
        None => new_issue(connection, event)?,
    };
    let written = connection
        .prepare_cached(
            "INSERT OR IGNORE INTO events (project_id, event_id, issue_id, timestamp, received, body)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            event.project_id,
            event.event_id,
            issue_id,
            event.timestamp.0,
            event.received.0,
            event.body
        ])?;
    if written == 0 {
        return Ok(Written::Duplicate);
    }
    unresolved::note(connection, connection.last_insert_rowid(), event)?;
    Ok(if known.is_some() { Written::Seen(issue_id) } else { Written::New(issue_id) })
}

/// A new issue as it will be once its first event is counted.
pub(super) fn first(connection: &Connection, id: i64, event: &Event) -> Result<Issue, StoreError> {
    let issue = issues::one(connection, id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    Ok(Issue { count: 1, users: i64::from(event.user.is_some()), ..issue })
}

fn is_stored(connection: &Connection, event: &Event) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM events WHERE project_id = ?1 AND event_id = ?2")?
        .exists(params![event.project_id, event.event_id])?)
}

/// An issue that has counted no event yet.
fn new_issue(connection: &Connection, event: &Event) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO issues (project_id, group_hash, title, culprit, level, platform, exception_type, value,
                                 filename, function, count, users, first_seen, last_seen)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0, ?11, ?11)",
        )?
        .execute(params![
            event.project_id,
            event.group,
            event.title,
            event.culprit,
            event.level,
            event.platform,
            event.exception_type,
            event.value,
            event.filename,
            event.function,
            event.timestamp.0
        ])?;
    let id = connection.last_insert_rowid();
    connection
        .prepare_cached("INSERT INTO issue_groups (project_id, group_hash, issue_id) VALUES (?1, ?2, ?3)")?
        .execute(params![event.project_id, event.group, id])?;
    Ok(id)
}
