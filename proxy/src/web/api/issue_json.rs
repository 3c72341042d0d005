//! An issue as Sentry's web API spells it.

use serde_json::{Value, json};

use crate::model::issue::Issue;
use crate::model::issue_id;
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;

/// An issue with its numbers over time.
pub(super) fn json(issue: &Issue, stats: Value, public_url: &str, now: Timestamp) -> Value {
    let is_message = issue.description.exception_type.is_empty()
        && issue.description.function.is_empty()
        && issue.description.filename.is_empty();
    let status = issue.state.status_at(issue.first_seen, now);
    let kind = match (is_message, issue.logger.as_str()) {
        (false, _) => "error",
        (true, "csp") => "csp",
        (true, _) => "default",
    };
    json!({
        "id": issue.id.to_string(),
        "shortId": issue_id::short(&issue.project, issue.id),
        "shareId": null,
        "title": issue.description.title,
        "culprit": issue.description.culprit,
        "permalink": format!("{public_url}/issues/{}/", issue.id),
        "logger": (!issue.logger.is_empty()).then_some(&issue.logger),
        "level": issue.level,
        "status": status.as_str(),
        "statusDetails": status.details(),
        "substatus": status.substatus(),
        "priority": issue.state.priority_of(&issue.level).as_str(),
        "isPublic": false,
        "isBookmarked": issue.state.is_bookmarked,
        "isSubscribed": false,
        "hasSeen": issue.state.is_seen,
        "isUnhandled": issue.is_unhandled,
        "assignedTo": issue.state.assignee.as_ref().map(|name| json!({"type": "user", "id": name, "name": name})),
        "annotations": [],
        "numComments": issue.comments,
        "platform": issue.platform,
        "project": {
            "id": issue.project_id.to_string(),
            "name": issue.project,
            "slug": issue.project,
            "platform": issue.platform,
        },
        "type": kind,
        "issueType": "error",
        "issueCategory": "error",
        "metadata": metadata(issue, is_message),
        "count": issue.count.to_string(),
        "userCount": issue.users,
        "firstSeen": rfc3339::format(issue.first_seen),
        "lastSeen": rfc3339::format(issue.last_seen),
        "stats": stats,
    })
}

fn metadata(issue: &Issue, is_message: bool) -> Value {
    if is_message {
        return json!({"title": issue.description.title});
    }
    json!({
        "type": issue.description.exception_type,
        "value": issue.description.value,
        "filename": issue.description.filename,
        "function": issue.description.function,
    })
}
