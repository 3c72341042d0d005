//! JSON to an object of Sentry's event schema: the odd but legal shapes become the one plain shape.
//!
//! <https://develop.sentry.dev/sdk/data-model/event-payloads/>
//!
//! Afterwards: `exception`, `breadcrumbs` and `threads` are `{values: []}`, `tags` is an object of texts,
//! `request.headers` is a list of pairs, the message is a `logentry` object, times are numbers.

use serde_json::{Map, Value, json};

use super::fields::{Fields, scalar};
use crate::model::rfc3339;
use crate::process::legacy_names;

/// Gives the members of an event their plain shapes.
pub(super) fn parse(mut event: Fields) -> Fields {
    legacy_names::members(&mut event);
    for key in ["exception", "breadcrumbs", "threads"] {
        reshape(&mut event, key, values);
    }
    let exceptions =
        event.get_mut("exception").and_then(|it| it.get_mut("values")).and_then(Value::as_array_mut);
    exceptions.into_iter().flatten().filter_map(Value::as_object_mut).for_each(legacy_names::exception);
    event.get_mut("stacktrace").into_iter().for_each(legacy_names::stacktrace);
    reshape(&mut event, "tags", tags);
    reshape(&mut event, "timestamp", time);
    if let Some(Value::Object(request)) = event.get_mut("request") {
        reshape(request, "headers", pairs);
    }
    let crumbs =
        event.get_mut("breadcrumbs").and_then(|it| it.get_mut("values")).and_then(Value::as_array_mut);
    for crumb in crumbs.into_iter().flatten().filter_map(Value::as_object_mut) {
        reshape(crumb, "timestamp", time);
    }
    logentry(&mut event);
    event
}

/// Replaces a member by its plain shape, or removes it if it has none.
fn reshape(object: &mut Fields, key: &str, plain: fn(Value) -> Option<Value>) {
    if let Some(member) = object.get_mut(key) {
        match plain(member.take()) {
            Some(value) => *member = value,
            None => drop(object.remove(key)),
        }
    }
}

/// `{values: [..]}`, a list, or one alone; entries that are no objects (Sentry allows null) are dropped.
fn values(value: Value) -> Option<Value> {
    let list = match value {
        Value::Object(mut object) if object.contains_key("values") => match object.remove("values") {
            Some(Value::Array(list)) => list,
            Some(one @ Value::Object(_)) => vec![one],
            _ => return None,
        },
        one @ Value::Object(_) => vec![one],
        Value::Array(list) => list,
        _ => return None,
    };
    let list: Vec<Value> = list.into_iter().filter(Value::is_object).collect();
    // Not by `json!`, which copies what it is given.
    (!list.is_empty()).then(|| Value::Object(Map::from_iter([("values".into(), Value::Array(list))])))
}

/// `{a: b}` or `[[a, b]]`, also `[{key, value}]`.
fn pairs(value: Value) -> Option<Value> {
    let list: Vec<Value> = match value {
        Value::Object(object) => {
            object.into_iter().filter_map(|(key, value)| Some(json!([key, one(&value)?]))).collect()
        }
        Value::Array(list) => list.iter().filter_map(pair).map(|(key, value)| json!([key, value])).collect(),
        _ => return None,
    };
    Some(Value::Array(list))
}

fn pair(entry: &Value) -> Option<(String, String)> {
    match entry {
        Value::Array(two) => Some((scalar(two.first()?)?, one(two.get(1)?)?)),
        Value::Object(object) => Some((scalar(object.get("key")?)?, one(object.get("value")?)?)),
        _ => None,
    }
}

/// A header's value; a header sent twice comes as a list.
fn one(value: &Value) -> Option<String> {
    match value {
        Value::Array(list) => Some(list.iter().filter_map(scalar).collect::<Vec<_>>().join(", ")),
        other => scalar(other),
    }
}

fn tags(value: Value) -> Option<Value> {
    let tags: Map<String, Value> = match value {
        Value::Object(object) => object
            .into_iter()
            .filter_map(|(key, value)| Some((key, Value::String(scalar(&value)?))))
            .collect(),
        Value::Array(list) => {
            list.iter().filter_map(pair).map(|(key, value)| (key, Value::String(value))).collect()
        }
        _ => return None,
    };
    Some(Value::Object(tags))
}

fn time(value: Value) -> Option<Value> {
    match &value {
        Value::Number(_) => Some(value),
        Value::String(text) => {
            let seconds = text.trim().parse().ok().or_else(|| Some(rfc3339::parse(text)?.0))?;
            serde_json::Number::from_f64(seconds).map(Value::Number)
        }
        _ => None,
    }
}

