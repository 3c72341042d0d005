//! The table of segments.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::measure_code;
use crate::model::span::{Dimensions, Segment, TraceData};
use crate::model::timestamp::Timestamp;
use crate::store::StoreError;
use crate::store::sqlite::believed::believed_rate;
use crate::store::sqlite::performance_sizes::Sizes;

/// Bytes of a row in the file and its indices without its longest texts, about.
pub(super) const ROW: i64 = 365;

/// Stores a segment; returns whether it is new.
pub(super) fn store(
    connection: &Connection,
    data: &TraceData,
    segment: &Segment,
    start: Timestamp,
    dimensions_id: i64,
    sizes: &mut Sizes,
) -> Result<bool, StoreError> {
    let attributes = serde_json::Value::Object(segment.data.clone()).to_string();
    let stored = connection
        .prepare_cached(
            "INSERT OR IGNORE INTO segments (project_id, span_id, trace_id, parent_span_id, event_id, kind, op, start,
                 duration, is_failed, status, dimensions_id, url, platform, user, sample_rate, data, received)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
        )?
        .execute(params![
            data.project_id,
            segment.span_id,
            segment.trace_id,
            segment.parent_span_id,
            segment.event_id,
            measure_code::of_kind(segment.kind),
            segment.op,
            start.0,
            segment.duration,
            segment.is_failed,
            segment.status,
            dimensions_id,
            segment.url,
            segment.platform,
            segment.user,
            believed_rate(segment.sample_rate),
            attributes,
            data.received.0
        ])?;
    if stored > 0 {
        sizes.add("segment", 1, ROW + (attributes.len() + segment.url.len()) as i64);
    }
    Ok(stored > 0)
}

const COLUMNS: &str =
    "s.project_id, span_id, trace_id, parent_span_id, event_id, kind, op, start, duration, is_failed,
    status, url, platform, user, sample_rate, data, name, release, environment, device, browser";
const FROM: &str = "segments s LEFT JOIN dimensions d ON d.id = s.dimensions_id";

fn segment(row: &Row<'_>) -> rusqlite::Result<(i64, Segment)> {
    let text = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(at)?.unwrap_or_default());
    let dimensions = Dimensions {
        name: text(16)?,
        release: text(17)?,
        environment: text(18)?,
        device: text(19)?,
        browser: text(20)?,
    };
    let segment = Segment {
        trace_id: row.get(2)?,
        span_id: row.get(1)?,
        parent_span_id: row.get(3)?,
        event_id: row.get(4)?,
        kind: measure_code::kind(row.get(5)?),
        op: row.get(6)?,
        start: Timestamp(row.get(7)?),
        duration: row.get(8)?,
        is_failed: row.get(9)?,
        status: row.get(10)?,
        dimensions: Arc::new(dimensions),
        url: row.get(11)?,
        platform: row.get(12)?,
        user: row.get(13)?,
        sample_rate: row.get(14)?,
        data: serde_json::from_str(row.get_ref(15)?.as_str()?).unwrap_or_default(),
    };
    Ok((row.get(0)?, segment))
}

/// A segment by its span id.
pub(super) fn one(
    connection: &Connection,
    project_id: i64,
    span_id: &str,
) -> Result<Option<Segment>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM {FROM} WHERE s.project_id = ?1 AND span_id = ?2");
    let found =
        connection.prepare_cached(&sql)?.query_row(params![project_id, span_id], segment).optional()?;
    Ok(found.map(|(_, segment)| segment))
}

/// The segments with these ids, in their order.
pub(super) fn by_ids(connection: &Connection, ids: &[i64]) -> Result<Vec<Segment>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM {FROM} WHERE s.id = ?1");
    let mut select = connection.prepare_cached(&sql)?;
    ids.iter().map(|id| Ok(select.query_row([id], segment)?.1)).collect()
}

/// The segments of a trace that arrived first, oldest first. The index has them in the order of their arrival, so a trace
/// with very many is not sorted as a whole.
pub(super) fn of_trace(
    connection: &Connection,
    trace_id: &str,
    limit: u32,
) -> Result<Vec<(i64, Segment)>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM {FROM}
         WHERE s.id IN (SELECT id FROM segments WHERE trace_id = ?1 ORDER BY id LIMIT ?2) ORDER BY start, s.id"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map(params![trace_id, limit], segment)?;
    Ok(rows.collect::<Result<_, _>>()?)
}
