//! `POST /api/{project_id}/envelope/`: read, admitted, kept; then 200 `{"id": ".."}`. What comes to `store/` and
//! `security/` is made an envelope first.
//!
//! Refused is whoever brings no key (401), a key for a project that does not exist (404), a key that is not the
//! project's, or comes from a page or an address that may not send (403), or sends too much (429). A key in the query
//! or a header is looked at before the body is.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::StatusCode;
use axum::http::request::Parts;
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use balefire_protocol::envelope::{Envelope, parse};
use bytes::Bytes;

use super::admit::{admit, admit_event};
use super::auth::{key_of_envelope, key_of_request};
use super::body::{Incoming, Room};
use super::decoding::Encoding;
use super::refusal::Refusal;
use super::{cors, event_id, json, missing, security, store};
use crate::admission::limited::Reason;
use crate::app::App;
use crate::category::Category;
use crate::clock::Timestamp;
use crate::config::Limits;
use crate::items;

/// Makes an envelope of what came, as it is decoded.
type Read = fn(&Parts, Bytes, &Limits) -> Result<Bytes, Refusal>;

/// The routes.
pub fn router() -> Router<Arc<App>> {
    let as_it_is: Read = |_, body, _| Ok(body);
    let mut router = Router::new();
    for (name, read) in [
        ("envelope", as_it_is),
        ("store", store::envelope),
        ("security", security::envelope),
        // An older name of the same.
        ("csp-report", security::envelope),
    ] {
        let post = post(move |app, room, project_id, request| ingest(app, room, project_id, request, read));
        let methods = post.options(cors::preflight).fallback(missing::method_not_allowed);
        router = router
            .route(&format!("/api/{{project_id}}/{name}/"), methods.clone())
            .route(&format!("/api/{{project_id}}/{name}"), methods);
    }
    router.layer(Extension(Room::default())).layer(map_response(cors::open))
}

async fn ingest(
    State(app): State<Arc<App>>,
    Extension(room): Extension<Room>,
    project_id: Result<Path<i64>, PathRejection>,
    request: Request,
    read: Read,
) -> Response {
    let begun = Instant::now();
    let (parts, body) = request.into_parts();
    let mut body = Incoming::new(body, &parts.headers);
    let accepted = match project_id {
        Ok(Path(project_id)) => accept(&app, &room, project_id, &parts, &mut body, read).await,
        Err(_) => Err(Refusal::UnknownProject),
    };
    match accepted {
        Ok(id) => {
            app.timings.kept.observe(begun.elapsed());
            json::answer(StatusCode::OK, &serde_json::json!({ "id": id }))
        }
        Err(refusal) => {
            app.timings.refused.observe(begun.elapsed());
            refusal.log(&app.quiet);
            app.outcomes.count(refusal.outcome(), refusal.category(), 1);
            if !matches!(refusal, Refusal::Slow) {
                body.drain().await;
            }
            refusal.into_response()
        }
    }
}

/// Keeps the envelope, and gives its id.
async fn accept(
    app: &Arc<App>,
    room: &Room,
    project_id: i64,
    parts: &Parts,
    body: &mut Incoming,
    read: Read,
) -> Result<String, Refusal> {
    let config = app.config();
    let limits = &config.limits;
    let key = key_of_request(parts.uri.query(), &parts.headers);
    if let Some(key) = &key {
        admit(app, &config, project_id, key, parts).await?;
    }
    // Before the body is read and looked at: a refusal must cost little.
    if app.inbox.held() >= limits.backlog {
        return Err(Refusal::busy(Reason::Backlog));
    }
    if app.inbox.is_full() {
        return Err(Refusal::busy(Reason::QueueFull));
    }
    let encoding = Encoding::of(&parts.headers)?;
    let received = room.receive(key.as_ref().map(|_| project_id), body, limits).await?;
    let bytes = room.decode(&received, encoding, limits).await?;
    let bytes = read(parts, bytes, limits)?;
    let envelope = parse(&bytes)?;
    if key.is_none() {
        let key = key_of_envelope(envelope.header).ok_or(Refusal::MissingKey)?;
        admit(app, &config, project_id, &key, parts).await?;
    }
    check(&envelope, limits)?;
    if envelope.items.iter().any(|item| Category::of_item(&item.kind) == Category::Error) {
        admit_event(app, &config, project_id)?;
    }

    let now = Timestamp::now();
    let brought = event_id::brought(&envelope);
    let is_empty = envelope.items.is_empty();
    let (id, bytes) = match brought {
        Some(id) => (id, bytes),
        None => {
            let id = event_id::made(&bytes, now);
            let written = event_id::written(&bytes, &id);
            (id, written)
        }
    };
    if !is_empty {
        app.inbox.keep(project_id, now, bytes).await?;
    }
    Ok(id)
}

fn check(envelope: &Envelope<'_>, limits: &Limits) -> Result<(), Refusal> {
    if envelope.items.len() > limits.items {
        return Err(Refusal::Items(limits.items));
    }
    Ok(items::check(&envelope.items, limits.event)?)
}
