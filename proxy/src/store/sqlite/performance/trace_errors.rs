//! The errors of a trace.

use rusqlite::{Connection, params};

use crate::model::timestamp::Timestamp;
use crate::store::{StoreError, TraceError};

/// The errors of a trace that arrived first, oldest first. The index has them in the order of their arrival.
pub(super) fn of_trace(
    connection: &Connection,
    trace_id: &str,
    limit: u32,
) -> Result<Vec<TraceError>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT event_id, issue_id, title, level, timestamp, span_id FROM events
         JOIN issues ON issues.id = issue_id
         WHERE events.id IN (SELECT id FROM events WHERE trace_id = ?1 ORDER BY id LIMIT ?2)
         ORDER BY timestamp, events.id",
    )?;
    let rows = select.query_map(params![trace_id, limit], |row| {
        Ok(TraceError {
            event_id: row.get(0)?,
            issue_id: row.get(1)?,
            title: row.get(2)?,
            level: row.get(3)?,
            timestamp: Timestamp(row.get(4)?),
            span_id: row.get(5)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}
