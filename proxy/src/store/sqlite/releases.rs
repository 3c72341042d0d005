//! The table of releases.

use std::collections::BTreeMap;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Sqlite, session_health};
use crate::model::event::Event;
use crate::model::session::SessionData;
use crate::model::span::TraceData;
use crate::model::timestamp::Timestamp;
use crate::store::{Health, HealthCounts, HealthFilter, Release, Releases, StoreError};

/// Most releases of a project. A new one takes the place of the one that was created first.
const MOST: i64 = 10_000;

impl Releases for Sqlite {
    fn releases(&self, project_id: i64, offset: u32, limit: u32) -> Result<Vec<Release>, StoreError> {
        list(&self.readers.one(), project_id, offset, limit)
    }

    fn release(&self, project_id: i64, version: &str) -> Result<Option<Release>, StoreError> {
        one(&self.readers.one(), project_id, version)
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

    fn health_trend(&self, filter: &HealthFilter) -> Result<Vec<(Timestamp, HealthCounts)>, StoreError> {
        session_health::trend(&self.readers.one(), filter)
    }
}

/// The news of a batch by project and version.
#[derive(Debug, Default)]
pub(super) struct ReleaseSums(BTreeMap<(i64, String), Sum>);

#[derive(Debug, Default)]
struct Sum {
    /// The first arrival.
    created: Option<f64>,
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
        sum.created.get_or_insert(received.0);
        Some(sum)
    }

    /// Writes all sums within the open transaction.
    pub(super) fn write(&self, connection: &Connection) -> Result<(), StoreError> {
        let mut update = connection.prepare_cached(
            "UPDATE releases SET first_event = coalesce(min(first_event, ?3), first_event, ?3),
                 last_event = coalesce(max(last_event, ?4), last_event, ?4), events = events + ?5,
                 new_issues = new_issues + ?6
             WHERE project_id = ?1 AND version = ?2",
        )?;
        for ((project_id, version), sum) in &self.0 {
            let (first, last) = sum.events_at.unzip();
            create(connection, *project_id, version, sum.created.unwrap_or_default())?;
            update.execute(params![project_id, version, first, last, sum.events, sum.new_issues])?;
        }
        Ok(())
    }
}

/// Creates a release if it is missing.
fn create(connection: &Connection, project_id: i64, version: &str, created: f64) -> Result<(), StoreError> {
    let mut insert = connection.prepare_cached(
        "INSERT OR IGNORE INTO releases (project_id, version, created, events, new_issues) VALUES (?1, ?2, ?3, 0, 0)",
    )?;
    if insert.execute(params![project_id, version, created])? > 0 {
        let mut trim = connection.prepare_cached(
            "DELETE FROM releases WHERE project_id = ?1 AND version IN (
                 SELECT version FROM releases WHERE project_id = ?1 AND version <> ?2
                 ORDER BY created DESC, version DESC LIMIT -1 OFFSET ?3)",
        )?;
        let is_crowded = connection
            .prepare_cached("SELECT count(*) > ?2 FROM releases WHERE project_id = ?1")?
            .query_row([project_id, MOST], |row| row.get(0))?;
        if is_crowded {
            trim.execute(params![project_id, version, MOST - 1])?;
        }
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
