//! Merging, unmerging and discarding issues over HTTP, as Sentry's pages and scripts ask for it.

use serde_json::{Value, json};

use super::get;
use crate::serve::{Answer, Server};

const LIST: &str = "/api/0/organizations/acme/issues/";

/// A server with issues 1 (two events), 2 and 3.
fn server() -> Server {
    let server = Server::with(&[]);
    for (n, group) in [(1, "a"), (2, "a"), (3, "b"), (4, "c")] {
        server.record(&format!(
            r#"{{"event_id":"{n:032}","fingerprint":["{group}"],"message":"of {group}","timestamp":{}}}"#,
            1_700_000_000 + n
        ));
    }
    server.add_token("ci", "event:write");
    server.add_token("admin", "event:admin");
    server
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&answer.body).unwrap_or_default()
}

fn left(server: &Server) -> Vec<String> {
    let (_, issues, _) = get(server, &format!("{LIST}?query="));
    let mut ids: Vec<String> =
        issues.as_array().unwrap().iter().map(|it| it["id"].as_str().unwrap().into()).collect();
    ids.sort();
    ids
}

#[test]
fn issues_are_merged_into_the_largest_and_taken_apart_again() {
    let server = server();
    let merged = server.send("PUT", &format!("{LIST}?id=1&id=2&id=3"), "ci", r#"{"merge": 1}"#);
    let expect = json!({"merge": {"parent": "1", "children": ["2", "3"]}});
    assert_eq!((merged.status, json_of(&merged), left(&server)), (200, expect, vec!["1".to_owned()]));
    let hashes = "/api/0/issues/1/hashes/";
    let (_, list, _) = get(&server, hashes);
    let list = list.as_array().unwrap();
    assert_eq!(list.len(), 3);
    assert_eq!(list[0]["latestEvent"]["eventID"], format!("{:032}", 2));
    let hash_of = |event: u32| {
        let is_it = |it: &&Value| it["latestEvent"]["eventID"] == format!("{event:032}");
        list.iter().find(is_it).unwrap()["id"].as_str().unwrap().to_owned()
    };
    for (method, event) in [("DELETE", 3), ("PUT", 4)] {
        let path = format!("/api/0/organizations/acme/issues/1/hashes/?id={}", hash_of(event));
        assert_eq!(server.send(method, &path, "ci", "").status, 202, "{method}");
        assert_eq!(server.send(method, &path, "ci", "").status, 404, "it is no group of the issue any more");
    }
    assert_eq!((left(&server).len(), get(&server, hashes).1.as_array().unwrap().len()), (3, 1));
    let only = server.send("DELETE", &format!("{hashes}?id={}", hash_of(2)), "ci", "");
    assert_eq!((only.status, json_of(&only)["detail"].is_string()), (400, true));
}

#[test]
fn a_merge_may_change_the_issue_too() {
    let server = server();
    let path = "/api/0/projects/acme/demo/issues/?id=2&id=3";
    let merged =
        server.send("PUT", path, "ci", r#"{"merge": true, "status": "resolved", "priority": "low"}"#);
    let shown = json_of(&merged);
    assert_eq!(
        (merged.status, &shown["status"], &shown["priority"]),
        (200, &json!("resolved"), &json!("low"))
    );
    assert_eq!(shown["merge"], json!({"parent": "3", "children": ["2"]}), "of equal ones the younger");
    assert_eq!(get(&server, "/api/0/issues/3/").1["status"], "resolved");
}

#[test]
fn what_is_discarded_is_gone_and_needs_the_scope() {
    let server = server();
    let discard = r#"{"discard": true, "status": "resolved"}"#;
    for path in
        [format!("{LIST}?id=1"), "/api/0/issues/1/".into(), "/api/0/projects/acme/demo/issues/?id=1".into()]
    {
        let refused = server.send("PUT", &path, "ci", discard);
        let detail = json_of(&refused)["detail"].clone();
        assert_eq!((refused.status, detail), (403, json!("the token lacks the scope event:admin")), "{path}");
    }
    let all = server.send("PUT", &format!("{LIST}?query="), "admin", discard);
    assert_eq!((all.status, all.body.contains("by their id")), (400, true), "{}", all.body);
    assert_eq!(left(&server).len(), 3);
    assert_eq!(server.send("PUT", &format!("{LIST}?id=1"), "admin", discard).status, 204);
    assert_eq!(server.send("PUT", "/api/0/issues/2/", "admin", discard).status, 204);
    server.record(r#"{"fingerprint":["a"],"message":"of a"}"#);
    assert_eq!(left(&server), ["3"]);
}

#[test]
fn what_cannot_be_done_says_why() {
    let server = server();
    let all = format!("{LIST}?query=");
    for (path, body, status, reason) in [
        ("/api/0/issues/1/", r#"{"merge": 1}"#, 400, "at least two issues"),
        ("/api/0/organizations/acme/issues/?id=1", r#"{"merge": 1}"#, 400, "at least two issues"),
        (&*all, r#"{"merge": "all"}"#, 400, "merge is neither true nor false"),
        ("/api/0/issues/1/hashes/", "", 400, "id is missing"),
        ("/api/0/issues/1/hashes/?id=a&id=b", "", 400, "one hash"),
        ("/api/0/issues/99/hashes/?id=a", "", 404, "does not exist"),
    ] {
        let refused = server.send("PUT", path, "admin", body);
        let detail = json_of(&refused)["detail"].as_str().unwrap_or_default().to_owned();
        assert!(refused.status == status && detail.contains(reason), "{path} {body}: {}", refused.body);
    }
    let nothing = server.send("PUT", &format!("{LIST}?id=99"), "ci", r#"{"merge": 1}"#);
    assert_eq!((nothing.status, left(&server).len()), (204, 3));
    server.add_token("reader", "event:read");
    assert_eq!(server.send("PUT", "/api/0/issues/1/hashes/?id=a", "reader", "").status, 403);
}

#[test]
fn a_move_that_goes_on_refuses_another_one_with_409() {
    let server = server();
    let mut batch = Vec::new();
    for n in 0..4_200_u32 {
        let event = format!(r#"{{"event_id":"{:032}","fingerprint":["large"],"message":"m"}}"#, 100 + n);
        batch.extend_from_slice(
            format!("{{\"type\":\"event\",\"length\":{}}}\n{event}\n", event.len()).as_bytes(),
        );
    }
    server.record_envelope(&[b"{}\n".as_slice(), &batch].concat());
    let large = get(&server, &format!("{LIST}?query=&sort=freq")).1[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(server.send("PUT", &format!("{LIST}?id=1&id={large}"), "ci", r#"{"merge": 1}"#).status, 200);
    server.send("PUT", &format!("{LIST}?id=2&id={large}"), "ci", r#"{"merge": 1}"#);
    let hash =
        get(&server, &format!("/api/0/issues/{large}/hashes/")).1[0]["id"].as_str().unwrap().to_owned();
    assert_eq!(
        server.send("DELETE", &format!("/api/0/issues/{large}/hashes/?id={hash}"), "ci", "").status,
        202
    );
    let busy = server.send("DELETE", &format!("{LIST}?id={large}"), "admin", "");
    assert_eq!(busy.status, 409, "{}", busy.body);
    assert!(json_of(&busy)["detail"].as_str().unwrap().contains("try again in a moment"));
}
