//! `POST /api/{project_id}/envelope/`: read, admitted, kept; then 200 `{"id": ".."}`. What comes to `store/` and
//! `security/` is made an envelope first.
//!
//! Refused is whoever brings no key (401), a key for a project that does not exist (404), or a key that is not
//! the project's, or comes from a page that is not (403). A key in the query or a header is looked at before the body is.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::rejection::PathRejection;
use axum::extract::{Path, Request, State};
use axum::http::request::Parts;
use axum::http::{HeaderMap, StatusCode};
use axum::middleware::map_response;
use axum::response::{IntoResponse, Response};
use axum::routing::post;
use axum::{Extension, Router};
use balefire_protocol::envelope::{Envelope, parse};
use bytes::Bytes;

use super::auth::{key_of_envelope, key_of_request};
use super::body::{Incoming, Room};
use super::decoding::Encoding;
use super::refusal::Refusal;
use super::{cors, event_id, json, missing, security, store};
use crate::admission::Admission;
use crate::app::App;
use crate::category::Category;
use crate::clock::Timestamp;
use crate::config::Limits;
use crate::origin::is_allowed;

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
    let (parts, body) = request.into_parts();
    let mut body = Incoming::new(body, &parts.headers);
    let accepted = match project_id {
        Ok(Path(project_id)) => accept(&app, &room, project_id, &parts, &mut body, read).await,
        Err(_) => Err(Refusal::UnknownProject),
    };
    match accepted {
        Ok(id) => json::answer(StatusCode::OK, &serde_json::json!({ "id": id })),
        Err(refusal) => {
            refusal.log();
            app.outcomes.count(refusal.outcome(), Category::Request, 1);
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
    let limits = &app.config.limits;
    let key = key_of_request(parts.uri.query(), &parts.headers);
    if let Some(key) = &key {
        admit(app, project_id, key, &parts.headers).await?;
    }
    let encoding = Encoding::of(&parts.headers)?;
    let received = room.receive(body, limits).await?;
    let bytes = room.decode(&received, encoding, limits).await?;
    let bytes = read(parts, bytes, limits)?;
    let envelope = parse(&bytes)?;
    if key.is_none() {
        let key = key_of_envelope(envelope.header).ok_or(Refusal::MissingKey)?;
        admit(app, project_id, &key, &parts.headers).await?;
    }
    check(&envelope, limits)?;

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

/// From memory; what is not there may have come into the store since, and what is may have gone.
async fn admit(app: &Arc<App>, project_id: i64, key: &str, headers: &HeaderMap) -> Result<(), Refusal> {
    let mut admission = app.keys.admit(project_id, key);
    if admission == Admission::Admitted {
        if app.keys.is_stale(Instant::now()) {
            // The next one will know; this one is not kept waiting.
            tokio::spawn(learn_keys(Arc::clone(app)));
        }
    } else if app.keys.may_reload(Instant::now()) {
        learn_keys(Arc::clone(app)).await;
        admission = app.keys.admit(project_id, key);
    }
    match admission {
        Admission::Admitted if is_own_page(app, project_id, headers) => Ok(()),
        Admission::Admitted => Err(Refusal::Origin),
        Admission::UnknownKey => Err(Refusal::UnknownKey),
        Admission::UnknownProject => Err(Refusal::UnknownProject),
    }
}

/// Whether the page that sends is one of the project's, where it is said which are.
fn is_own_page(app: &App, project_id: i64, headers: &HeaderMap) -> bool {
    if app.config.origins.is_empty() {
        return true;
    }
    let slug = app.keys.slug(project_id).unwrap_or_default();
    app.config.origins.get(&slug).is_none_or(|allowed| is_allowed(allowed, headers))
}

/// Looks into the store for projects and their keys.
async fn learn_keys(app: Arc<App>) {
    let store = Arc::clone(&app.store);
    match tokio::task::spawn_blocking(move || store.projects()).await {
        Ok(Ok(projects)) => app.keys.replace(projects),
        Ok(Err(error)) => {
            tracing::error!(error = &error as &dyn std::error::Error, "cannot read the projects");
        }
        Err(error) => tracing::error!(%error, "cannot read the projects"),
    }
}

fn check(envelope: &Envelope<'_>, limits: &Limits) -> Result<(), Refusal> {
    if envelope.items.len() > limits.items {
        return Err(Refusal::Items(limits.items));
    }
    let mut events = envelope.items.iter().filter(|item| item.kind == "event");
    if events.any(|event| event.payload.len() > limits.event) {
        return Err(Refusal::Event(limits.event));
    }
    Ok(())
}
