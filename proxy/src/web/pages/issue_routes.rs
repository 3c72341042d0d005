//! The pages of one issue: the issue with its newest event, with another of its events, and the list of its events.

use std::sync::Arc;

use axum::Router;
use axum::extract::rejection::PathRejection;
use axum::extract::{FromRef, Path, State};
use axum::routing::get;
use serde::Deserialize;

use super::issue::{self, Shown, ShownEvent};
use super::layout::PageContent;
use super::{PAGE, Page, events, page_number};
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::Reader;
use crate::web::ingest::event_id;
use crate::web::parameters::{PathSegment, QueryString};
use crate::web::reading::{ReadError, Reading, latest_event, with_lines};

/// The routes.
pub(super) fn routes<S>() -> Router<S>
where
    S: Clone + Send + Sync + 'static,
    Reading: FromRef<S>,
{
    Router::new()
        .route("/issues/{id}/", get(issue_page))
        .route("/issues/{id}/events/", get(event_list))
        .route("/issues/{id}/events/{event_id}/", get(event_page))
}

async fn issue_page(State(reading): State<Reading>, id: Result<PathSegment, ReadError>) -> Page {
    let Some(id) = number(id) else { return Page::refused(&reading, ReadError::NotFound) };
    let sources = Arc::clone(&reading.sources);
    let asked = Page::ask(&reading, move |store| {
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let newest = latest_event(store, sources.as_ref(), id)?;
        content(store, &issue, &ShownEvent::Newest(newest))
    });
    asked.await
}

async fn event_page(
    State(reading): State<Reading>,
    ids: Result<Path<(String, String)>, PathRejection>,
) -> Page {
    let known =
        ids.ok().and_then(|Path((issue, event))| Some((issue.parse().ok()?, event_id::plain(&event)?)));
    let Some((id, event_id)) = known else { return Page::refused(&reading, ReadError::NotFound) };
    let sources = Arc::clone(&reading.sources);
    let asked = Page::ask(&reading, move |store| {
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let event = store.event(Some(&issue.project), &event_id)?;
        let event = event.filter(|event| event.issue_id == id).ok_or(ReadError::NotFound)?;
        content(store, &issue, &ShownEvent::One(with_lines(event, sources.as_ref())?))
    });
    asked.await
}

/// The page of an issue with one of its events.
fn content(store: &dyn Reader, issue: &Issue, event: &ShownEvent) -> Result<PageContent, ReadError> {
    let now = Timestamp::now();
    let hours = store.hourly(&[issue.id], now)?.into_iter().next().unwrap_or_default();
    let neighbours = event.event().map(|event| store.neighbours(event)).transpose()?.unwrap_or_default();
    let tags = store.tags(issue.id)?;
    let shown = Shown { issue, hours: &hours, event, neighbours: &neighbours, tags: &tags };
    Ok(issue::page(&shown, now))
}

#[derive(Debug, Default, Deserialize)]
struct PageQuery {
    page: Option<String>,
}

async fn event_list(
    State(reading): State<Reading>,
    id: Result<PathSegment, ReadError>,
    query: Result<QueryString<PageQuery>, ReadError>,
) -> Page {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::refused(&reading, error),
    };
    let Some(id) = number(id) else { return Page::refused(&reading, ReadError::NotFound) };
    let page = page_number(query.page.as_deref());
    let asked = Page::ask(&reading, move |store| {
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let mut events = store.events(id, (page - 1) * PAGE, PAGE + 1)?;
        let has_more = events.len() > PAGE as usize;
        events.truncate(PAGE as usize);
        Ok(events::page(&events::List { issue: &issue, events: &events, page, has_more }, Timestamp::now()))
    });
    asked.await
}

fn number(segment: Result<PathSegment, ReadError>) -> Option<i64> {
    segment.ok().and_then(|PathSegment(text)| text.parse().ok())
}
