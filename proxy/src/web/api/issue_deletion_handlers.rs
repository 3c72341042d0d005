//! Deleting issues: <https://docs.sentry.io/api/events/bulk-remove-a-list-of-issues/>

use axum::extract::State;
use axum::response::Response;

use super::events::Pairs;
use super::issue_selection;
use crate::store::Reader;
use crate::web::issue_lookup::IssuePath;
use crate::web::issue_moves::IssueMover;
use crate::web::json_response;
use crate::web::parameters::{PathSegments, QueryString};
use crate::web::read_error::ReadError;
use crate::web::viewer::{DeleteIssues, Permitted};

/// `DELETE .../issues/{id}/`
pub(super) async fn issue(
    _: Permitted<DeleteIssues>,
    State(mover): State<IssueMover>,
    PathSegments(path): PathSegments<IssuePath>,
) -> Result<Response, ReadError> {
    let id = mover.reading.ask_of_issue(path.id, |_, issue| Ok(issue.id)).await?;
    delete(&mover, vec![id]).await
}

/// `DELETE /api/0/projects/{organization}/{project}/issues/`: the issues with these `id`s. Without an `id` none, so that a
/// program that forgets them loses nothing.
pub(super) async fn issues_of_project(
    _: Permitted<DeleteIssues>,
    State(mover): State<IssueMover>,
    PathSegments((_, project)): PathSegments<(String, String)>,
    QueryString(pairs): QueryString<Pairs>,
) -> Result<Response, ReadError> {
    let find = move |store: &dyn Reader| issue_selection::named(store, Some(&project), &pairs);
    delete(&mover, mover.reading.ask(find).await?).await
}

/// `DELETE /api/0/organizations/{organization}/issues/`: the same.
pub(super) async fn issues_of_organization(
    _: Permitted<DeleteIssues>,
    State(mover): State<IssueMover>,
    QueryString(pairs): QueryString<Pairs>,
) -> Result<Response, ReadError> {
    let find = move |store: &dyn Reader| issue_selection::named(store, None, &pairs);
    delete(&mover, mover.reading.ask(find).await?).await
}

async fn delete(mover: &IssueMover, ids: Vec<i64>) -> Result<Response, ReadError> {
    if !ids.is_empty() {
        mover.make(move |moves| moves.delete_issues(&ids)).await??;
    }
    Ok(json_response::nothing())
}
