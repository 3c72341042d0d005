//! The links of messages: asked for without a login, they show a button, and do one thing to one issue.

use balefire_proxy::alerts::action_links::action_links;
use balefire_proxy::model::action_link::{Action, ActionLink, LIFETIME, LinkKey};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{IssueActivity, Issues, Silences};

use super::serve::{Answer, Server};

fn link(server: &Server, issue: i64, action: Action) -> String {
    format!("/links/{}/", ActionLink::new(issue, action, Timestamp::now()).sign(&server.link_key))
}

/// The answer of a page of a link, which is harmless wherever it is shown.
#[track_caller]
fn checked(answer: Answer, status: u16) -> String {
    assert_eq!(answer.status, status, "{}", answer.body);
    assert_eq!(answer.header("referrer-policy"), "no-referrer");
    assert_eq!(answer.header("cache-control"), "no-store");
    assert_eq!(answer.header("x-robots-tag"), "noindex, nofollow");
    assert!(answer.header("content-security-policy").contains("form-action 'self'"));
    assert!(!answer.body.contains("<script"));
    answer.body
}

fn status(server: &Server) -> String {
    server.store.issue(1).unwrap().unwrap().state.status.as_str().to_owned()
}

#[test]
fn nothing_happens_before_the_button() {
    let server = Server::locked();
    server.record(r#"{"exception":{"values":[{"type":"TypeError","value":"secret of Anna"}]}}"#);
    let path = link(&server, 1, Action::Resolve);
    for _ in 0..3 {
        let html = checked(server.get(&path, None), 200);
        assert!(html.contains("<form method=\"post\"><button class=\"main\">Resolve</button>"), "{html}");
        assert!(html.contains("will be marked as resolved") && html.contains("TypeError"));
        // No more than the message says, and the newest event may have another value.
        assert!(!html.contains("Anna"));
    }
    assert_eq!((status(&server).as_str(), server.store.activity(1, 0, 9).unwrap().len()), ("unresolved", 0));
    let html = checked(server.post_with(&path, &[], &[]), 200);
    assert!(html.contains("The issue is resolved") && html.contains("href=\"/issues/1/\""));
    assert_eq!(status(&server), "resolved");
    // The issue itself needs a token still.
    assert_eq!(server.get("/issues/1/", None).status, 401);
    let style = server.get("/links/style.css", None);
    assert_eq!((style.status, style.header("content-type").as_str()), (200, "text/css; charset=utf-8"));
    // Once more is no other thing.
    checked(server.post(&path, &[]), 200);
    let done = server.store.activity(1, 0, 9).unwrap();
    assert_eq!(done.len(), 1);
    let page = server.get("/issues/1/", Some(&format!("Bearer {}", super::TOKEN))).body;
    assert!(page.contains("<strong>Resolved</strong> by a link in a chat"), "{page}");
}

#[test]
fn mutes() {
    let server = Server::with(&[]);
    server.record(r#"{"message":"tea is out"}"#);
    checked(server.post(&link(&server, 1, Action::MuteHour), &[]), 200);
    let now = Timestamp::now();
    let mutes = server.store.silences(now, 0).unwrap();
    let left = mutes[0].ends.0 - now.0;
    assert!(
        mutes.len() == 1 && mutes[0].issue() == Some(1) && (3_500.0..=3_600.0).contains(&left),
        "{mutes:?}"
    );
    // However often somebody presses the button, it is one silence.
    for _ in 0..5 {
        checked(server.post(&link(&server, 1, Action::MuteHour), &[]), 200);
    }
    assert_eq!(server.store.silences(Timestamp::now(), 0).unwrap().len(), 1);
    let html = checked(server.post(&link(&server, 1, Action::MuteRelease), &[]), 409);
    assert!(html.contains("has no release yet"));
    server.record(r#"{"message":"tea is out","release":"shop@1.0.0"}"#);
    checked(server.get(&link(&server, 1, Action::MuteRelease), None), 200);
    checked(server.post(&link(&server, 1, Action::MuteRelease), &[]), 200);
    assert_eq!(server.store.silences(Timestamp::now(), 0).unwrap().len(), 2);
}

#[test]
fn what_is_no_link_of_ours_says_nothing_about_issues() {
    let server = Server::with(&["browser"]);
    let good = link(&server, 1, Action::Resolve);
    let other_key = ActionLink::new(1, Action::Resolve, Timestamp::now()).sign(&LinkKey::new([7; 32]));
    let other_issue = good.replacen("/1.", "/2.", 1);
    for path in [
        format!("/links/{other_key}/"),
        other_issue,
        good.replace("resolve", "mute-1h"),
        "/links/x/".into(),
        "/links/1.resolve.9999999999./".into(),
        "/links/%FF/".into(),
        format!("/links/{}/", "a".repeat(5_000)),
    ] {
        let (shown, done) = (server.get(&path, None), server.post(&path, &[]));
        let (shown, done) = (checked(shown, 403), checked(done, 403));
        assert!(shown.contains("This link is not valid") && shown == done, "{path}");
    }
    let old = Timestamp(Timestamp::now().0 - LIFETIME - 1.0);
    let old = format!("/links/{}/", ActionLink::new(1, Action::Resolve, old).sign(&server.link_key));
    for answer in [server.get(&old, None), server.post(&old, &[])] {
        assert!(checked(answer, 410).contains("This link has expired"));
    }
    // Signed, and the issue is gone.
    let gone = link(&server, 77, Action::MuteHour);
    for answer in [server.get(&gone, None), server.post(&gone, &[])] {
        assert!(checked(answer, 404).contains("not there any more"));
    }
    assert_eq!(status(&server), "unresolved");
    assert_eq!(server.store.silences(Timestamp::now(), 9).unwrap().len(), 0);
}

#[test]
fn another_site_presses_no_button() {
    let server = Server::with(&["browser"]);
    let path = link(&server, 1, Action::Resolve);
    for site in ["cross-site", "same-site", ""] {
        checked(server.post_with(&path, &[("sec-fetch-site", site)], &[]), 403);
    }
    assert_eq!(status(&server), "unresolved");
    // A browser without these headers has `Origin: null`, because the page has no referrer.
    checked(server.post_with(&path, &[("origin", "null")], &[]), 200);
    assert_eq!(status(&server), "resolved");
}

#[test]
fn below_a_path_and_in_chinese() {
    let server = Server::at("http://balefire.test/errors", &["browser"]);
    let links = action_links("http://balefire.test/errors", 1, Timestamp::now(), &server.link_key);
    let path = links.mute_hour.strip_prefix("http://balefire.test/errors").unwrap();
    let answer = server.get_with(path, &[("accept-language", "zh-CN")]);
    assert_eq!(answer.header("content-language"), "zh-CN");
    let html = checked(answer, 200);
    assert!(html.contains("静音 1 小时") && html.contains("href=\"/errors/links/style.css\""), "{html}");
}
