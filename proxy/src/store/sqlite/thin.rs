//! Deletes some of the most frequent data, so that a flood of events does not displace rare ones.
//!
//! The order: first the oldest events of the issue with the most events; then the users and tags of the issue that has
//! the most of them; then the largest events of the hour in which a project received the most; and finally the oldest
//! events of all.

use std::collections::BinaryHeap;

use rusqlite::{Connection, OptionalExtension, ToSql, TransactionBehavior};

use super::retention::{BATCH, delete};
use super::{affected_users, disk_use};
use crate::store::{Deleted, Hour, Step, StoreError, ThinningPlan};

/// Number of an issue's events that stay while other events can be deleted.
const KEPT_OF_ISSUE: i64 = 10;
/// Number of a project's events in an hour that stay while other events can be deleted.
const KEPT_OF_HOUR: i64 = 100;
/// Number of tag values that an issue keeps, the most frequent ones.
const KEPT_TAGS: i64 = 500;
/// Number of issues or hours found by one search. A search reads every event.
const LOOK: i64 = 100;

/// Most bytes of events deleted in one step, but at least one event. The limit avoids deleting more than necessary.
const BATCH_BYTES: i64 = 1_000_000;

/// The target of one deletion step.
#[derive(Debug, Clone, Copy)]
pub(super) enum Target {
    /// The oldest events of an issue, and their largest number.
    Issue(i64, i64),
    /// Most of an issue's users.
    Users(i64),
    /// The rarest values of an issue's tags.
    Tags(i64),
    /// The largest events of an hour, and their largest number.
    Hour(Hour, i64),
    /// The events that arrived first.
    Oldest,
}

/// Finds the next target. The search may read all events, so it uses a connection for which nobody waits.
pub(super) fn next(connection: &Connection, plan: &mut ThinningPlan) -> Result<Target, StoreError> {
    if plan.issues.is_empty() {
        plan.issues = crowded_issues(connection)?;
    }
    if let Some((excess, issue)) = plan.issues.pop() {
        return Ok(Target::Issue(issue, excess));
    }
    if let Some(issue) = with_most(connection, "issue_users", affected_users::KEPT)? {
        return Ok(Target::Users(issue));
    }
    if let Some(issue) = with_most(connection, "issue_tags", KEPT_TAGS)? {
        return Ok(Target::Tags(issue));
    }
    if plan.hours.is_empty() {
        plan.hours = crowded_hours(connection)?;
    }
    Ok(plan.hours.pop().map_or(Target::Oldest, |(excess, hour)| Target::Hour(hour, excess)))
}

/// Puts the rest of a target back into the plan.
pub(super) fn put_back(plan: &mut ThinningPlan, target: Target, deleted: u64) {
    let left = |excess: i64| excess - i64::try_from(deleted).unwrap_or(i64::MAX);
    match target {
        // If nothing was deleted, nothing is left of this target.
        _ if deleted == 0 => {}
        Target::Issue(issue, excess) if left(excess) > 0 => plan.issues.push((left(excess), issue)),
        Target::Hour(hour, excess) if left(excess) > 0 => plan.hours.push((left(excess), hour)),
        Target::Issue(..) | Target::Hour(..) | Target::Users(_) | Target::Tags(_) | Target::Oldest => {}
    }
}

/// Deletes the target.
pub(super) fn thin(connection: &mut Connection, target: Target) -> Result<Step, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let used = disk_use::used(&transaction)?;
    let deleted = match target {
        Target::Issue(issue, most) => {
            delete_first(&transaction, "issue_id = ?2 ORDER BY timestamp, id", most, &[&issue])?
        }
        Target::Hour(Hour { project_id, hour, rows: (first, last) }, most) => {
            // Among equally large events the younger is deleted: most events of a flood arrive after the event that
            // they displace.
            let which = "id BETWEEN ?2 AND ?3 AND project_id = ?4 AND CAST(received / 3600 AS INTEGER) = ?5
                ORDER BY octet_length(body) DESC, id DESC";
            delete_first(&transaction, which, most, &[&first, &last, &project_id, &hour])?
        }
        Target::Oldest => delete_first(&transaction, "TRUE ORDER BY id", BATCH, &[])?,
        Target::Users(issue) => {
            affected_users::thin(&transaction, issue)?;
            Deleted::default()
        }
        Target::Tags(issue) => {
            thin_tags(&transaction, issue)?;
            Deleted::default()
        }
    };
    let freed = used.saturating_sub(disk_use::used(&transaction)?);
    transaction.commit()?;
    let is_more = !matches!(target, Target::Oldest) || deleted.events > 0;
    Ok(Step { deleted, freed, is_more })
}

/// Deletes the first events of a given order, as many as fit into one step.
pub(super) fn delete_first(
    connection: &Connection,
    which: &str,
    most: i64,
    values: &[&dyn ToSql],
) -> Result<Deleted, StoreError> {
    let sql = format!("SELECT octet_length(body) FROM events WHERE {which} LIMIT ?1");
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query(with_limit(&most.min(BATCH), values).as_slice())?;
    let (mut count, mut bytes) = (0, 0);
    while let Some(row) = rows.next()? {
        if bytes >= BATCH_BYTES {
            break;
        }
        bytes += row.get::<_, i64>(0)?;
        count += 1;
    }
    drop(rows);
    let which = format!("id IN (SELECT id FROM events WHERE {which} LIMIT ?1)");
    delete(connection, &which, with_limit(&count, values).as_slice())
}

fn with_limit<'a>(limit: &'a i64, values: &[&'a dyn ToSql]) -> Vec<&'a dyn ToSql> {
    std::iter::once(limit as &dyn ToSql).chain(values.iter().copied()).collect()
}

/// Issues with more events than may stay, and the number of excess events.
fn crowded_issues(connection: &Connection) -> Result<BinaryHeap<(i64, i64)>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT count(*) - ?1 AS excess, issue_id FROM events GROUP BY issue_id HAVING excess > 0
         ORDER BY excess DESC LIMIT ?2",
    )?;
    let rows = select.query_map([KEPT_OF_ISSUE, LOOK], |row| Ok((row.get(0)?, row.get(1)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Hours in which a project received more events than may stay, and the number of excess events.
fn crowded_hours(connection: &Connection) -> Result<BinaryHeap<(i64, Hour)>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT count(*) - ?1 AS excess, project_id, CAST(received / 3600 AS INTEGER) AS hour, min(id), max(id)
         FROM events GROUP BY project_id, hour HAVING excess > 0 ORDER BY excess DESC LIMIT ?2",
    )?;
    let rows = select.query_map([KEPT_OF_HOUR, LOOK], |row| {
        let rows = (row.get(3)?, row.get(4)?);
        Ok((row.get(0)?, Hour { project_id: row.get(1)?, hour: row.get(2)?, rows }))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The issue with the most rows in a table, if it has more than may stay.
fn with_most(connection: &Connection, table: &str, kept: i64) -> Result<Option<i64>, StoreError> {
    let sql = format!(
        "SELECT issue_id FROM {table} GROUP BY issue_id HAVING count(*) > ?1 ORDER BY count(*) DESC LIMIT 1"
    );
    Ok(connection.prepare_cached(&sql)?.query_row([kept], |row| row.get(0)).optional()?)
}

fn thin_tags(connection: &Connection, issue: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "DELETE FROM issue_tags WHERE issue_id = ?1 AND (key, value) IN (
                 SELECT key, value FROM issue_tags WHERE issue_id = ?1
                 ORDER BY count DESC, key, value LIMIT -1 OFFSET ?2)",
        )?
        .execute([issue, KEPT_TAGS])?;
    Ok(())
}
