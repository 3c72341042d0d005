//! The parts of an event that Sentry's web API lists as `entries`.

use serde_json::{Map, Value, json};

use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;

/// The entries of an event, in Sentry's order.
pub(super) fn json(body: &Value) -> Vec<Value> {
    let mut entries = Vec::new();
    let mut push = |kind: &str, data: Value| entries.push(json!({"type": kind, "data": data}));
    if let Some(values) = body["exception"]["values"].as_array() {
        let values: Vec<Value> = values.iter().map(exception).collect();
        push("exception", json!({"values": values, "hasSystemFrames": true, "excOmitted": null}));
    }
    if let Some(entry) = body["logentry"].as_object() {
        let formatted = entry.get("formatted").or_else(|| entry.get("message"));
        push(
            "message",
            json!({"formatted": formatted, "message": entry.get("message"), "params": entry.get("params")}),
        );
    }
    if let Some(values) = body["breadcrumbs"]["values"].as_array() {
        let values: Vec<Value> = values.iter().map(breadcrumb).collect();
        push("breadcrumbs", json!({ "values": values }));
    }
    if let Some(request) = body["request"].as_object() {
        push("request", self::request(request));
    }
    entries
}

fn exception(exception: &Value) -> Value {
    let frames = exception["stacktrace"]["frames"].as_array();
    let frames: Option<Vec<Value>> = frames.map(|frames| frames.iter().map(frame).collect());
    json!({
        "type": exception["type"],
        "value": exception["value"],
        "module": exception["module"],
        "mechanism": exception["mechanism"],
        "threadId": exception["thread_id"],
        "stacktrace": frames.map(|frames| json!({"frames": frames, "framesOmitted": null, "hasSystemFrames": true})),
        "rawStacktrace": null,
    })
}

fn frame(frame: &Value) -> Value {
    json!({
        "filename": frame["filename"],
        "absPath": if frame["abs_path"].is_null() { &frame["filename"] } else { &frame["abs_path"] },
        "module": frame["module"],
        "package": frame["package"],
        "platform": frame["platform"],
        "instructionAddr": frame["instruction_addr"],
        "function": frame["function"],
        "lineNo": frame["lineno"],
        "colNo": frame["colno"],
        "inApp": frame["in_app"] == true,
        "context": context(frame),
        "vars": frame["vars"],
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
        "query": get("query_string"),
        "fragment": get("fragment"),
        "data": get("data"),
        "env": get("env"),
        "inferredContentType": null,
    })
}
