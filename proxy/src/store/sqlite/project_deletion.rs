//! Deletes projects: from everywhere at once, and their data in pieces.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::{performance, retention, thin};
use crate::model::timestamp::Timestamp;
use crate::store::StoreError;

/// Most rows of a table that a piece deletes: the worker waits for it.
const ROWS: u32 = 500;
/// Most issues without events that a piece deletes.
const ISSUES: u32 = 100;

/// Hides a project, and takes its name and its keys.
pub(super) fn begin(connection: &mut Connection, project_id: i64, now: Timestamp) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let hidden = transaction.execute(
        "UPDATE projects SET slug = 'deleted ' || id, deleted = ?2 WHERE id = ?1 AND deleted IS NULL",
        params![project_id, now.0],
    )?;
    if hidden > 0 {
        transaction.execute("DELETE FROM project_keys WHERE project_id = ?1", [project_id])?;
        transaction.execute("INSERT INTO project_deletions (id) VALUES (?1)", [project_id])?;
    }
    Ok(transaction.commit()?)
}

/// A project that has data left, if there is one.
pub(super) fn next(connection: &Connection) -> Result<Option<i64>, StoreError> {
    let mut select = connection.prepare_cached("SELECT id FROM project_deletions ORDER BY id LIMIT 1")?;
    Ok(select.query_row([], |row| row.get(0)).optional()?)
}

/// Deletes some data of a project: small tables first, as lists show them; then events with their issues, and performance
/// data.
pub(super) fn work(connection: &mut Connection, project_id: i64) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let is_any = delete_rows(&transaction, project_id)?
        || delete_events(&transaction, project_id)?
        || delete_issues(&transaction, project_id)?
        || performance::delete_some(&transaction, project_id)?;
    if !is_any {
        transaction.prepare_cached("DELETE FROM project_deletions WHERE id = ?1")?.execute([project_id])?;
    }
    Ok(transaction.commit()?)
}

/// Deletes some rows of the first table that has any, of all tables with the number of a project, except those for which
/// there is a way of their own.
fn delete_rows(connection: &Connection, project_id: i64) -> Result<bool, StoreError> {
    for (table, key) in tables(connection)? {
        let sql = format!(
            "DELETE FROM {table} WHERE ({key}) IN (SELECT {key} FROM {table} WHERE project_id = ?1 LIMIT ?2)"
        );
        if connection.prepare_cached(&sql)?.execute(params![project_id, ROWS])? > 0 {
            return Ok(true);
        }
    }
    Ok(false)
}

/// These tables, each with the columns of its primary key.
fn tables(connection: &Connection) -> Result<Vec<(String, String)>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT t.name, (SELECT group_concat(name) FROM pragma_table_info(t.name) WHERE pk > 0)
         FROM sqlite_schema t JOIN pragma_table_info(t.name) c ON c.name = 'project_id'
         WHERE t.type = 'table' ORDER BY t.name",
    )?;
    let all: Vec<(String, String)> =
        select.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let has_own = |table: &str| matches!(table, "events" | "issues") || performance::TABLES.contains(&table);
    Ok(all.into_iter().filter(|(table, _)| !has_own(table)).collect())
}

fn delete_events(connection: &Connection, project_id: i64) -> Result<bool, StoreError> {
    let which = "project_id = ?2 ORDER BY event_id";
    Ok(thin::delete_first(connection, which, retention::BATCH, &[&project_id])?.events > 0)
}

/// Deletes some issues whose events are gone, and on which jobs of `issue_moves` had worked.
fn delete_issues(connection: &Connection, project_id: i64) -> Result<bool, StoreError> {
    let issues: Vec<i64> = connection
        .prepare_cached("SELECT id FROM issues WHERE project_id = ?1 LIMIT ?2")?
        .query_map(params![project_id, ISSUES], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    for issue in &issues {
        // A job is of one project, so it goes whole.
        connection
            .prepare_cached("DELETE FROM issue_jobs WHERE issue_id = ?1 OR target_id = ?1")?
            .execute([issue])?;
        retention::delete_empty_issue(connection, *issue)?;
    }
    Ok(!issues.is_empty())
}
