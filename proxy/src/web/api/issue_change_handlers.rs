//! Changing one issue, and many at once: <https://docs.sentry.io/api/events/bulk-mutate-a-list-of-issues/>

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde_json::Value;

use super::events::Pairs;
use super::{issue_change_body, issue_handlers, issue_json, issue_selection};
use crate::model::issue_state::{Actor, IssueChange};
use crate::model::timestamp::Timestamp;
use crate::store::{IssueWork, Reader};
use crate::web::issue_changes::IssueChanges;
use crate::web::issue_lookup::{self, IssuePath};
use crate::web::json_response;
use crate::web::parameters::{PathSegments, QueryString};
use crate::web::read_error::ReadError;
use crate::web::viewer::{ChangeIssues, Permitted};

/// `PUT .../issues/{id}/`: changes one issue, and answers it wholly.
pub(super) async fn issue(
    viewer: Permitted<ChangeIssues>,
    State(changes): State<IssueChanges>,
    PathSegments(path): PathSegments<IssuePath>,
    body: Bytes,
) -> Result<Response, ReadError> {
    let name = viewer.identity().name();
    let (change, actor) = (issue_change_body::read(&body, name)?, Actor::named(name));
    let public_url = Arc::clone(&changes.reading.public_url);
    let shown = changes.ask(move |store, work| {
        let (issue, now) = (issue_lookup::issue(store, &path.id)?, Timestamp::now());
        work.change_issues(&[issue.id], &change, &actor, now)?;
        let issue = store.issue(issue.id)?.ok_or(ReadError::NotFound)?;
        issue_handlers::details(store, &issue, &public_url, now)
    });
    Ok(json_response::private(&shown.await?))
}

/// `PUT /api/0/organizations/{organization}/issues/`: the issues with these `id`s, or
/// those of this `status` that a list with this `query`, range and environment has, or all.
pub(super) async fn issues_of_organization(
    viewer: Permitted<ChangeIssues>,
    State(changes): State<IssueChanges>,
    QueryString(pairs): QueryString<Pairs>,
    body: Bytes,
) -> Result<Response, ReadError> {
    many(viewer, &changes, None, pairs, &body).await
}

/// `PUT /api/0/projects/{organization}/{project}/issues/`: the same within a project.
pub(super) async fn issues_of_project(
    viewer: Permitted<ChangeIssues>,
    State(changes): State<IssueChanges>,
    PathSegments((_, project)): PathSegments<(String, String)>,
    QueryString(pairs): QueryString<Pairs>,
    body: Bytes,
) -> Result<Response, ReadError> {
    many(viewer, &changes, Some(project), pairs, &body).await
}

/// Changes many issues, and answers what they have in common now; 204 if there are none.
async fn many(
    viewer: Permitted<ChangeIssues>,
    changes: &IssueChanges,
    project: Option<String>,
    pairs: Pairs,
    body: &[u8],
) -> Result<Response, ReadError> {
    let name = viewer.identity().name();
    let (change, actor) = (issue_change_body::read(body, name)?, Actor::named(name));
    let (public_url, identity) = (Arc::clone(&changes.reading.public_url), viewer.identity().clone());
    let shown = changes.ask(move |store, work| {
        let ids = issue_selection::ids(store, project.as_deref(), &pairs, &identity)?;
        apply(store, work, &ids, &change, &actor, &public_url)
    });
    Ok(shown.await?.map_or_else(json_response::nothing, |shown| json_response::private(&shown)))
}

fn apply(
    store: &dyn Reader,
    work: &dyn IssueWork,
    ids: &[i64],
    change: &IssueChange,
    actor: &Actor,
    public_url: &str,
) -> Result<Option<Value>, ReadError> {
    let Some(first) = ids.first() else { return Ok(None) };
    let now = Timestamp::now();
    work.change_issues(ids, change, actor, now)?;
    let issue = store.issue(*first)?.ok_or(ReadError::NotFound)?;
    Ok(Some(common(change, issue_json::json(&issue, &[0; 24], None, public_url, now))))
}

/// The members of an issue that a change is about.
fn common(change: &IssueChange, mut issue: Value) -> Value {
    let members = [
        (change.status.is_some(), &["status", "statusDetails", "substatus"][..]),
        (change.assignee.is_some(), &["assignedTo"]),
        (change.priority.is_some(), &["priority"]),
        (change.is_bookmarked.is_some(), &["isBookmarked"]),
        (change.is_seen.is_some(), &["hasSeen"]),
    ];
    let named = members.iter().filter(|(is_changed, _)| *is_changed).flat_map(|(_, members)| members.iter());
    Value::Object(named.map(|member| ((*member).to_owned(), issue[*member].take())).collect())
}
