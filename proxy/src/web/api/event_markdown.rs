//! An event as Markdown. Sentry has no such endpoint.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};

use super::event_handlers::{EventPath, event_of_issue};
use crate::web::event_text::markdown;
use crate::web::parameters::PathSegments;
use crate::web::read_error::ReadError;
use crate::web::reading::{Reading, with_lines};
use crate::web::viewer::{Permitted, ReadEvents};

/// `GET .../issues/{id}/events/{event}/markdown/`: the event with this id, or `latest`, `oldest` or `recommended`.
pub(super) async fn event_markdown(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments(path): PathSegments<EventPath>,
) -> Result<Response, ReadError> {
    let (sources, public_url) = (Arc::clone(&reading.sources), Arc::clone(&reading.public_url));
    let asked = reading.ask(move |store| {
        let event = with_lines(event_of_issue(store, &path)?, sources.as_ref())?;
        let issue = store.issue(event.issue_id)?.ok_or(ReadError::NotFound)?;
        let body = serde_json::from_str(&event.body).unwrap_or_default();
        Ok(markdown(&issue, &event, &body, &public_url))
    });
    let headers = [
        (header::CONTENT_TYPE, HeaderValue::from_static("text/markdown; charset=utf-8")),
        (header::CACHE_CONTROL, HeaderValue::from_static("no-store")),
        (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    ];
    Ok((headers, asked.await?).into_response())
}
