//! Changing one issue, and many at once, also merging and discarding them:
//! <https://docs.sentry.io/api/events/bulk-mutate-a-list-of-issues/>

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::events::Pairs;
use super::issue_change_body::{self, AskedChange};
use super::{issue_handlers, issue_json, issue_selection};
use crate::model::issue_state::{Actor, IssueChange};
use crate::model::timestamp::Timestamp;
use crate::model::token_scope::Access;
use crate::store::{IssueWork, MoveError, Reader};
use crate::web::issue_changes::IssueChanges;
use crate::web::issue_lookup::IssuePath;
use crate::web::issue_moves::IssueMover;
use crate::web::json_response;
use crate::web::parameters::{PathSegments, QueryString};
use crate::web::read_error::ReadError;
use crate::web::viewer::{ChangeIssues, Permitted};

/// `PUT .../issues/{id}/`: changes one issue, and answers it wholly.
pub(super) async fn issue(
    viewer: Permitted<ChangeIssues>,
    State(changes): State<IssueChanges>,
    State(mover): State<IssueMover>,
    PathSegments(path): PathSegments<IssuePath>,
    body: Bytes,
) -> Result<Response, ReadError> {
    let name = viewer.identity().name();
    let (asked, actor) = (issue_change_body::read(&body, name)?, Actor::named(name));
    if asked.discard {
        let id = mover.reading.ask_of_issue(path.id, |_, issue| Ok(issue.id)).await?;
        return discard(&viewer, &mover, vec![id], actor).await;
    }
    if asked.merge {
        return Err(MoveError::OneIssue.into());
    }
    let public_url = Arc::clone(&changes.reading.public_url);
    let shown = changes.ask_of_issue(path.id, move |store, work, issue| {
        let now = Timestamp::now();
        work.change_issues(&[issue.id], &asked.change, &actor, now)?;
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
    State(mover): State<IssueMover>,
    QueryString(pairs): QueryString<Pairs>,
    body: Bytes,
) -> Result<Response, ReadError> {
    many(&viewer, (&changes, &mover), None, pairs, &body).await
}

/// `PUT /api/0/projects/{organization}/{project}/issues/`: the same within a project.
pub(super) async fn issues_of_project(
    viewer: Permitted<ChangeIssues>,
    State(changes): State<IssueChanges>,
    State(mover): State<IssueMover>,
    PathSegments((_, project)): PathSegments<(String, String)>,
    QueryString(pairs): QueryString<Pairs>,
    body: Bytes,
) -> Result<Response, ReadError> {
    many(&viewer, (&changes, &mover), Some(project), pairs, &body).await
}

/// Changes many issues, and answers what they have in common now; 204 if there are none.
async fn many(
    viewer: &Permitted<ChangeIssues>,
    (changes, mover): (&IssueChanges, &IssueMover),
    project: Option<String>,
    pairs: Pairs,
    body: &[u8],
) -> Result<Response, ReadError> {
    let name = viewer.identity().name();
    let (AskedChange { change, merge, discard: is_discard }, actor) =
        (issue_change_body::read(body, name)?, Actor::named(name));
    if is_discard && !pairs.iter().any(|(name, _)| name == "id") {
        return Err(ReadError::Unsupported("id is missing: issues are discarded by their id alone".into()));
    }
    let identity = viewer.identity().clone();
    let select = move |store: &dyn Reader| issue_selection::ids(store, project.as_deref(), &pairs, &identity);
    let ids = changes.reading.ask(select).await?;
    if ids.is_empty() {
        return Ok(json_response::nothing());
    }
    if is_discard {
        return discard(viewer, mover, ids, actor).await;
    }
    let (public_url, changer, of) = (Arc::clone(&changes.reading.public_url), actor.clone(), ids.clone());
    let shown = changes.ask(move |store, work| apply(store, work, &of, &change, &changer, &public_url));
    let mut shown = shown.await?;
    if merge {
        shown["merge"] = merge_all(mover, ids, actor).await?;
    }
    Ok(json_response::private(&shown))
}

fn apply(
    store: &dyn Reader,
    work: &dyn IssueWork,
    ids: &[i64],
    change: &IssueChange,
    actor: &Actor,
    public_url: &str,
) -> Result<Value, ReadError> {
    if *change == IssueChange::default() {
        return Ok(json!({}));
    }
    let now = Timestamp::now();
    work.change_issues(ids, change, actor, now)?;
    let first = ids.first().map(|id| store.issue(*id)).transpose()?.flatten();
    let issue = first.ok_or(ReadError::NotFound)?;
    Ok(common(change, issue_json::json(&issue, Value::Null, public_url, now)))
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

/// Merges issues into the one with the most events, as Sentry does.
async fn merge_all(mover: &IssueMover, ids: Vec<i64>, actor: Actor) -> Result<Value, ReadError> {
    let asked = ids.clone();
    let largest = mover.reading.ask(move |store| {
        let mut largest = None;
        for id in asked {
            let count = store.issue(id)?.ok_or(ReadError::NotFound)?.count;
            largest = largest.max(Some((count, id)));
        }
        largest.map(|(_, id)| id).ok_or(ReadError::NotFound)
    });
    let parent = largest.await?;
    let children: Vec<String> = ids.iter().filter(|id| **id != parent).map(i64::to_string).collect();
    mover.make(move |moves| moves.merge_issues(parent, &ids, &actor, Timestamp::now())).await??;
    Ok(json!({ "parent": parent.to_string(), "children": children }))
}

/// Deletes issues, and drops what comes again. That needs the scope for deleting.
async fn discard(
    viewer: &Permitted<ChangeIssues>,
    mover: &IssueMover,
    ids: Vec<i64>,
    actor: Actor,
) -> Result<Response, ReadError> {
    if let Some(scope) = viewer.lacks(Access::DeleteIssues) {
        return Err(ReadError::Forbidden(scope));
    }
    mover.make(move |moves| moves.discard_issues(&ids, &actor, Timestamp::now())).await??;
    Ok(json_response::nothing())
}
