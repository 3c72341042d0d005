//! Silences, at the addresses and in the shape of Alertmanager's API version 2.

use axum::body::Bytes;
use axum::extract::{RawQuery, State};
use axum::response::Response;
use serde_json::{Value, json};

use super::silence_json;
use crate::model::issue_state::Actor;
use crate::model::timestamp::Timestamp;
use crate::store::SilenceError;
use crate::web::issue_changes::IssueChanges;
use crate::web::json_response;
use crate::web::parameters::PathSegment;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{ChangeIssues, Permitted, ReadEvents};

/// Silences that are over in the list.
const EXPIRED: u32 = 500;

/// `GET /api/v2/silences`
pub(super) async fn silences(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    RawQuery(query): RawQuery,
) -> Result<Response, ReadError> {
    if query.is_some_and(|query| !query.is_empty()) {
        let why = "silences are not filtered here: filter and creator are not supported";
        return Err(ReadError::Unsupported(why.into()));
    }
    let now = Timestamp::now();
    let found = reading.ask(move |store| Ok(store.silences(now, EXPIRED)?)).await?;
    let shown: Vec<Value> = found.iter().map(|silence| silence_json::json(silence, now)).collect();
    Ok(json_response::private(&Value::Array(shown)))
}

/// `GET /api/v2/silence/{id}`
pub(super) async fn silence(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegment(id): PathSegment,
) -> Result<Response, ReadError> {
    let id = id.parse().map_err(|_| ReadError::NotFound)?;
    let found = reading.ask(move |store| store.silence(id)?.ok_or(ReadError::NotFound)).await?;
    Ok(json_response::private(&silence_json::json(&found, Timestamp::now())))
}

/// `POST /api/v2/silences`: with an `id` the new one takes the place of that one, and has a number of its own.
pub(super) async fn add(
    viewer: Permitted<ChangeIssues>,
    State(changes): State<IssueChanges>,
    body: Bytes,
) -> Result<Response, ReadError> {
    let now = Timestamp::now();
    let name = viewer.identity().name();
    let silence = silence_json::read(&body, name, now)?;
    let actor = Actor::named(name);
    let added = changes.make(move |work| match work.add_silence(&silence, &actor, now) {
        Err(SilenceError::Unknown(_)) if silence.replaces.is_some() => Err(ReadError::NotFound),
        added => Ok(added?),
    });
    Ok(json_response::private(&json!({ "silenceID": added.await?.to_string() })))
}

/// `DELETE /api/v2/silence/{id}`: the silence ends, and stays in the list for some time.
pub(super) async fn expire(
    viewer: Permitted<ChangeIssues>,
    State(changes): State<IssueChanges>,
    PathSegment(id): PathSegment,
) -> Result<Response, ReadError> {
    let id = id.parse().map_err(|_| ReadError::NotFound)?;
    let actor = Actor::named(viewer.identity().name());
    let expired = changes.ask(move |store, work| {
        store.silence(id)?.ok_or(ReadError::NotFound)?;
        Ok(work.expire_silence(id, &actor, Timestamp::now())?)
    });
    expired.await?;
    Ok(json_response::private(&json!({})))
}
