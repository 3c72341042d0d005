//! The table of spans: one row for the spans of an item that belong to one segment.
//!
//! An item that comes twice has the same spans, so a hash of their ids tells it. SDKs send a span once, and send an item
//! again as a whole.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use sha2::{Digest, Sha256};

use crate::model::span::{Segment, Span, TraceData};
use crate::model::timestamp::Timestamp;
use crate::store::StoreError;
use crate::store::sqlite::performance_sizes::Sizes;

/// Bytes of a row in the file and its indices without its JSON, about.
pub(super) const ROW: i64 = 170;
/// Most rows that are read for one segment: a page may send its spans in many items.
const ROWS: u32 = 1_000;

/// Most rows that are counted for one segment.
const COUNTED: u32 = 100_000;

/// A span in the JSON of a row. The names are short, as each of many spans has them.
#[derive(Debug, Serialize, Deserialize)]
struct StoredSpan<'a> {
    #[serde(rename = "i", borrow)]
    span_id: Cow<'a, str>,
    #[serde(rename = "p", borrow, default, skip_serializing_if = "Option::is_none")]
    parent_span_id: Option<Cow<'a, str>>,
    #[serde(rename = "o", borrow)]
    op: Cow<'a, str>,
    #[serde(rename = "n", borrow)]
    name: Cow<'a, str>,
    #[serde(rename = "s")]
    start: f64,
    #[serde(rename = "d")]
    duration: f64,
    #[serde(rename = "f", default, skip_serializing_if = "std::ops::Not::not")]
    is_failed: bool,
    #[serde(rename = "a", default, skip_serializing_if = "Map::is_empty")]
    data: Cow<'a, Map<String, Value>>,
}

/// The trace and the segment of the spans of a row. The segment is empty if the client does not say it.
type Group<'a> = (&'a str, &'a str);

/// The row that a span belongs to.
pub(super) fn group<'a>(trace_id: &'a str, segment_id: Option<&'a str>) -> Group<'a> {
    (trace_id, segment_id.unwrap_or_default())
}

/// What became of the spans of an item.
#[derive(Debug, Default)]
pub(super) struct Stored<'a> {
    /// Spans that are new.
    pub spans: u64,
    /// Spans that were already stored.
    pub duplicates: u64,
    /// The rows that are new.
    pub new_groups: BTreeSet<Group<'a>>,
}

/// Stores the spans of an item.
pub(super) fn store<'a>(
    connection: &Connection,
    data: &'a TraceData,
    sizes: &mut Sizes,
) -> Result<Stored<'a>, StoreError> {
    let mut rows: BTreeMap<Group<'_>, Vec<&Span>> = BTreeMap::new();
    for span in &data.spans {
        rows.entry(group(&span.trace_id, span.segment_id.as_deref())).or_default().push(span);
    }
    let mut insert = connection.prepare_cached(
        "INSERT OR IGNORE INTO spans (project_id, trace_id, segment_id, hash, count, spans, received)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?;
    let mut stored = Stored::default();
    for ((trace_id, segment_id), spans) in rows {
        let json = serde_json::to_string(&spans.iter().map(|span| in_json(span)).collect::<Vec<_>>())
            .unwrap_or_else(|_| "[]".into());
        let (count, received) = (spans.len(), data.received.0);
        let hash = hash(trace_id, segment_id, &spans);
        let values = params![data.project_id, trace_id, segment_id, hash, count as i64, json, received];
        if insert.execute(values)? > 0 {
            stored.spans += count as u64;
            stored.new_groups.insert((trace_id, segment_id));
            sizes.add("span", count as i64, ROW + json.len() as i64);
        } else {
            stored.duplicates += count as u64;
        }
    }
    Ok(stored)
}

fn in_json(span: &Span) -> StoredSpan<'_> {
    StoredSpan {
        span_id: Cow::Borrowed(&span.span_id),
        parent_span_id: span.parent_span_id.as_deref().map(Cow::Borrowed),
        op: Cow::Borrowed(&span.op),
        name: Cow::Borrowed(&span.name),
        start: finite(span.start.0),
        duration: finite(span.duration),
        is_failed: span.is_failed,
        data: Cow::Borrowed(&span.data),
    }
}

/// JSON has no other numbers: a span with one could not be read, nor those beside it.
fn finite(number: f64) -> f64 {
    if number.is_finite() { number } else { 0.0 }
}

/// The first half of the SHA-256 of the ids, whatever their order.
fn hash(trace_id: &str, segment_id: &str, spans: &[&Span]) -> Vec<u8> {
    let mut ids: Vec<&str> = spans.iter().map(|span| span.span_id.as_str()).collect();
    ids.sort_unstable();
    let mut hasher = Sha256::new();
    for id in [trace_id, segment_id].into_iter().chain(ids) {
        hasher.update(id.as_bytes());
        hasher.update([0]);
    }
    hasher.finalize().iter().copied().take(16).collect()
}

/// The spans of a segment, by start: those that name it, and those of its trace that name no segment.
pub(super) fn of_segment(
    connection: &Connection,
    project_id: i64,
    segment: &Segment,
    limit: u32,
) -> Result<Vec<Span>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT segment_id, spans FROM spans WHERE trace_id = ?1 AND project_id = ?2 AND segment_id IN (?3, '')
         ORDER BY id LIMIT ?4",
    )?;
    let mut rows = select.query(params![segment.trace_id, project_id, segment.span_id, ROWS])?;
    let mut spans: Vec<Span> = Vec::new();
    while let Some(row) = rows.next()? {
        let segment_id = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        let json = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        let stored: Vec<StoredSpan<'_>> = serde_json::from_str(json).unwrap_or_default();
        spans.extend(stored.into_iter().map(|span| from_json(span, &segment.trace_id, segment_id)));
        if spans.len() >= limit as usize {
            break;
        }
    }
    spans.sort_by(|a, b| a.start.0.total_cmp(&b.start.0));
    spans.truncate(limit as usize);
    Ok(spans)
}

/// The number of the spans of a segment, as [`of_segment`] reads them without a limit.
pub(super) fn count(connection: &Connection, project_id: i64, segment: &Segment) -> Result<u64, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT coalesce(sum(count), 0) FROM (SELECT count FROM spans
             WHERE trace_id = ?1 AND project_id = ?2 AND segment_id IN (?3, '') LIMIT ?4)",
    )?;
    let values = params![segment.trace_id, project_id, segment.span_id, COUNTED];
    let count: i64 = select.query_row(values, |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

fn from_json(span: StoredSpan<'_>, trace_id: &str, segment_id: &str) -> Span {
    Span {
        trace_id: trace_id.to_owned(),
        span_id: span.span_id.into_owned(),
        parent_span_id: span.parent_span_id.map(Cow::into_owned),
        segment_id: (!segment_id.is_empty()).then(|| segment_id.to_owned()),
        op: span.op.into_owned(),
        name: span.name.into_owned(),
        start: Timestamp(span.start),
        duration: span.duration,
        is_failed: span.is_failed,
        data: span.data.into_owned(),
    }
}
