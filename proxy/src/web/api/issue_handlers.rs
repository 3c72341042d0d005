//! One issue, and its newest event.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;

use super::{event_json, issue_json};
use crate::model::timestamp::Timestamp;
use crate::web::json_response;
use crate::web::parameters::PathSegment;
use crate::web::read_error::ReadError;
use crate::web::reading::{self, Reading};
use crate::web::viewer::{Permitted, ReadEvents};

/// `GET /api/0/issues/{id}/`
pub(super) async fn issue(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegment(id): PathSegment,
) -> Result<Response, ReadError> {
    let id = id.parse().map_err(|_| ReadError::NotFound)?;
    let public_url = Arc::clone(&reading.public_url);
    let shown = reading.ask(move |store| {
        let now = Timestamp::now();
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let hours = store.hourly(&[id], now)?.into_iter().next().unwrap_or_default();
        let event = store.latest_event(id)?;
        let mut shown = issue_json::json(&issue, &hours, event.as_ref(), &public_url, now);
        shown["tags"] = issue_json::tags(&store.tags(id)?);
        Ok(shown)
    });
    Ok(json_response::private(&shown.await?))
}

/// `GET /api/0/issues/{id}/events/latest/`
pub(super) async fn latest_event(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegment(id): PathSegment,
) -> Result<Response, ReadError> {
    let id = id.parse().map_err(|_| ReadError::NotFound)?;
    let sources = Arc::clone(&reading.sources);
    let shown = reading.ask(move |store| {
        let issue = store.issue(id)?.ok_or(ReadError::NotFound)?;
        let event = reading::latest_event(store, sources.as_ref(), id)?.ok_or(ReadError::NotFound)?;
        Ok(event_json::json(&event, &issue))
    });
    Ok(json_response::private(&shown.await?))
}
