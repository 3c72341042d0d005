//! The body with which Sentry's clients change issues: <https://docs.sentry.io/api/events/update-an-issue/>
//!
//! Details of a status stand in `statusDetails`, or beside the status.

use serde_json::{Map, Value};

use crate::model::issue_state::{ArchiveUntil, IssueChange, Priority, ResolveIn, StatusChange};
use crate::web::read_error::ReadError;

/// What a body asks for.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct AskedChange {
    /// What becomes of the issues.
    pub change: IssueChange,
    /// They become one issue.
    pub merge: bool,
    /// They are deleted, and their events are dropped from now on; all else is passed over then, as at Sentry.
    pub discard: bool,
}

/// What a body asks for, of a viewer with this name.
pub(super) fn read(body: &[u8], viewer: Option<&str>) -> Result<AskedChange, ReadError> {
    let body: Map<String, Value> =
        serde_json::from_slice(body).map_err(|_| bad("the body is no JSON object"))?;
    let change = IssueChange {
        status: status(&body)?,
        assignee: assignee(&body, viewer)?,
        priority: priority(&body)?,
        is_bookmarked: flag(&body, "isBookmarked")?,
        is_seen: flag(&body, "hasSeen")?,
    };
    Ok(AskedChange { change, merge: switch(&body, "merge")?, discard: switch(&body, "discard")? })
}

/// A member that is on or off: Sentry's pages write `"merge": 1`.
fn switch(body: &Map<String, Value>, key: &str) -> Result<bool, ReadError> {
    match body.get(key) {
        None | Some(Value::Null) => Ok(false),
        Some(Value::Bool(is_on)) => Ok(*is_on),
        Some(Value::Number(number)) if number.as_u64() == Some(0) => Ok(false),
        Some(Value::Number(number)) if number.as_u64() == Some(1) => Ok(true),
        Some(_) => Err(bad(&format!("{key} is neither true nor false"))),
    }
}

fn bad(text: &str) -> ReadError {
    ReadError::Unsupported(text.to_owned())
}

fn status(body: &Map<String, Value>) -> Result<Option<StatusChange>, ReadError> {
    let Some(word) = text(body, "status")? else { return Ok(None) };
    let details = Details::of(body)?;
    Ok(Some(match word {
        "unresolved" => StatusChange::Unresolve,
        "resolved" => StatusChange::Resolve(resolution(&details)?),
        "resolvedInNextRelease" => StatusChange::Resolve(ResolveIn::NextRelease),
        "ignored" | "muted" | "archived" => StatusChange::Archive(archive(body, &details)?),
        other => {
            return Err(bad(&format!(
                "the status {other} is not known: known are resolved, unresolved, ignored and resolvedInNextRelease"
            )));
        }
    }))
}

fn resolution(details: &Details<'_>) -> Result<ResolveIn, ReadError> {
    if details.get("inCommit").is_some() {
        return Err(bad("inCommit is not answered here, as no commits are known: say inRelease"));
    }
    if details.get("inUpcomingRelease").is_some_and(|it| it != false) {
        return Err(bad("inUpcomingRelease is not answered here: say inNextRelease"));
    }
    match details.get("inRelease") {
        Some(Value::String(version)) if version == "latest" => return Ok(ResolveIn::LatestRelease),
        Some(Value::String(version)) => return Ok(ResolveIn::Release(version.clone())),
        Some(_) => return Err(bad("inRelease is no text")),
        None => {}
    }
    match details.get("inNextRelease") {
        Some(Value::Bool(true)) => Ok(ResolveIn::NextRelease),
        None | Some(Value::Bool(false)) => Ok(ResolveIn::Now),
        Some(_) => Err(bad("inNextRelease is neither true nor false")),
    }
}

/// Without any details an issue is archived until it escalates, as at Sentry.
fn archive(body: &Map<String, Value>, details: &Details<'_>) -> Result<ArchiveUntil, ReadError> {
    let conditions = ["ignoreDuration", "snoozeDuration", "ignoreCount", "ignoreUserCount"];
    if conditions.iter().filter(|name| details.get(name).is_some()).count() > 1 {
        return Err(bad("an issue is archived until one of ignoreDuration, ignoreCount and ignoreUserCount"));
    }
    if let Some(minutes) = details.number("ignoreDuration")?.or(details.number("snoozeDuration")?) {
        return Ok(ArchiveUntil::Minutes(minutes));
    }
    if let Some(more) = details.number("ignoreCount")? {
        return Ok(ArchiveUntil::Events(more, details.number("ignoreWindow")?));
    }
    if let Some(more) = details.number("ignoreUserCount")? {
        return Ok(ArchiveUntil::Users(more, details.number("ignoreUserWindow")?));
    }
    match text(body, "substatus")? {
        None | Some("archived_until_escalating") => Ok(ArchiveUntil::Escalating),
        Some("archived_forever") => Ok(ArchiveUntil::Forever),
        Some("archived_until_condition_met") => {
            Err(bad("archived_until_condition_met needs ignoreDuration, ignoreCount or ignoreUserCount"))
        }
        Some(other) => Err(bad(&format!("the substatus {other} is not known of an ignored issue"))),
    }
}

