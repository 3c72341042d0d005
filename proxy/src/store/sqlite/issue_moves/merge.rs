//! Merges issues: groups, numbers and words at once; events, and then what is counted of them, in pieces.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row, params};

use super::job::{self, Job};
use crate::model::issue_state::{ActivityKind, Actor};
use crate::model::timestamp::Timestamp;
use crate::store::sqlite::counters::{self, TagSum};
use crate::store::sqlite::{affected_users, issue_activity, issue_words, retention};
use crate::store::{MoveError, StoreError};

/// Gives the groups of issues to another one.
pub(super) fn begin(
    connection: &Connection,
    into: i64,
    others: &BTreeSet<i64>,
    (actor, now): (&Actor, Timestamp),
) -> Result<(), MoveError> {
    let project = job::project_of(connection, into, true)?;
    for other in others {
        if job::project_of(connection, *other, false)? != project {
            return Err(MoveError::OtherProject);
        }
        take(connection, into, *other)?;
    }
    let kind = ActivityKind::Merged { issues: others.iter().copied().collect() };
    issue_activity::add(connection, (into, now, actor), &kind, None)?;
    Ok(())
}

fn take(connection: &Connection, into: i64, other: i64) -> Result<(), StoreError> {
    let group: String = connection
        .prepare_cached("SELECT group_hash FROM issues WHERE id = ?1")?
        .query_row([other], |row| row.get(0))?;
    connection
        .prepare_cached("UPDATE issue_groups SET issue_id = ?1 WHERE issue_id = ?2")?
        .execute([into, other])?;
    // The version of the rules is the older one, so that former groups are still looked up.
    connection
        .prepare_cached(
            "UPDATE issues SET count = issues.count + o.count, first_seen = min(issues.first_seen, o.first_seen),
                 extrapolated_count = issues.extrapolated_count + o.extrapolated_count,
                 first_release = CASE WHEN o.first_seen < issues.first_seen THEN o.first_release
                     ELSE issues.first_release END,
                 grouping_version = min(issues.grouping_version, o.grouping_version)
             FROM issues o WHERE issues.id = ?1 AND o.id = ?2",
        )?
        .execute([into, other])?;
    connection
        .prepare_cached(
            "UPDATE issues SET last_seen = o.last_seen, title = o.title, culprit = o.culprit, level = o.level,
                 platform = o.platform, exception_type = o.exception_type, value = o.value, filename = o.filename,
                 function = o.function, logger = o.logger, is_unhandled = o.is_unhandled
             FROM issues o WHERE issues.id = ?1 AND o.id = ?2 AND o.last_seen > issues.last_seen",
        )?
        .execute([into, other])?;
    let words = |row: &Row<'_>| Ok::<(String, String, String), _>((row.get(0)?, row.get(1)?, row.get(2)?));
    let (title, value, culprit) = connection
        .prepare_cached("SELECT title, value, culprit FROM issues WHERE id = ?1")?
        .query_row([into], words)?;
    issue_words::describe(connection, into, (&title, &value, &culprit))?;
    issue_words::add_stack(connection, into, other)?;
    job::mark_leaving(connection, other)?;
    job::add(connection, "merge", other, Some(into), (Some(&group), true))
}

/// Most comments that a piece moves: each may have 10,000 characters.
const COMMENTS: i64 = 100;

/// Moves some events; after the last one some of what the issue has besides, and then the issue is deleted.
pub(super) fn work(connection: &Connection, job: &Job, into: i64) -> Result<(), StoreError> {
    let events = job::first_events(connection, "issue_id = ?1", &[&job.issue])?;
    if events.is_empty() {
        let is_any = move_tags(connection, job.issue, into)?
            || affected_users::move_some(connection, job.issue, into, job::ROWS)?
            || move_hours(connection, job.issue, into)?
            || move_comments(connection, job.issue, into)?
            || move_alerts(connection, job.issue, into)?
            || move_decisions(connection, job.issue, into)?;
        return if is_any { Ok(()) } else { finish(connection, job.issue, into) };
    }
    let mut update = connection.prepare_cached(
        "UPDATE events SET issue_id = ?2, group_hash = coalesce(group_hash, ?3) WHERE id = ?1",
    )?;
    for event in events {
        update.execute(params![event, into, job.group])?;
    }
    Ok(())
}

