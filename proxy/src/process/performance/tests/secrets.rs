//! A secret in each member of each shape: nothing of it is stored.

use serde_json::{Value, json};

use super::*;

const SECRET: &str = "SEKRIT";

#[track_caller]
fn check(read: Result<ReadTrace, ReadTraceError>) {
    let read = read.unwrap();
    let text = format!("{:?}", read.data);
    assert!(!text.contains(SECRET), "{text}");
    assert!(read.data.segments.len() + read.data.spans.len() + read.data.vitals.len() > 0);
}

fn secret_data() -> Value {
    json!({
        "password": SECRET,
        "url.full": format!("https://a.test/users/7?token={SECRET}&access_token={SECRET}"),
        "url.query": format!("token={SECRET}"),
        "http.request.header.cookie": [format!("session={SECRET}")],
        "http.request.header.authorization": format!("Bearer {SECRET}"),
        "http.response.header.set-cookie": SECRET,
        "user.id": SECRET, "user.email": SECRET, "user.name": SECRET, "client.address": SECRET,
        "db.query": {"auth": SECRET, "nested": {"secret": SECRET}},
        "body": format!("{{\"password\":\"{SECRET}\"}}"),
        "browser.web_vital.lcp.element": format!("a[href=\"/x?token={SECRET}\"]"),
        "browser.web_vital.lcp.value": 7,
    })
}

fn typed(data: &Value) -> Value {
    let all = data.as_object().unwrap().iter();
    all.map(|(key, value)| (key.clone(), json!({"value": value, "type": "string"}))).collect()
}

#[test]
fn in_a_transaction() {
    let name = format!("/users?token={SECRET}");
    check(read_transaction(&json!({
        "transaction": name,
        "transaction_info": {"source": "custom"},
        "contexts": {"trace": {
            "trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": "b7ad6b7169203331", "op": "http.server",
            "data": secret_data(),
        }},
        "tags": {"password": SECRET, "url": format!("/x?token={SECRET}")},
        "request": {"url": format!("https://a.test/?token={SECRET}"), "cookies": SECRET, "data": SECRET,
            "headers": {"Cookie": SECRET, "User-Agent": "x"}},
        "user": {"id": SECRET, "email": SECRET}, "extra": {"a": SECRET}, "server_name": SECRET,
        "start_timestamp": NOW - 2.0, "timestamp": NOW - 1.0,
        "spans": [{"span_id": "0000000000000001", "op": "db",
            "description": format!("SELECT 1 WHERE token='{SECRET}'"),
            "start_timestamp": NOW - 2.0, "timestamp": NOW - 1.5, "data": secret_data(), "tags": {"a": SECRET}}],
    })));
}

#[test]
fn in_spans_of_both_protocols() {
    let span = |kind: &str, is_segment: bool| {
        let mut attributes = typed(&secret_data());
        attributes["sentry.op"] = json!({"value": kind, "type": "string"});
        json!({
            "trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": "b7ad6b7169203331",
            "name": format!("GET https://a.test/users/7?token={SECRET}"), "is_segment": is_segment,
            "start_timestamp": NOW - 2.0, "end_timestamp": NOW - 1.0, "attributes": attributes,
        })
    };
    for (kind, is_segment) in
        [("pageload", true), ("http.client", false), ("ui.webvital.lcp", false), ("resource.img", false)]
    {
        check(read_spans(&json!({"version": 2, "items": [span(kind, is_segment)]})));
        check(read_spans(&json!({
            "trace_id": "0af7651916cd43dd8448eb211c80319c", "span_id": "b7ad6b7169203331", "op": kind,
            "is_segment": is_segment, "description": format!("/x?token={SECRET}"), "data": secret_data(),
            "start_timestamp": NOW - 2.0, "timestamp": NOW - 1.0, "tags": {"password": SECRET},
        })));
    }
}
