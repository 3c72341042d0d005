//! Changing issues over HTTP, one and many, and writing notes.

use serde_json::{Value, json};

use super::get;
use crate::serve::{Answer, Server};

const ISSUE: &str = "/api/0/organizations/acme/issues/DEMO-1/";

/// A server with three issues, and a token that may change them.
fn server() -> Server {
    let server = Server::with(&["message", "rust-panic", "browser"]);
    server.add_token("ci", "event:write");
    server
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_default()
}

#[track_caller]
fn put(server: &Server, path: &str, body: Value) -> Value {
    let answer = server.send("PUT", path, "ci", &body.to_string());
    assert_eq!(answer.status, 200, "{path} {body}: {}", answer.body);
    json_of(&answer)
}

#[test]
fn one_issue_is_resolved_assigned_and_comes_back() {
    let server = server();
    let resolved = put(&server, "/api/0/issues/1/", json!({"status": "resolved", "assignedTo": "me"}));
    assert_eq!((&resolved["id"], &resolved["status"]), (&json!("1"), &json!("resolved")));
    assert_eq!(resolved["assignedTo"], json!({"type": "user", "id": "ci", "name": "ci"}));
    assert_eq!(get(&server, ISSUE).1["status"], "resolved");
    let ignored = put(&server, ISSUE, json!({"status": "ignored", "ignoreCount": 5, "assignedTo": ""}));
    assert_eq!(
        (&ignored["status"], &ignored["substatus"], &ignored["statusDetails"]["ignoreCount"]),
        (&json!("ignored"), &json!("archived_until_condition_met"), &json!(5))
    );
    assert_eq!(ignored["assignedTo"], Value::Null);
    let back = put(&server, ISSUE, json!({"status": "unresolved", "priority": "low", "isBookmarked": true}));
    assert_eq!((&back["priority"], &back["isBookmarked"]), (&json!("low"), &json!(true)));
    let (_, record, _) = get(&server, &format!("{ISSUE}activities/"));
    let record = record["activity"].as_array().unwrap();
    let kinds: Vec<&str> = record.iter().map(|it| it["type"].as_str().unwrap()).collect();
    for kind in ["set_resolved", "assigned", "set_ignored", "unassigned", "set_unresolved", "set_priority"] {
        assert!(kinds.contains(&kind), "{kind} of {kinds:?}");
    }
    assert_eq!(kinds.last(), Some(&"first_seen"));
    assert_eq!((&record[0]["user"]["name"], record[0]["dateCreated"].is_string()), (&json!("ci"), true));
    assert_eq!(get(&server, ISSUE).1["activity"].as_array().unwrap().len(), record.len());
}

