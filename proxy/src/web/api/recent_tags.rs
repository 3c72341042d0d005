//! The tags and environments that are in use: those of the issues that were seen last.

use std::collections::{BTreeMap, BTreeSet};

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::events::project_ids;
use super::list_request::ListRequest;
use crate::store::{IssueQuery, Reader, StoreError, TagCount};
use crate::web::json_response;
use crate::web::parameters::PathSegments;
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadEvents, ReadProjects};

/// Issues that are looked at: those that were seen last.
const ISSUES: u32 = 100;

/// `GET /api/0/organizations/{organization}/tags/`: keys, each with the number of values that it has.
pub(super) async fn tags(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    let shown = reading.ask(move |store| {
        let projects = project_ids(&request.pairs, &store.projects()?)?;
        let mut values: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for (project, tag) in of_recent_issues(store)? {
            if projects.contains(&project) {
                values.entry(tag.key).or_default().insert(tag.value);
            }
        }
        let tags = values.iter().map(|(key, values)| {
            json!({ "key": key, "name": key, "totalValues": values.len(), "uniqueValues": values.len() })
        });
        Ok(Value::Array(tags.collect()))
    });
    Ok(json_response::private(&shown.await?))
}

/// `GET /api/0/organizations/{organization}/environments/`
pub(super) async fn environments_of_organization(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
) -> Result<Response, ReadError> {
    let found = reading.ask(|store| Ok(environments(store)?)).await?;
    let all: BTreeSet<&String> = found.values().flatten().collect();
    Ok(json_response::private(&list(all.into_iter())))
}

/// `GET /api/0/projects/{organization}/{project}/environments/`
pub(super) async fn environments_of_project(
    _: Permitted<ReadProjects>,
    State(reading): State<Reading>,
    PathSegments((_, project)): PathSegments<(String, String)>,
) -> Result<Response, ReadError> {
    let found = reading.ask(move |store| {
        let slug = project_slug(store, &project)?;
        let id = store.projects()?.into_iter().find(|project| project.slug == slug).map(|project| project.id);
        Ok(environments(store)?.remove(&id.unwrap_or_default()).unwrap_or_default())
    });
    Ok(json_response::private(&list(found.await?.iter())))
}

/// The environments of each project, by its number.
pub(super) fn environments(store: &dyn Reader) -> Result<BTreeMap<i64, BTreeSet<String>>, StoreError> {
    let mut environments: BTreeMap<i64, BTreeSet<String>> = BTreeMap::new();
    for (project, tag) in of_recent_issues(store)? {
        if tag.key == "environment" {
            environments.entry(project).or_default().insert(tag.value);
        }
    }
    Ok(environments)
}

fn list<'a>(names: impl Iterator<Item = &'a String>) -> Value {
    Value::Array(names.map(|name| json!({ "id": name, "name": name, "isHidden": false })).collect())
}

/// The tags of the issues that were seen last, each with the number of its project.
fn of_recent_issues(store: &dyn Reader) -> Result<Vec<(i64, TagCount)>, StoreError> {
    let issues = store.issues(&IssueQuery { limit: ISSUES, ..IssueQuery::default() })?;
    let mut found = Vec::new();
    for issue in issues {
        found.extend(store.tags(issue.id)?.into_iter().map(|tag| (issue.project_id, tag)));
    }
    Ok(found)
}
