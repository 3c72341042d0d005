//! The feedback of a project's visitors: <https://docs.sentry.io/api/projects/list-a-projects-user-feedback/>

use axum::extract::State;
use axum::response::Response;
use serde_json::{Value, json};

use super::events::Pairs;
use crate::model::feedback::StoredFeedback;
use crate::model::rfc3339;
use crate::store::FeedbackFilter;
use crate::web::json_response;
use crate::web::parameters::{PathSegments, QueryString, number};
use crate::web::project_lookup::project_slug;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadEvents};

/// Entries of a list: by default, and at most.
const LIMIT: (u32, u32) = (25, 100);

/// `GET /api/0/projects/{organization}/{project}/user-feedback/`
pub(super) async fn user_feedback(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments((_, project)): PathSegments<(String, String)>,
    QueryString(pairs): QueryString<Pairs>,
) -> Result<Response, ReadError> {
    let get = |name: &str| pairs.iter().find(|(it, _)| it == name).and_then(|(_, value)| number(value));
    let limit = get("per_page").or_else(|| get("limit")).unwrap_or(LIMIT.0).clamp(1, LIMIT.1);
    let asked = reading.ask(move |store| {
        let slug = project_slug(store, &project)?;
        let found = store.feedback(&FeedbackFilter::Project(Some(&slug)), 0, limit)?;
        Ok(found.iter().map(as_json).collect::<Vec<_>>())
    });
    Ok(json_response::private(&Value::Array(asked.await?)))
}

fn as_json(entry: &StoredFeedback) -> Value {
    let said = &entry.feedback;
    json!({
        "id": said.feedback_id,
        "eventID": if said.event_id.is_empty() { &said.feedback_id } else { &said.event_id },
        "name": said.name,
        "email": said.email,
        "comments": said.message,
        "dateCreated": rfc3339::format(said.timestamp),
        "user": null,
        "event": { "id": said.event_id, "eventID": said.event_id },
        "issue": entry.issue_id.map(|id| json!({ "id": id.to_string() })),
    })
}
