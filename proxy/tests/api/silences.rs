//! Silences at Alertmanager's addresses.

use balefire_proxy::model::rfc3339;
use balefire_proxy::model::timestamp::Timestamp;
use serde_json::{Value, json};

use super::serve::{Server, TOKEN};

#[track_caller]
fn send(server: &Server, method: &str, path: &str, token: &str, body: &Value) -> (u16, Value) {
    let answer = server.send(method, path, token, &body.to_string());
    (answer.status, serde_json::from_str(&answer.body).unwrap_or_default())
}

fn silence(name: &str, value: &str) -> Value {
    json!({
        "matchers": [{ "name": name, "value": value, "isRegex": false, "isEqual": true }],
        "startsAt": rfc3339::format(Timestamp::now()),
        "endsAt": rfc3339::format(Timestamp(Timestamp::now().0 + 3_600.0)),
        "createdBy": "anna",
        "comment": "maintenance",
    })
}

#[test]
fn made_listed_changed_and_ended() {
    let server = Server::with(&["browser"]);
    let ask = |method: &str, path: &str, body: &Value| send(&server, method, path, TOKEN, body);
    let (status, made) = ask("POST", "/api/v2/silences", &silence("issue", "1"));
    assert_eq!((status, &made), (200, &json!({ "silenceID": "1" })));
    let (status, list) = ask("GET", "/api/v2/silences", &json!(null));
    assert_eq!((status, list.as_array().unwrap().len()), (200, 1));
    assert_eq!((&list[0]["id"], &list[0]["status"]["state"]), (&json!("1"), &json!("active")));
    assert_eq!(list[0]["matchers"], silence("issue", "1")["matchers"]);
    assert_eq!((&list[0]["createdBy"], &list[0]["comment"]), (&json!("anna"), &json!("maintenance")));
    // A client changes one by sending it back.
    let mut changed = ask("GET", "/api/v2/silence/1", &json!(null)).1;
    changed["comment"] = "longer".into();
    assert_eq!(ask("POST", "/api/v2/silences", &changed), (200, json!({ "silenceID": "2" })));
    assert_eq!(ask("GET", "/api/v2/silence/1", &json!(null)).1["status"]["state"], "expired");
    assert_eq!(ask("DELETE", "/api/v2/silence/2", &json!(null)), (200, json!({})));
    assert_eq!(ask("DELETE", "/api/v2/silence/2", &json!(null)).0, 200);
    assert_eq!(ask("GET", "/api/v2/silence/2", &json!(null)).1["status"]["state"], "expired");
    // The record of the issue says who did it.
    let (_, issue) = ask("GET", "/api/0/issues/1/activities/", &json!(null));
    assert_eq!(issue["activity"][0]["type"], "unmuted");
    assert_eq!(issue["activity"][1]["type"], "muted");
}

#[test]
fn refused_with_words_and_a_status() {
    let server = Server::with(&["browser"]);
    let post = |body: &Value| send(&server, "POST", "/api/v2/silences", TOKEN, body);
    let with = |key: &str, value: Value| {
        let mut body = silence("issue", "1");
        body[key] = value;
        body
    };
    for (body, status, detail) in [
        (json!("x"), 400, "the body is no silence"),
        (with("endsAt", json!("2020-01-01T00:00:00Z")), 400, "in the future"),
        (with("matchers", json!([])), 400, "1 to 20 matchers"),
        (with("untilNextRelease", json!(true)), 200, ""),
        (with("id", json!("77")), 404, "does not exist"),
        (with("id", json!("0-0")), 404, "does not exist"),
        (silence("issue", "77"), 400, "there is no issue 77"),
    ] {
        let (found, answer) = post(&body);
        assert_eq!(found, status, "{answer} for {body}");
        assert!(answer["detail"].as_str().unwrap_or_default().contains(detail), "{answer} for {body}");
    }
    let none = json!(null);
    for path in ["/api/v2/silence/77", "/api/v2/silence/x"] {
        assert_eq!(send(&server, "GET", path, TOKEN, &none).0, 404, "{path}");
        assert_eq!(send(&server, "DELETE", path, TOKEN, &none).0, 404, "{path}");
    }
    let filtered = send(&server, "GET", "/api/v2/silences?filter=a%3Db", TOKEN, &none);
    assert_eq!(filtered.0, 400);
    let large = json!({ "matchers": [], "comment": "x".repeat(200_000) });
    assert_eq!(post(&large).0, 413);
}

#[test]
fn reading_and_changing_need_their_scopes() {
    let server = Server::with(&["browser"]);
    server.add_token("reads", "event:read");
    server.add_token("projects", "project:write org:read");
    assert_eq!(send(&server, "GET", "/api/v2/silences", "reads", &json!(null)).0, 200);
    assert_eq!(send(&server, "POST", "/api/v2/silences", "reads", &silence("issue", "1")).0, 403);
    assert_eq!(send(&server, "DELETE", "/api/v2/silence/1", "reads", &json!(null)).0, 403);
    assert_eq!(send(&server, "GET", "/api/v2/silences", "projects", &json!(null)).0, 403);
}
