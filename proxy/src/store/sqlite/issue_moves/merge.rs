//! Merges issues: groups and numbers at once, events in pieces, the rest at the end.

use std::collections::BTreeSet;

use rusqlite::{Connection, Row, params};

use super::job::{self, Job};
use crate::model::issue_state::{ActivityKind, Actor};
use crate::model::timestamp::Timestamp;
use crate::store::sqlite::{affected_users, counters, issue_activity, issue_words, retention};
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
                 function = o.function
             FROM issues o WHERE issues.id = ?1 AND o.id = ?2 AND o.last_seen > issues.last_seen",
        )?
        .execute([into, other])?;
    let words = |row: &Row<'_>| Ok::<(String, String, String), _>((row.get(0)?, row.get(1)?, row.get(2)?));
    let (title, value, culprit) = connection
        .prepare_cached("SELECT title, value, culprit FROM issues WHERE id = ?1")?
        .query_row([into], words)?;
    issue_words::describe(connection, into, (&title, &value, &culprit))?;
    job::mark_leaving(connection, other)?;
    job::add(connection, "merge", other, Some(into), (Some(&group), true))
}

/// Moves some events; after the last one the tags, and then all else that the issue has.
pub(super) fn work(connection: &Connection, job: &Job, into: i64) -> Result<(), StoreError> {
    let events = job::first_events(connection, "issue_id = ?1", &[&job.issue])?;
    if events.is_empty() {
        return if move_tags(connection, job.issue, into)? {
            Ok(())
        } else {
            finish(connection, job.issue, into)
        };
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
    let tags: Vec<(String, String, i64)> = connection
        .prepare_cached(
            "SELECT key, value, count FROM issue_tags WHERE issue_id = ?1 ORDER BY key, value LIMIT ?2",
        )?
        .query_map([other, job::TAGS], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?
        .collect::<Result<_, _>>()?;
    let mut delete = connection
        .prepare_cached("DELETE FROM issue_tags WHERE issue_id = ?1 AND key = ?2 AND value = ?3")?;
    for (key, value, count) in &tags {
        counters::count_tag(connection, into, key, value, *count)?;
        delete.execute(params![other, key, value])?;
    }
    Ok(!tags.is_empty())
}

fn finish(connection: &Connection, other: i64, into: i64) -> Result<(), StoreError> {
    affected_users::merge(connection, other, into)?;
    for sql in [
        "INSERT INTO issue_hours (issue_id, hour, count) SELECT ?1, hour, count FROM issue_hours WHERE issue_id = ?2
         ON CONFLICT (issue_id, hour) DO UPDATE SET count = count + excluded.count",
        "UPDATE alerts SET issue_id = ?1 WHERE issue_id = ?2",
        "UPDATE issue_activity SET issue_id = ?1 WHERE issue_id = ?2 AND kind = 'comment'",
        "UPDATE issues SET comments = comments + (SELECT comments FROM issues WHERE id = ?2) WHERE id = ?1",
    ] {
        connection.prepare_cached(sql)?.execute([into, other])?;
    }
    // The job goes with it.
    retention::delete_empty_issue(connection, other)?;
    // Retention may have deleted all events of both meanwhile.
    retention::delete_empty_issue(connection, into)
}