/// `user:ci`, `me`, a name or an e-mail address; an empty text or null is nobody.
fn assignee(body: &Map<String, Value>, viewer: Option<&str>) -> Result<Option<Option<String>>, ReadError> {
    let name = match body.get("assignedTo") {
        None => return Ok(None),
        Some(Value::Null) => "",
        Some(Value::String(name)) => name.trim(),
        Some(_) => return Err(bad("assignedTo is no text")),
    };
    if name.starts_with("team:") {
        return Err(bad("issues are assigned to users here: user:NAME, me, or an e-mail address"));
    }
    let name = name.strip_prefix("user:").unwrap_or(name);
    let name = if name == "me" { viewer.unwrap_or(name) } else { name };
    Ok(Some((!name.is_empty()).then(|| name.to_owned())))
}

fn priority(body: &Map<String, Value>) -> Result<Option<Option<Priority>>, ReadError> {
    let Some(word) = text(body, "priority")? else { return Ok(None) };
    let priority = Priority::read(word).ok_or_else(|| bad("priority is high, medium or low"))?;
    Ok(Some(Some(priority)))
}

fn flag(body: &Map<String, Value>, key: &str) -> Result<Option<bool>, ReadError> {
    match body.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::Bool(flag)) => Ok(Some(*flag)),
        Some(_) => Err(bad(&format!("{key} is neither true nor false"))),
    }
}

/// A text, if it is there and not empty.
fn text<'a>(body: &'a Map<String, Value>, key: &str) -> Result<Option<&'a str>, ReadError> {
    match body.get(key) {
        None | Some(Value::Null) => Ok(None),
        Some(Value::String(text)) => Ok(Some(text.as_str()).filter(|text| !text.is_empty())),
        Some(_) => Err(bad(&format!("{key} is no text"))),
    }
}

/// `statusDetails`, and the same members beside it.
struct Details<'a> {
    within: Option<&'a Map<String, Value>>,
    beside: &'a Map<String, Value>,
}

impl<'a> Details<'a> {
    fn of(body: &'a Map<String, Value>) -> Result<Self, ReadError> {
        match body.get("statusDetails") {
            None | Some(Value::Null) => Ok(Self { within: None, beside: body }),
            Some(Value::Object(within)) => Ok(Self { within: Some(within), beside: body }),
            Some(_) => Err(bad("statusDetails is no object")),
        }
    }

