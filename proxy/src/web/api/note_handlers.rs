//! What happened to an issue, and what people wrote about it. A comment is a note in Sentry's words.

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::activity_json;
use super::list_request::{Entries, ListRequest};
use crate::model::issue::Issue;
use crate::model::issue_state::Actor;
use crate::model::timestamp::Timestamp;
use crate::store::Reader;
use crate::web::issue_changes::IssueChanges;
use crate::web::issue_lookup::IssuePath;
use crate::web::json_response;
use crate::web::parameters::PathSegments;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{ChangeIssues, Permitted, ReadEvents};

/// Entries of `activities/` and of the details of an issue.
const ACTIVITIES: u32 = 100;

/// The part of a path that names a note.
#[derive(Debug, Deserialize)]
pub(super) struct NotePath {
    id: String,
    note: String,
}

/// `GET .../issues/{id}/activities/`: the newest first; the last is the first event.
pub(super) async fn activities(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments(path): PathSegments<IssuePath>,
) -> Result<Response, ReadError> {
    let shown =
        reading.ask_of_issue(path.id, |store, issue| Ok(json!({ "activity": record(store, &issue)? })));
    Ok(json_response::private(&shown.await?))
}

/// What happened to an issue lately, the newest first. It ends with the first event.
pub(super) fn record(store: &dyn Reader, issue: &Issue) -> Result<Vec<Value>, ReadError> {
    let lately = store.activity(issue.id, 0, ACTIVITIES)?;
    let mut shown: Vec<Value> = lately.iter().map(activity_json::json).collect();
    shown.push(activity_json::first_seen(issue));
    Ok(shown)
}

/// `GET .../issues/{id}/notes/`
pub(super) async fn notes(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments(path): PathSegments<IssuePath>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    let page = request.page;
    let found = reading.ask_of_issue(path.id, move |store, issue| {
        let mut comments = store.comments(issue.id, page.offset, page.limit.saturating_add(1))?;
        let has_more = comments.len() > page.limit as usize;
        comments.truncate(page.limit as usize);
        Ok(Entries { entries: comments.iter().map(activity_json::json).collect(), has_more })
    });
    Ok(request.answer(&reading.public_url, found.await?))
}

/// `POST .../issues/{id}/notes/` with `{"text": ".."}`
pub(super) async fn add(
    viewer: Permitted<ChangeIssues>,
    State(changes): State<IssueChanges>,
    PathSegments(path): PathSegments<IssuePath>,
    body: Bytes,
) -> Result<Response, ReadError> {
    let actor = Actor::named(viewer.identity().name());
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let text = body["text"].as_str().map(str::to_owned);
    let text = text.ok_or_else(|| ReadError::Unsupported("text is missing".into()))?;
    let shown = changes.ask_of_issue(path.id, move |_, work, issue| {
        let added = work.add_comment(issue.id, &text, &actor, Timestamp::now())?;
        Ok(activity_json::json(&added.ok_or(ReadError::NotFound)?))
    });
    Ok(json_response::private_created(&shown.await?))
}

/// `DELETE .../issues/{id}/notes/{note}/`
pub(super) async fn delete(
    _: Permitted<ChangeIssues>,
    State(changes): State<IssueChanges>,
    PathSegments(path): PathSegments<NotePath>,
) -> Result<Response, ReadError> {
    let note = path.note.parse().map_err(|_| ReadError::NotFound)?;
    let deleted =
        changes.ask_of_issue(path.id, move |_, work, issue| Ok(work.delete_comment(issue.id, note)?));
    if deleted.await? { Ok(json_response::nothing()) } else { Err(ReadError::NotFound) }
}
