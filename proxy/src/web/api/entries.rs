//! The parts of an event that Sentry's web API lists as `entries`.

use serde_json::{Map, Value, json};

use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;

/// The entries of an event, in Sentry's order.
pub(super) fn json(body: &Map<String, Value>) -> Vec<Value> {
    let mut entries = Vec::new();
    let mut push = |kind: &str, data: Value| entries.push(json!({"type": kind, "data": data}));
    if let Some(found) = values(body, "exception") {
        let shown: Vec<Value> = found.iter().map(exception).collect();
        let has_system = found.iter().any(|it| has_system_frames(&it["stacktrace"]));
        push("exception", json!({"values": shown, "hasSystemFrames": has_system, "excOmitted": null}));
    }
    if let Some(found) = values(body, "threads") {
        push("threads", json!({"values": found.iter().map(thread).collect::<Vec<_>>()}));
    }
    if let Some(entry) = body.get("logentry").and_then(Value::as_object) {
        let formatted = entry.get("formatted").or_else(|| entry.get("message"));
        push(
            "message",
            json!({"formatted": formatted, "message": entry.get("message"), "params": entry.get("params")}),
        );
    }
    if let Some(found) = values(body, "breadcrumbs") {
        push("breadcrumbs", json!({"values": found.iter().map(breadcrumb).collect::<Vec<_>>()}));
    }
    if let Some(request) = body.get("request").and_then(Value::as_object) {
        push("request", self::request(request));
    }
    if let Some(images) = body.get("debug_meta").and_then(|it| it["images"].as_array()) {
        push("debugmeta", json!({ "images": images }));
    }
    entries
}

/// The values of an interface; none if it has none.
fn values<'a>(body: &'a Map<String, Value>, key: &str) -> Option<&'a Vec<Value>> {
    body.get(key)?.get("values")?.as_array().filter(|values| !values.is_empty())
}

fn exception(exception: &Value) -> Value {
    json!({
        "type": exception["type"],
        "value": exception["value"],
        "module": exception["module"],
        "mechanism": exception["mechanism"],
        "threadId": exception["thread_id"],
        "stacktrace": stacktrace(&exception["stacktrace"]),
        "rawStacktrace": stacktrace(&exception["raw_stacktrace"]),
    })
}

fn thread(thread: &Value) -> Value {
    json!({
        "id": thread["id"],
        "name": thread["name"],
        "current": thread["current"] == true,
        "crashed": thread["crashed"] == true,
        "state": thread["state"],
        "heldLocks": thread["held_locks"],
        "stacktrace": stacktrace(&thread["stacktrace"]),
        "rawStacktrace": stacktrace(&thread["raw_stacktrace"]),
    })
}

/// A stack, oldest frame first, as it is stored.
fn stacktrace(stacktrace: &Value) -> Option<Value> {
    let frames: Vec<Value> = stacktrace["frames"].as_array()?.iter().map(frame).collect();
    Some(json!({
        "frames": frames,
        "framesOmitted": null,
        "registers": stacktrace["registers"],
        "hasSystemFrames": has_system_frames(stacktrace),
    }))
}

/// Whether a stack has frames of the app and others, so that a client may fold the others.
fn has_system_frames(stacktrace: &Value) -> bool {
    let frames = || stacktrace["frames"].as_array().into_iter().flatten();
    let is_in_app = |frame: &&Value| frame["in_app"] == true;
    frames().any(|frame| is_in_app(&frame)) && frames().any(|frame| !is_in_app(&frame))
}

fn frame(frame: &Value) -> Value {
    json!({
        "filename": frame["filename"],
        "absPath": if frame["abs_path"].is_null() { &frame["filename"] } else { &frame["abs_path"] },
        "module": frame["module"],
        "package": frame["package"],
        "platform": frame["platform"],
        "instructionAddr": frame["instruction_addr"],
        "symbolAddr": frame["symbol_addr"],
        "function": frame["function"],
        "rawFunction": frame["raw_function"],
        "symbol": frame["symbol"],
        "lineNo": frame["lineno"],
        "colNo": frame["colno"],
        "inApp": frame["in_app"] == true,
        "context": context(frame),
        "vars": frame["vars"],
        "trust": frame["trust"],
        "lock": frame["lock"],
        "errors": null,
    })
}