    /// A member that is there and not null.
    fn get(&self, key: &str) -> Option<&'a Value> {
        let within = self.within.and_then(|within| within.get(key)).filter(|value| !value.is_null());
        within.or_else(|| self.beside.get(key).filter(|value| !value.is_null()))
    }

    fn number(&self, key: &str) -> Result<Option<u32>, ReadError> {
        let Some(value) = self.get(key) else { return Ok(None) };
        let number = value.as_u64().and_then(|number| u32::try_from(number).ok());
        number.map(Some).ok_or_else(|| bad(&format!("{key} is no number of at least 1")))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(body: Value, expect: IssueChange) {
        let asked = read(body.to_string().as_bytes(), Some("ci")).unwrap();
        assert_eq!(asked, AskedChange { change: expect, merge: false, discard: false }, "{body}");
    }

    #[test]
    fn merging_and_discarding() {
        for (body, merge, discard) in [
            (json!({"merge": 1}), true, false),
            (json!({"merge": true, "discard": false}), true, false),
            (json!({"merge": 0, "discard": true}), false, true),
            (json!({"merge": null}), false, false),
        ] {
            let asked = read(body.to_string().as_bytes(), None).unwrap();
            assert_eq!((asked.merge, asked.discard), (merge, discard), "{body}");
        }
    }

    fn to(status: StatusChange) -> IssueChange {
        IssueChange { status: Some(status), ..IssueChange::default() }
    }

    #[test]
    fn resolving() {
        for (body, place) in [
            (json!({"status": "resolved"}), ResolveIn::Now),
            (json!({"status": "resolved", "statusDetails": {}}), ResolveIn::Now),
            (json!({"status": "resolvedInNextRelease"}), ResolveIn::NextRelease),
            (json!({"status": "resolved", "statusDetails": {"inNextRelease": true}}), ResolveIn::NextRelease),
            (json!({"status": "resolved", "inNextRelease": true}), ResolveIn::NextRelease),
            (
                json!({"status": "resolved", "statusDetails": {"inRelease": "latest"}}),
                ResolveIn::LatestRelease,
            ),
            (json!({"status": "resolved", "inRelease": "a@1"}), ResolveIn::Release("a@1".into())),
        ] {
            check(body, to(StatusChange::Resolve(place)));
        }
        check(json!({"status": "unresolved", "substatus": "ongoing"}), to(StatusChange::Unresolve));
    }

    #[test]
    fn archiving() {
        for (body, until) in [
            (json!({"status": "ignored"}), ArchiveUntil::Escalating),
            (json!({"status": "muted"}), ArchiveUntil::Escalating),
            (json!({"status": "ignored", "substatus": "archived_forever"}), ArchiveUntil::Forever),
            (json!({"status": "muted", "snoozeDuration": 5}), ArchiveUntil::Minutes(5)),
            (
                json!({"status": "ignored", "statusDetails": {"ignoreDuration": 30}}),
                ArchiveUntil::Minutes(30),
            ),
            (
                json!({"status": "ignored", "substatus": "archived_until_condition_met", "ignoreCount": 9}),
                ArchiveUntil::Events(9, None),
            ),
            (
                json!({"status": "ignored", "ignoreUserCount": 9, "ignoreUserWindow": 60}),
                ArchiveUntil::Users(9, Some(60)),
            ),
        ] {
            check(body, to(StatusChange::Archive(until)));
        }
    }

    #[test]
    fn assigning_and_the_rest() {
        let assigned = |name: Option<&str>| IssueChange {
            assignee: Some(name.map(str::to_owned)),
            ..IssueChange::default()
        };
        for (text, name) in [
            ("user:anna", Some("anna")),
            ("me", Some("ci")),
            ("user:me", Some("ci")),
            ("anna@b.test", Some("anna@b.test")),
            ("", None),
        ] {
            check(json!({ "assignedTo": text }), assigned(name));
        }
        check(json!({ "assignedTo": null }), assigned(None));
        check(
            json!({"hasSeen": true, "isBookmarked": false, "priority": "low", "isSubscribed": true}),
            IssueChange {
                is_seen: Some(true),
                is_bookmarked: Some(false),
                priority: Some(Some(Priority::Low)),
                ..IssueChange::default()
            },
        );
        check(json!({}), IssueChange::default());
    }

    #[test]
    fn what_cannot_be_done_is_named() {
        for (body, reason) in [
            ("[]", "no JSON object"),
            ("{", "no JSON object"),
            (r#"{"status":"closed"}"#, "the status closed"),
            (r#"{"status":7}"#, "status is no text"),
            (r#"{"status":"resolved","statusDetails":{"inCommit":{"commit":"a"}}}"#, "inCommit"),
            (r#"{"status":"resolved","statusDetails":[]}"#, "statusDetails"),
            (r#"{"status":"ignored","ignoreDuration":-1}"#, "ignoreDuration"),
            (r#"{"status":"ignored","ignoreCount":99999999999}"#, "ignoreCount"),
            (r#"{"status":"resolved","inNextRelease":"yes"}"#, "inNextRelease"),
            (r#"{"status":"resolved","statusDetails":{"inUpcomingRelease":true}}"#, "say inNextRelease"),
            (r#"{"status":"ignored","ignoreDuration":30,"ignoreCount":5}"#, "one of"),
            (r#"{"status":"ignored","substatus":"archived_until_condition_met"}"#, "needs ignoreDuration"),
            (r#"{"assignedTo":"team:1"}"#, "assigned to users"),
            (r#"{"hasSeen":"yes"}"#, "hasSeen"),
            (r#"{"priority":"urgent"}"#, "priority"),
            (r#"{"merge":2}"#, "merge"),
            (r#"{"discard":"yes"}"#, "discard"),
        ] {
            let error = read(body.as_bytes(), None).unwrap_err().to_string();
            assert!(error.contains(reason), "{body}: {error}");
        }
    }
}
