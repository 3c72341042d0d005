//! Deletes issues, and notes what is to be dropped from now on.

use std::collections::BTreeSet;

use rusqlite::{Connection, params};

use super::job::{self, Job};
use crate::model::issue_state::Actor;
use crate::model::timestamp::Timestamp;
use crate::store::sqlite::{retention, thin};
use crate::store::{MOST_DISCARDS, MoveError, StoreError};

/// Who discards issues, and when.
pub(super) struct Discarder<'a> {
    pub actor: &'a Actor,
    pub now: Timestamp,
}

/// Takes the groups of issues away, so that no event comes to them any more.
pub(super) fn begin(
    connection: &Connection,
    issues: &BTreeSet<i64>,
    discarder: Option<&Discarder<'_>>,
) -> Result<(), MoveError> {
    for issue in issues {
        let project = job::project_of(connection, *issue, false)?;
        if let Some(discarder) = discarder {
            discard(connection, *issue, project, discarder)?;
        }
        leave(connection, *issue)?;
    }
    Ok(())
}

fn discard(
    connection: &Connection,
    issue: i64,
    project: i64,
    discarder: &Discarder<'_>,
) -> Result<(), MoveError> {
    let count = || {
        let mut select = connection.prepare_cached("SELECT count(*) FROM discards WHERE project_id = ?1")?;
        select.query_row([project], |row| row.get::<_, u32>(0))
    };
    if count().map_err(StoreError::from)? >= MOST_DISCARDS {
        return Err(MoveError::TooManyDiscards);
    }
    let insert = || {
        connection
            .prepare_cached(
                "INSERT INTO discards (project_id, title, discarded, actor)
                 SELECT project_id, title, ?2, ?3 FROM issues WHERE id = ?1",
            )?
            .execute(params![issue, discarder.now.0, discarder.actor.name()])?;
        let id = connection.last_insert_rowid();
        connection
            .prepare_cached(
                "INSERT OR REPLACE INTO discarded_groups (project_id, group_hash, discard_id, rule_set)
                 SELECT project_id, group_hash, ?2, rule_set FROM issue_groups WHERE issue_id = ?1",
            )?
            .execute([issue, id])
    };
    insert().map_err(StoreError::from)?;
    Ok(())
}

fn leave(connection: &Connection, issue: i64) -> Result<(), StoreError> {
    connection.prepare_cached("DELETE FROM issue_groups WHERE issue_id = ?1")?.execute([issue])?;
    // The next event of the group may make a new issue at once.
    connection
        .prepare_cached("UPDATE issues SET group_hash = 'leaving ' || id WHERE id = ?1")?
        .execute([issue])?;
    job::mark_leaving(connection, issue)?;
    job::add(connection, "delete", issue, None, (None, false))
}

/// Deletes some events; after the last one some of what is counted of them, and then the issue with all else and the job.
pub(super) fn work(connection: &Connection, job: &Job) -> Result<(), StoreError> {
    let deleted = thin::delete_first(
        connection,
        "issue_id = ?2 ORDER BY timestamp, id",
        retention::BATCH,
        &[&job.issue],
    )?;
    if deleted.events > 0 {
        return Ok(());
    }
    for (table, key) in [("issue_tags", "key, value"), ("issue_users", "user_hash"), ("issue_hours", "hour")]
    {
        if job::delete_some(connection, table, key, job.issue)? {
            return Ok(());
        }
    }
    retention::delete_empty_issue(connection, job.issue)
}
