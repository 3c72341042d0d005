//! From an id that people have to the place where it is: `SHOP-1Z`, or the id of an event.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::json;

use super::{event_handlers, event_json, issue_handlers, organization_json};
use crate::model::issue_id;
use crate::model::timestamp::Timestamp;
use crate::web::issue_lookup;
use crate::web::json_response;
use crate::web::parameters::PathSegments;
use crate::web::read_error::ReadError;
use crate::web::reading::{self, Reading};
use crate::web::viewer::{Permitted, ReadEvents};

/// `GET /api/0/organizations/{organization}/shortids/{id}/`
pub(super) async fn issue(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments((_, asked)): PathSegments<(String, String)>,
) -> Result<Response, ReadError> {
    let public_url = Arc::clone(&reading.public_url);
    let shown = reading.ask(move |store| {
        let issue = issue_lookup::issue(store, &asked)?;
        Ok(json!({
            "organizationSlug": organization_json::SLUG,
            "projectSlug": issue.project,
            "groupId": issue.id.to_string(),
            "group": issue_handlers::details(store, &issue, &public_url, Timestamp::now())?,
            "shortId": issue_id::short(&issue.project, issue.id),
        }))
    });
    Ok(json_response::private(&shown.await?))
}

/// `GET /api/0/organizations/{organization}/eventids/{id}/`
pub(super) async fn event(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments((_, asked)): PathSegments<(String, String)>,
) -> Result<Response, ReadError> {
    let sources = Arc::clone(&reading.sources);
    let shown = reading.ask(move |store| {
        let event = event_handlers::by_id(store, None, &asked)?;
        let issue = store.issue(event.issue_id)?.ok_or(ReadError::NotFound)?;
        let event = reading::with_lines(event, sources.as_ref())?;
        Ok(json!({
            "organizationSlug": organization_json::SLUG,
            "projectSlug": issue.project,
            "groupId": issue.id.to_string(),
            "eventId": event.event_id,
            "event": event_json::json(&event, &store.neighbours(&event)?),
        }))
    });
    Ok(json_response::private(&shown.await?))
}
