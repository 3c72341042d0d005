//! Making releases before their first event: <https://docs.sentry.io/api/releases/create-a-new-release-for-an-organization/>

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::release_handlers::{release_rows, shown};
use crate::model::timestamp::Timestamp;
use crate::store::{ProjectChanges as Changes, Reader};
use crate::web::json_response;
use crate::web::parameters::PathSegments;
use crate::web::project_changes::ProjectChanges;
use crate::web::project_lookup::project_id;
use crate::web::read_error::ReadError;
use crate::web::viewer::{ChangeReleases, Permitted};

/// Longest version, in characters, as of events.
const VERSION: usize = 200;
/// Most projects of a request.
const PROJECTS: usize = 100;

/// `POST /api/0/organizations/{organization}/releases/` with `version` and `projects`.
pub(super) async fn create(
    _: Permitted<ChangeReleases>,
    State(changes): State<ProjectChanges>,
    body: Bytes,
) -> Result<Response, ReadError> {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let (version, projects) = (version(&body)?, projects(&body)?);
    if projects.is_empty() {
        return Err(ReadError::Unsupported(
            "projects is missing: the names of those that have the release".into(),
        ));
    }
    make(&changes, version, projects).await
}

/// `POST /api/0/projects/{organization}/{project}/releases/` with `version`.
pub(super) async fn create_of_project(
    _: Permitted<ChangeReleases>,
    State(changes): State<ProjectChanges>,
    PathSegments((_, project)): PathSegments<(String, String)>,
    body: Bytes,
) -> Result<Response, ReadError> {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    make(&changes, version(&body)?, vec![project]).await
}

/// `PUT /api/0/organizations/{organization}/releases/{version}/`: adds it to the `projects` of the body. Dates, commits and
/// addresses, which Sentry's clients send, are not kept.
pub(super) async fn change(
    _: Permitted<ChangeReleases>,
    State(changes): State<ProjectChanges>,
    PathSegments((_, version)): PathSegments<(String, String)>,
    body: Bytes,
) -> Result<Response, ReadError> {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let projects = projects(&body)?;
    let changed = changes.make(move |store, changes| {
        release_rows(store, &version, None)?;
        add(store, changes, &version, &projects)?;
        Ok(shown(store, &release_rows(store, &version, None)?)?)
    });
    Ok(json_response::private(&changed.await?))
}

/// `PUT /api/0/projects/{organization}/{project}/releases/{version}/`: the same.
pub(super) async fn change_of_project(
    permitted: Permitted<ChangeReleases>,
    changes: State<ProjectChanges>,
    PathSegments((organization, _, version)): PathSegments<(String, String, String)>,
    body: Bytes,
) -> Result<Response, ReadError> {
    change(permitted, changes, PathSegments((organization, version)), body).await
}

/// Makes a release of these projects: 201, or 208 as at Sentry where all of them have it.
async fn make(
    changes: &ProjectChanges,
    version: String,
    projects: Vec<String>,
) -> Result<Response, ReadError> {
    let made = changes.make(move |store, changes| {
        let is_new = add(store, changes, &version, &projects)?;
        Ok((shown(store, &release_rows(store, &version, None)?)?, is_new))
    });
    let (release, is_new) = made.await?;
    if is_new {
        return Ok(json_response::private_created(&release));
    }
    Ok((StatusCode::ALREADY_REPORTED, json_response::private(&release)).into_response())
}

/// Adds a release to projects. Returns whether one of them did not have it.
fn add(
    store: &dyn Reader,
    changes: &dyn Changes,
    version: &str,
    projects: &[String],
) -> Result<bool, ReadError> {
    let ids = projects.iter().map(|project| project_id(store, project)).collect::<Result<Vec<_>, _>>()?;
    let mut is_new = false;
    for id in ids {
        is_new |= changes.add_release(id, version, Timestamp::now())?;
    }
    Ok(is_new)
}

/// The `version` of a body, under Sentry's rules: <https://docs.sentry.io/product/releases/naming-releases/>
fn version(body: &Value) -> Result<String, ReadError> {
    let version = body["version"].as_str().map(str::trim).unwrap_or_default();
    let is_valid = !matches!(version, "" | "." | ".." | "latest")
        && version.chars().nth(VERSION).is_none()
        && !version.contains(|it: char| it.is_control() || matches!(it, '/' | '\\'));
    if is_valid {
        return Ok(version.to_owned());
    }
    Err(ReadError::Unsupported(format!(
        "version is no name of at most {VERSION} characters without / and \\"
    )))
}

/// The `projects` of a body; none without the member.
fn projects(body: &Value) -> Result<Vec<String>, ReadError> {
    let problem = || ReadError::Unsupported(format!("projects is no list of at most {PROJECTS} names"));
    let list = match &body["projects"] {
        Value::Null => return Ok(Vec::new()),
        list => list.as_array().filter(|list| list.len() <= PROJECTS).ok_or_else(problem)?,
    };
    list.iter().map(|name| name.as_str().map(str::to_owned).ok_or_else(problem)).collect()
}
