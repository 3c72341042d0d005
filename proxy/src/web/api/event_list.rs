//! The events of an issue: <https://docs.sentry.io/api/events/list-an-issues-events/>

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::event_json;
use super::events::{Pairs, environments, time_range};
use super::list_request::{Entries, ListRequest, first};
use crate::model::event::StoredEvent;
use crate::model::timestamp::Timestamp;
use crate::store::{EventRange, Neighbours, Reader, StoreError};
use crate::symbols::Sources;
use crate::web::issue_events::{EventSearch, EventsAsked, find_events};
use crate::web::issue_lookup::IssuePath;
use crate::web::parameters::PathSegments;
use crate::web::read_error::ReadError;
use crate::web::reading::{self, Reading};
use crate::web::viewer::{Permitted, ReadEvents};

/// `GET .../issues/{id}/events/`
pub(super) async fn of_issue(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments(path): PathSegments<IssuePath>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    let page = request.page;
    let pairs = request.pairs.clone();
    let is_full = is_full(&request);
    let search = EventSearch::read(request.get("query").unwrap_or_default())?;
    let sources = Arc::clone(&reading.sources);
    let found = reading.ask_of_issue(path.id, move |store, issue| {
        let range = EventRange { before: page.before, ..range(issue.id, &pairs, Timestamp::now())? };
        let environments = environments(&pairs)?;
        let asked = EventsAsked {
            range,
            search: &search,
            environments: &environments,
            offset: page.offset,
            limit: page.limit,
        };
        let found = find_events(store, &asked)?;
        let events = found.events.into_iter().map(|(event, _)| event);
        let entries = shown(store, sources.as_ref(), events, is_full)?;
        Ok((Entries { entries, has_more: found.has_more }, found.older))
    });
    let (found, older) = found.await?;
    Ok(request.answer_before(&reading.public_url, found, older))
}

/// The range that is asked for; without one, the whole time.
fn range(issue: i64, pairs: &Pairs, now: Timestamp) -> Result<EventRange, ReadError> {
    let is_asked = ["statsPeriod", "start", "end"].iter().any(|name| first(pairs, name).is_some());
    if !is_asked {
        return Ok(EventRange::all(issue));
    }
    let (from, to) = time_range(pairs, now)?;
    Ok(EventRange { from, to, ..EventRange::all(issue) })
}

/// Whether a list of whole events is asked for.
pub(super) fn is_full(request: &ListRequest) -> bool {
    request.get("full").is_some_and(|full| matches!(full, "1" | "true"))
}

/// Events as a list has them: wholly, or only what a line shows.
pub(super) fn shown(
    store: &dyn Reader,
    sources: &dyn Sources,
    events: impl Iterator<Item = StoredEvent>,
    is_full: bool,
) -> Result<Vec<Value>, StoreError> {
    let json = |event: StoredEvent| {
        if !is_full {
            return Ok(event_json::head(&event));
        }
        let event = reading::with_lines(event, sources)?;
        let beside: Neighbours = store.neighbours(&event)?;
        Ok(event_json::json(&event, &beside))
    };
    events.map(json).collect()
}
