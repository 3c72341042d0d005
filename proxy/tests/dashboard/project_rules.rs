//! The alert rules that people write on the page of a project.

use balefire_proxy::store::AlertRules;

use super::serve::{Answer, Server};
use super::{check_headers, check_markup, page};

const FILE: &str =
    "[alert.dingtalk.ops]\naccess_token = \"t\"\n[alert.slack.dev]\nurl = \"https://hooks.slack.test/x\"\n";
const RULES: &str = "/projects/demo/rules/";

/// A form for more than a hundred events, with a change.
fn form<'a>(change: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
    let mut fields = vec![
        ("kind", "events"),
        ("name", "busy"),
        ("above", "100"),
        ("window", "10m"),
        ("level", "fatal\r\nerror"),
        ("channels", "ops"),
        ("severity", "critical"),
        ("enabled", "true"),
        ("do", "save"),
    ];
    for (name, value) in change {
        fields.retain(|(known, _)| known != name);
        fields.push((name, value));
    }
    fields
}

fn texts(server: &Server) -> Vec<String> {
    server.store.alert_rules().unwrap().into_iter().map(|rule| rule.text).collect()
}

#[track_caller]
fn is_page(answer: &Answer, status: u16) -> &str {
    assert_eq!(answer.status, status, "{}", answer.body);
    check_headers(answer);
    check_markup(&answer.body);
    &answer.body
}

#[test]
fn made_changed_switched_and_deleted() {
    let server = Server::with_file(FILE, &[]);
    assert!(page(&server, RULES).contains("This project has no rule of its own"));
    let empty = page(&server, "/projects/demo/rules/?on=events");
    for text in [
        "name=\"above\"",
        "name=\"window\"",
        "name=\"tag\"",
        "value=\"ops\"",
        "value=\"dev\"",
        "name=\"name\"",
    ] {
        assert!(empty.contains(text), "{text}: {empty}");
    }
    for text in ["name=\"factor\"", "name=\"below\"", "name=\"after_events\"", "name=\"on\""] {
        assert!(!empty.contains(text), "{text}: {empty}");
    }
    let made = server.post(RULES, &form(&[]));
    assert_eq!((made.status, made.header("location").as_str()), (303, "/projects/demo/rules/?saved=1"));
    let stored = "above = 100\nchannels = [\"ops\"]\nlevel = [\"fatal\", \"error\"]\non = \"events\"\nseverity = \"critical\"\nwindow = \"10m\"\n";
    assert_eq!(texts(&server), [stored]);
    // It is in force at once.
    let shown = page(&server, "/alerts/rules/demo/busy/");
    assert!(shown.contains("an issue has more than 100 events within 10 minutes"), "{shown}");
    assert!(shown.contains("href=\"/projects/demo/rules/busy/\""), "{shown}");
    let list = page(&server, "/projects/demo/rules/?saved=1");
    for text in [
        "Saved. The change holds",
        "<span class=\"badge ok\">in force</span>",
        "/alerts/rules/demo/busy/",
        "Switch off",
    ] {
        assert!(list.contains(text), "{text}: {list}");
    }
    let one = "/projects/demo/rules/busy/";
    let html = page(&server, one);
    for text in [
        "value=\"100\"",
        ">fatal\nerror</textarea>",
        "value=\"critical\" selected",
        "value=\"ops\" checked",
        "value=\"dev\">",
    ] {
        assert!(html.contains(text), "{text}: {html}");
    }
    assert!(!html.contains("name=\"name\""), "{html}");
    assert_eq!(server.post(one, &form(&[("above", "7"), ("name", "other")])).status, 303);
    assert!(texts(&server)[0].starts_with("above = 7\n"));
    // Another kind of the same rule.
    let users = page(&server, "/projects/demo/rules/busy/?on=users");
    assert!(users.contains("name=\"kind\" value=\"users\"") && users.contains("value=\"7\""), "{users}");
    assert_eq!(server.post(one, &[("do", "off")]).status, 303);
    assert!(texts(&server)[0].contains("enabled = false"));
    assert_eq!(server.get("/alerts/rules/demo/busy/", None).status, 404);
    assert!(page(&server, RULES).contains("switched off"));
    assert!(!page(&server, "/alerts/rules/").contains("not in force"));
    assert_eq!(server.post(one, &[("do", "on")]).status, 303);
    assert!(!texts(&server)[0].contains("enabled"));
    assert_eq!(server.post(one, &[("do", "delete")]).status, 303);
    assert_eq!((texts(&server).len(), server.get(one, None).status), (0, 404));
    assert_eq!(server.get("/alerts/rules/demo/busy/", None).status, 404);
}

