//! The keys of a project, with which clients send: <https://docs.sentry.io/api/projects/list-a-projects-client-keys/>

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::list_request::ListRequest;
use super::organization_json::CREATED;
use crate::web::parameters::PathSegments;
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadProjects};

/// `GET /api/0/projects/{organization}/{project}/keys/`
pub(super) async fn keys(
    _: Permitted<ReadProjects>,
    State(reading): State<Reading>,
    PathSegments((_, project)): PathSegments<(String, String)>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    let found = reading.ask(move |store| {
        let slug = project_slug(store, &project)?;
        let found = store.projects()?.into_iter().find(|project| project.slug == slug);
        found.ok_or(ReadError::NotFound)
    });
    let project = found.await?;
    let json = |key: &String| json(key, project.id, &reading.public_url);
    Ok(request.answer(&reading.public_url, request.page.cut(&project.keys, json)))
}

/// A key. Sentry's secret half has not been needed for years, so that the public key stands in its place.
fn json(key: &str, project_id: i64, public_url: &str) -> Value {
    let dsn = match public_url.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{key}@{rest}/{project_id}"),
        None => String::new(),
    };
    json!({
        "id": key,
        "name": "Default",
        "label": "Default",
        "public": key,
        "secret": key,
        "projectId": project_id,
        "isActive": true,
        "rateLimit": null,
        "dateCreated": CREATED,
        "dsn": {
            "public": dsn,
            "secret": dsn,
            "csp": format!("{public_url}/api/{project_id}/csp-report/?sentry_key={key}"),
            "security": format!("{public_url}/api/{project_id}/security/?sentry_key={key}"),
        },
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dsn_has_the_address_of_the_server() {
        for (url, dsn) in [
            ("http://127.0.0.1:8787", "http://k@127.0.0.1:8787/7"),
            ("https://errors.example/below", "https://k@errors.example/below/7"),
        ] {
            assert_eq!(json("k", 7, url)["dsn"]["public"], dsn);
        }
    }
}
