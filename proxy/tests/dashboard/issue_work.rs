//! Work on issues by the forms of the pages.

use balefire_proxy::model::hash::sha256_hex;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::model::token_scope::Scopes;
use balefire_proxy::store::{IssueActivity, Issues, NewToken, TokenAdmin};
use base64::Engine as _;

use super::page;
use super::serve::Server;

fn status(server: &Server, id: i64) -> String {
    server.store.issue(id).unwrap().unwrap().state.status.as_str().to_owned()
}

/// Sends the form of a change; the page that it leads to.
#[track_caller]
fn change(server: &Server, form: &[(&str, &str)]) -> String {
    let answer = server.post("/issues/changes/", form);
    assert_eq!(answer.status, 303, "{form:?}: {}", answer.body);
    answer.header("location")
}

#[test]
fn an_issue_is_resolved_on_its_page_and_that_is_undone() {
    let server = Server::with(&["browser"]);
    let html = page(&server, "/issues/1/");
    assert!(html.contains("value=\"resolve\"") && html.contains("Nothing has been done yet"));
    let to = change(&server, &[("issue", "1"), ("to", "/issues/1/"), ("action", "resolve")]);
    assert_eq!((to.as_str(), status(&server, 1).as_str()), ("/issues/1/?change=1", "resolved"));
    let html = page(&server, &to);
    for text in [
        "<strong>Resolved</strong> by someone without a token",
        "1 issue changed",
        "action=\"/issues/changes/1/undo/\"",
        "value=\"unresolve\"",
    ] {
        assert!(html.contains(text), "{text}");
    }
    let undone = server.post("/issues/changes/1/undo/", &[("to", "/issues/1/?change=1")]);
    assert_eq!((undone.status, undone.header("location").as_str()), (303, "/issues/1/"));
    assert_eq!(status(&server, 1), "unresolved");
    let html = page(&server, &to);
    assert!(html.contains("can no longer be undone") && html.contains("Last change undone"));
}

#[test]
fn many_issues_are_changed_on_the_list_and_that_is_undone() {
    let server = Server::with(&["browser", "message", "python"]);
    let html = page(&server, "/");
    assert!(
        html.contains("<form class=\"changes\" id=\"changes\" method=\"post\" action=\"/issues/changes/\">")
    );
    assert_eq!(html.matches("name=\"issue\"").count(), 3);
    let form =
        [("to", "/?project=demo"), ("action", "archive"), ("assignee", ""), ("issue", "1"), ("issue", "3")];
    let to = change(&server, &form);
    assert_eq!(to, "/?project=demo&change=1");
    assert!(page(&server, &to).contains("2 issues changed"));
    assert_eq!(
        (status(&server, 1), status(&server, 2), status(&server, 3)),
        ("ignored".into(), "unresolved".into(), "ignored".into())
    );
    server.post("/issues/changes/1/undo/", &[]);
    assert_eq!(status(&server, 3), "unresolved");
}

#[test]
fn each_form_of_the_panel_does_what_it_says() {
    let server = Server::with(&["browser"]);
    let cases: [(&[(&str, &str)], &str); 12] = [
        (&[("action", "resolve-in"), ("release", "shop@9.1.0")], "Resolved in shop@9.1.0"),
        (&[("action", "resolve-next")], "Resolved in the release after"),
        (&[("action", "unresolve")], "Reopened"),
        (&[("action", "archive-week")], "Archived, reopens <time"),
        (&[("action", "archive-forever")], "Archived forever"),
        (
            &[("action", "archive-events"), ("more", "100"), ("minutes", "60")],
            "Archived until 100 more events within 1 hour",
        ),
        (&[("action", "archive-users"), ("more", "1"), ("minutes", "")], "Archived until 1 more user"),
        (
            &[("action", "archive-environment"), ("environment", "staging")],
            "Archived until it happens outside of staging",
        ),
        (&[("action", "assign"), ("assignee", "Anna")], "Assigned to Anna"),
        (&[("action", "assign"), ("assignee", "")], "Assigned to nobody"),
        (&[("action", "priority-low")], "Priority set to Low"),
        (&[("action", "bookmark")], "Bookmarked"),
    ];
    for (form, expect) in cases {
        let form = [&[("issue", "1"), ("to", "/issues/1/")], form].concat();
        let to = change(&server, &form);
        let html = page(&server, &to).replace("<span translate=\"no\">", "").replace("</span>", "");
        assert!(html.contains(&format!("<strong>{expect}")), "{expect}");
    }
    assert!(page(&server, "/issues/1/").len() < 60_000);
}

