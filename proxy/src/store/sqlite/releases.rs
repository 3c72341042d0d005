//! The table of releases.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use super::{Sqlite, deploys, session_health};
use crate::model::event::Event;
use crate::model::session::SessionData;
use crate::model::span::TraceData;
use crate::model::timestamp::Timestamp;
use crate::store::{Deploy, Health, HealthCounts, HealthFilter, Release, Releases, StoreError};

/// Most releases of a project. A new one takes the place of the one that had no news for the longest time.
const MOST: i64 = 10_000;
/// Most releases that a batch may add to a project. Anyone may invent versions, and each costs time of the only writer.
const NEW: usize = 100;

impl Releases for Sqlite {
    fn releases(&self, project_id: i64, offset: u32, limit: u32) -> Result<Vec<Release>, StoreError> {
        list(&self.readers.one(), project_id, offset, limit)
    }

    fn release(&self, project_id: i64, version: &str) -> Result<Option<Release>, StoreError> {
        one(&self.readers.one(), project_id, version)
    }

    fn deploys(&self, version: &str, offset: u32, limit: u32) -> Result<Vec<Deploy>, StoreError> {
        deploys::list(&self.readers.one(), version, offset, limit)
    }

    fn last_deploy(&self, version: &str) -> Result<Option<(u64, Deploy)>, StoreError> {
        deploys::last(&self.readers.one(), version)
    }

    fn session_counts(&self, filter: &HealthFilter) -> Result<HealthCounts, StoreError> {
        session_health::sessions(&self.readers.one(), filter)
    }

    fn health(&self, filter: &HealthFilter) -> Result<Health, StoreError> {
        session_health::health(&self.readers.one(), filter)
    }

    fn health_by_release(
        &self,
        filter: &HealthFilter,
        limit: u32,
    ) -> Result<Vec<(String, Health)>, StoreError> {
        session_health::by_release(&self.readers.one(), filter, limit)
    }

    fn users_by_day(&self, filter: &HealthFilter) -> Result<Vec<(Timestamp, HealthCounts)>, StoreError> {
        session_health::users_by_day(&self.readers.one(), filter)
    }

    fn health_trend(&self, filter: &HealthFilter) -> Result<Vec<(Timestamp, HealthCounts)>, StoreError> {
        session_health::trend(&self.readers.one(), filter)
    }
}

/// The news of a batch by project and version.
#[derive(Debug, Default)]
pub(super) struct ReleaseSums(BTreeMap<(i64, String), Sum>);

#[derive(Debug, Default)]
struct Sum {
    /// The times of the first and the last arrival.
    arrivals: Option<(f64, f64)>,
    /// The times of the first and the last event.
    events_at: Option<(f64, f64)>,
    events: i64,
    new_issues: i64,
}

impl ReleaseSums {
    /// Counts an event that was stored.
    pub(super) fn add_event(&mut self, event: &Event, is_new_issue: bool) {
        let Some(sum) = self.heard(event.project_id, event.release.as_deref(), event.received) else {
            return;
        };
        let time = event.timestamp.0;
        let (first, last) = sum.events_at.unwrap_or((time, time));
        sum.events_at = Some((first.min(time), last.max(time)));
        sum.events = sum.events.saturating_add(i64::try_from(event.times_seen).unwrap_or(i64::MAX));
        sum.new_issues += i64::from(is_new_issue);
    }

    /// Notes the releases of segments.
    pub(super) fn add_trace(&mut self, data: &TraceData) {
        for segment in &data.segments {
            self.heard(data.project_id, Some(&segment.dimensions.release), data.received);
        }
    }

    /// Notes the releases of sessions.
    pub(super) fn add_sessions(&mut self, data: &SessionData) {
        let updates = data.updates.iter().map(|it| &it.release);
        for release in updates.chain(data.counts.iter().map(|it| &it.release)) {
            self.heard(data.project_id, Some(release), data.received);
        }
    }

    /// The sum of a release, which exists since its first news at the latest.
    fn heard(&mut self, project_id: i64, version: Option<&str>, received: Timestamp) -> Option<&mut Sum> {
        let version = version.filter(|version| !version.is_empty())?;
        let sum = self.0.entry((project_id, version.to_owned())).or_default();
        let (first, _) = sum.arrivals.unwrap_or((received.0, received.0));
        sum.arrivals = Some((first, received.0));
        Some(sum)
    }

