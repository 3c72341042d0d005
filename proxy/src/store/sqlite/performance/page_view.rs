//! The page view of vitals that name none: Sentry's SDK sends interactions as segments of their own, and only their trace
//! says to which page load or navigation they belong. Either may come first.

use std::borrow::Cow;

use rusqlite::{Connection, OptionalExtension, params};

use super::measure_code;
use crate::model::span::{Segment, SegmentKind};
use crate::model::vital::Vital;
use crate::store::StoreError;

/// Most segments of a trace among which the page load is looked for.
const SEGMENTS: u32 = 100;

/// The vital with the page load, or else the navigation, of its trace as its page view, if it names none and that has come.
pub(super) fn with_page_view<'a>(
    connection: &Connection,
    project_id: i64,
    vital: &'a Vital,
) -> Result<Cow<'a, Vital>, StoreError> {
    if vital.page_view != vital.trace_id {
        return Ok(Cow::Borrowed(vital));
    }
    let [page_load, navigation] = [SegmentKind::PageLoad, SegmentKind::Navigation].map(measure_code::of_kind);
    let found: Option<String> = connection
        .prepare_cached(
            "SELECT span_id FROM (SELECT id, kind, span_id FROM segments WHERE trace_id = ?1 AND project_id = ?2
                                  ORDER BY id LIMIT ?3)
             WHERE kind IN (?4, ?5) ORDER BY kind, id LIMIT 1",
        )?
        .query_row(params![vital.trace_id, project_id, SEGMENTS, page_load, navigation], |row| row.get(0))
        .optional()?;
    Ok(match found {
        Some(page_view) => Cow::Owned(Vital { page_view, ..vital.clone() }),
        None => Cow::Borrowed(vital),
    })
}

/// Gives the vitals that came before their page load or navigation their page view.
pub(super) fn of_segment(
    connection: &Connection,
    project_id: i64,
    segment: &Segment,
) -> Result<(), StoreError> {
    if segment.kind == SegmentKind::Other {
        return Ok(());
    }
    connection
        .prepare_cached(
            "UPDATE OR IGNORE vitals SET page_view = ?3 WHERE project_id = ?1 AND page_view = ?2",
        )?
        .execute(params![project_id, segment.trace_id, segment.span_id])?;
    Ok(())
}
