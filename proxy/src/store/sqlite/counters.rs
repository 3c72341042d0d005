//! Sums up the changes of a batch to issues in memory and writes them once: in a flood most events of a batch belong to
//! one issue.

use std::collections::{BTreeMap, HashMap, HashSet};

use rusqlite::{Connection, params};

use super::affected_users::{self, Sample};
use super::{discards, groups, issue_words};
use crate::model::event::Event;
use crate::model::timestamp::Timestamp;
use crate::store::StoreError;

/// Most values of a tag that are counted for an issue. More values would not show a useful distribution.
const TAG_VALUES: i64 = 100;
/// Most tags that are counted for an issue.
const TAG_KEYS: i64 = 200;

/// The sums of a batch.
#[derive(Default)]
pub(super) struct Counters {
    issues: BTreeMap<i64, Sum>,
    tags: BTreeMap<(i64, String, String), TagSum>,
    /// Events by issue and hour.
    hours: BTreeMap<(i64, i64), i64>,
    users: HashMap<i64, HashSet<String>>,
    /// Events and the newest time by project and group.
    groups: BTreeMap<(i64, String), (i64, f64)>,
    /// Dropped events and the last arrival by discard.
    discards: BTreeMap<i64, (i64, f64)>,
    /// Received events by project and hour.
    pub arrivals: HashMap<(i64, i64), i64>,
}

struct Sum {
    count: i64,
    /// The count that there would be if the pages had sampled none of their events.
    extrapolated: f64,
    first_seen: f64,
    newest: NewestEvent,
}

/// The data that an issue gets from its newest event.
struct NewestEvent {
    timestamp: f64,
    title: String,
    culprit: String,
    level: String,
    platform: String,
    exception_type: String,
    value: String,
    filename: String,
    function: String,
    logger: String,
    is_unhandled: bool,
}

/// How many events an event counts for.
pub(super) fn times(event: &Event) -> i64 {
    i64::try_from(event.times_seen).unwrap_or(i64::MAX)
}

/// How many events it would be if its page had sampled none.
pub(super) fn extrapolated(event: &Event) -> f64 {
    event.times_seen as f64 / event.sample_rate
}

impl Counters {
    /// Adds an event that was stored.
    pub(super) fn add(&mut self, issue_id: i64, event: &Event) {
        let time = event.timestamp;
        let times = times(event);
        match self.issues.get_mut(&issue_id) {
            Some(sum) => {
                sum.count += times;
                sum.extrapolated += extrapolated(event);
                sum.first_seen = sum.first_seen.min(time.0);
                if sum.newest.timestamp <= time.0 {
                    sum.newest = NewestEvent::of(event);
                }
            }
            None => {
                let (first_seen, newest) = (time.0, NewestEvent::of(event));
                let sum = Sum { count: times, extrapolated: extrapolated(event), first_seen, newest };
                self.issues.insert(issue_id, sum);
            }
        }
        *self.hours.entry((issue_id, time.hour())).or_default() += times;
        for (key, value) in &event.tags {
            let sum = self.tags.entry((issue_id, key.clone(), value.clone())).or_default();
            sum.add(&TagSum::at(time, times));
        }
        let group = self.groups.entry((event.project_id, event.group.clone())).or_insert((0, time.0));
        *group = (group.0 + times, group.1.max(time.0));
        if let Some(user) = &event.user {
            self.users.entry(issue_id).or_default().insert(user.clone());
        }
        *self.arrivals.entry((event.project_id, event.received.hour())).or_default() += times;
    }

    /// Adds an event that is dropped.
    pub(super) fn discard(&mut self, discard: i64, event: &Event) {
        let sum = self.discards.entry(discard).or_insert((0, event.received.0));
        *sum = (sum.0 + times(event), sum.1.max(event.received.0));
    }

    /// The events of an issue in this batch.
    pub(super) fn events_of(&self, issue_id: i64) -> i64 {
        self.issues.get(&issue_id).map_or(0, |sum| sum.count)
    }

    /// The events of an issue in this batch that happened in an hour.
    pub(super) fn events_of_hour(&self, issue_id: i64, hour: i64) -> i64 {
        self.hours.get(&(issue_id, hour)).copied().unwrap_or(0)
    }

    /// Writes all sums within the open transaction.
    pub(super) fn write(&self, connection: &Connection) -> Result<(), StoreError> {
        for (issue_id, sum) in &self.issues {
            let sample = match self.users.get(issue_id) {
                Some(users) => affected_users::count(connection, *issue_id, users.iter())?,
                None => None,
            };
            count_events(connection, *issue_id, sum, sample)?;
        }
        for ((project_id, group), (events, newest)) in &self.groups {
            groups::count(connection, *project_id, group, *events, *newest)?;
        }
        for (discard, (events, last)) in &self.discards {
            discards::count(connection, *discard, *events, *last)?;
        }
        let mut count_hour = connection.prepare_cached(
            "INSERT INTO issue_hours (issue_id, hour, count) VALUES (?1, ?2, ?3)
             ON CONFLICT (issue_id, hour) DO UPDATE SET count = count + excluded.count",
        )?;
        for ((issue_id, hour), count) in &self.hours {
            count_hour.execute(params![issue_id, hour, count])?;
        }
        for ((issue_id, key, value), sum) in &self.tags {
            count_tag(connection, *issue_id, (key, value), sum)?;
        }
        Ok(())
    }
}

