//! Takes a group out of an issue: the events of the group are counted again, and make an issue of their own.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::job::{self, Job};
use crate::model::issue_state::{ActivityKind, Actor};
use crate::model::timestamp::Timestamp;
use crate::process::stored_event_facts;
use crate::store::sqlite::counters::{self, TagSum};
use crate::store::sqlite::{affected_users, issue_activity, issue_words, retention};
use crate::store::{MoveError, StoreError};

/// Most events that a piece looks at, and most bytes of them: the worker waits for it.
const EVENTS: i64 = 200;
const BYTES: i64 = 1_000_000;

/// Makes an issue of a group. Returns its number.
pub(super) fn begin(
    connection: &Connection,
    issue: i64,
    group: &str,
    (actor, now): (&Actor, Timestamp),
) -> Result<i64, MoveError> {
    let project = job::project_of(connection, issue, false)?;
    let others = other_group(connection, issue, project, group)?;
    let made = make_issue(connection, issue, project, group, others.as_deref())?;
    let out = ActivityKind::Unmerged { into: made };
    issue_activity::add(connection, (issue, now, actor), &out, None)?;
    let from = ActivityKind::UnmergedFrom { issue };
    issue_activity::add(connection, (made, now, actor), &from, None)?;
    Ok(made)
}

/// The group that an issue has besides another one; the one with most events.
fn other_group(
    connection: &Connection,
    issue: i64,
    project: i64,
    group: &str,
) -> Result<Option<String>, MoveError> {
    let read = || {
        let is_there = connection
            .prepare_cached(
                "SELECT 1 FROM issue_groups WHERE project_id = ?1 AND group_hash = ?2 AND issue_id = ?3",
            )?
            .exists(params![project, group, issue])?;
        let other: Option<String> = connection
            .prepare_cached(
                "SELECT group_hash FROM issue_groups WHERE issue_id = ?1 AND group_hash <> ?2
                 ORDER BY events DESC LIMIT 1",
            )?
            .query_row(params![issue, group], |row| row.get(0))
            .optional()?;
        Ok::<_, rusqlite::Error>((is_there, other))
    };
    match read().map_err(StoreError::from)? {
        (false, _) => Err(MoveError::NoGroup),
        (true, None) => Err(MoveError::OnlyGroup),
        (true, other) => Ok(other),
    }
}

fn make_issue(
    connection: &Connection,
    issue: i64,
    project: i64,
    group: &str,
    other: Option<&str>,
) -> Result<i64, StoreError> {
    // Events from before groups were stored belong to the first group of their issue.
    let is_first = connection
        .prepare_cached("UPDATE issues SET group_hash = ?3 WHERE id = ?1 AND group_hash = ?2")?
        .execute(params![issue, group, other])?
        > 0;
    connection
        .prepare_cached(
            "INSERT INTO issues (project_id, group_hash, title, culprit, level, platform, exception_type, value,
                 filename, function, count, users, first_seen, last_seen, extrapolated_count, grouping_version,
                 logger, is_unhandled)
             SELECT i.project_id, g.group_hash, g.title, i.culprit, i.level, i.platform, i.exception_type, i.value,
                 i.filename, i.function, g.events, 0, i.first_seen, g.last_seen,
                 i.extrapolated_count * g.events / max(i.count, 1), i.grouping_version, i.logger, i.is_unhandled
             FROM issues i JOIN issue_groups g ON g.issue_id = i.id
             WHERE i.id = ?1 AND g.project_id = ?2 AND g.group_hash = ?3",
        )?
        .execute(params![issue, project, group])?;
    let made = connection.last_insert_rowid();
    connection
        .prepare_cached(
            "UPDATE issues SET count = max(issues.count - n.count, 0),
                 extrapolated_count = max(issues.extrapolated_count - n.extrapolated_count, 0)
             FROM issues n WHERE issues.id = ?1 AND n.id = ?2",
        )?
        .execute([issue, made])?;
    connection
        .prepare_cached("UPDATE issue_groups SET issue_id = ?3 WHERE project_id = ?1 AND group_hash = ?2")?
        .execute(params![project, group, made])?;
    connection
        .prepare_cached("INSERT OR IGNORE INTO separate_groups (project_id, group_hash) VALUES (?1, ?2)")?
        .execute(params![project, group])?;
    job::add(connection, "split", issue, Some(made), (Some(group), is_first))?;
    Ok(made)
}

/// What some events bring to their issue.
#[derive(Default)]
struct Sums {
    tags: BTreeMap<(String, String), TagSum>,
    hours: BTreeMap<i64, i64>,
    users: BTreeSet<String>,
}

