//! The columns of an issue's state.
//!
//! A search asks them directly: `status = 'unresolved'` and the like, which [`crate::store::EndArchives`] keeps true. An issue
//! is new if `substatus = 'new'` and its first event is at most [`crate::model::issue_state::NEW`] seconds old, else it is
//! ongoing. Its priority is `coalesce(priority, ..)`, with that of its level as `Priority::of_level` has it.

use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};

use crate::model::issue_state::{IssueState, Priority, Status, Unresolved};
use crate::model::timestamp::Timestamp;
use crate::store::StoreError;

/// The columns, for [`read`].
pub(super) const COLUMNS: &str =
    "status, substatus, status_details, status_since, assignee, priority, is_bookmarked, is_seen";

/// The state in the columns from a number on.
pub(super) fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<IssueState> {
    let status = match row.get_ref(at + 2)?.as_str_or_null()? {
        Some(details) => serde_json::from_str(details).map_err(|error| {
            rusqlite::Error::FromSqlConversionFailure(at + 2, Type::Text, Box::new(error))
        })?,
        None => Status::Unresolved(unresolved(row.get_ref(at + 1)?.as_str()?)),
    };
    let priority = row.get_ref(at + 5)?.as_str_or_null()?.and_then(Priority::read);
    Ok(IssueState {
        status,
        since: row.get::<_, Option<f64>>(at + 3)?.map(Timestamp),
        assignee: row.get(at + 4)?,
        priority,
        is_bookmarked: row.get(at + 6)?,
        is_seen: row.get(at + 7)?,
    })
}

fn unresolved(substatus: &str) -> Unresolved {
    match substatus {
        "new" => Unresolved::New,
        "escalating" => Unresolved::Escalating,
        "regressed" => Unresolved::Regressed,
        _ => Unresolved::Ongoing,
    }
}

/// Writes a state, and counts the change. Returns the number of changes.
pub(super) fn write(connection: &Connection, issue: i64, state: &IssueState) -> Result<i64, StoreError> {
    let details = match &state.status {
        Status::Unresolved(_) => None,
        status @ (Status::Resolved(_) | Status::Archived(_)) => Some(json(status)?),
    };
    let mut update = connection.prepare_cached(
        "UPDATE issues SET status = ?2, substatus = ?3, status_details = ?4, status_since = ?5, archive_ends = ?6,
             assignee = ?7, priority = ?8, is_bookmarked = ?9, is_seen = ?10, state_changes = state_changes + 1
         WHERE id = ?1 RETURNING state_changes",
    )?;
    let values = params![
        issue,
        state.status.as_str(),
        state.status.substatus().unwrap_or_default(),
        details,
        state.since.map(|since| since.0),
        state.ends().map(|end| end.0),
        state.assignee,
        state.priority.map(Priority::as_str),
        state.is_bookmarked,
        state.is_seen
    ];
    Ok(update.query_row(values, |row| row.get(0))?)
}

/// Writes the details of a status that stays the same. It counts as no change.
pub(super) fn write_details(connection: &Connection, issue: i64, status: &Status) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE issues SET status_details = ?2 WHERE id = ?1")?
        .execute(params![issue, json(status)?])?;
    Ok(())
}

/// A value as JSON text.
pub(super) fn json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|error| StoreError::Refused(Box::new(error)))
}