impl NewestEvent {
    fn of(event: &Event) -> Self {
        Self {
            timestamp: event.timestamp.0,
            title: event.description.title.clone(),
            culprit: event.description.culprit.clone(),
            level: event.level.clone(),
            platform: event.platform.clone(),
            exception_type: event.description.exception_type.clone(),
            value: event.description.value.clone(),
            filename: event.description.filename.clone(),
            function: event.description.function.clone(),
            logger: event.logger.clone().unwrap_or_default(),
            is_unhandled: event.is_unhandled(),
        }
    }
}

/// Adds the events to the counts of an issue. If the batch has the newest event, the issue gets its title and level.
fn count_events(
    connection: &Connection,
    id: i64,
    sum: &Sum,
    sample: Option<Sample>,
) -> Result<(), StoreError> {
    let (users, bits) = sample.map(|sample| (sample.users(), sample.bits)).unzip();
    connection
        .prepare_cached(
            "UPDATE issues SET count = count + ?2, first_seen = min(first_seen, ?3), users = coalesce(?4, users),
                 user_sampling = coalesce(?5, user_sampling), extrapolated_count = extrapolated_count + ?6
             WHERE id = ?1",
        )?
        .execute(params![id, sum.count, sum.first_seen, users, bits, sum.extrapolated])?;
    let newest = &sum.newest;
    let is_due = issue_words::is_due(connection, id, &newest.title, newest.timestamp)?;
    connection
        .prepare_cached(
            "UPDATE issues SET last_seen = ?2, title = ?3, culprit = ?4, level = ?5, platform = ?6,
                 exception_type = ?7, value = ?8, filename = ?9, function = ?10, logger = ?11, is_unhandled = ?12
             WHERE id = ?1 AND last_seen <= ?2",
        )?
        .execute(params![
            id,
            newest.timestamp,
            newest.title,
            newest.culprit,
            newest.level,
            newest.platform,
            newest.exception_type,
            newest.value,
            newest.filename,
            newest.function,
            newest.logger,
            newest.is_unhandled
        ])?;
    if is_due {
        issue_words::describe(connection, id, (&newest.title, &newest.value, &newest.culprit))?;
    }
    Ok(())
}

/// Events of an issue with a value of a tag.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct TagSum {
    pub count: i64,
    /// The times of the first and the last of them; the first may be unknown.
    pub first_seen: Option<f64>,
    pub last_seen: Option<f64>,
}

impl TagSum {
    /// Events that happened at this time.
    pub(super) fn at(time: Timestamp, count: i64) -> Self {
        Self { count, first_seen: Some(time.0), last_seen: Some(time.0) }
    }

    /// Adds events whose times are known.
    pub(super) fn add(&mut self, more: &Self) {
        self.count = self.count.saturating_add(more.count);
        self.first_seen = self.first_seen.into_iter().chain(more.first_seen).reduce(f64::min);
        self.last_seen = self.last_seen.into_iter().chain(more.last_seen).reduce(f64::max);
    }
}

/// Adds events to the count of a value of a tag. An unknown first time stays unknown: `min` of a NULL is NULL.
pub(super) fn count_tag(
    connection: &Connection,
    issue_id: i64,
    (key, value): (&str, &str),
    sum: &TagSum,
) -> Result<(), StoreError> {
    let is_counted = connection
        .prepare_cached(
            "UPDATE issue_tags SET count = count + ?4, first_seen = min(first_seen, ?5),
                 last_seen = coalesce(max(last_seen, ?6), last_seen, ?6)
             WHERE issue_id = ?1 AND key = ?2 AND value = ?3",
        )?
        .execute(params![issue_id, key, value, sum.count, sum.first_seen, sum.last_seen])?;
    if is_counted == 0 {
        connection
            .prepare_cached(
                "INSERT INTO issue_tags (issue_id, key, value, count, first_seen, last_seen)
                 SELECT ?1, ?2, ?3, ?4, ?7, ?8
                 WHERE (SELECT count(*) FROM issue_tags WHERE issue_id = ?1 AND key = ?2) < ?5
                   AND (EXISTS (SELECT 1 FROM issue_tags WHERE issue_id = ?1 AND key = ?2)
                        OR (SELECT count(DISTINCT key) FROM issue_tags WHERE issue_id = ?1) < ?6)",
            )?
            .execute(params![
                issue_id,
                key,
                value,
                sum.count,
                TAG_VALUES,
                TAG_KEYS,
                sum.first_seen,
                sum.last_seen
            ])?;
    }
    Ok(())
}