    /// Writes all sums within the open transaction.
    pub(super) fn write(&self, connection: &Connection) -> Result<(), StoreError> {
        let mut new: BTreeMap<i64, Vec<(&str, &Sum)>> = BTreeMap::new();
        for ((project_id, version), sum) in &self.0 {
            if !update(connection, *project_id, version, sum)? {
                new.entry(*project_id).or_default().push((version, sum));
            }
        }
        for (project_id, mut new) in new {
            // A version with events matters more than one that page loads alone name.
            new.sort_by_key(|(_, sum)| Reverse(sum.events));
            for (version, sum) in new.iter().take(NEW) {
                create(connection, project_id, version, sum)?;
            }
            if new.len() > NEW {
                let dropped = new.len() - NEW;
                tracing::debug!(
                    project = project_id,
                    dropped,
                    "more new releases in a batch than are stored"
                );
            }
            trim(connection, project_id)?;
        }
        Ok(())
    }
}

/// Adds a sum to a release. Returns false if there is no such release.
fn update(connection: &Connection, project_id: i64, version: &str, sum: &Sum) -> Result<bool, StoreError> {
    let (first, last) = sum.events_at.unzip();
    let news = sum.arrivals.map(|(_, last)| last);
    let mut update = connection.prepare_cached(
        "UPDATE releases SET first_event = coalesce(min(first_event, ?3), first_event, ?3),
             last_event = coalesce(max(last_event, ?4), last_event, ?4), events = events + ?5,
             new_issues = new_issues + ?6, last_news = max(last_news, coalesce(?7, 0))
         WHERE project_id = ?1 AND version = ?2",
    )?;
    Ok(update.execute(params![project_id, version, first, last, sum.events, sum.new_issues, news])? > 0)
}

fn create(connection: &Connection, project_id: i64, version: &str, sum: &Sum) -> Result<(), StoreError> {
    let (created, news) = sum.arrivals.unwrap_or_default();
    let (first, last) = sum.events_at.unzip();
    connection
        .prepare_cached(
            "INSERT INTO releases (project_id, version, created, first_event, last_event, events, new_issues, last_news)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![project_id, version, created, first, last, sum.events, sum.new_issues, news])?;
    Ok(())
}

/// Adds a release without events, unless the project has it. Returns whether it was added.
pub(super) fn add(
    connection: &mut Connection,
    project_id: i64,
    version: &str,
    now: Timestamp,
) -> Result<bool, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let is_new = one(&transaction, project_id, version)?.is_none();
    if is_new {
        let sum = Sum { arrivals: Some((now.0, now.0)), ..Sum::default() };
        create(&transaction, project_id, version, &sum)?;
        trim(&transaction, project_id)?;
    }
    transaction.commit()?;
    Ok(is_new)
}

/// Deletes the releases beyond the limit.
fn trim(connection: &Connection, project_id: i64) -> Result<(), StoreError> {
    let count: i64 = connection
        .prepare_cached("SELECT count(*) FROM releases WHERE project_id = ?1")?
        .query_row([project_id], |row| row.get(0))?;
    if count > MOST {
        connection
            .prepare_cached(
                "DELETE FROM releases WHERE project_id = ?1 AND version IN (
                     SELECT version FROM releases WHERE project_id = ?1 ORDER BY last_news, version LIMIT ?2)",
            )?
            .execute([project_id, count - MOST])?;
    }
    Ok(())
}

const COLUMNS: &str = "project_id, version, created, first_event, last_event, events, new_issues";

fn release(row: &Row<'_>) -> rusqlite::Result<Release> {
    let time = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<f64>>(at)?.map(Timestamp));
    Ok(Release {
        project_id: row.get(0)?,
        version: row.get(1)?,
        created: Timestamp(row.get(2)?),
        first_event: time(3)?,
        last_event: time(4)?,
        events: row.get::<_, i64>(5)?.unsigned_abs(),
        new_issues: row.get::<_, i64>(6)?.unsigned_abs(),
    })
}

fn list(
    connection: &Connection,
    project_id: i64,
    offset: u32,
    limit: u32,
) -> Result<Vec<Release>, StoreError> {
    let mut select = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM releases WHERE project_id = ?1
         ORDER BY created DESC, version DESC LIMIT ?2 OFFSET ?3"
    ))?;
    let rows = select.query_map(params![project_id, limit, offset], release)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn one(connection: &Connection, project_id: i64, version: &str) -> Result<Option<Release>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM releases WHERE project_id = ?1 AND version = ?2");
    Ok(connection.prepare_cached(&sql)?.query_row(params![project_id, version], release).optional()?)
}
