//! The pages of one issue: with its newest event, with another of its events, and the list of its events.

use std::sync::Arc;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State};
use serde::Deserialize;

use super::alert_decisions;
use super::event::MOST_ATTACHMENTS;
use super::event_list::EventList;
use super::feedback::MOST_ON_PAGE;
use super::issue::{IssueTrend, TimeRange};
use super::issue_moves::GroupsView;
use super::issue_page::{self, IssueView, SelectedEvent};
use super::issue_work::IssueWorkView;
use super::layout::PageContent;
use super::page::Page;
use super::paging::{PAGE, page_number};
use super::trace_section;
use crate::config::Tracker;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::{Access, TokenScope};
use crate::search::LONGEST;
use crate::store::{EventCursor, EventRange, FeedbackFilter, Reader};
use crate::web::issue_events::{EventPlace, EventSearch, EventsAsked, FoundEvents, find_events};
use crate::web::issue_lookup;
use crate::web::issue_trackers::IssueTrackers;
use crate::web::parameters::{self, PathSegment, QueryString};
use crate::web::read_error::ReadError;
use crate::web::reading::{Reading, latest_event, with_lines};
use crate::web::viewer::{Permitted, ReadPages};

/// The query of an issue's page.
#[derive(Debug, Default, Deserialize)]
pub(super) struct IssuePageQuery {
    range: Option<String>,
    /// The number of the change that led here.
    change: Option<String>,
}

/// `GET /issues/{id}/`
pub(super) async fn issue(
    viewer: Permitted<ReadPages>,
    State(reading): State<Reading>,
    State(trackers): State<IssueTrackers>,
    id: Result<PathSegment, ReadError>,
    query: Result<QueryString<IssuePageQuery>, ReadError>,
) -> Page {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::error(&reading, error),
    };
    let Ok(PathSegment(asked)) = id else { return Page::error(&reading, ReadError::NotFound) };
    let range = TimeRange::read(query.range.as_deref()).unwrap_or(TimeRange::Fortnight);
    let change = query.change.as_deref().and_then(|text| text.parse().ok());
    let lacks = viewer.lacks_on_pages(Access::ChangeIssues);
    let sources = Arc::clone(&reading.sources);
    let address = Arc::clone(&reading.public_url);
    let asked = Page::ask(&reading, move |store| {
        let issue = issue_lookup::issue(store, &asked)?;
        let newest = latest_event(store, sources.as_ref(), issue.id)?;
        let trackers = trackers.of_project(&issue.project);
        content(store, &issue, &SelectedEvent::Newest(newest), range, lacks, change, (&trackers, &address))
    });
    asked.await
}

/// `GET /issues/{id}/events/{event_id}/`, also with `latest`, `oldest` or `recommended` in the place of the id.
pub(super) async fn event(
    viewer: Permitted<ReadPages>,
    State(reading): State<Reading>,
    State(trackers): State<IssueTrackers>,
    ids: Result<Path<(String, String)>, PathRejection>,
) -> Page {
    let known = ids.ok().and_then(|Path((id, event))| Some((id.parse().ok()?, EventPlace::read(&event)?)));
    let Some((id, place)) = known else { return Page::error(&reading, ReadError::NotFound) };
    let lacks = viewer.lacks_on_pages(Access::ChangeIssues);
    let sources = Arc::clone(&reading.sources);
    let address = Arc::clone(&reading.public_url);
    let asked = Page::ask(&reading, move |store| {
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let event = place.find(store, &issue)?.ok_or(ReadError::NotFound)?;
        let event = with_lines(event, sources.as_ref())?;
        let selected = match place {
            EventPlace::Latest => SelectedEvent::Newest(Some(event)),
            EventPlace::Oldest => SelectedEvent::Oldest(event),
            EventPlace::Recommended => SelectedEvent::Recommended(event),
            EventPlace::Id(_) => SelectedEvent::Requested(event),
        };
        let trackers = trackers.of_project(&issue.project);
        content(store, &issue, &selected, TimeRange::Fortnight, lacks, None, (&trackers, &address))
    });
    asked.await
}

/// The page of an issue with one of its events.
fn content(
    store: &dyn Reader,
    issue: &Issue,
    event: &SelectedEvent,
    range: TimeRange,
    lacks: Option<TokenScope>,
    change: Option<i64>,
    trackers: (&[Tracker], &str),
) -> Result<PageContent, ReadError> {
    let now = Timestamp::now();
    let trend = IssueTrend::read(store, issue, range, now)?;
    let neighbours = event.event().map(|event| store.neighbours(event)).transpose()?.unwrap_or_default();
    let tags = store.tags(issue.id)?;
    let trace = match event.event().and_then(trace_section::trace_id) {
        Some(trace_id) => store.trace(&trace_id, trace_section::SEGMENTS)?,
        None => Vec::new(),
    };
    let work = IssueWorkView::read(store, issue, &tags, lacks, change, now)?;
    let groups = GroupsView::read(store, issue.id, event.event())?;
    let attachments = match event.event() {
        Some(event) => store.attachments(event.project_id, &event.event_id, MOST_ATTACHMENTS)?,
        None => Vec::new(),
    };
    let feedback = store.feedback(&FeedbackFilter::Issue(issue.id), 0, MOST_ON_PAGE)?;
    let decisions = store.decisions(Some(issue.id), alert_decisions::OF_ISSUE)?;
    let view = IssueView {
        issue,
        work: &work,
        groups: &groups,
        trend: &trend,
        event,
        neighbours: &neighbours,
        tags: &tags,
        trace: &trace,
        attachments: &attachments,
        decisions: &decisions,
        feedback: &feedback,
        trackers,
    };
    Ok(issue_page::page(&view, now))
}

/// The query of the list of events.
#[derive(Debug, Default, Deserialize)]
pub(super) struct EventListQuery {
    q: Option<String>,
    range: Option<String>,
    page: Option<String>,
    /// The place of an event: only older ones are searched.
    before: Option<String>,
}

/// `GET /issues/{id}/events/`
pub(super) async fn event_list(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    id: Result<PathSegment, ReadError>,
    query: Result<QueryString<EventListQuery>, ReadError>,
) -> Page {
    let query = match query {
        Ok(QueryString(query)) => query,
        Err(error) => return Page::error(&reading, error),
    };
    let Some(id) = number(id) else { return Page::error(&reading, ReadError::NotFound) };
    let page = page_number(query.page.as_deref());
    let range = TimeRange::read(query.range.as_deref()).unwrap_or(TimeRange::All);
    let before = query.before.as_deref().and_then(EventCursor::parse);
    // What is shown of a search that is too long is its beginning, which is too long too.
    let text = parameters::non_empty(query.q).map(|text| text.chars().take(LONGEST + 1).collect::<String>());
    let search = EventSearch::read(text.as_deref().unwrap_or_default());
    let asked = Page::ask(&reading, move |store| {
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let now = Timestamp::now();
        let (found, error) = match &search {
            Ok(search) => {
                let (offset, environments) = ((page - 1) * PAGE, &[]);
                let range = EventRange { before, ..range.events(id, now) };
                let asked = EventsAsked { range, search, environments, offset, limit: PAGE };
                (find_events(store, &asked)?, None)
            }
            Err(error) => (FoundEvents::default(), Some(error)),
        };
        let text = text.as_deref();
        let list = EventList { issue: &issue, found: &found, page, text, error, range, before };
        Ok(super::event_list::page(&list, now))
    });
    asked.await
}

fn number(segment: Result<PathSegment, ReadError>) -> Option<i64> {
    segment.ok().and_then(|PathSegment(text)| text.parse().ok())
}
