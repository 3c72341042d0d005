//! The organization, its team, and lists of things that it does not have.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::list_request::{Entries, ListRequest};
use super::{organization_json, project_json, recent_tags};
use crate::store::ProjectDetail;
use crate::web::json_response;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{ChangeProjects, Permitted, ReadEvents, ReadOrganization};

/// `GET /api/0/organizations/`
pub(super) async fn organizations(
    _: Permitted<ReadOrganization>,
    State(reading): State<Reading>,
    request: ListRequest,
) -> Response {
    one(&request, &reading, organization_json::json(&reading.public_url))
}

/// `GET /api/0/organizations/{organization}/`, with its projects and its team. Every slug is that of the organization.
pub(super) async fn organization(
    _: Permitted<ReadOrganization>,
    State(reading): State<Reading>,
) -> Result<Response, ReadError> {
    let (projects, environments) =
        reading.ask(|store| Ok((store.project_details()?, recent_tags::environments(store)?))).await?;
    let none = BTreeSet::new();
    let public_url = &reading.public_url;
    let mut shown = organization_json::json(public_url);
    let json = |detail: &ProjectDetail| {
        project_json::json(detail, environments.get(&detail.project.id).unwrap_or(&none), public_url)
    };
    shown["projects"] = projects.iter().map(json).collect();
    shown["teams"] = Value::Array(vec![organization_json::team()]);
    shown["access"] = Value::Array(Vec::new());
    Ok(json_response::private(&shown))
}

/// `GET /api/0/organizations/{organization}/teams/`
pub(super) async fn teams(
    _: Permitted<ReadOrganization>,
    State(reading): State<Reading>,
    request: ListRequest,
) -> Response {
    one(&request, &reading, organization_json::team())
}

/// `GET /api/0/teams/{organization}/{team}/`. Every slug is that of the team.
pub(super) async fn team(_: Permitted<ReadOrganization>) -> Response {
    json_response::private(&organization_json::team())
}

/// `POST /api/0/organizations/{organization}/teams/`: no team is made, and clients show why.
pub(super) async fn add_team(_: Permitted<ChangeProjects>) -> ReadError {
    ReadError::Unsupported("there is one team, balefire, which has all projects".into())
}

/// A list of what is not there, for clients that ask for it in passing: repositories, monitors, members.
pub(super) async fn nothing(
    _: Permitted<ReadOrganization>,
    State(reading): State<Reading>,
    request: ListRequest,
) -> Response {
    request.answer(&reading.public_url, Entries { entries: Vec::new(), has_more: false })
}

/// The same for an issue: links to other trackers.
pub(super) async fn nothing_of_issue(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    request: ListRequest,
) -> Response {
    request.answer(&reading.public_url, Entries { entries: Vec::new(), has_more: false })
}

/// The list of the one entry that there is, if the request's search finds it.
fn one(request: &ListRequest, reading: &Reading, entry: Value) -> Response {
    let entries = if organization_json::is_found(request.get("query")) { vec![entry] } else { Vec::new() };
    request.answer(&reading.public_url, request.page.cut(&entries, Value::clone))
}