#[test]
fn a_form_that_is_refused_keeps_what_was_typed_and_names_each_key() {
    let server = Server::with_file(FILE, &[]);
    let wrong = [
        ("above", "many"),
        ("window", "90s"),
        ("url", "<i>\"*/cart*"),
        ("tag", "team"),
        ("channels", "gone"),
        ("at_mobiles", "a b"),
    ];
    let answer = server.post(RULES, &form(&wrong));
    let html = is_page(&answer, 422);
    for text in [
        "Nothing was stored: some values cannot be used.",
        "<a href=\"#r-above\"><code translate=\"no\">above</code> is not a number</a>",
        "<code translate=\"no\">window</code> is too short or too long",
        "<a href=\"#r-tag\"><code translate=\"no\">tag</code> has a line that is not name=pattern</a>",
        "<code translate=\"no\">channels</code> names a channel that is not configured",
        "<code translate=\"no\">at_mobiles</code> has one that is not of letters",
        "value=\"many\"",
        "value=\"90s\"",
        "&#x3c;i&#x3e;&#x22;*/cart*</textarea>",
        "(not configured any more)",
        "aria-invalid=\"true\"",
    ] {
        assert!(html.contains(text), "{text}: {html}");
    }
    for (change, status, why) in [
        ([("name", ".")], 422, "is a name that no"),
        ([("name", "..")], 422, "is a name that no"),
        ([("name", "a/b")], 422, "is not a name of"),
        ([("name", "")], 422, "is not a name of"),
        ([("above", "")], 422, "is missing: how many"),
        ([("window", "90s")], 422, "is too short or too long"),
        ([("kind", "nothing")], 400, "cannot be read"),
        ([("url", &*"x\n".repeat(101))], 422, "has more than 100 patterns"),
        ([("url", &*format!("{}\n", "x".repeat(150)).repeat(70))], 422, "is longer than 8,192 bytes"),
        ([("type", "action_card")], 303, ""),
        ([("name", "busy")], 422, "has a rule of this name already"),
    ] {
        let answer = server.post(RULES, &form(&change));
        assert_eq!(answer.status, status, "{change:?} {}", answer.body);
        assert!(answer.body.contains(why), "{change:?} {}", answer.body);
    }
    assert_eq!(server.post(RULES, &form(&[("url", &"x".repeat(70_000))])).status, 400);
    let answer = server.post(RULES, &form(&[("name", "t"), ("type", "link"), ("channels", "dev")]));
    assert!(is_page(&answer, 422).contains("none of the rule's channels is a robot of DingTalk"));
    assert_eq!(texts(&server).len(), 1);
    assert_eq!(server.post("/projects/none/rules/", &form(&[])).status, 404);
    assert_eq!(server.post("/projects/demo/rules/none/", &form(&[])).status, 404);
    assert_eq!(server.get("/projects/none/rules/", None).status, 404);
}

#[test]
fn what_it_would_have_sent_is_shown_before_it_is_stored() {
    let server = Server::with_file(FILE, &[]);
    server.record(r#"{"message":"<b>stock</b>","platform":"javascript"}"#);
    let fields =
        [("kind", "issues"), ("name", "new"), ("on", "new_issue"), ("enabled", "true"), ("do", "preview")];
    let answer = server.post(RULES, &fields);
    let html = is_page(&answer, 200);
    for text in [
        "Nothing is stored yet.",
        "1 message to each of its channels.",
        "&lt;b&gt;stock&lt;/b&gt;",
        "value=\"new\"",
        "value=\"new_issue\" checked",
    ] {
        assert!(html.contains(text), "{text}: {html}");
    }
    assert_eq!(texts(&server).len(), 0);
}

#[test]
fn a_rule_that_cannot_be_used_says_why_and_can_be_mended() {
    let server = Server::with_file(FILE, &[]);
    assert_eq!(server.post(RULES, &form(&[])).status, 303);
    super::alert_rules::put(&server, "late", "on = \"new_issue\"\nchannels = \"gone\"");
    super::alert_rules::put(&server, "torn", "on = ");
    let list = page(&server, RULES);
    assert!(
        list.contains("cannot be used") && list.contains("names a channel that is not configured"),
        "{list}"
    );
    let html = page(&server, "/projects/demo/rules/late/");
    assert!(html.contains("value=\"gone\" checked") && html.contains("href=\"#r-channels\""), "{html}");
    assert!(html.contains("This rule is not in force"), "{html}");
    assert!(page(&server, "/projects/demo/rules/torn/").contains("is not TOML"));
    let mended =
        [("kind", "issues"), ("on", "new_issue"), ("channels", "ops"), ("enabled", "true"), ("do", "save")];
    for name in ["late", "torn"] {
        assert_eq!(server.post(&format!("/projects/demo/rules/{name}/"), &mended).status, 303);
        assert_eq!(server.get(&format!("/alerts/rules/demo/{name}/"), None).status, 200);
    }
}

#[test]
fn each_kind_has_a_page_in_both_languages() {
    let server = Server::with_file(FILE, &[]);
    for kind in [
        "issues",
        "events",
        "events_of_week_before",
        "users",
        "spike",
        "performance",
        "crash_free_sessions",
        "crash_free_users",
        "nothing_heard",
    ] {
        let html = page(&server, &format!("/projects/demo/rules/?on={kind}"));
        assert!(html.contains(&format!("name=\"kind\" value=\"{kind}\"")) && html.len() < 40_000, "{html}");
        let chinese =
            server.get_with(&format!("/projects/demo/rules/?on={kind}"), &[("accept-language", "zh-CN")]);
        assert!(chinese.body.contains("保存规则") && !chinese.body.contains("Save rule"), "{}", chinese.body);
    }
    assert!(page(&server, "/projects/demo/rules/?on=%22%3E").contains("Choose what it fires on"));
}

#[test]
fn a_change_needs_the_scope_and_a_page_of_this_server() {
    let server = Server::with_file(FILE, &[]);
    let cross = server.post_with(RULES, &[("sec-fetch-site", "cross-site")], &form(&[]));
    assert_eq!((cross.status, texts(&server).len()), (403, 0));
    let server = Server::locked();
    assert_eq!(server.post(RULES, &form(&[])).status, 401);
    server.add_token("reader", "event:read project:read org:read");
    let html = server.get(RULES, Some("Bearer reader")).body;
    assert!(html.contains("project:write") && !html.contains("?on=events"), "{html}");
    let form_page = server.get("/projects/demo/rules/?on=events", Some("Bearer reader")).body;
    assert!(form_page.contains("project:write") && !form_page.contains("name=\"above\""), "{form_page}");
    let headers = [("authorization", "Bearer reader"), ("sec-fetch-site", "same-origin")];
    assert_eq!(server.post_with(RULES, &headers, &form(&[])).status, 403);
    assert_eq!(texts(&server).len(), 0);
}