/// The source around a frame, as pairs of line number and text.
fn context(frame: &Value) -> Vec<Value> {
    let Some(line) = frame["lineno"].as_i64() else { return Vec::new() };
    let list = |key: &str| frame[key].as_array().map(Vec::as_slice).unwrap_or_default();
    let before = list("pre_context");
    let first = line.saturating_sub(before.len() as i64);
    let here = frame["context_line"].is_string().then_some(&frame["context_line"]);
    let all = before.iter().chain(here).chain(list("post_context"));
    all.enumerate().map(|(n, text)| json!([first.saturating_add(n as i64), text])).collect()
}

fn breadcrumb(crumb: &Value) -> Value {
    json!({
        "type": crumb["type"].as_str().unwrap_or("default"),
        "category": crumb["category"],
        "level": crumb["level"].as_str().unwrap_or("info"),
        "message": crumb["message"],
        "data": crumb["data"],
        "timestamp": crumb["timestamp"].as_f64().map(|at| rfc3339::format(Timestamp(at))),
        "event_id": crumb["event_id"],
    })
}

fn request(request: &Map<String, Value>) -> Value {
    let get = |key: &str| request.get(key).cloned().unwrap_or_default();
    let list = |key: &str| request.get(key).filter(|it| it.is_array()).cloned().unwrap_or_else(|| json!([]));
    json!({
        "url": get("url"),
        "method": get("method"),
        "headers": list("headers"),
        "cookies": list("cookies"),
        "query": query(request.get("query_string")),
        "fragment": get("fragment"),
        "data": get("data"),
        "env": get("env"),
        "inferredContentType": null,
    })
}

/// The query of an address as pairs: it may be stored as a text, as an object, or as pairs.
fn query(query: Option<&Value>) -> Vec<Value> {
    match query {
        Some(Value::String(text)) => {
            form_urlencoded::parse(text.as_bytes()).map(|(key, value)| json!([key, value])).collect()
        }
        Some(Value::Object(members)) => members.iter().map(|(key, value)| json!([key, value])).collect(),
        Some(Value::Array(pairs)) => pairs.iter().filter(|pair| pair.is_array()).cloned().collect(),
        Some(Value::Null | Value::Bool(_) | Value::Number(_)) | None => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn queries() {
        for (query, expect) in [
            (json!("a=1&b=x%20y&c"), json!([["a", "1"], ["b", "x y"], ["c", ""]])),
            (json!({"a": "1"}), json!([["a", "1"]])),
            (json!([["a", "1"], "odd"]), json!([["a", "1"]])),
            (json!(7), json!([])),
        ] {
            assert_eq!(json!(self::query(Some(&query))), expect, "{query}");
        }
    }

    #[test]
    fn frames_have_sentrys_names() {
        let shown = frame(&json!({
            "function": "pay", "filename": "shop.js", "lineno": 7, "colno": 3, "in_app": true,
            "pre_context": ["a", "b"], "context_line": "c", "post_context": ["d"],
        }));
        for (member, expect) in [
            ("function", json!("pay")),
            ("absPath", json!("shop.js")),
            ("lineNo", json!(7)),
            ("colNo", json!(3)),
            ("inApp", json!(true)),
            ("context", json!([[5, "a"], [6, "b"], [7, "c"], [8, "d"]])),
            ("vars", Value::Null),
        ] {
            assert_eq!(shown.get(member), Some(&expect), "{member}");
        }
    }

    #[test]
    fn system_frames_are_those_beside_frames_of_the_app() {
        for (flags, expect) in [(&[true, false][..], true), (&[true], false), (&[false], false), (&[], false)]
        {
            let frames: Vec<Value> = flags.iter().map(|flag| json!({ "in_app": flag })).collect();
            assert_eq!(has_system_frames(&json!({ "frames": frames })), expect, "{flags:?}");
        }
    }
}
