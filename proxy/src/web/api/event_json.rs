//! An event as Sentry's web API spells it.

use serde_json::{Map, Value, json};

use super::entries;
use crate::model::event::{Description, StoredEvent};
use crate::model::rfc3339;
use crate::process::describe;
use crate::store::Neighbours;

/// An event, wholly, with the events of its issue before and after it.
pub(super) fn json(event: &StoredEvent, beside: &Neighbours) -> Value {
    let body = body(event);
    let mut shown = head_of(event, &body);
    let more = json!({
        "dateReceived": rfc3339::format(event.received),
        "level": body.get("level"),
        "logger": body.get("logger"),
        "dist": body.get("dist"),
        "contexts": objects(body.get("contexts")),
        "context": object(body.get("extra")),
        "packages": object(body.get("modules")),
        "sdk": body.get("sdk"),
        "entries": entries::json(&body),
        "release": body.get("release").and_then(Value::as_str).map(release),
        "fingerprints": list(body.get("fingerprint")),
        "errors": [],
        "occurrence": null,
        "userReport": null,
        "size": event.body.len(),
        "previousEventID": beside.older,
        "nextEventID": beside.newer,
    });
    if let (Some(shown), Value::Object(more)) = (shown.as_object_mut(), more) {
        shown.extend(more);
    }
    shown
}

/// The part of an event that lists have.
pub(super) fn head(event: &StoredEvent) -> Value {
    head_of(event, &body(event))
}

fn head_of(event: &StoredEvent, body: &Map<String, Value>) -> Value {
    let description = describe(body);
    json!({
        "id": event.event_id,
        "eventID": event.event_id,
        "groupID": event.issue_id.to_string(),
        "projectID": event.project_id.to_string(),
        "title": description.title,
        "message": message(body),
        "culprit": description.culprit,
        "location": (!description.filename.is_empty()).then_some(&description.filename),
        "type": kind(body),
        "event.type": kind(body),
        "platform": body.get("platform"),
        "dateCreated": rfc3339::format(event.timestamp),
        "tags": tags(body),
        "user": body.get("user").and_then(Value::as_object).map(user),
        "metadata": metadata(&description, body),
        "crashFile": null,
    })
}

fn body(event: &StoredEvent) -> Map<String, Value> {
    serde_json::from_str(&event.body).unwrap_or_default()
}

/// `csp`, `error` or `default`, which is a message.
fn kind(body: &Map<String, Value>) -> &'static str {
    let is_report = || body.get("contexts").is_some_and(|contexts| contexts["csp"].is_object());
    if body.get("exception").is_some_and(Value::is_object) {
        "error"
    } else if body.get("logger").is_some_and(|logger| logger == "csp") && is_report() {
        "csp"
    } else {
        "default"
    }
}

fn metadata(description: &Description, body: &Map<String, Value>) -> Value {
    if kind(body) != "error" {
        return json!({ "title": description.title });
    }
    json!({
        "type": description.exception_type,
        "value": description.value,
        "filename": description.filename,
        "function": description.function,
    })
}

fn tags(body: &Map<String, Value>) -> Vec<Value> {
    let tags = body.get("tags").and_then(Value::as_object);
    tags.into_iter().flatten().map(|(key, value)| json!({ "key": key, "value": value })).collect()
}

/// A user. The members that clients read are there, each a text or null.
fn user(user: &Map<String, Value>) -> Value {
    let text = |key: &str| user.get(key).and_then(Value::as_str);
    let mut shown = user.clone();
    for key in ["id", "email", "username", "ip_address", "name"] {
        shown.insert(key.into(), text(key).into());
    }
    let geo = user.get("geo").and_then(Value::as_object).cloned().unwrap_or_default();
    let geo: Map<String, Value> = geo.into_iter().filter(|(_, value)| value.is_string()).collect();
    shown.insert("geo".into(), geo.into());
    Value::Object(shown)
}

/// A release by its version alone.
fn release(version: &str) -> Value {
    let (package, raw) = version.rsplit_once('@').unwrap_or(("", version));
    json!({
        "version": version,
        "shortVersion": raw,
        "versionInfo": {
            "description": raw,
            "package": (!package.is_empty()).then_some(package),
            "version": { "raw": raw },
        },
        "lastCommit": null,
    })
}

fn message(body: &Map<String, Value>) -> &str {
    let entry = body.get("logentry").and_then(Value::as_object);
    let text = |key: &str| entry.and_then(|entry| entry.get(key)).and_then(Value::as_str);
    text("formatted").or_else(|| text("message")).unwrap_or_default()
}

fn object(value: Option<&Value>) -> Value {
    value.filter(|value| value.is_object()).cloned().unwrap_or_else(|| json!({}))
}

/// The members that are objects: clients refuse an event with a context of another kind.
fn objects(value: Option<&Value>) -> Value {
    let members = value.and_then(Value::as_object).into_iter().flatten();
    Value::Object(
        members.filter(|(_, it)| it.is_object()).map(|(key, it)| (key.clone(), it.clone())).collect(),
    )
}

fn list(value: Option<&Value>) -> Value {
    value.filter(|value| value.is_array()).cloned().unwrap_or_else(|| json!([]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::timestamp::Timestamp;

    fn shown(body: Value) -> Value {
        let event = StoredEvent {
            event_id: "e".into(),
            issue_id: 7,
            project_id: 1,
            timestamp: Timestamp(1.0),
            received: Timestamp(2.0),
            body: body.to_string(),
        };
        json(&event, &Neighbours { older: Some("d".into()), newer: None })
    }

    #[test]
    fn a_bare_event_has_every_member() {
        let event = shown(json!({}));
        for (member, expect) in [
            ("groupID", json!("7")),
            ("type", json!("default")),
            ("title", json!("<unlabeled event>")),
            ("message", json!("")),
            ("user", Value::Null),
            ("release", Value::Null),
            ("contexts", json!({})),
            ("entries", json!([])),
            ("fingerprints", json!([])),
            ("previousEventID", json!("d")),
            ("nextEventID", Value::Null),
            ("dateReceived", json!("1970-01-01T00:00:02.000Z")),
        ] {
            assert_eq!(event.get(member), Some(&expect), "{member}");
        }
    }

    #[test]
    fn what_clients_would_refuse_is_left_out() {
        let event = shown(json!({
            "contexts": {"os": {"name": "Linux"}, "odd": 7},
            "user": {"id": "1", "email": 5, "geo": {"city": "Paris", "at": [1, 2]}, "plan": "free"},
            "release": "shop@1.4.2",
        }));
        assert_eq!(event["contexts"], json!({"os": {"name": "Linux"}}));
        assert_eq!(
            event["user"],
            json!({"id": "1", "email": null, "username": null, "ip_address": null, "name": null,
                   "geo": {"city": "Paris"}, "plan": "free"})
        );
        assert_eq!(event["release"]["shortVersion"], "1.4.2");
    }

    #[test]
    fn kinds() {
        for (body, expect) in [
            (json!({"exception": {"values": []}}), "error"),
            (json!({"logger": "csp", "contexts": {"csp": {"directive": "img-src"}}}), "csp"),
            (json!({"logger": "csp"}), "default"),
        ] {
            assert_eq!(shown(body)["type"], expect);
        }
    }
}
