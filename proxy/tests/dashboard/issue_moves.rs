//! Merging, dividing, deleting and discarding on the pages.

use balefire_proxy::store::{Attachments, IssueGroups, IssueQuery, Issues};

use super::page;
use super::serve::Server;

#[track_caller]
fn sent(server: &Server, path: &str, form: &[(&str, &str)]) -> String {
    let answer = server.post(path, form);
    assert_eq!(answer.status, 303, "{form:?}: {}", answer.body);
    answer.header("location")
}

#[test]
fn issues_are_merged_and_a_group_is_taken_out_again() {
    let server = Server::with(&["browser", "message", "python"]);
    let list = page(&server, "/");
    assert!(
        list.contains("formaction=\"/issues/merge/\"") && list.contains("formaction=\"/issues/delete/\"")
    );
    let asks = page(&server, "/issues/merge/?issue=1&issue=2&action=&to=%2F");
    assert_eq!((asks.matches("type=\"radio\"").count(), asks.matches("checked").count()), (2, 1));
    assert!(page(&server, "/issues/merge/?issue=1").contains("at least two issues"));

    let to = sent(&server, "/issues/merge/", &[("into", "1"), ("issue", "1"), ("issue", "2")]);
    assert_eq!(to, "/issues/1/");
    assert!(server.store.issue(2).unwrap().is_none());
    let html = page(&server, "/issues/1/");
    for text in ["Groups of this issue", "1 issue merged into this one", "#2", "Take out"] {
        assert!(html.contains(text), "{text}");
    }
    assert!(html.len() < 60_000);
    let groups = server.store.groups(1).unwrap();
    let to = sent(&server, "/issues/1/unmerge/", &[("group", &groups[1].hash)]);
    assert_eq!(to, "/issues/4/");
    assert!(page(&server, &to).contains("Taken out of issue"));
    assert_eq!(server.store.groups(1).unwrap().len(), 1);
    for (path, form, expect) in [
        ("/issues/1/unmerge/", &[("group", "x")][..], "no such group"),
        ("/issues/1/unmerge/", &[("group", groups[0].hash.as_str())], "only group"),
        ("/issues/merge/", &[("into", "1"), ("issue", "1")], "at least two issues"),
        ("/issues/merge/", &[("into", "1"), ("issue", "99")], "There is no issue #99"),
        ("/issues/merge/", &[], "at least two issues"),
    ] {
        let answer = server.post(path, form);
        assert!(answer.status == 400 && answer.body.contains(expect), "{}", answer.body);
    }
}

#[test]
fn the_page_says_why_events_are_one_issue() {
    let server = Server::with(&["browser", "message", "rust-panic"]);
    for (id, expects) in [
        (1, &["type: <code>", "in-app frames"][..]),
        (2, &["message without numbers"]),
        (3, &["a panic of Rust"]),
    ] {
        let html = page(&server, &format!("/issues/{id}/"));
        assert!(html.contains("Why the events of this group are one issue"));
        for expect in expects {
            assert!(html.contains(expect), "{id}: {expect}");
        }
        assert!(!html.contains("Take out"), "its only group");
    }
}

#[test]
fn issues_are_deleted_or_discarded_after_a_question_and_a_discard_is_undone() {
    let server = Server::with(&["browser", "message"]);
    assert!(page(&server, "/issues/delete/").contains("No issue was chosen"));
    let asks = page(&server, "/issues/delete/?issue=1&issue=2");
    assert!(asks.contains("cannot be undone") && asks.contains("value=\"discard\""));
    assert_eq!(sent(&server, "/issues/delete/", &[("issue", "1"), ("what", "delete")]), "/");
    assert!(page(&server, "/discarded/").contains("No discarded issues"));
    assert_eq!(sent(&server, "/issues/delete/", &[("issue", "2"), ("what", "discard")]), "/discarded/");
    assert!(server.store.issue(1).unwrap().is_none() && server.store.issue(2).unwrap().is_none());
    let html = page(&server, "/discarded/");
    assert!(html.contains("action=\"/discarded/1/end/\"") && html.contains("someone without a token"));
    assert_eq!(sent(&server, "/discarded/1/end/", &[]), "/discarded/");
    assert!(page(&server, "/discarded/").contains("No discarded issues"));
    assert_eq!(server.post("/discarded/1/end/", &[]).status, 404);
}

#[test]
fn who_may_not_delete_reads_which_scope_is_missing() {
    let server = Server::locked();
    server.record("{\"message\":\"m\"}");
    let query = IssueQuery { limit: 1, ..IssueQuery::default() };
    let id = server.store.issues(&query).unwrap()[0].id;
    let token = "r".repeat(64);
    server.add_token(&token, "event:read project:read org:read");
    let authorization = format!("Bearer {token}");
    let html = server.get(&format!("/issues/delete/?issue={id}"), Some(&authorization)).body;
    assert!(
        html.contains("needs the scope event:admin") && !html.contains("<button name=\"what\""),
        "{html}"
    );
    let html = server.get(&format!("/issues/{id}/"), Some(&authorization)).body;
    assert!(html.contains("Groups of this issue") && !html.contains("/unmerge/"));
}

#[test]
fn the_files_of_a_dropped_event_are_dropped_too() {
    let server = Server::with(&[]);
    let record = |id: &str| {
        let event = r#"{"message":"tea is out"}"#;
        server.record_envelope(
            format!(
                "{{\"event_id\":\"{id}\"}}\n{{\"type\":\"event\",\"length\":{}}}\n{event}\n\
                 {{\"type\":\"attachment\",\"length\":3,\"filename\":\"a.log\"}}\nabc\n",
                event.len()
            )
            .as_bytes(),
        );
        server.store.attachments(1, id, 9).unwrap().len()
    };
    assert_eq!(record(&"a".repeat(32)), 1);
    sent(&server, "/issues/delete/", &[("issue", "1"), ("what", "discard")]);
    assert_eq!(record(&"b".repeat(32)), 0);
    assert_eq!(server.store.discards(None, 0, 9).unwrap()[0].events, 1);
}
