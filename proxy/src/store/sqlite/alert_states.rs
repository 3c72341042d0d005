//! What rules found and goes on, and what they count.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, params};

use crate::model::timestamp::Timestamp;
use crate::store::{AlertState, RuleCount, StoreError};

pub(super) fn put(connection: &Connection, state: &AlertState) -> Result<(), StoreError> {
    // Numbers and texts always serialize.
    let cause = serde_json::to_string(&state.cause).unwrap_or_default();
    connection
        .prepare_cached(
            "INSERT INTO alert_states (rule, project_id, issue_id, since, told, cause, environment)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
             ON CONFLICT (rule, project_id, coalesce(issue_id, 0)) DO UPDATE SET
                 since = excluded.since, told = excluded.told, cause = excluded.cause,
                 environment = excluded.environment",
        )?
        .execute(params![
            state.rule,
            state.project_id,
            state.issue_id,
            state.since.0,
            state.told.map(|told| told.0),
            cause,
            state.environment
        ])?;
    Ok(())
}

/// The stored state of the same rule, project and issue.
pub(super) fn one(connection: &Connection, of: &AlertState) -> Result<Option<AlertState>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT rule, project_id, issue_id, since, told, cause, environment FROM alert_states
         WHERE rule = ?1 AND project_id = ?2 AND coalesce(issue_id, 0) = coalesce(?3, 0)",
    )?;
    Ok(select.query_row(params![of.rule, of.project_id, of.issue_id], read).optional()?)
}

pub(super) fn end(connection: &Connection, state: &AlertState) -> Result<(), StoreError> {
    connection
        .prepare_cached("DELETE FROM alert_states WHERE rule = ?1 AND project_id = ?2 AND issue_id IS ?3")?
        .execute(params![state.rule, state.project_id, state.issue_id])?;
    Ok(())
}

/// The states, oldest first: of each rule those that have no issue, and so many whose issues had an event last. Whatever
/// floods one rule with issues keeps neither another one nor what goes on from its turn.
pub(super) fn all(connection: &Connection, limit: u32) -> Result<Vec<AlertState>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT rule, project_id, issue_id, since, told, cause, environment FROM (
             SELECT s.*, row_number() OVER (PARTITION BY rule ORDER BY last_seen DESC NULLS FIRST, s.id) AS place
             FROM alert_states s LEFT JOIN issues ON issues.id = issue_id)
         WHERE place <= ?1 ORDER BY id",
    )?;
    Ok(select.query_map([limit], read)?.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<AlertState> {
    let cause: String = row.get(5)?;
    Ok(AlertState {
        rule: row.get(0)?,
        project_id: row.get(1)?,
        issue_id: row.get(2)?,
        since: Timestamp(row.get(3)?),
        told: row.get::<_, Option<f64>>(4)?.map(Timestamp),
        cause: serde_json::from_str(&cause)
            .map_err(|error| rusqlite::Error::FromSqlConversionFailure(5, Type::Text, Box::new(error)))?,
        environment: row.get(6)?,
    })
}

pub(super) fn count_events(
    connection: &Connection,
    rule: &str,
    issue_id: i64,
    minute: i64,
    events: u64,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO alert_counts (rule, issue_id, minute, events) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (rule, issue_id, minute) DO UPDATE SET events = events + excluded.events",
        )?
        .execute(params![rule, issue_id, minute, i64::try_from(events).unwrap_or(i64::MAX >> 8)])?;
    Ok(())
}

pub(super) fn count_user(
    connection: &Connection,
    rule: &str,
    issue_id: i64,
    minute: i64,
    user: &str,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO alert_users (rule, issue_id, user, minute) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (rule, issue_id, user) DO UPDATE SET minute = max(minute, excluded.minute)",
        )?
        .execute(params![rule, issue_id, user, minute])?;
    Ok(())
}

/// The issues of which a rule counted more than so much from a minute on.
pub(super) fn counted(
    connection: &Connection,
    of_users: bool,
    rule: &str,
    from_minute: i64,
    above: u64,
) -> Result<Vec<RuleCount>, StoreError> {
    let (table, number) =
        if of_users { ("alert_users", "count(*)") } else { ("alert_counts", "sum(events)") };
    let sql = format!(
        "SELECT project_id, issue_id, {number} AS number FROM {table} JOIN issues ON issues.id = issue_id
         WHERE rule = ?1 AND minute >= ?2 GROUP BY issue_id HAVING number > ?3 ORDER BY issue_id"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let rows =
        select.query_map(params![rule, from_minute, i64::try_from(above).unwrap_or(i64::MAX)], |row| {
            let count: i64 = row.get(2)?;
            Ok(RuleCount { project_id: row.get(0)?, issue_id: row.get(1)?, count: count.unsigned_abs() })
        })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Deletes counts before a minute.
pub(super) fn trim_counts(connection: &Connection, before_minute: i64) -> Result<u64, StoreError> {
    let mut deleted = 0;
    for table in ["alert_counts", "alert_users"] {
        let sql = format!("DELETE FROM {table} WHERE minute < ?1");
        deleted += connection.prepare_cached(&sql)?.execute([before_minute])? as u64;
    }
    Ok(deleted)
}