/// Looks at some events of the issue, and moves those of the group.
pub(super) fn work(connection: &Connection, job: &Job, made: i64) -> Result<(), StoreError> {
    let (after_time, after_event) = job.after.unwrap_or((f64::MIN, 0));
    let mut select = connection.prepare_cached(
        "SELECT id, timestamp, octet_length(body),
             CASE WHEN group_hash = ?2 OR ?3 AND group_hash IS NULL THEN body END
         FROM events WHERE issue_id = ?1 AND (timestamp, id) > (?4, ?5) ORDER BY timestamp, id LIMIT ?6",
    )?;
    let mut rows =
        select.query(params![job.issue, job.group, job.with_unnamed, after_time, after_event, EVENTS])?;
    let (mut sums, mut moved, mut last, mut bytes) = (Sums::default(), Vec::new(), None, 0);
    while let Some(row) = rows.next()? {
        if bytes >= BYTES {
            break;
        }
        let (id, timestamp): (i64, f64) = (row.get(0)?, row.get(1)?);
        last = Some((timestamp, id));
        bytes += row.get::<_, i64>(2)?;
        if let Some(body) = row.get::<_, Option<String>>(3)? {
            sums.add(&body, Timestamp(timestamp));
            moved.push(id);
        }
    }
    drop(rows);
    let Some((time, event)) = last else { return finish(connection, job, made) };
    let mut update =
        connection.prepare_cached("UPDATE events SET issue_id = ?2, group_hash = ?3 WHERE id = ?1")?;
    for id in moved {
        update.execute(params![id, made, job.group])?;
    }
    sums.write(connection, job.issue, made)?;
    connection
        .prepare_cached("UPDATE issue_jobs SET after_time = ?2, after_event = ?3 WHERE id = ?1")?
        .execute(params![job.id, time, event])?;
    Ok(())
}

impl Sums {
    fn add(&mut self, body: &str, time: Timestamp) {
        let Some(facts) = stored_event_facts(body) else { return };
        let times = i64::try_from(facts.times_seen).unwrap_or(i64::MAX);
        *self.hours.entry(time.hour()).or_default() += times;
        for tag in facts.tags {
            self.tags.entry(tag).or_default().add(&TagSum::at(time, times));
        }
        self.users.extend(facts.user);
    }

    /// Moves them from an issue to another one. The users of the first stay, as its other events may have them too.
    fn write(&self, connection: &Connection, from: i64, to: i64) -> Result<(), StoreError> {
        for ((key, value), sum) in &self.tags {
            counters::count_tag(connection, to, (key, value), sum)?;
            connection
                .prepare_cached(
                    "UPDATE issue_tags SET count = count - ?4 WHERE issue_id = ?1 AND key = ?2 AND value = ?3",
                )?
                .execute(params![from, key, value, sum.count])?;
        }
        for (hour, count) in &self.hours {
            connection
                .prepare_cached(
                    "INSERT INTO issue_hours (issue_id, hour, count) VALUES (?1, ?2, ?3)
                     ON CONFLICT (issue_id, hour) DO UPDATE SET count = count + excluded.count",
                )?
                .execute(params![to, hour, count])?;
            connection
                .prepare_cached(
                    "UPDATE issue_hours SET count = count - ?3 WHERE issue_id = ?1 AND hour = ?2",
                )?
                .execute(params![from, hour, count])?;
        }
        affected_users::add(connection, to, self.users.iter())
    }
}

fn finish(connection: &Connection, job: &Job, made: i64) -> Result<(), StoreError> {
    job::end(connection, job)?;
    connection
        .prepare_cached("DELETE FROM issue_tags WHERE issue_id = ?1 AND count <= 0")?
        .execute([job.issue])?;
    connection
        .prepare_cached("DELETE FROM issue_hours WHERE issue_id = ?1 AND count <= 0")?
        .execute([job.issue])?;
    connection
        .prepare_cached(
            "UPDATE issues SET count = max(count, (SELECT count(*) FROM events WHERE issue_id = ?1)),
                 first_seen = coalesce((SELECT min(timestamp) FROM events WHERE issue_id = ?1), first_seen),
                 first_release = coalesce((
                     SELECT CASE WHEN json_valid(body) THEN body ->> '$.release' END
                     FROM events WHERE issue_id = ?1 ORDER BY timestamp, id LIMIT 1
                 ), '')
             WHERE id = ?1",
        )?
        .execute([made])?;
    describe_by_newest(connection, job.issue)?;
    describe_by_newest(connection, made)
}

/// Gives an issue the title of its newest event. An issue without events goes, as retention would have it.
fn describe_by_newest(connection: &Connection, issue: i64) -> Result<(), StoreError> {
    let newest: Option<(String, f64)> = connection
        .prepare_cached(
            "SELECT body, timestamp FROM events WHERE issue_id = ?1 ORDER BY timestamp DESC, id DESC LIMIT 1",
        )?
        .query_row([issue], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((body, timestamp)) = newest else { return retention::delete_empty_issue(connection, issue) };
    let Some(facts) = stored_event_facts(&body) else { return Ok(()) };
    connection
        .prepare_cached(
            "UPDATE issues SET last_seen = ?2, title = ?3, culprit = ?4, level = ?5, platform = ?6,
                 exception_type = ?7, value = ?8, filename = ?9, function = ?10, logger = ?11, is_unhandled = ?12
             WHERE id = ?1",
        )?
        .execute(params![
            issue,
            timestamp,
            facts.description.title,
            facts.description.culprit,
            facts.level,
            facts.platform,
            facts.description.exception_type,
            facts.description.value,
            facts.description.filename,
            facts.description.function,
            facts.logger,
            facts.is_unhandled
        ])?;
    issue_words::insert_stored(connection, issue, &facts.description, &body)
}
