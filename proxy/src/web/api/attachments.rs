//! The attachments of an event: <https://docs.sentry.io/api/events/>

use axum::extract::State;
use axum::response::Response;
use balefire_protocol::event_id;
use serde_json::{Value, json};

use super::events::Pairs;
use crate::model::attachment::AttachmentInfo;
use crate::model::rfc3339;
use crate::store::Reader;
use crate::web::parameters::{PathSegments, QueryString};
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadEvents};
use crate::web::{attachment_file, json_response};

/// Attachments of a list; an event has no more.
const LIMIT: u32 = 100;

/// `GET /api/0/projects/{organization}/{project}/events/{event_id}/attachments/`
pub(super) async fn attachments(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments((_, project, event)): PathSegments<(String, String, String)>,
) -> Result<Response, ReadError> {
    let asked = reading.ask(move |store| {
        let (project_id, event_id) = event_of(store, &project, &event)?;
        let found = store.attachments(project_id, &event_id, LIMIT)?;
        Ok(found.iter().map(as_json).collect::<Vec<_>>())
    });
    Ok(json_response::private(&Value::Array(asked.await?)))
}

/// `GET /api/0/projects/{organization}/{project}/events/{event_id}/attachments/{attachment}/`, with `download` the file.
pub(super) async fn attachment(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments((_, project, event, id)): PathSegments<(String, String, String, String)>,
    QueryString(pairs): QueryString<Pairs>,
) -> Result<Response, ReadError> {
    let id = id.parse().map_err(|_| ReadError::NotFound)?;
    let asked = reading.ask(move |store| {
        let (project_id, event_id) = event_of(store, &project, &event)?;
        store.attachment(project_id, &event_id, id)?.ok_or(ReadError::NotFound)
    });
    let (info, content) = asked.await?;
    if pairs.iter().any(|(name, _)| name == "download") {
        return Ok(attachment_file::download(&info, content));
    }
    Ok(json_response::private(&as_json(&info)))
}

/// The project's number and the event's id. The event may be gone: feedback has attachments too.
fn event_of(store: &dyn Reader, project: &str, event: &str) -> Result<(i64, String), ReadError> {
    let event_id = event_id::read(event).ok_or(ReadError::NotFound)?;
    let slug = project_slug(store, project)?;
    let project = store.projects()?.into_iter().find(|project| project.slug == slug);
    Ok((project.ok_or(ReadError::NotFound)?.id, event_id))
}

fn as_json(info: &AttachmentInfo) -> Value {
    json!({
        "id": info.id.to_string(),
        "event_id": info.event_id,
        "type": info.kind,
        "name": info.name,
        "mimetype": if info.content_type.is_empty() { "application/octet-stream" } else { &info.content_type },
        "size": info.size,
        "sha1": null,
        "headers": {},
        "dateCreated": rfc3339::format(info.received),
    })
}