#[test]
fn many_issues_by_id_by_status_and_all() {
    let server = server();
    let list = "/api/0/projects/acme/demo/issues/";
    let status = |id: u32| get(&server, &format!("/api/0/issues/{id}/")).1["status"].clone();
    let changed = put(&server, &format!("{list}?id=1&id=3&id=99"), json!({"status": "resolved"}));
    assert_eq!(changed, json!({"status": "resolved", "statusDetails": {}, "substatus": null}));
    assert_eq!([1, 2, 3].map(status), ["resolved", "unresolved", "resolved"]);
    put(&server, &format!("{list}?status=resolved"), json!({"status": "muted", "snoozeDuration": 30}));
    assert_eq!([1, 2, 3].map(status), ["ignored", "unresolved", "ignored"]);
    put(&server, &format!("{list}?query=level:warning"), json!({"status": "resolved"}));
    assert_eq!([1, 2, 3].map(status), ["resolved", "unresolved", "ignored"]);
    put(&server, "/api/0/organizations/acme/issues/", json!({"status": "unresolved"}));
    assert_eq!([1, 2, 3].map(status), ["unresolved"; 3]);
    let none = server.send("PUT", &format!("{list}?id=99"), "ci", r#"{"status":"resolved"}"#);
    assert_eq!((none.status, none.body.as_str()), (204, ""));
}

#[test]
fn a_search_changes_what_a_list_of_it_shows() {
    let server = server();
    let list = "/api/0/organizations/acme/issues/";
    let resolved = || get(&server, &format!("{list}?query=is:resolved")).1.as_array().unwrap().len();
    let none = |filter: &str| {
        let answer = server.send("PUT", &format!("{list}?{filter}"), "ci", r#"{"status":"resolved"}"#);
        assert_eq!((answer.status, resolved()), (204, 0), "{filter}: {}", answer.body);
    };
    none("query=&environment=nowhere");
    none("status=unresolved&environment=nowhere");
    none("start=2001-01-01T00:00:00Z&end=2001-01-02T00:00:00Z");
    put(&server, &format!("{list}?query=&sort=new&limit=1"), json!({"status": "resolved"}));
    assert_eq!(resolved(), 1);
    put(&server, &format!("{list}?query=&limit=100000"), json!({"status": "resolved"}));
    assert_eq!(resolved(), 3);
}

#[test]
fn a_thousand_issues_are_named_at_once() {
    let server = server();
    server.add_token("admin", "event:admin");
    let named = |count: usize| format!("/api/0/organizations/acme/issues/?{}", "id=9000001&".repeat(count));
    let unresolved = json!({"status": "unresolved"});
    assert_eq!(server.send("PUT", &named(1_000), "ci", &unresolved.to_string()).status, 204);
    assert_eq!(put(&server, &format!("{}id=1", named(999)), unresolved.clone())["status"], "unresolved");
    assert_eq!(server.send("DELETE", &named(1_000), "admin", "").status, 204);
    for (method, token) in [("PUT", "ci"), ("DELETE", "admin")] {
        let refused = server.send(method, &named(1_001), token, &unresolved.to_string());
        assert_eq!(refused.status, 400);
        assert!(refused.body.contains("at most 1000 issues"), "{}", refused.body);
    }
}

#[test]
fn deleting_needs_an_id_and_the_scope() {
    let server = server();
    let list = "/api/0/projects/acme/demo/issues/";
    assert_eq!(server.send("DELETE", &format!("{list}?id=1"), "ci", "").status, 403);
    server.add_token("admin", "event:admin");
    let delete = |path: &str| server.send("DELETE", path, "admin", "").status;
    let left = || get(&server, &format!("{list}?query=")).1.as_array().unwrap().len();
    assert_eq!((delete(list), left()), (204, 3));
    assert_eq!((delete(&format!("{list}?id=1&id=99")), left()), (204, 2));
    assert_eq!((delete("/api/0/organizations/acme/issues/DEMO-2/"), left()), (204, 1));
    assert_eq!(delete("/api/0/issues/99/"), 404);
}

#[test]
fn notes() {
    let server = server();
    let notes = format!("{ISSUE}notes/");
    let hostile = "<script>alert(1)</script>";
    let added = server.send("POST", &notes, "ci", &json!({ "text": hostile }).to_string());
    let note = json_of(&added);
    assert_eq!((added.status, &note["type"], &note["data"]["text"]), (201, &json!("note"), &json!(hostile)));
    assert_eq!(note["user"]["name"], "ci");
    assert_eq!(get(&server, &notes).1, json!([note]));
    assert_eq!(get(&server, "/api/0/issues/1/comments/").1, json!([note]));
    assert_eq!(get(&server, ISSUE).1["numComments"], 1);
    for body in ["{}", "[]", "", r#"{"text":"  "}"#, r#"{"text":7}"#] {
        assert_eq!(server.send("POST", &notes, "ci", body).status, 400, "{body}");
    }
    let one = format!("{notes}{}/", note["id"].as_str().unwrap());
    assert_eq!(server.send("DELETE", &one, "ci", "").status, 204);
    assert_eq!(server.send("DELETE", &one, "ci", "").status, 404);
    assert_eq!(get(&server, &notes).1, json!([]));
}

#[test]
fn what_is_refused() {
    let server = server();
    server.add_token("reader", "event:read project:write org:read");
    for (method, path) in [
        ("PUT", ISSUE.to_owned()),
        ("PUT", "/api/0/organizations/acme/issues/?id=1".to_owned()),
        ("POST", format!("{ISSUE}notes/")),
        ("DELETE", format!("{ISSUE}notes/1/")),
    ] {
        let refused = server.send(method, &path, "reader", "{}");
        let detail = json_of(&refused)["detail"].clone();
        assert_eq!((refused.status, detail), (403, json!("the token lacks the scope event:write")), "{path}");
        assert_eq!(server.send(method, &path, "nobody", "{}").status, 401, "{path}");
    }
    for (path, body, status) in [
        (ISSUE, r#"{"status":"closed"}"#, 400),
        (ISSUE, "no json", 400),
        (ISSUE, r#"{"status":"resolvedInNextRelease"}"#, 200),
        ("/api/0/issues/99/", r#"{"status":"resolved"}"#, 404),
        ("/api/0/projects/acme/demo/issues/?query=is:nothing", r#"{"status":"resolved"}"#, 400),
        ("/api/0/projects/acme/demo/issues/?status=closed", r#"{"status":"resolved"}"#, 400),
        ("/api/0/projects/acme/none/issues/?id=1", r#"{"status":"resolved"}"#, 404),
    ] {
        let answer = server.send("PUT", path, "ci", body);
        assert_eq!(answer.status, status, "{path} {body}: {}", answer.body);
        assert!(status == 200 || json_of(&answer)["detail"].is_string(), "{path} {body}");
    }
}
