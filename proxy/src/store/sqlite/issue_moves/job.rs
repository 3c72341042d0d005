//! The table of moves that are not finished.

use rusqlite::{Connection, OptionalExtension, Row, ToSql, params};

use crate::store::{MoveError, StoreError};

/// Most events that a piece moves, and most bytes of events that it reads or writes: the worker waits for it.
const EVENTS: i64 = 200;
const BYTES: i64 = 1_000_000;
/// Most tags, users or hours that a piece moves or deletes: an issue may have 20,000 tags.
pub(super) const ROWS: i64 = 1_000;

/// A move that is not finished.
pub(super) struct Job {
    pub id: i64,
    /// `delete`, `merge` or `split`.
    pub kind: String,
    /// The issue that loses events.
    pub issue: i64,
    /// The issue that gets them.
    pub target: Option<i64>,
    /// The group that they get or have.
    pub group: Option<String>,
    /// Whether events without a group belong to it.
    pub with_unnamed: bool,
    /// The last event that was looked at: its time and its number.
    pub after: Option<(f64, i64)>,
}

/// Whether there is work.
pub(super) fn is_any(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection.prepare_cached("SELECT 1 FROM issue_jobs LIMIT 1")?.exists([])?)
}

/// The job that is next.
pub(super) fn first(connection: &Connection) -> Result<Option<Job>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT id, kind, issue_id, target_id, group_hash, with_unnamed, after_time, after_event
         FROM issue_jobs ORDER BY id LIMIT 1",
    )?;
    let job = |row: &Row<'_>| {
        let after: (Option<f64>, Option<i64>) = (row.get(6)?, row.get(7)?);
        Ok(Job {
            id: row.get(0)?,
            kind: row.get(1)?,
            issue: row.get(2)?,
            target: row.get(3)?,
            group: row.get(4)?,
            with_unnamed: row.get(5)?,
            after: after.0.zip(after.1),
        })
    };
    Ok(select.query_row([], job).optional()?)
}

/// Adds a job.
pub(super) fn add(
    connection: &Connection,
    kind: &str,
    issue: i64,
    target: Option<i64>,
    (group, with_unnamed): (Option<&str>, bool),
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO issue_jobs (kind, issue_id, target_id, group_hash, with_unnamed)
             VALUES (?1, ?2, ?3, ?4, ?5)",
        )?
        .execute(params![kind, issue, target, group, with_unnamed])?;
    Ok(())
}

/// Puts a job behind all others.
pub(super) fn put_last(connection: &Connection, job: &Job) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE issue_jobs SET id = (SELECT max(id) + 1 FROM issue_jobs) WHERE id = ?1")?
        .execute([job.id])?;
    Ok(())
}

/// Removes a finished job.
pub(super) fn end(connection: &Connection, job: &Job) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM issue_jobs WHERE id = ?1")?.execute([job.id])?;
    Ok(())
}

/// The project of an issue that no job works on. An issue may be the target of several merges.
pub(super) fn project_of(connection: &Connection, issue: i64, is_target: bool) -> Result<i64, MoveError> {
    let read = || {
        connection
            .prepare_cached("SELECT project_id FROM issues WHERE id = ?1")?
            .query_row([issue], |row| row.get(0))
            .optional()
    };
    let project = read().map_err(StoreError::from)?.ok_or(MoveError::NoIssue(issue))?;
    let is_busy = || {
        connection
            .prepare_cached(
                "SELECT 1 FROM issue_jobs WHERE issue_id = ?1
                 UNION ALL SELECT 1 FROM issue_jobs WHERE target_id = ?1 AND NOT (?2 AND kind = 'merge')",
            )?
            .exists(params![issue, is_target])
    };
    if is_busy().map_err(StoreError::from)? { Err(MoveError::Busy(issue)) } else { Ok(project) }
}

/// The first events of a selection, as many as fit into a piece.
pub(super) fn first_events(
    connection: &Connection,
    which: &str,
    values: &[&dyn ToSql],
) -> Result<Vec<i64>, StoreError> {
    let sql = format!("SELECT id, octet_length(body) FROM events WHERE {which} LIMIT {EVENTS}");
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query(values)?;
    let (mut events, mut bytes) = (Vec::new(), 0);
    while let Some(row) = rows.next()? {
        if bytes >= BYTES {
            break;
        }
        events.push(row.get(0)?);
        bytes += row.get::<_, i64>(1)?;
    }
    Ok(events)
}

/// Deletes the first rows of an issue by their key. Returns whether there were any.
pub(super) fn delete_some(
    connection: &Connection,
    table: &str,
    key: &str,
    issue: i64,
) -> Result<bool, StoreError> {
    let sql = format!(
        "DELETE FROM {table} WHERE issue_id = ?1 AND ({key}) IN (
             SELECT {key} FROM {table} WHERE issue_id = ?1 ORDER BY {key} LIMIT ?2)"
    );
    Ok(connection.prepare_cached(&sql)?.execute([issue, ROWS])? > 0)
}

/// The state of an issue that is about to go: nothing shows or changes it any more.
pub(super) fn mark_leaving(connection: &Connection, issue: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached("UPDATE issues SET status = 'leaving', archive_ends = NULL WHERE id = ?1")?
        .execute([issue])?;
    Ok(())
}
