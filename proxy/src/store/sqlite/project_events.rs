//! The newest events of a project. No index has them in this order, which would cost each event that is accepted; each
//! issue has its own events in order, so those of the issues that were seen last are merged.

use rusqlite::{Connection, params};

use super::events;
use crate::model::event::StoredEvent;
use crate::store::{MOST_OF_PROJECT, StoreError};

/// Most issues that are looked at. An issue whose events retention has deleted adds none.
const ISSUES: u32 = 10_000;

/// A page of the events, newest first.
pub(super) fn page(
    connection: &Connection,
    project_id: i64,
    offset: u32,
    limit: u32,
) -> Result<Vec<StoredEvent>, StoreError> {
    let wanted = offset.saturating_add(limit).min(MOST_OF_PROJECT);
    let rows = newest(connection, project_id, wanted)?;
    let page = rows.iter().skip(offset as usize).take(limit as usize);
    let mut found = Vec::new();
    for (_, row) in page {
        found.extend(events::by_row(connection, *row)?);
    }
    Ok(found)
}

/// Times and row numbers of the newest events.
fn newest(connection: &Connection, project_id: i64, wanted: u32) -> Result<Vec<(f64, i64)>, StoreError> {
    let mut issues = connection.prepare_cached(
        "SELECT id, last_seen FROM issues WHERE project_id = ?1 ORDER BY last_seen DESC LIMIT ?2",
    )?;
    let mut events = connection.prepare_cached(
        "SELECT timestamp, id FROM events WHERE issue_id = ?1 AND timestamp >= ?2
         ORDER BY timestamp DESC, id DESC LIMIT ?3",
    )?;
    let mut found: Vec<(f64, i64)> = Vec::new();
    let mut rows = issues.query(params![project_id, ISSUES])?;
    while let Some(row) = rows.next()? {
        let (issue, last_seen): (i64, f64) = (row.get(0)?, row.get(1)?);
        let is_full = found.len() >= wanted as usize;
        let oldest = found.last().filter(|_| is_full).map_or(f64::NEG_INFINITY, |(at, _)| *at);
        if last_seen < oldest {
            break;
        }
        let of_issue =
            events.query_map(params![issue, oldest, wanted], |row| Ok((row.get(0)?, row.get(1)?)))?;
        for event in of_issue {
            found.push(event?);
        }
        found.sort_by(|a, b| b.0.total_cmp(&a.0).then(b.1.cmp(&a.1)));
        found.truncate(wanted as usize);
    }
    Ok(found)
}
