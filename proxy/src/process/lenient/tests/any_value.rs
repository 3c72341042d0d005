//! Any value in the place of any member: the event is stored, and its title is not empty.

use serde_json::{Value, json};

use super::processed;

const FRAME: &str = r#"{
    "function": "pay", "filename": "shop.js", "abs_path": "https://a.test/shop.js", "module": "shop", "lineno": 7,
    "colno": 3, "in_app": true, "vars": {"a": 1}, "pre_context": ["a"], "context_line": "b", "post_context": ["c"],
    "instruction_addr": "0x1", "addr_mode": "rel:0", "platform": "javascript", "package": "p",
    "data": {"orig_in_app": 1}
}"#;
/// An event with each member that the server reads; `FRAME` stands for a frame.
const FULL: &str = r#"{
    "event_id": "fc6d8c0c43fc4630ad850ee518f1b9d0", "timestamp": 1.8e9, "level": "error", "platform": "javascript",
    "logger": "l", "transaction": "/cart", "culprit": "c", "server_name": "web-1", "site": "s", "release": "r",
    "dist": "d", "environment": "live", "type": "error", "time_spent": 1, "checksum": "x",
    "fingerprint": ["{{ default }}"], "message": "said too",
    "logentry": {"message": "said %s", "formatted": "said", "params": ["a"]}, "modules": {"a": "1"},
    "extra": {"raw_stack": "at f (https://a.test/x.js:1:1)"}, "errors": [{"type": "e"}],
    "tags": {"environment": "live"},
    "user": {"id": "7", "email": "e", "username": "u", "ip_address": "::1", "data": {}},
    "request": {
        "url": "https://a.test/", "method": "GET", "query_string": "a=b", "data": {"a": 1}, "cookies": {"a": "b"},
        "headers": {"User-Agent": "Mozilla/5.0"}, "env": {"REMOTE_ADDR": "::1"}
    },
    "contexts": {
        "os": {"name": "Linux", "raw_description": "Linux 5.4.0"}, "browser": {"name": "b", "version": "1"}, "trace": {}
    },
    "sdk": {"name": "n", "version": "1"},
    "debug_meta": {"images": [{"type": "wasm", "debug_id": "a", "code_file": "b"}]},
    "breadcrumbs": {"values": [
        {"timestamp": 1.0, "type": "t", "category": "c", "message": "m", "level": "info", "data": {}}
    ]},
    "threads": {"values": [{"id": 1, "crashed": true, "current": true, "stacktrace": {"frames": [FRAME]}}]},
    "stacktrace": {"frames": [FRAME]}, "template": {"filename": "cart.html", "lineno": 1},
    "csp": {"effective_directive": "img-src", "blocked_uri": "data"}, "sentry.interfaces.Query": {"query": "q"},
    "exception": {"values": [
        {"type": "Cause", "value": "first"},
        {
            "type": "PayError", "value": "no money", "module": "m", "thread_id": 1,
            "raw_stack": "at f (https://a.test/x.js:1:1)", "stacktrace": {"frames": [FRAME]},
            "mechanism": {"type": "onerror", "handled": false, "synthetic": false, "data": {}, "meta": {}}
        }
    ]}
}"#;

fn full() -> Value {
    serde_json::from_str(&FULL.replace("FRAME", FRAME)).unwrap()
}

/// Values that replace a member.
fn values() -> Vec<Value> {
    let deep = (0..100).fold(json!(1), |inner, _| json!([inner]));
    vec![
        json!(null),
        json!(true),
        json!(false),
        json!(0),
        json!(-1.5),
        json!(1e300),
        json!(u64::MAX),
        json!(""),
        json!(" "),
        json!("\n"),
        json!("odd: text"),
        json!([]),
        json!({}),
        json!([null]),
        json!([[1, 2], ["a"], {}]),
        json!(["a", "b"]),
        json!({"values": 7}),
        json!({"values": [[], null, "a"]}),
        json!({"type": {}, "value": [], "message": {}, "frames": {}, "stacktrace": 7}),
        json!({"key": "a", "value": "b"}),
        deep,
    ]
}

/// Pointers to each member and entry.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    let inner: Vec<(String, &Value)> = match value {
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), value)).collect(),
        Value::Array(list) => {
            list.iter().enumerate().map(|(index, value)| (index.to_string(), value)).collect()
        }
        _ => return,
    };
    for (key, value) in inner {
        let at = format!("{at}/{key}");
        places(value, &at, found);
        found.push(at);
    }
}

#[test]
fn no_value_costs_the_event() {
    let full = full();
    let title = processed(&full).description.title;
    assert_eq!(title, "PayError: no money");
    let mut found = Vec::new();
    places(&full, "", &mut found);
    assert!(found.len() > 100, "{}", found.len());
    for place in found {
        let says_it = place.starts_with("/exception");
        for value in values() {
            let mut event = full.clone();
            event.pointer_mut(&place).unwrap().clone_from(&value);
            let is = processed(&event).description.title;
            assert!(!is.trim().is_empty() && is != "<unlabeled event>", "{place} {value}");
            assert!(says_it || is == title, "{place} {value}: {is}");
        }
    }
}

/// An event with this member alone.
#[test]
fn no_value_alone_is_lost() {
    let full = full();
    for key in
        full.as_object().unwrap().keys().map(String::as_str).chain(["sentry.interfaces.Exception", "odd"])
    {
        for value in values() {
            assert!(!processed(&json!({key: value})).description.title.is_empty(), "{key} {value}");
        }
    }
}
