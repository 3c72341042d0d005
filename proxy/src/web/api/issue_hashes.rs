//! The hashes of an issue, which are its groups, and taking one out. Sentry's pages ask for them under "Merged Issues".

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::event_json;
use super::events::Pairs;
use super::list_request::ListRequest;
use crate::model::issue_state::Actor;
use crate::model::timestamp::Timestamp;
use crate::web::issue_lookup::IssuePath;
use crate::web::issue_moves::IssueMover;
use crate::web::json_response;
use crate::web::parameters::{PathSegments, QueryString};
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{ChangeIssues, Permitted, ReadEvents};

/// `GET .../issues/{id}/hashes/`: those with most events first, each with its newest event, if that is among the newest of
/// the issue.
pub(super) async fn hashes(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments(path): PathSegments<IssuePath>,
    request: ListRequest,
) -> Result<Response, ReadError> {
    let asked = reading.ask_of_issue(path.id, |store, issue| {
        Ok((store.groups(issue.id)?, store.newest_of_groups(issue.id)?))
    });
    let (groups, newest) = asked.await?;
    let found = request.page.cut(&groups, |group| {
        let event =
            newest.iter().find(|(hash, _)| *hash == group.hash).map(|(_, event)| event_json::head(event));
        json!({ "id": group.hash, "latestEvent": event.unwrap_or(Value::Null) })
    });
    Ok(request.answer(&reading.public_url, found))
}

/// `DELETE .../issues/{id}/hashes/?id={hash}`, and PUT, as newer pages of Sentry write it: the group becomes an issue of its
/// own.
pub(super) async fn unmerge(
    viewer: Permitted<ChangeIssues>,
    State(mover): State<IssueMover>,
    PathSegments(path): PathSegments<IssuePath>,
    QueryString(pairs): QueryString<Pairs>,
) -> Result<Response, ReadError> {
    let mut hashes: Vec<String> =
        pairs.into_iter().filter(|(name, _)| name == "id").map(|(_, hash)| hash).collect();
    let Some(hash) = hashes.pop() else {
        return Err(ReadError::Unsupported("id is missing: the hash that is taken out".into()));
    };
    if !hashes.is_empty() {
        return Err(ReadError::Unsupported("one hash is taken out at a time".into()));
    }
    let actor = Actor::named(viewer.identity().name());
    let issue = mover.reading.ask_of_issue(path.id, |_, issue| Ok(issue.id)).await?;
    mover.make(move |moves| moves.unmerge_group(issue, &hash, &actor, Timestamp::now())).await??;
    Ok(json_response::accepted())
}
