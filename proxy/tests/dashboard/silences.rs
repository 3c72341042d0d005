//! Silences and mutes by the forms of the pages.

use balefire_proxy::model::silence::write_matchers;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::Silences;

use super::page;
use super::serve::Server;

fn silences(server: &Server) -> Vec<String> {
    let found = server.store.silences(Timestamp::now(), 0).unwrap();
    found.iter().map(|silence| write_matchers(&silence.matchers)).collect()
}

#[test]
fn one_is_made_and_ended_on_the_page() {
    let server = Server::with(&["browser"]);
    let html = page(&server, "/alerts/silences/");
    assert!(html.contains("Nothing is silenced") && html.contains("name=\"matchers\""));
    let form = [
        ("project", "demo"),
        ("environment", ""),
        ("level", "error"),
        ("matchers", "browser=~\"Fire.*\""),
        ("time", "1d"),
        ("comment", "<b>deploy</b>"),
    ];
    let answer = server.post("/alerts/silences/", &form);
    assert_eq!((answer.status, answer.header("location").as_str()), (303, "/alerts/silences/"));
    assert_eq!(silences(&server), ["project=\"demo\", level=\"error\", browser=~\"Fire.*\""]);
    let html = page(&server, "/alerts/silences/");
    assert!(html.contains("project=&quot;demo&quot;, level=&quot;error&quot;, browser=~&quot;Fire.*&quot;"));
    assert!(html.contains("&lt;b&gt;deploy&lt;/b&gt;") && html.contains("in 24 hours"));
    let answer = server.post("/alerts/silences/1/expire/", &[("to", "//evil.test/")]);
    assert_eq!((answer.status, answer.header("location").as_str()), (303, "/"));
    assert_eq!(silences(&server), Vec::<String>::new());
    assert!(page(&server, "/alerts/silences/").contains("Expired (1)"));
}

#[test]
fn an_address_fills_the_form_in() {
    let server = Server::with(&["browser"]);
    let html = page(&server, "/alerts/silences/?project=demo&rule=%22%3E%3Cb%3E&level=fatal&matchers=a%3Db");
    assert!(html.contains("selected>demo</option>") && html.contains("value=\"fatal\" selected"));
    assert!(html.contains("value=\"&#x22;&#x3e;&#x3c;b&#x3e;\"") && html.contains(">a=b</textarea>"));
}

#[test]
fn refused_with_the_reason() {
    let server = Server::with(&["browser"]);
    for (form, why) in [
        (&[("time", "1h")][..], "a silence has 1 to 20 matchers"),
        (&[("matchers", "level=~.*"), ("time", "1h")], "These matchers fit every alert"),
        (&[("matchers", "level=~("), ("time", "1h")], "The regular expression for level"),
        (&[("matchers", "<i>"), ("time", "1h")], "No matcher can be read here: &lt;i&gt;"),
        (&[("project", "demo")], "Choose how long"),
        (&[("issue", "77"), ("time", "1h")], "There is no such issue"),
        (&[("level", "error"), ("time", "release")], "needs a project or an issue"),
    ] {
        let answer = server.post("/alerts/silences/", form);
        assert_eq!(answer.status, 400, "{form:?}");
        assert!(answer.body.contains(why), "{form:?}: {}", answer.body);
    }
    assert_eq!(silences(&server), Vec::<String>::new());
    assert_eq!(server.post("/alerts/silences/x/expire/", &[]).status, 404);
}

#[test]
fn an_issue_is_muted_on_its_page_and_heard_again() {
    let server = Server::with(&["browser"]);
    let html = page(&server, "/issues/1/");
    assert!(html.contains("Mute alerts") && !html.contains("Unmute"));
    let form = [("issue", "1"), ("to", "/issues/1/"), ("time", "release")];
    let answer = server.post("/alerts/silences/", &form);
    assert_eq!((answer.status, answer.header("location").as_str()), (303, "/issues/1/"));
    let html = page(&server, "/issues/1/");
    assert!(html.contains("Muted, ends with a release newer than"), "{html}");
    assert!(html.contains("<strong>Muted until a release newer than"));
    assert!(html.contains("Unmute"));
    server.post("/alerts/silences/1/expire/", &[("to", "/issues/1/")]);
    let html = page(&server, "/issues/1/");
    assert!(html.contains("<strong>No longer muted</strong>") && !html.contains("Unmute"));
}

#[test]
fn who_may_not_change_sees_no_form() {
    let server = Server::locked();
    server.add_token("reads", "event:read project:read org:read");
    let answer = server.get("/alerts/silences/", Some("Bearer reads"));
    assert_eq!(answer.status, 200);
    assert!(answer.body.contains("event:write") && !answer.body.contains("name=\"matchers\""));
}
