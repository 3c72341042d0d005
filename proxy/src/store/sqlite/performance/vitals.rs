//! The table of vitals: the value of each page view, metric and navigation that was measured last. The number of the metric
//! is that of its measure, so one of a soft navigation has another than one of a page load.

use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};

use super::measure_code;
use crate::model::span::{Dimensions, TraceData};
use crate::model::timestamp::Timestamp;
use crate::model::vital::Vital;
use crate::store::StoreError;
use crate::store::sqlite::believed::believed_rate;
use crate::store::sqlite::performance_sizes::Sizes;

/// Bytes of a row in the file and its indices without its texts, about.
pub(super) const ROW: i64 = 173;
/// The bytes of its texts, in SQL.
pub(super) const TEXTS: &str = "octet_length(element) + octet_length(navigation_type)";
/// Most vitals that are read for one page view: five metrics of many navigations.
const OF_PAGE_VIEW: u32 = 1_000;

/// Stores a vital, or replaces the open value if that was not measured later. Returns false if the value was already folded.
pub(super) fn store(
    connection: &Connection,
    data: &TraceData,
    vital: &Vital,
    start: Timestamp,
    dimensions_id: i64,
    sizes: &mut Sizes,
) -> Result<bool, StoreError> {
    let metric = measure_code::of_vital(vital);
    let key = params![data.project_id, vital.page_view, vital.navigation, metric];
    let stored: Option<(i64, bool, i64)> = connection
        .prepare_cached(&format!(
            "SELECT id, is_folded, {TEXTS} FROM vitals
             WHERE project_id = ?1 AND page_view = ?2 AND navigation = ?3 AND metric = ?4"
        ))?
        .query_row(key, |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))
        .optional()?;
    let texts = (vital.element.len() + vital.navigation_type.len()) as i64;
    let rate = believed_rate(vital.sample_rate);
    let measured = if vital.measured.0.is_finite() { vital.measured } else { start };
    match stored {
        Some((_, true, _)) => return Ok(false),
        Some((id, false, before)) => {
            connection
                .prepare_cached(
                    "UPDATE vitals SET value = ?2, dimensions_id = ?3, sample_rate = ?4, trace_id = ?5,
                         navigation_type = ?6, element = ?7, measured = ?8
                     WHERE id = ?1 AND measured <= ?8",
                )?
                .execute(params![
                    id,
                    vital.value,
                    dimensions_id,
                    rate,
                    vital.trace_id,
                    vital.navigation_type,
                    vital.element,
                    measured.0
                ])?;
            sizes.add("vital", 0, texts - before);
        }
        None => {
            connection
                .prepare_cached(
                    "INSERT INTO vitals (project_id, page_view, navigation, metric, value, start, dimensions_id,
                         sample_rate, trace_id, navigation_type, element, received, measured, is_folded)
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, 0)",
                )?
                .execute(params![
                    data.project_id,
                    vital.page_view,
                    vital.navigation,
                    metric,
                    vital.value,
                    start.0,
                    dimensions_id,
                    rate,
                    vital.trace_id,
                    vital.navigation_type,
                    vital.element,
                    data.received.0,
                    measured.0
                ])?;
            sizes.add("vital", 1, ROW + texts);
        }
    }
    Ok(true)
}

/// The vitals of a page view, of all its navigations, oldest first.
pub(super) fn of_page_view(
    connection: &Connection,
    project_id: i64,
    page_view: &str,
) -> Result<Vec<Vital>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT metric, value, navigation, trace_id, start, navigation_type, element, sample_rate,
                name, release, environment, device, browser, measured
         FROM vitals v LEFT JOIN dimensions d ON d.id = v.dimensions_id
         WHERE v.project_id = ?1 AND page_view = ?2 ORDER BY start, v.id LIMIT ?3",
    )?;
    let mut rows = select.query(params![project_id, page_view, OF_PAGE_VIEW])?;
    let mut vitals = Vec::new();
    while let Some(row) = rows.next()? {
        let Some(metric) = measure_code::metric(row.get(0)?) else { continue };
        let text = |at| Ok::<_, rusqlite::Error>(row.get::<_, Option<String>>(at)?.unwrap_or_default());
        vitals.push(Vital {
            metric,
            value: row.get(1)?,
            page_view: page_view.to_owned(),
            navigation: row.get(2)?,
            trace_id: row.get(3)?,
            start: Timestamp(row.get(4)?),
            measured: Timestamp(row.get(13)?),
            navigation_type: row.get(5)?,
            element: row.get(6)?,
            dimensions: Arc::new(Dimensions {
                name: text(8)?,
                release: text(9)?,
                environment: text(10)?,
                device: text(11)?,
                browser: text(12)?,
            }),
            sample_rate: row.get(7)?,
        });
    }
    Ok(vitals)
}
