//! The keys of a project, with which clients send: <https://docs.sentry.io/api/projects/list-a-projects-client-keys/>

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::list_request::ListRequest;
use super::organization_json::CREATED;
use super::project_handlers::detail;
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;
use crate::secret::random_hex;
use crate::store::ProjectKey;
use crate::web::json_response;
use crate::web::parameters::PathSegments;
use crate::web::project_changes::ProjectChanges;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{ChangeProjects, Permitted, ReadProjects};

/// Most keys of a project, as on the pages.
const KEYS: u32 = 50;
/// Longest name of a key, in characters.
const NAME: usize = 100;

/// `GET /api/0/projects/{organization}/{project}/keys/`
pub(super) async fn keys(
    _: Permitted<ReadProjects>,
    State(reading): State<Reading>,
    PathSegments((_, project)): PathSegments<(String, String)>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    let found = reading.ask(move |store| detail(store, &project)).await?;
    let json = |key: &ProjectKey| json(key, found.project.id, &reading.public_url);
    Ok(request.answer(&reading.public_url, request.page.cut(&found.keys, json)))
}

/// `POST /api/0/projects/{organization}/{project}/keys/` with `{"name": ".."}`
pub(super) async fn add(
    _: Permitted<ChangeProjects>,
    State(changes): State<ProjectChanges>,
    PathSegments((_, project)): PathSegments<(String, String)>,
    body: Bytes,
) -> Result<Response, ReadError> {
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let name = body["name"].as_str().unwrap_or("Default").trim().to_owned();
    if name.chars().count() > NAME || name.contains(char::is_control) {
        return Err(ReadError::Unsupported(format!("the name of a key has at most {NAME} characters")));
    }
    let key = random_hex(16).map_err(ReadError::Random)?;
    let key = ProjectKey { key, name, is_enabled: true, created: Some(Timestamp::now()) };
    let public_url = changes.reading.public_url.clone();
    let made = changes.make(move |store, changes| {
        let project = detail(store, &project)?.project;
        if !changes.add_named_key(project.id, &key, KEYS)? {
            return Err(ReadError::Unsupported(format!("a project has at most {KEYS} keys")));
        }
        Ok(json(&key, project.id, &public_url))
    });
    Ok(json_response::private_created(&made.await?))
}

/// A key. Sentry's secret half has not been needed for years, so that the public key stands in its place.
fn json(key: &ProjectKey, project_id: i64, public_url: &str) -> Value {
    let ProjectKey { key, name, is_enabled, created } = key;
    let dsn = match public_url.split_once("://") {
        Some((scheme, rest)) => format!("{scheme}://{key}@{rest}/{project_id}"),
        None => String::new(),
    };
    let name = if name.is_empty() { "Default" } else { name };
    json!({
        "id": key,
        "name": name,
        "label": name,
        "public": key,
        "secret": key,
        "projectId": project_id,
        "isActive": is_enabled,
        "rateLimit": null,
        "dateCreated": created.map_or_else(|| CREATED.to_owned(), rfc3339::format),
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
        let key = ProjectKey { key: "k".into(), name: String::new(), is_enabled: false, created: None };
        for (url, dsn) in [
            ("http://127.0.0.1:8787", "http://k@127.0.0.1:8787/7"),
            ("https://errors.example/below", "https://k@errors.example/below/7"),
        ] {
            let shown = json(&key, 7, url);
            assert_eq!((&shown["dsn"]["public"], &shown["name"]), (&json!(dsn), &json!("Default")));
            assert_eq!((&shown["isActive"], &shown["dateCreated"]), (&json!(false), &json!(CREATED)));
        }
    }
}