/// Moves some tags; an issue has no more of them than if its events had come to it. Returns whether there were any.
fn move_tags(connection: &Connection, other: i64, into: i64) -> Result<bool, StoreError> {
    let row = |row: &Row<'_>| {
        let sum = TagSum { count: row.get(2)?, first_seen: row.get(3)?, last_seen: row.get(4)? };
        Ok((row.get(0)?, row.get(1)?, sum))
    };
    let tags: Vec<(String, String, TagSum)> = connection
        .prepare_cached(
            "SELECT key, value, count, first_seen, last_seen FROM issue_tags WHERE issue_id = ?1
             ORDER BY key, value LIMIT ?2",
        )?
        .query_map([other, job::ROWS], row)?
        .collect::<Result<_, _>>()?;
    let mut delete = connection
        .prepare_cached("DELETE FROM issue_tags WHERE issue_id = ?1 AND key = ?2 AND value = ?3")?;
    for (key, value, sum) in &tags {
        counters::count_tag(connection, into, (key, value), sum)?;
        delete.execute(params![other, key, value])?;
    }
    Ok(!tags.is_empty())
}

/// Moves the counts of some hours. Returns whether there were any.
fn move_hours(connection: &Connection, other: i64, into: i64) -> Result<bool, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO issue_hours (issue_id, hour, count)
             SELECT ?1, hour, count FROM issue_hours WHERE issue_id = ?2 AND hour IN (
                 SELECT hour FROM issue_hours WHERE issue_id = ?2 ORDER BY hour LIMIT ?3)
             ON CONFLICT (issue_id, hour) DO UPDATE SET count = count + excluded.count",
        )?
        .execute([into, other, job::ROWS])?;
    job::delete_some(connection, "issue_hours", "hour", other)
}

/// Moves some comments. Returns whether there were any.
fn move_comments(connection: &Connection, other: i64, into: i64) -> Result<bool, StoreError> {
    let moved = connection
        .prepare_cached(
            "UPDATE issue_activity SET issue_id = ?1 WHERE id IN (
                 SELECT id FROM issue_activity WHERE issue_id = ?2 AND kind = 'comment' LIMIT ?3)",
        )?
        .execute([into, other, COMMENTS])?;
    connection
        .prepare_cached("UPDATE issues SET comments = comments + ?2 WHERE id = ?1")?
        .execute(params![into, moved as i64])?;
    Ok(moved > 0)
}

/// Moves some alerts. Returns whether there were any.
fn move_alerts(connection: &Connection, other: i64, into: i64) -> Result<bool, StoreError> {
    let mut update = connection.prepare_cached(
        "UPDATE alerts SET issue_id = ?1 WHERE id IN (SELECT id FROM alerts WHERE issue_id = ?2 LIMIT ?3)",
    )?;
    Ok(update.execute([into, other, job::ROWS])? > 0)
}

/// Moves some decisions about alerts. Returns whether there were any.
fn move_decisions(connection: &Connection, other: i64, into: i64) -> Result<bool, StoreError> {
    let mut update = connection.prepare_cached(
        "UPDATE alert_decisions SET issue_id = ?1
         WHERE id IN (SELECT id FROM alert_decisions WHERE issue_id = ?2 LIMIT ?3)",
    )?;
    Ok(update.execute([into, other, job::ROWS])? > 0)
}

fn finish(connection: &Connection, other: i64, into: i64) -> Result<(), StoreError> {
    // The job goes with it.
    retention::delete_empty_issue(connection, other)?;
    // Retention may have deleted all events of both meanwhile.
    retention::delete_empty_issue(connection, into)
}