#[test]
fn what_cannot_be_done_is_said_on_a_page() {
    let server = Server::with(&["message"]);
    for (form, expect) in [
        (&[("action", "resolve")][..], "No issue was chosen"),
        (&[("issue", "1")], "No action was chosen"),
        (&[("issue", "1"), ("action", "drop")], "No action was chosen"),
        (&[("issue", "x"), ("action", "resolve")], "no issue"),
        (&[("issue", "1"), ("action", "archive-events")], "A number is missing"),
        (&[("issue", "1"), ("action", "archive-events"), ("more", "0")], "at least 1"),
        (&[("issue", "1"), ("action", "resolve-in")], "A release has 1 to 250 characters"),
        (&[("issue", "1"), ("action", "assign"), ("assignee", &"x".repeat(201))], "1 to 200 characters"),
    ] {
        let answer = server.post("/issues/changes/", form);
        assert_eq!(answer.status, 400, "{form:?}");
        super::check_headers(&answer);
        super::check_markup(&answer.body);
        assert!(answer.body.contains(expect), "{form:?}: {}", answer.body);
    }
    assert_eq!(status(&server, 1), "unresolved");
    // One that is not there is no error: nothing is changed.
    assert_eq!(change(&server, &[("issue", "77"), ("action", "resolve")]), "/");
    // A body that is no form.
    let config = ureq::Agent::config_builder().http_status_as_error(false).build();
    let sent = ureq::Agent::new_with_config(config)
        .post(format!("{}/issues/changes/", server.address()))
        .header("sec-fetch-site", "same-origin")
        .send("{\"issue\":1}")
        .unwrap();
    assert_eq!(sent.status().as_u16(), 400);
}

#[test]
fn a_form_leads_back_to_this_server_alone() {
    let server = Server::at("https://errors.example/below", &["browser"]);
    for (to, expect) in [
        ("/?q=a", "/below/?q=a&change=1"),
        ("https://evil.test/", "/below/?change=2"),
        ("//evil.test/", "/below/?change=3"),
        ("/\\evil.test/", "/below/?change=4"),
    ] {
        let action = if expect.ends_with(['1', '3']) { "bookmark" } else { "unbookmark" };
        assert_eq!(change(&server, &[("issue", "1"), ("to", to), ("action", action)]), expect, "{to}");
    }
}

#[test]
fn comments_are_shown_as_text() {
    let server = Server::with(&["browser"]);
    let hostile = "<script>alert('x')</script>\r\n\u{202e}txt.exe\"><b>\n{what}";
    let answer = server.post("/issues/1/comments/", &[("text", hostile)]);
    assert_eq!((answer.status, answer.header("location").as_str()), (303, "/issues/1/#activity"));
    let html = page(&server, "/issues/1/");
    assert!(
        html.contains("&lt;script&gt;alert('x')&lt;/script&gt;\n\\u{202e}txt.exe&quot;&gt;&lt;b&gt;\n{what}")
    );
    let comment = server.store.comments(1, 0, 10).unwrap()[0].id;
    for (path, expect) in [
        ("/issues/77/comments/".to_owned(), 404),
        ("/issues/x/comments/".to_owned(), 404),
        (format!("/issues/2/comments/{comment}/delete/"), 404),
        (format!("/issues/1/comments/{comment}/delete/"), 303),
        (format!("/issues/1/comments/{comment}/delete/"), 404),
        ("/issues/changes/x/undo/".to_owned(), 404),
    ] {
        assert_eq!(server.post(&path, &[("text", "a")]).status, expect, "{path}");
    }
    for text in ["", " \n ", &"é".repeat(10_001)] {
        let answer = server.post("/issues/1/comments/", &[("text", text)]);
        assert_eq!(answer.status, 400);
        assert!(answer.body.contains("A comment has 1 to 10,000 characters"));
    }
    let long = "é".repeat(10_000);
    assert_eq!(server.post("/issues/1/comments/", &[("text", &long)]).status, 303);
    // Assignees and releases come from people too.
    let name = "<i>\u{202e}Anna</i>";
    change(&server, &[("issue", "1"), ("action", "assign"), ("assignee", name)]);
    change(&server, &[("issue", "1"), ("action", "resolve-in"), ("release", "<i>&\"'")]);
    assert!(page(&server, "/issues/1/?change=3").contains("&lt;i&gt;\\u{202e}Anna&lt;/i&gt;"));
}

