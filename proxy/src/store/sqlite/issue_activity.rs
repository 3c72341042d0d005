//! The table of what happened to issues.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::issue_state::json;
use super::{Sqlite, undoable_issues};
use crate::model::issue_state::{Activity, ActivityKind, Actor};
use crate::model::timestamp::Timestamp;
use crate::store::{ChangeRecord, IssueActivity, StoreError};

/// Most rows of an issue, without its comments. The oldest go first.
const MOST: u32 = 1_000;

impl IssueActivity for Sqlite {
    fn activity(&self, issue: i64, offset: u32, limit: u32) -> Result<Vec<Activity>, StoreError> {
        list(&self.readers.one(), "TRUE", issue, offset, limit)
    }

    fn comments(&self, issue: i64, offset: u32, limit: u32) -> Result<Vec<Activity>, StoreError> {
        list(&self.readers.one(), "kind = 'comment'", issue, offset, limit)
    }

    fn change(&self, id: i64) -> Result<Option<ChangeRecord>, StoreError> {
        change(&self.readers.one(), id)
    }
}

/// The undoable part of a change, in its first row of an issue.
pub(super) struct Former {
    /// The number of the change.
    pub change_id: i64,
    /// The state before, as JSON.
    pub state: String,
    /// The number of state changes of the issue, with this one.
    pub state_changes: i64,
}

/// Adds a row. Returns its number.
pub(super) fn add(
    connection: &Connection,
    (issue_id, at, actor): (i64, Timestamp, &Actor),
    kind: &ActivityKind,
    former: Option<&Former>,
) -> Result<i64, StoreError> {
    let word = match actor {
        Actor::Token(_) => "token",
        Actor::Pages => "pages",
        Actor::Link => "link",
        Actor::Server => "server",
    };
    let data = serde_json::to_value(kind).map_err(|error| StoreError::Refused(Box::new(error)))?;
    let mut insert = connection.prepare_cached(
        "INSERT INTO issue_activity (issue_id, at, actor, name, kind, data, change_id, former, state_changes)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )?;
    insert.execute(params![
        issue_id,
        at.0,
        word,
        actor.name(),
        data["kind"].as_str().unwrap_or_default(),
        json(&data)?,
        former.map(|former| former.change_id),
        former.map(|former| &former.state),
        former.map(|former| former.state_changes)
    ])?;
    let id = connection.last_insert_rowid();
    connection
        .prepare_cached(
            "DELETE FROM issue_activity WHERE issue_id = ?1 AND kind <> 'comment' AND id <= (
                 SELECT id FROM issue_activity WHERE issue_id = ?1 AND kind <> 'comment'
                 ORDER BY id DESC LIMIT 1 OFFSET ?2)",
        )?
        .execute(params![issue_id, MOST])?;
    Ok(id)
}

/// The number that the next row will have.
pub(super) fn next_id(connection: &Connection) -> Result<i64, StoreError> {
    let mut select =
        connection.prepare_cached("SELECT seq + 1 FROM sqlite_sequence WHERE name = 'issue_activity'")?;
    Ok(select.query_row([], |row| row.get(0)).optional()?.unwrap_or(1))
}

const COLUMNS: &str = "id, issue_id, at, actor, name, data";

fn activity(row: &Row<'_>) -> rusqlite::Result<Activity> {
    let name: Option<String> = row.get(4)?;
    let actor = match row.get_ref(3)?.as_str()? {
        "token" => Actor::Token(name.unwrap_or_default()),
        "link" => Actor::Link,
        "server" => Actor::Server,
        _ => Actor::Pages,
    };
    let kind = serde_json::from_str(row.get_ref(5)?.as_str()?)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(5, Type::Text, Box::new(error)))?;
    Ok(Activity { id: row.get(0)?, issue_id: row.get(1)?, at: Timestamp(row.get(2)?), actor, kind })
}

/// One row.
pub(super) fn one(connection: &Connection, id: i64) -> Result<Option<Activity>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM issue_activity WHERE id = ?1");
    Ok(connection.prepare_cached(&sql)?.query_row([id], activity).optional()?)
}

fn list(
    connection: &Connection,
    which: &str,
    issue: i64,
    offset: u32,
    limit: u32,
) -> Result<Vec<Activity>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM issue_activity WHERE issue_id = ?1 AND {which} ORDER BY id DESC LIMIT ?2 OFFSET ?3"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map(params![issue, limit, offset], activity)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn change(connection: &Connection, id: i64) -> Result<Option<ChangeRecord>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT count(*), min(a.id) FROM issue_activity a JOIN issues i ON i.id = a.issue_id
         WHERE a.change_id = ?1 AND a.former IS NOT NULL",
    )?;
    let counts = |row: &Row<'_>| Ok((row.get::<_, i64>(0)?, row.get(1)?));
    let (issues, first): (_, Option<i64>) = select.query_row([id], counts)?;
    let Some(first) = first else { return Ok(None) };
    let Some(activity) = one(connection, first)? else { return Ok(None) };
    Ok(Some(ChangeRecord {
        id,
        at: activity.at,
        activity,
        issues: issues.unsigned_abs(),
        undoable: undoable_issues::of_change(connection, id)?.len() as u64,
    }))
}
