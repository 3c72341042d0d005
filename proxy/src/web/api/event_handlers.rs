//! One event of an issue or of a project: <https://docs.sentry.io/api/events/retrieve-an-issue-event/>

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use balefire_protocol::event_id;
use serde::Deserialize;

use super::event_json;
use crate::model::event::StoredEvent;
use crate::store::Reader;
use crate::web::issue_events::EventPlace;
use crate::web::issue_lookup;
use crate::web::json_response;
use crate::web::parameters::PathSegments;
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;
use crate::web::reading::{self, Reading};
use crate::web::viewer::{Permitted, ReadEvents};

/// The part of a path that names an event of an issue.
#[derive(Debug, Deserialize)]
pub(super) struct EventPath {
    id: String,
    event: String,
}

/// `GET .../issues/{id}/events/{event}/`
pub(super) async fn of_issue(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments(path): PathSegments<EventPath>,
) -> Result<Response, ReadError> {
    answer(&reading, move |store| event_of_issue(store, &path)).await
}

/// `GET /api/0/projects/{organization}/{project}/events/{event}/`
pub(super) async fn of_project(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments((_, project, event)): PathSegments<(String, String, String)>,
) -> Result<Response, ReadError> {
    answer(&reading, move |store| {
        let slug = project_slug(store, &project)?;
        by_id(store, Some(&slug), &event)
    })
    .await
}

/// The event with this id, of a project if one is given.
pub(super) fn by_id(
    store: &dyn Reader,
    project: Option<&str>,
    asked: &str,
) -> Result<StoredEvent, ReadError> {
    let id = event_id::read(asked).ok_or(ReadError::NotFound)?;
    store.event(project, &id)?.ok_or(ReadError::NotFound)
}

/// The event that a path names by its id or its place.
pub(super) fn event_of_issue(store: &dyn Reader, path: &EventPath) -> Result<StoredEvent, ReadError> {
    let issue = issue_lookup::issue(store, &path.id)?;
    let place = EventPlace::read(&path.event).ok_or(ReadError::NotFound)?;
    place.find(store, &issue)?.ok_or(ReadError::NotFound)
}

async fn answer(
    reading: &Reading,
    find: impl FnOnce(&dyn Reader) -> Result<StoredEvent, ReadError> + Send + 'static,
) -> Result<Response, ReadError> {
    let sources = Arc::clone(&reading.sources);
    let shown = reading.ask(move |store| {
        let event = reading::with_lines(find(store)?, sources.as_ref())?;
        Ok(event_json::json(&event, &store.neighbours(&event)?))
    });
    Ok(json_response::private(&shown.await?))
}
