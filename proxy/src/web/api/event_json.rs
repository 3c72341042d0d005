//! An event as Sentry's web API spells it.

use serde_json::{Value, json};

use super::entries;
use crate::model::event::StoredEvent;
use crate::model::issue::Issue;
use crate::model::rfc3339;

/// An event of an issue.
pub(super) fn json(event: &StoredEvent, issue: &Issue) -> Value {
    let body: Value = serde_json::from_str(&event.body).unwrap_or_default();
    let tags: Vec<Value> = body["tags"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(key, value)| json!({"key": key, "value": value}))
        .collect();
    let is_error = body["exception"].is_object();
    json!({
        "eventID": event.event_id,
        "id": event.event_id,
        "groupID": event.issue_id.to_string(),
        "projectID": event.project_id.to_string(),
        "title": issue.description.title,
        "message": message(&body),
        "culprit": issue.description.culprit,
        "type": if is_error { "error" } else { "default" },
        "dateCreated": rfc3339::format(event.timestamp),
        "dateReceived": rfc3339::format(event.received),
        "platform": body["platform"],
        "dist": body["dist"],
        "tags": tags,
        "user": body["user"],
        "contexts": object(&body["contexts"]),
        "context": object(&body["extra"]),
        "packages": object(&body["modules"]),
        "sdk": body["sdk"],
        "entries": entries::json(&body),
        "metadata": {
            "type": issue.description.exception_type,
            "value": issue.description.value,
            "filename": issue.description.filename,
            "function": issue.description.function,
        },
        "release": match &body["release"] {
            Value::Null => Value::Null,
            version => json!({"version": version}),
        },
        "fingerprints": body["fingerprint"],
        "errors": [],
        "size": event.body.len(),
    })
}

fn message(body: &Value) -> Value {
    let entry = &body["logentry"];
    [&entry["formatted"], &entry["message"]]
        .into_iter()
        .find(|text| text.is_string())
        .cloned()
        .unwrap_or("".into())
}

fn object(value: &Value) -> Value {
    if value.is_object() { value.clone() } else { json!({}) }
}
