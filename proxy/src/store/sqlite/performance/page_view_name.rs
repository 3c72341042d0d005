//! The name of vitals that came without one: Sentry's SDK sends vitals by themselves since version 11, with the id of their
//! page view, and the name is at the segment of the page load. Either may come first.

use rusqlite::{Connection, OptionalExtension, params};

use crate::model::span::{Segment, SegmentKind};
use crate::model::vital::Vital;
use crate::store::StoreError;

/// The dimensions of the page load that a nameless vital belongs to; `None` if it has a name, or the page load has not
/// come. A navigation within the page view has a name of its own.
pub(super) fn of_vital(
    connection: &Connection,
    project_id: i64,
    vital: &Vital,
) -> Result<Option<i64>, StoreError> {
    if !vital.dimensions.name.is_empty() || !vital.navigation.is_empty() {
        return Ok(None);
    }
    let found = connection
        .prepare_cached("SELECT dimensions_id FROM segments WHERE project_id = ?1 AND span_id = ?2")?
        .query_row(params![project_id, vital.page_view], |row| row.get(0))
        .optional()?;
    Ok(found)
}

/// Names the open vitals that came before their page load.
pub(super) fn of_page_load(
    connection: &Connection,
    project_id: i64,
    segment: &Segment,
    dimensions_id: i64,
) -> Result<(), StoreError> {
    if segment.kind != SegmentKind::PageLoad || segment.dimensions.name.is_empty() {
        return Ok(());
    }
    connection
        .prepare_cached(
            "UPDATE vitals SET dimensions_id = ?3
             WHERE project_id = ?1 AND page_view = ?2 AND navigation = '' AND is_folded = 0
                 AND (SELECT name FROM dimensions WHERE id = dimensions_id) = ''",
        )?
        .execute(params![project_id, segment.span_id, dimensions_id])?;
    Ok(())
}
