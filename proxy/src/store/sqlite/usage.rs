//! Counts received events by project and hour.

use std::collections::HashMap;

use rusqlite::{Connection, params};

use crate::model::timestamp::Timestamp;
use crate::store::{StoreError, Usage};

/// Hours in a week.
const WEEK: i64 = 7 * 24;

/// Adds received events by project and hour.
pub(super) fn add(connection: &Connection, arrivals: &HashMap<(i64, i64), i64>) -> Result<(), StoreError> {
    let mut add = connection.prepare_cached(
        "INSERT INTO project_hours (project_id, hour, count) VALUES (?1, ?2, ?3)
         ON CONFLICT (project_id, hour) DO UPDATE SET count = count + excluded.count",
    )?;
    for ((project_id, hour), count) in arrivals {
        add.execute(params![project_id, hour, count])?;
    }
    Ok(())
}

/// Recent event counts of each project.
pub(super) fn all(connection: &Connection, now: Timestamp) -> Result<HashMap<i64, Usage>, StoreError> {
    let hour = now.hour();
    let mut select = connection.prepare_cached(
        // Future hours were counted by a clock that was ahead.
        "SELECT project_id, sum(count) FILTER (WHERE hour = ?1), sum(count) FILTER (WHERE hour >= ?2),
                sum(count) FILTER (WHERE hour < ?1)
         FROM project_hours WHERE hour BETWEEN ?3 AND ?1 GROUP BY project_id",
    )?;
    let rows = select.query_map(params![hour, hour - hour.rem_euclid(24), hour - WEEK], |row| {
        let count = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at)?.unwrap_or(0).unsigned_abs());
        Ok((row.get(0)?, Usage { hour: count(1)?, day: count(2)?, week: count(3)? }))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
