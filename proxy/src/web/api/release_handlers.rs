//! Releases of the organization and of a project: <https://docs.sentry.io/api/releases/>

use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::events::{Pairs, project_ids};
use super::list_request::{Entries, ListRequest};
use super::release_json;
use crate::model::project::Project;
use crate::store::{Reader, Release, StoreError};
use crate::web::json_response;
use crate::web::parameters::{self, PathSegments};
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadEvents};

/// Releases of a project among which a page is found.
const RELEASES: u32 = 1000;

/// `GET /api/0/organizations/{organization}/releases/`
pub(super) async fn releases(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    answer(&reading, request, None).await
}

/// `GET /api/0/projects/{organization}/{project}/releases/`
pub(super) async fn project_releases(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments((_, project)): PathSegments<(String, String)>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    answer(&reading, request, Some(project)).await
}

/// `GET /api/0/organizations/{organization}/releases/{version}/`
pub(super) async fn release(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments((_, version)): PathSegments<(String, String)>,
) -> Result<Response, ReadError> {
    one(&reading, version, None).await
}

/// `GET /api/0/projects/{organization}/{project}/releases/{version}/`
pub(super) async fn project_release(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments((_, project, version)): PathSegments<(String, String, String)>,
) -> Result<Response, ReadError> {
    one(&reading, version, Some(project)).await
}

/// A page of a list, the newest first.
async fn answer(
    reading: &Reading,
    request: ListRequest,
    project: Option<String>,
) -> Result<Response, ReadError> {
    let text = parameters::search(request.get("query"))?;
    let (pairs, page) = (request.pairs.clone(), request.page);
    let found = reading.ask(move |store| {
        let projects = asked_projects(store, &pairs, project.as_deref())?;
        let mut groups = grouped(store, &projects, text.as_deref())?;
        let end = (page.offset as usize).saturating_add(page.limit as usize);
        let has_more = groups.len() > end;
        groups.truncate(end);
        let json = |rows: &Vec<(Release, Project)>| shown(store, rows);
        let entries = groups.iter().skip(page.offset as usize).map(json).collect::<Result<_, _>>()?;
        Ok(Entries { entries, has_more })
    });
    Ok(request.answer(&reading.public_url, found.await?))
}

/// The project of the path, or those of the query.
fn asked_projects(
    store: &dyn Reader,
    pairs: &Pairs,
    project: Option<&str>,
) -> Result<Vec<Project>, ReadError> {
    let known = store.projects()?;
    if let Some(project) = project {
        let slug = project_slug(store, project)?;
        return Ok(known.into_iter().filter(|project| project.slug == slug).collect());
    }
    let ids = project_ids(pairs, &known)?;
    Ok(known.into_iter().filter(|project| ids.contains(&project.id)).collect())
}

/// The releases whose version contains a text, with those of one version together, the newest first.
fn grouped(
    store: &dyn Reader,
    projects: &[Project],
    text: Option<&str>,
) -> Result<Vec<Vec<(Release, Project)>>, StoreError> {
    let mut all: Vec<(Release, Project)> = Vec::new();
    for project in projects {
        let releases = store.releases(project.id, 0, RELEASES)?;
        all.extend(releases.into_iter().map(|release| (release, project.clone())));
    }
    all.retain(|(release, _)| text.is_none_or(|text| release.version.contains(text)));
    all.sort_by(|(a, _), (b, _)| a.version.cmp(&b.version).then(a.project_id.cmp(&b.project_id)));
    let mut groups: Vec<Vec<(Release, Project)>> =
        all.chunk_by(|(a, _), (b, _)| a.version == b.version).map(<[_]>::to_vec).collect();
    let created =
        |rows: &[(Release, Project)]| rows.iter().map(|(it, _)| it.created.0).fold(f64::INFINITY, f64::min);
    groups.sort_by(|a, b| created(b).total_cmp(&created(a)));
    Ok(groups)
}

/// The rows of a version, of the project of the path or of all; an error if there are none.
pub(super) fn release_rows(
    store: &dyn Reader,
    version: &str,
    project: Option<&str>,
) -> Result<Vec<(Release, Project)>, ReadError> {
    let mut rows = Vec::new();
    for project in asked_projects(store, &Vec::new(), project)? {
        rows.extend(store.release(project.id, version)?.map(|release| (release, project)));
    }
    if rows.is_empty() { Err(ReadError::NotFound) } else { Ok(rows) }
}

pub(super) fn shown(store: &dyn Reader, rows: &[(Release, Project)]) -> Result<Value, StoreError> {
    let version = rows.first().map(|(release, _)| release.version.as_str()).unwrap_or_default();
    Ok(release_json::json(rows, store.last_deploy(version)?.as_ref()))
}

async fn one(reading: &Reading, version: String, project: Option<String>) -> Result<Response, ReadError> {
    let found = reading.ask(move |store| {
        let rows = release_rows(store, &version, project.as_deref())?;
        Ok(shown(store, &rows)?)
    });
    Ok(json_response::private(&found.await?))
}
