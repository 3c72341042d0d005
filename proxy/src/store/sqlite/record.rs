//! Writes one event into the tables, and finds or creates its issue.

use rusqlite::{Connection, params};

use super::counters::Counters;
use super::groups::{self, Known};
use super::{counters, feedback, issue_words, issues, pending_symbols};
use crate::model::event::Event;
use crate::model::issue::Issue;
use crate::process::GROUPING_VERSION;
use crate::store::StoreError;

/// The result of writing an event.
pub(super) enum Written {
    /// The event is the first of a new issue.
    New(i64),
    /// The event belongs to an existing issue.
    Seen(i64),
    /// The event is already stored.
    Duplicate,
    /// The event is dropped, because its group was discarded; the number of the discard.
    Discarded(i64),
}

/// Writes an event within the open transaction. The issue's counts are updated elsewhere.
pub(super) fn record(connection: &Connection, event: &Event) -> Result<Written, StoreError> {
    let (issue_id, is_new) = match groups::issue_of(connection, event.project_id, &event.group)? {
        Some(id) => (id, false),
        None if is_stored(connection, event)? => return Ok(Written::Duplicate),
        None => match groups::known(connection, event)? {
            Known::Issue(id) => {
                groups::add(connection, event, id)?;
                (id, false)
            }
            Known::Discarded(id) => return Ok(Written::Discarded(id)),
            Known::Nowhere => (new_issue(connection, event)?, true),
        },
    };
    let written = connection
        .prepare_cached(
            "INSERT OR IGNORE INTO events (project_id, event_id, issue_id, timestamp, received, body, trace_id, span_id,
                                           group_hash)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            event.project_id,
            event.event_id,
            issue_id,
            event.timestamp.0,
            event.received.0,
            event.body,
            event.trace_id,
            event.span_id,
            event.group
        ])?;
    if written == 0 {
        return Ok(Written::Duplicate);
    }
    pending_symbols::note(connection, connection.last_insert_rowid(), event)?;
    feedback::event_stored(connection, event, issue_id)?;
    Ok(if is_new { Written::New(issue_id) } else { Written::Seen(issue_id) })
}

/// A new issue, as it will be after its first event is counted.
pub(super) fn first(connection: &Connection, id: i64, event: &Event) -> Result<Issue, StoreError> {
    let issue = issues::one(connection, id)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?;
    let count = counters::times(event);
    let extrapolated_count = counters::extrapolated(event);
    Ok(Issue { count, extrapolated_count, users: i64::from(event.user.is_some()), ..issue })
}

/// An issue that is unresolved again, with the events of the batch.
pub(super) fn reopened(connection: &Connection, id: i64, sums: &Counters) -> Result<Issue, StoreError> {
    Ok(with_batch(connection, id, sums)?.ok_or(rusqlite::Error::QueryReturnedNoRows)?)
}

/// An issue, with the events of the batch.
pub(super) fn with_batch(
    connection: &Connection,
    id: i64,
    sums: &Counters,
) -> Result<Option<Issue>, StoreError> {
    let issue = issues::one(connection, id)?;
    Ok(issue.map(|issue| Issue { count: issue.count + sums.events_of(id), ..issue }))
}

fn is_stored(connection: &Connection, event: &Event) -> Result<bool, StoreError> {
    Ok(connection
        .prepare_cached("SELECT 1 FROM events WHERE project_id = ?1 AND event_id = ?2")?
        .exists(params![event.project_id, event.event_id])?)
}

/// Creates an issue that has counted no event yet.
fn new_issue(connection: &Connection, event: &Event) -> Result<i64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO issues (project_id, group_hash, title, culprit, level, platform, exception_type, value,
                                 filename, function, count, users, first_seen, last_seen, grouping_version, first_release,
                                 logger, is_unhandled)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, 0, 0, ?11, ?11, ?12, ?13, ?14, ?15)",
        )?
        .execute(params![
            event.project_id,
            event.group,
            event.description.title,
            event.description.culprit,
            event.level,
            event.platform,
            event.description.exception_type,
            event.description.value,
            event.description.filename,
            event.description.function,
            event.timestamp.0,
            GROUPING_VERSION,
            event.release.as_deref().unwrap_or_default(),
            event.logger.as_deref().unwrap_or_default(),
            event.is_unhandled()
        ])?;
    let id = connection.last_insert_rowid();
    issue_words::insert(connection, id, event)?;
    groups::add(connection, event, id)?;
    Ok(id)
}
