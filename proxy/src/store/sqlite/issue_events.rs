//! Reads the events of one issue.

use std::ops::ControlFlow;
use std::time::{Duration, Instant};

use rusqlite::{Connection, OptionalExtension, params};

use super::{Sqlite, events, project_events};
use crate::model::event::StoredEvent;
use crate::model::timestamp::Timestamp;
use crate::store::{EventCursor, EventRange, IssueEvents, StoreError, Visited};

/// Most bytes of events that one question reads. Events may have up to a mebibyte each.
const MOST_BYTES: usize = 32 << 20;
/// Longest time for which one question reads events, so that a page comes within a second whatever is done with each.
const LONGEST: Duration = Duration::from_millis(700);

impl IssueEvents for Sqlite {
    fn oldest_event(&self, issue: i64) -> Result<Option<StoredEvent>, StoreError> {
        oldest(&self.readers.one(), issue)
    }

    fn visit_events(
        &self,
        range: &EventRange,
        most: u32,
        visit: &mut dyn FnMut(StoredEvent) -> ControlFlow<()>,
    ) -> Result<Visited, StoreError> {
        self::visit(&self.readers.one(), range, most, visit)
    }

    fn events_by_hour(&self, range: &EventRange) -> Result<Vec<(Timestamp, u64)>, StoreError> {
        by_hour(&self.readers.one(), range)
    }

    fn events_of_project(
        &self,
        project_id: i64,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError> {
        project_events::page(&self.readers.one(), project_id, offset, limit)
    }

    fn first_events_of_releases(
        &self,
        project_id: i64,
        from: Timestamp,
        to: Timestamp,
        limit: u32,
    ) -> Result<Vec<(String, Timestamp)>, StoreError> {
        first_of_releases(&self.readers.one(), project_id, from, to, limit)
    }
}

fn oldest(connection: &Connection, issue: i64) -> Result<Option<StoredEvent>, StoreError> {
    let sql =
        format!("SELECT {} FROM events WHERE issue_id = ?1 ORDER BY timestamp, id LIMIT 1", events::COLUMNS);
    Ok(connection.prepare_cached(&sql)?.query_row([issue], events::event).optional()?)
}

fn visit(
    connection: &Connection,
    range: &EventRange,
    most: u32,
    visit: &mut dyn FnMut(StoredEvent) -> ControlFlow<()>,
) -> Result<Visited, StoreError> {
    let sql = format!(
        "SELECT {}, id FROM events WHERE issue_id = ?1 AND timestamp >= ?2 AND timestamp < ?3
             AND (timestamp, id) < (?4, ?5)
         ORDER BY timestamp DESC, id DESC",
        events::COLUMNS
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let (time, row) = range.before.map_or((f64::INFINITY, 0), |place| (place.timestamp.0, place.row));
    // The index ends the range at the place.
    let to = range.to.0.min(time.next_up());
    let mut rows = statement.query(params![range.issue, range.from.0, to, time, row])?;
    let mut visited = Visited::default();
    let (begin, mut bytes) = (Instant::now(), 0);
    while let Some(row) = rows.next()? {
        if visited.events >= most || bytes >= MOST_BYTES || begin.elapsed() >= LONGEST {
            return Ok(visited);
        }
        let event = events::event(row)?;
        bytes += event.body.len();
        visited.events += 1;
        visited.last = Some(EventCursor { timestamp: event.timestamp, row: row.get(6)? });
        if visit(event).is_break() {
            return Ok(visited);
        }
    }
    Ok(Visited { is_complete: true, ..visited })
}

fn by_hour(connection: &Connection, range: &EventRange) -> Result<Vec<(Timestamp, u64)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT hour, count FROM issue_hours WHERE issue_id = ?1 AND hour >= ?2 AND hour * 3600.0 < ?3 ORDER BY hour",
    )?;
    let rows =
        statement.query_map(params![range.issue, (range.from.0 / 3600.0).floor(), range.to.0], |row| {
            let (hour, count): (i64, i64) = (row.get(0)?, row.get(1)?);
            Ok((Timestamp(hour as f64 * 3600.0), u64::try_from(count).unwrap_or(0)))
        })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// A project has at most 10,000 releases, which are read for this.
fn first_of_releases(
    connection: &Connection,
    project_id: i64,
    from: Timestamp,
    to: Timestamp,
    limit: u32,
) -> Result<Vec<(String, Timestamp)>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT version, first_event FROM releases
         WHERE project_id = ?1 AND first_event >= ?2 AND first_event < ?3
         ORDER BY first_event DESC, version LIMIT ?4",
    )?;
    let rows = statement.query_map(params![project_id, from.0, to.0, limit], |row| {
        Ok((row.get(0)?, Timestamp(row.get(1)?)))
    })?;
    let mut found: Vec<(String, Timestamp)> = rows.collect::<Result<_, _>>()?;
    found.reverse();
    Ok(found)
}
