//! `GET /issues/{id}/tags/` and `GET /issues/{id}/tags/{key}/`

use axum::extract::State;
use serde::Deserialize;

use super::super::page::Page;
use super::super::paging::page_number;
use super::tag_pages::{self, TagPage};
use super::time_range::TimeRange;
use crate::model::timestamp::Timestamp;
use crate::web::issue_events::tag_spread;
use crate::web::parameters::{PathSegment, PathSegments, QueryString};
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadPages};

#[derive(Debug, Default, Deserialize)]
pub(super) struct TagsQuery {
    range: Option<String>,
    page: Option<String>,
}

impl TagsQuery {
    fn range(&self) -> TimeRange {
        TimeRange::read(self.range.as_deref()).unwrap_or(TimeRange::All)
    }
}

/// All tags of an issue.
pub(super) async fn tags(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    id: Result<PathSegment, ReadError>,
    query: Result<QueryString<TagsQuery>, ReadError>,
) -> Page {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::error(&reading, error),
    };
    let Some(id) = id.ok().and_then(|PathSegment(text)| text.parse::<i64>().ok()) else {
        return Page::error(&reading, ReadError::NotFound);
    };
    let range = query.range();
    let asked = Page::ask(&reading, move |store| {
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let spread = tag_spread(store, &range.events(id, Timestamp::now()))?;
        Ok(tag_pages::all_tags(&issue, &spread, range))
    });
    asked.await
}

/// The values of one tag.
pub(super) async fn tag(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    parts: Result<PathSegments<(String, String)>, ReadError>,
    query: Result<QueryString<TagsQuery>, ReadError>,
) -> Page {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::error(&reading, error),
    };
    let parts = parts.ok().and_then(|PathSegments((id, key))| Some((id.parse::<i64>().ok()?, key)));
    let Some((id, key)) = parts else { return Page::error(&reading, ReadError::NotFound) };
    let (range, page) = (query.range(), page_number(query.page.as_deref()));
    let asked = Page::ask(&reading, move |store| {
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let spread = tag_spread(store, &range.events(id, Timestamp::now()))?;
        Ok(tag_pages::one_tag(&TagPage { issue: &issue, key: &key, spread: &spread, range, page }))
    });
    asked.await
}
