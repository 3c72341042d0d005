//! One event into the tables: the event itself, its issue, and all that is counted.

use rusqlite::{Connection, OptionalExtension, params};

use super::{issues, unresolved};
use crate::process::{Event, hash};
use crate::store::{Recorded, StoreError};

/// Most values of a tag, and most tags, that are counted for an issue; more would be no distribution.
const TAG_VALUES: i64 = 100;
/// Most different tags counted for an issue.
const TAG_KEYS: i64 = 200;

/// Stores an event within the open transaction.
pub(super) fn record(connection: &Connection, event: &Event) -> Result<Recorded, StoreError> {
    let is_stored = connection
        .prepare_cached("SELECT 1 FROM events WHERE project_id = ?1 AND event_id = ?2")?
        .exists(params![event.project_id, event.event_id])?;
    if is_stored {
        return Ok(Recorded::Duplicate);
    }
    let known: Option<i64> = connection
        .prepare_cached("SELECT issue_id FROM issue_groups WHERE project_id = ?1 AND group_hash = ?2")?
        .query_row(params![event.project_id, event.group], |row| row.get(0))
        .optional()?;
    let issue_id = match known {
        Some(id) => id,
        None => new_issue(connection, event)?,
    };
    connection
        .prepare_cached(
            "INSERT INTO events (project_id, event_id, issue_id, timestamp, received, body)
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
    unresolved::note(connection, connection.last_insert_rowid(), event)?;
    let new_users = count_user(connection, issue_id, event)?;
    count_hour(connection, issue_id, event)?;
    for (key, value) in &event.tags {
        count_tag(connection, issue_id, key, value)?;
    }
    update_issue(connection, issue_id, event, new_users)?;
    let issue = issues::one(connection, issue_id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    Ok(if known.is_some() { Recorded::Seen(issue) } else { Recorded::New(issue) })
}

/// An issue without events yet; [`update_issue`] counts its first one.
fn new_issue(connection: &Connection, event: &Event) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO issues (project_id, group_hash, title, culprit, level, platform, exception_type, value,
                                 filename, function, count, users, first_seen, last_seen)
             VALUES (?1, ?2, '', '', '', '', '', '', '', '', 0, 0, ?3, ?3)",
        )?
        .execute(params![event.project_id, event.group, event.timestamp.0])?;
    let id = connection.last_insert_rowid();
    connection
        .prepare_cached("INSERT INTO issue_groups (project_id, group_hash, issue_id) VALUES (?1, ?2, ?3)")?
        .execute(params![event.project_id, event.group, id])?;
    Ok(id)
}

/// Counts the event; an event that is not older than the issue's newest also names the issue anew.
fn update_issue(connection: &Connection, id: i64, event: &Event, new_users: i64) -> Result<(), StoreError> {
    let changed = connection
        .prepare_cached(
            "UPDATE issues SET count = count + 1, users = users + ?2, first_seen = min(first_seen, ?3),
                 last_seen = ?3, title = ?4, culprit = ?5, level = ?6, platform = ?7, exception_type = ?8,
                 value = ?9, filename = ?10, function = ?11
             WHERE id = ?1 AND last_seen <= ?3",
        )?
        .execute(params![
            id,
            new_users,
            event.timestamp.0,
            event.title,
            event.culprit,
            event.level,
            event.platform,
            event.exception_type,
            event.value,
            event.filename,
            event.function
        ])?;
    if changed == 0 {
        connection
            .prepare_cached(
                "UPDATE issues SET count = count + 1, users = users + ?2, first_seen = min(first_seen, ?3)
                 WHERE id = ?1",
            )?
            .execute(params![id, new_users, event.timestamp.0])?;
    }
    Ok(())
}

/// How many users this event adds: one or none.
fn count_user(connection: &Connection, issue_id: i64, event: &Event) -> Result<i64, StoreError> {
    let Some(user) = &event.user else { return Ok(0) };
    let hash = hash::sha256_hex(user.as_bytes());
    let added = connection
        .prepare_cached("INSERT OR IGNORE INTO issue_users (issue_id, user_hash) VALUES (?1, ?2)")?
        .execute(params![issue_id, &hash.as_bytes()[..32]])?;
    Ok(added as i64)
}

fn count_hour(connection: &Connection, issue_id: i64, event: &Event) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO issue_hours (issue_id, hour, count) VALUES (?1, ?2, 1)
             ON CONFLICT (issue_id, hour) DO UPDATE SET count = count + 1",
        )?
        .execute(params![issue_id, event.timestamp.hour()])?;
    Ok(())
}

fn count_tag(connection: &Connection, issue_id: i64, key: &str, value: &str) -> Result<(), StoreError> {
    let is_counted = connection
        .prepare_cached(
            "UPDATE issue_tags SET count = count + 1 WHERE issue_id = ?1 AND key = ?2 AND value = ?3",
        )?
        .execute(params![issue_id, key, value])?;
    if is_counted == 0 {
        connection
            .prepare_cached(
                "INSERT INTO issue_tags (issue_id, key, value, count) SELECT ?1, ?2, ?3, 1
                 WHERE (SELECT count(*) FROM issue_tags WHERE issue_id = ?1 AND key = ?2) < ?4
                   AND (EXISTS (SELECT 1 FROM issue_tags WHERE issue_id = ?1 AND key = ?2)
                        OR (SELECT count(DISTINCT key) FROM issue_tags WHERE issue_id = ?1) < ?5)",
            )?
            .execute(params![issue_id, key, value, TAG_VALUES, TAG_KEYS])?;
    }
    Ok(())
}
