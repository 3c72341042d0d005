//! `GET /performance/segment/{project}/{span_id}/`

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};

use super::segment_page::{self, SegmentView};
use crate::model::span::{Segment, SegmentKind};
use crate::model::timestamp::Timestamp;
use crate::store::Reader;
use crate::web::pages::page::Page;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

/// Most spans that are read; the page shows fewer.
const SPANS: u32 = 1000;
/// Most errors and segments of a trace on the page.
const TRACE: u32 = 50;

pub(super) async fn segment(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    ids: Result<Path<(String, String)>, PathRejection>,
) -> Page {
    let ids =
        ids.ok().and_then(|Path((project, span))| Some((project.parse::<i64>().ok()?, span_id(&span)?)));
    let Some((project_id, span_id)) = ids else { return Page::error(&reading, ReadError::NotFound) };
    let asked = Page::ask(&reading, move |store| Ok(segment_page::page(&read(store, project_id, &span_id)?)));
    asked.await
}

/// 16 hex digits, in lower case.
fn span_id(text: &str) -> Option<String> {
    let is_id = text.len() == 16 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    is_id.then(|| text.to_ascii_lowercase())
}

fn read(store: &dyn Reader, project_id: i64, span_id: &str) -> Result<SegmentView, ReadError> {
    let projects = store.projects()?;
    let project =
        projects.iter().find(|project| project.id == project_id).ok_or(ReadError::NotFound)?.clone();
    let segment = store.segment(project_id, span_id)?.ok_or(ReadError::NotFound)?;
    let mut vitals = match page_view(&segment) {
        Some(page_view) => store.page_view_vitals(project_id, page_view)?,
        None => Vec::new(),
    };
    // A navigation shows its own; they are of its trace. The page load shows those of its navigations too.
    if segment.kind == SegmentKind::Navigation {
        vitals.retain(|vital| !vital.navigation.is_empty() && vital.trace_id == segment.trace_id);
    }
    Ok(SegmentView {
        spans: store.spans(project_id, &segment, SPANS)?,
        span_count: store.span_count(project_id, &segment)?,
        errors: store.trace_errors(&segment.trace_id, TRACE)?,
        trace: store.trace(&segment.trace_id, TRACE)?,
        now: Timestamp::now(),
        projects,
        project,
        segment,
        vitals,
    })
}

/// The page view that a segment belongs to: of a page load its own span, of a navigation the one that it names, or else its own.
fn page_view(segment: &Segment) -> Option<&str> {
    match segment.kind {
        SegmentKind::PageLoad => Some(&segment.span_id),
        SegmentKind::Navigation => {
            let named = segment.data.get("sentry.pageload.span_id").and_then(serde_json::Value::as_str);
            Some(named.unwrap_or(&segment.span_id))
        }
        SegmentKind::Other => None,
    }
}

#[cfg(test)]
mod tests {
    use super::span_id;

    #[test]
    fn ids() {
        assert_eq!(span_id("00AAbbccddeeff11").as_deref(), Some("00aabbccddeeff11"));
        for text in ["", "00aabbccddeeff1", "00aabbccddeeff111", "00aabbccddeeffzz", "00aabbccddeeffé"] {
            assert_eq!(span_id(text), None, "{text}");
        }
    }
}
