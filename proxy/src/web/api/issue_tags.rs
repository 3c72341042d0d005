//! The tags of an issue: each with its values, the most frequent first.

use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::list_request::ListRequest;
use crate::model::rfc3339;
use crate::store::TagCount;
use crate::web::issue_lookup::IssuePath;
use crate::web::json_response;
use crate::web::parameters::PathSegments;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadEvents};

/// Values of a tag that are shown beside others.
const TOP: usize = 10;

/// The part of a path that names a tag of an issue.
#[derive(Debug, Deserialize)]
pub(super) struct TagPath {
    id: String,
    key: String,
}

/// `GET .../issues/{id}/tags/`: all tags.
pub(super) async fn tags(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments(path): PathSegments<IssuePath>,
) -> Result<Response, ReadError> {
    let shown = reading.ask_of_issue(path.id, |store, issue| Ok(json(&store.tags(issue.id)?)));
    Ok(json_response::private(&shown.await?))
}

/// `GET .../issues/{id}/tags/{key}/`: one tag.
pub(super) async fn tag(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments(path): PathSegments<TagPath>,
) -> Result<Response, ReadError> {
    let found = of_key(&reading, path).await?;
    Ok(json_response::private(&one(&found).ok_or(ReadError::NotFound)?))
}

/// `GET .../issues/{id}/tags/{key}/values/`: all values of one tag.
pub(super) async fn values(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments(path): PathSegments<TagPath>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    let found = of_key(&reading, path).await?;
    Ok(request.answer(&reading.public_url, request.page.cut(&found, value)))
}

/// The values of one tag of the issue that a path names.
async fn of_key(reading: &Reading, path: TagPath) -> Result<Vec<TagCount>, ReadError> {
    let TagPath { id, key } = path;
    let found = reading.ask_of_issue(id, move |store, issue| {
        Ok(store.tags(issue.id)?.into_iter().filter(|tag| tag.key == key).collect())
    });
    found.await
}

/// All tags of an issue.
pub(super) fn json(counts: &[TagCount]) -> Value {
    Value::Array(counts.chunk_by(|a, b| a.key == b.key).filter_map(one).collect())
}

/// The values of one tag.
fn one(values: &[TagCount]) -> Option<Value> {
    let key = &values.first()?.key;
    let total: i64 = values.iter().map(|value| value.count).sum();
    let top: Vec<Value> = values.iter().take(TOP).map(value).collect();
    Some(json!({
        "key": key, "name": key, "uniqueValues": values.len(), "totalValues": total, "topValues": top,
    }))
}

/// A value. The first time is unknown of values from before times were stored.
fn value(tag: &TagCount) -> Value {
    json!({
        "key": tag.key, "name": tag.value, "value": tag.value, "count": tag.count,
        "firstSeen": tag.first_seen.map(rfc3339::format), "lastSeen": tag.last_seen.map(rfc3339::format),
    })
}