#[test]
fn older_entries_are_named_if_there_are_some() {
    let server = Server::with(&["browser"]);
    let older = "Older entries are not listed.";
    for n in 0..50 {
        assert_eq!(server.post("/issues/1/comments/", &[("text", &format!("comment {n}!"))]).status, 303);
    }
    let html = page(&server, "/issues/1/");
    assert!(html.contains("comment 0!") && !html.contains(older));
    server.post("/issues/1/comments/", &[("text", "one more")]);
    let html = page(&server, "/issues/1/");
    assert!(html.contains("one more") && html.contains("comment 1!") && !html.contains("comment 0!"));
    assert!(html.contains(older));
}

/// What the holder of a token has done.
const BY_WORKER: &str = "<strong>Resolved</strong> by <span translate=\"no\">worker</span>";

#[test]
fn a_viewer_without_the_scope_sees_the_state_alone() {
    let server = Server::locked();
    server.record("{\"message\":\"a\"}");
    let token = |token: &str, scopes: &str| {
        let scopes = Scopes::parse(scopes);
        let hash = sha256_hex(token.as_bytes());
        let new = NewToken { scopes, name: Some(token.into()), ..NewToken::new(&hash, Timestamp::now()) };
        server.store.add_token(&new).unwrap().unwrap();
        format!("Basic {}", base64::engine::general_purpose::STANDARD.encode(format!("me:{token}")))
    };
    let reader = token("reader", "event:read project:read org:read");
    let worker = token("worker", "event:read event:write project:read org:read");
    let same = ("sec-fetch-site", "same-origin");
    let form = [("issue", "1"), ("to", "/issues/1/"), ("action", "resolve")];
    let send = |login: &str, site| {
        server.post_with("/issues/changes/", &[("authorization", login), site], &form).status
    };

    let html = server.get("/issues/1/", Some(&reader)).body;
    assert!(
        html.contains("the token needs the scope <span translate=\"no\">event:write")
            && !html.contains("action=\"/issues/")
    );
    assert!(!server.get("/", Some(&reader)).body.contains("id=\"changes\""));
    assert_eq!(send(&reader, same), 403);
    assert_eq!(send(&worker, ("sec-fetch-site", "cross-site")), 403);
    assert_eq!(status(&server, 1), "unresolved");

    assert_eq!(send(&worker, same), 303);
    let html = server.get("/issues/1/", Some(&worker)).body;
    assert!(html.contains(BY_WORKER));
    assert!(server.get("/issues/1/", Some(&reader)).body.contains(BY_WORKER));
}

#[test]
fn events_reopen_as_the_page_says() {
    let server = Server::with(&[]);
    let now = Timestamp::now().0;
    let event = |n: u32, release: &str, at: f64| {
        server.record(&format!(
            "{{\"event_id\":\"{n:032x}\",\"message\":\"same\",\"release\":\"{release}\",\"timestamp\":{at}}}"
        ));
    };
    event(1, "shop@1.4.2", now - 100.0);
    change(&server, &[("issue", "1"), ("action", "resolve")]);
    event(2, "shop@1.4.2", now - 50.0);
    assert_eq!(status(&server, 1), "resolved");
    event(3, "shop@1.4.2", now + 5.0);
    assert_eq!(status(&server, 1), "unresolved");
    change(&server, &[("issue", "1"), ("action", "resolve-next")]);
    event(4, "shop@1.4.1", now + 20.0);
    event(5, "shop@1.4.2", now + 20.0);
    assert_eq!(status(&server, 1), "resolved");
    event(6, "shop@1.4.3", now + 20.0);
    assert_eq!(status(&server, 1), "unresolved");
    let html = page(&server, "/issues/1/");
    assert!(
        html.contains("<strong>Came back in <span translate=\"no\">shop@1.4.3</span></strong>")
            && html.contains("Regressed")
    );
}

#[test]
fn the_panel_in_chinese() {
    let server = Server::with(&["browser"]);
    change(&server, &[("issue", "1"), ("action", "archive-events"), ("more", "5"), ("minutes", "1440")]);
    let config = ureq::Agent::config_builder().http_status_as_error(false).build();
    let mut answer = ureq::Agent::new_with_config(config)
        .get(format!("{}/issues/1/", server.address()))
        .header("accept-language", "zh-CN")
        .call()
        .unwrap();
    let html = answer.body_mut().read_to_string().unwrap();
    for text in ["已归档，直到 1 天内再发生 5 个事件", "（未登录用户）", "重新打开", "添加评论"]
    {
        assert!(html.contains(text), "{text}");
    }
}
