//! One issue: <https://docs.sentry.io/api/events/retrieve-an-issue/>

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::issue_stats::IssueStats;
use super::{issue_json, issue_releases, issue_tags, note_handlers};
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::{FeedbackFilter, Reader};
use crate::web::issue_lookup::IssuePath;
use crate::web::json_response;
use crate::web::parameters::PathSegments;
use crate::web::read_error::ReadError;
use crate::web::reading::Reading;
use crate::web::viewer::{Permitted, ReadEvents};

/// So many entries of feedback are counted at most.
const REPORTS: u32 = 100;

/// `GET .../issues/{id}/`
pub(super) async fn issue(
    _: Permitted<ReadEvents>,
    State(reading): State<Reading>,
    PathSegments(path): PathSegments<IssuePath>,
) -> Result<Response, ReadError> {
    let public_url = Arc::clone(&reading.public_url);
    let shown = reading
        .ask_of_issue(path.id, move |store, issue| details(store, &issue, &public_url, Timestamp::now()));
    Ok(json_response::private(&shown.await?))
}

/// An issue with everything that lists leave out.
pub(super) fn details(
    store: &dyn Reader,
    issue: &Issue,
    public_url: &str,
    now: Timestamp,
) -> Result<Value, ReadError> {
    let mut stats = Map::new();
    for range in [IssueStats::day(now), IssueStats::month(now)] {
        stats.extend(range.read(store, &[issue.id])?.into_iter().flatten());
    }
    let tags = store.tags(issue.id)?;
    let releases = issue_releases::read(store, issue, &tags)?;
    let mut shown = issue_json::json(issue, Value::Object(stats), public_url, now);
    shown["tags"] = issue_tags::json(&tags);
    shown["firstRelease"] = releases.first;
    shown["lastRelease"] = releases.last;
    shown["activity"] = note_handlers::record(store, issue)?.into();
    for empty in ["participants", "seenBy", "pluginActions", "pluginIssues", "pluginContexts"] {
        shown[empty] = json!([]);
    }
    let reports = store.feedback(&FeedbackFilter::Issue(issue.id), 0, REPORTS)?;
    shown["userReportCount"] = json!(reports.len());
    Ok(shown)
}
