//! Projects: those of the organization, those of the token, those of the team, and one.

use std::collections::BTreeSet;

use axum::extract::State;
use axum::response::Response;

use super::list_request::ListRequest;
use super::{project_json, recent_tags};
use crate::model::project::Project;
use crate::web::json_response;
use crate::web::parameters::PathSegments;
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadOrganization, ReadProjects};

/// `GET /api/0/organizations/{organization}/projects/`, and the team's, which has them all. Grafana asks it whether the
/// server is well.
pub(super) async fn of_organization(
    _: Permitted<ReadOrganization>,
    State(reading): State<Reading>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    list(&reading, &request).await
}

/// `GET /api/0/projects/`
pub(super) async fn of_token(
    _: Permitted<ReadProjects>,
    State(reading): State<Reading>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    list(&reading, &request).await
}

/// `GET /api/0/projects/{organization}/{project}/`
pub(super) async fn project(
    _: Permitted<ReadProjects>,
    State(reading): State<Reading>,
    PathSegments((_, asked)): PathSegments<(String, String)>,
) -> Result<Response, ReadError> {
    let public_url = reading.public_url.clone();
    let shown = reading.ask(move |store| {
        let slug = project_slug(store, &asked)?;
        let found = store.projects()?.into_iter().find(|project| project.slug == slug);
        let found = found.ok_or(ReadError::NotFound)?;
        let environments = recent_tags::environments(store)?.remove(&found.id).unwrap_or_default();
        Ok(project_json::json(&found, &environments, &public_url))
    });
    Ok(json_response::private(&shown.await?))
}

async fn list(reading: &Reading, request: &ListRequest) -> Result<Response, ReadError> {
    let (mut projects, environments) =
        reading.ask(|store| Ok((store.projects()?, recent_tags::environments(store)?))).await?;
    if let Some(query) = request.get("query") {
        projects.retain(|project| is_found(project, query));
    }
    let none = BTreeSet::new();
    let found = request.page.cut(&projects, |project| {
        let environments = environments.get(&project.id).unwrap_or(&none);
        project_json::json(project, environments, &reading.public_url)
    });
    Ok(request.answer(&reading.public_url, found))
}

/// Whether a search finds a project: `slug:`, `id:`, or a part of the slug.
fn is_found(project: &Project, query: &str) -> bool {
    query.split_whitespace().all(|word| match word.split_once(':') {
        Some(("slug", slug)) => project.slug == slug,
        Some(("id", id)) => project.id.to_string() == id,
        _ => project.slug.contains(&word.to_lowercase()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn searches() {
        let shop = Project { id: 7, slug: "web-shop".into(), keys: Vec::new() };
        for (query, expect) in [
            ("", true),
            ("Shop", true),
            ("slug:web-shop", true),
            ("slug:shop", false),
            ("id:7", true),
            ("id:8", false),
            ("web other", false),
        ] {
            assert_eq!(is_found(&shop, query), expect, "{query}");
        }
    }
}
