//! An event as JSON and as Markdown: `GET /issues/{id}/events/{event_id}/json/`, `markdown/`, and `event.md`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::super::page::{HEADERS, Page};
use super::text_page;
use crate::model::event::StoredEvent;
use crate::model::issue::Issue;
use crate::store::Reader;
use crate::symbols::Sources;
use crate::web::event_text::markdown;
use crate::web::issue_events::EventPlace;
use crate::web::parameters::PathSegments;
use crate::web::read_error::ReadError;
use crate::web::reading::{Reading, with_lines};
use crate::web::viewer::{Permitted, ReadPages};

type Parts = Result<PathSegments<(String, String)>, ReadError>;

/// The event as it is stored, which is Sentry's event schema.
pub(in crate::web::pages) async fn json(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    parts: Parts,
) -> Response {
    let kind = HeaderValue::from_static("application/json");
    text(&reading, parts, kind, |_, _, body| serde_json::to_string_pretty(body).unwrap_or_default()).await
}

/// The event as Markdown, as a file.
pub(in crate::web::pages) async fn markdown_file(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    parts: Parts,
) -> Response {
    let (kind, public_url) =
        (HeaderValue::from_static("text/markdown; charset=utf-8"), Arc::clone(&reading.public_url));
    text(&reading, parts, kind, move |issue, event, body| markdown(issue, event, body, &public_url)).await
}

/// The event as Markdown, on a page.
pub(in crate::web::pages) async fn markdown_page(
    _: Permitted<ReadPages>,
    State(reading): State<Reading>,
    parts: Parts,
) -> Page {
    let address = match read(parts) {
        Ok(address) => address,
        Err(error) => return Page::error(&reading, error),
    };
    let (sources, public_url) = (Arc::clone(&reading.sources), Arc::clone(&reading.public_url));
    let asked = Page::ask(&reading, move |store| {
        let (issue, event, body) = find(store, sources.as_ref(), &address)?;
        Ok(text_page::page(&issue, &event, &markdown(&issue, &event, &body, &public_url)))
    });
    asked.await
}

fn read(parts: Parts) -> Result<(i64, EventPlace), ReadError> {
    let PathSegments((issue, event)) = parts?;
    let known = issue.parse().ok().zip(EventPlace::read(&event));
    known.ok_or(ReadError::NotFound)
}

/// The event with its issue and its body, with the lines of the source around its frames.
fn find(
    store: &dyn Reader,
    sources: &dyn Sources,
    (issue, place): &(i64, EventPlace),
) -> Result<(Issue, StoredEvent, Value), ReadError> {
    let issue = store.issue(*issue)?.ok_or(ReadError::NotFound)?;
    let event = place.find(store, &issue)?.ok_or(ReadError::NotFound)?;
    let event = with_lines(event, sources)?;
    let body = serde_json::from_str(&event.body).unwrap_or_default();
    Ok((issue, event, body))
}

/// The answer with an event as text of this kind.
async fn text(
    reading: &Reading,
    parts: Parts,
    kind: HeaderValue,
    write: impl FnOnce(&Issue, &StoredEvent, &Value) -> String + Send + 'static,
) -> Response {
    let sources = Arc::clone(&reading.sources);
    let question = move |store: &dyn Reader| {
        let (issue, event, body) = find(store, sources.as_ref(), &read(parts)?)?;
        Ok(write(&issue, &event, &body))
    };
    match reading.ask(question).await {
        Ok(text) => (HEADERS, [(header::CONTENT_TYPE, kind)], text).into_response(),
        Err(error) => Page::error(reading, error).into_response(),
    }
}
