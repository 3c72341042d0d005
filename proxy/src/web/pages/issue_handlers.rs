//! The pages of one issue: with its newest event, with another of its events, and the list of its events.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use balefire_protocol::event_id;
use serde::Deserialize;

use super::issue_page::{self, IssueView, SelectedEvent};
use super::layout::PageContent;
use super::page::Page;
use super::paging::{PAGE, cut, page_number};
use super::trace_section;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::Reader;
use crate::web::parameters::{PathSegment, QueryString};
use crate::web::read_error::ReadError;
use crate::web::reading::{Reading, latest_event, with_lines};
use crate::web::viewer::{Permitted, ReadPages};

/// `GET /issues/{id}/`
pub(super) async fn issue(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    id: Result<PathSegment, ReadError>,
) -> Page {
    let Some(id) = number(id) else { return Page::error(&reading, ReadError::NotFound) };
    let sources = Arc::clone(&reading.sources);
    let asked = Page::ask(&reading, move |store| {
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let newest = latest_event(store, sources.as_ref(), id)?;
        content(store, &issue, &SelectedEvent::Newest(newest))
    });
    asked.await
}

/// `GET /issues/{id}/events/{event_id}/`
pub(super) async fn event(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    ids: Result<Path<(String, String)>, PathRejection>,
) -> Page {
    let known =
        ids.ok().and_then(|Path((issue, event))| Some((issue.parse().ok()?, event_id::read(&event)?)));
    let Some((id, event_id)) = known else { return Page::error(&reading, ReadError::NotFound) };
    let sources = Arc::clone(&reading.sources);
    let asked = Page::ask(&reading, move |store| {
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let event = store.event(Some(&issue.project), &event_id)?;
        let event = event.filter(|event| event.issue_id == id).ok_or(ReadError::NotFound)?;
        content(store, &issue, &SelectedEvent::Requested(with_lines(event, sources.as_ref())?))
    });
    asked.await
}

/// The page of an issue with one of its events.
fn content(store: &dyn Reader, issue: &Issue, event: &SelectedEvent) -> Result<PageContent, ReadError> {
    let now = Timestamp::now();
    let hours = store.hourly(&[issue.id], now)?.into_iter().next().unwrap_or_default();
    let neighbours = event.event().map(|event| store.neighbours(event)).transpose()?.unwrap_or_default();
    let tags = store.tags(issue.id)?;
    let trace = match event.event().and_then(trace_section::trace_id) {
        Some(trace_id) => store.trace(&trace_id, trace_section::SEGMENTS)?,
        None => Vec::new(),
    };
    let view = IssueView { issue, hours: &hours, event, neighbours: &neighbours, tags: &tags, trace: &trace };
    Ok(issue_page::page(&view, now))
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct PageQuery {
    page: Option<String>,
}

/// `GET /issues/{id}/events/`
pub(super) async fn event_list(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    id: Result<PathSegment, ReadError>,
    query: Result<QueryString<PageQuery>, ReadError>,
) -> Page {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::error(&reading, error),
    };
    let Some(id) = number(id) else { return Page::error(&reading, ReadError::NotFound) };
    let page = page_number(query.page.as_deref());
    let asked = Page::ask(&reading, move |store| {
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let (events, has_more) = cut(store.events(id, (page - 1) * PAGE, PAGE + 1)?);
        let list = super::event_list::EventList { issue: &issue, events: &events, page, has_more };
        Ok(super::event_list::page(&list, Timestamp::now()))
    });
    asked.await
}

fn number(segment: Result<PathSegment, ReadError>) -> Option<i64> {
    segment.ok().and_then(|PathSegment(text)| text.parse().ok())
}