/// One `logentry` object out of `logentry` or `message`, each an object, a text, or anything else, which is told as JSON.
fn logentry(event: &mut Fields) {
    let message = event.remove("message");
    let found = [event.remove("logentry"), message].into_iter().flatten().find_map(|value| match value {
        Value::Object(entry) => {
            (entry.contains_key("message") || entry.contains_key("formatted")).then_some(entry)
        }
        Value::Null => None,
        Value::String(text) if text.is_empty() => None,
        other => Some(Map::from_iter([("message".into(), legacy_names::text_of(&other).into())])),
    });
    if let Some(mut entry) = found {
        legacy_names::logentry(&mut entry);
        event.insert("logentry".into(), Value::Object(entry));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lenient_json::ReadJsonError;
    use crate::process::ReadEvent;

    fn read(payload: &[u8]) -> Result<Fields, ReadJsonError> {
        ReadEvent::read(payload).map(|event| parse(event.fields))
    }

    #[track_caller]
    fn check(payload: &str, expect: Value) {
        assert_eq!(Value::Object(read(payload.as_bytes()).unwrap()), expect);
    }

    #[test]
    fn exception_as_list_as_values_and_alone() {
        let plain = json!({"exception": {"values": [{"type": "E"}]}});
        check(r#"{"exception": [{"type": "E"}, null]}"#, plain.clone());
        check(r#"{"exception": {"values": [{"type": "E"}]}}"#, plain.clone());
        check(r#"{"exception": {"type": "E"}}"#, plain);
        check(r#"{"exception": 5}"#, json!({}));
        check(r#"{"exception": {"values": null}}"#, json!({}));
    }

    #[test]
    fn breadcrumb_times() {
        check(
            r#"{"breadcrumbs": [{"timestamp": "1970-01-01T00:00:01Z"}, {"timestamp": 2.5}, {"timestamp": {}}]}"#,
            json!({"breadcrumbs": {"values": [{"timestamp": 1.0}, {"timestamp": 2.5}, {}]}}),
        );
    }

    #[test]
    fn tags_as_map_and_as_pairs() {
        let plain = json!({"tags": {"a": "1", "b": "true"}});
        check(r#"{"tags": {"a": 1, "b": true, "c": null}}"#, plain.clone());
        check(r#"{"tags": [["a", 1], ["b", true], ["c"], 7]}"#, plain.clone());
        check(r#"{"tags": [{"key": "a", "value": "1"}, {"key": "b", "value": "true"}]}"#, plain);
    }

    #[test]
    fn headers_as_map_and_as_pairs() {
        let plain = json!({"request": {"headers": [["A", "b"]]}});
        check(r#"{"request": {"headers": {"A": "b"}}}"#, plain.clone());
        check(r#"{"request": {"headers": [["A", "b"]]}}"#, plain.clone());
        check(r#"{"request": {"headers": {"A": ["b"]}}}"#, plain);
    }

    #[test]
    fn message_in_all_its_places() {
        let plain = json!({"logentry": {"message": "hi"}});
        check(r#"{"message": "hi"}"#, plain.clone());
        check(r#"{"logentry": "hi", "message": ""}"#, plain.clone());
        check(r#"{"message": {"message": "hi"}}"#, plain.clone());
        check(r#"{"logentry": {"message": "hi"}, "message": "other"}"#, plain);
    }

    #[test]
    fn times() {
        check(r#"{"timestamp": "1.5"}"#, json!({"timestamp": 1.5}));
        check(r#"{"timestamp": "yesterday"}"#, json!({}));
        check(r#"{"timestamp": "NaN"}"#, json!({}));
    }

    #[test]
    fn json_that_is_not_strict() {
        check(r#"{"logentry": "\ud83d"}"#, json!({"logentry": {"message": "\u{fffd}"}}));
        check("{\"message\": \"a\tb\"}", json!({"logentry": {"message": "a\tb"}}));
        check(r#"{"message": "CPU \u0000 over"}"#, json!({"logentry": {"message": "CPU \u{fffd} over"}}));
        assert!(read(b"{\"message\": \"\xff\"}").is_ok());
    }

    #[test]
    fn refused() {
        for payload in ["", "{", "hello", "{\"a\":1}x"] {
            assert!(matches!(read(payload.as_bytes()), Err(ReadJsonError::Malformed(_))), "{payload}");
        }
        assert!(matches!(read(b"[]"), Err(ReadJsonError::NotAnObject)));
        let deep = format!("{{\"a\":{}", "[".repeat(100_000));
        assert!(matches!(read(deep.as_bytes()), Err(ReadJsonError::TooDeep(_))));
    }
}
