//! Reads the events of an issue. "Newest first" means by the time of the event, then by arrival.

use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::model::event::StoredEvent;
use crate::model::timestamp::Timestamp;
use crate::store::{Neighbours, StoreError};

/// The columns that [`event`] reads.
pub(super) const COLUMNS: &str = "event_id, issue_id, project_id, timestamp, received, body";

/// An event out of a row.
pub(super) fn event(row: &Row<'_>) -> rusqlite::Result<StoredEvent> {
    Ok(StoredEvent {
        event_id: row.get(0)?,
        issue_id: row.get(1)?,
        project_id: row.get(2)?,
        timestamp: Timestamp(row.get(3)?),
        received: Timestamp(row.get(4)?),
        body: row.get(5)?,
    })
}

/// The newest event of an issue.
pub(super) fn latest(connection: &Connection, issue: i64) -> Result<Option<StoredEvent>, StoreError> {
    Ok(list(connection, issue, 0, 1)?.pop())
}

/// A page of an issue's events, newest first.
pub(super) fn list(
    connection: &Connection,
    issue: i64,
    offset: u32,
    limit: u32,
) -> Result<Vec<StoredEvent>, StoreError> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM events WHERE issue_id = ?1 ORDER BY timestamp DESC, id DESC LIMIT ?2 OFFSET ?3"
    ))?;
    let rows = statement.query_map(params![issue, limit, offset], event)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The event in this row.
pub(super) fn by_row(connection: &Connection, row: i64) -> Result<Option<StoredEvent>, StoreError> {
    let mut statement = connection.prepare_cached(&format!("SELECT {COLUMNS} FROM events WHERE id = ?1"))?;
    Ok(statement.query_row([row], event).optional()?)
}

/// The event with this id. An index contains the events of each project by id.
pub(super) fn one(
    connection: &Connection,
    project: Option<&str>,
    event_id: &str,
) -> Result<Option<StoredEvent>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM projects CROSS JOIN events ON project_id = projects.id AND event_id = ?2
         WHERE (?1 IS NULL OR slug = ?1) AND deleted IS NULL ORDER BY received DESC LIMIT 1"
    );
    Ok(connection.prepare_cached(&sql)?.query_row(params![project, event_id], event).optional()?)
}

/// The events before and after an event, within its issue.
pub(super) fn neighbours(connection: &Connection, event: &StoredEvent) -> Result<Neighbours, StoreError> {
    let beside = |compare: &str, order: &str| {
        let sql = format!(
            "SELECT event_id FROM events
             WHERE issue_id = ?1 AND (timestamp, id) {compare}
                   (SELECT timestamp, id FROM events WHERE project_id = ?2 AND event_id = ?3)
             ORDER BY timestamp {order}, id {order} LIMIT 1"
        );
        let found = connection
            .prepare_cached(&sql)?
            .query_row(params![event.issue_id, event.project_id, event.event_id], |row| row.get(0));
        found.optional()
    };
    Ok(Neighbours { older: beside("<", "DESC")?, newer: beside(">", "ASC")? })
}
