//! The pages of alert rules.

use balefire_proxy::model::alert_decision::{AlertDecision, Decision, HeldReason};
use balefire_proxy::model::firing::CauseKind;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{ChangeAlertRules, Ingest, StoredRule};

use super::page;
use super::serve::Server;

const FILE: &str = "[alert.slack.ops]\nurl = \"https://hooks.slack.test/secret\"\n\
    [alert.slack.dev]\nurl = \"https://hooks.slack.test/other\"\n\
    [alert.quiet_hours.night]\nfrom = \"22:00\"\nto = \"08:00\"\nchannels = \"ops\"\n\
    [rule.new]\non = \"new_issue\"\n\
    [rule.busy]\non = \"events\"\nabove = 1000\nwindow = \"5m\"\nproject = [\"demo\", \"<shop>\"]\n\
    severity = \"critical\"\nchannels = \"ops\"\nat_mobiles = \"13800001234\"\n\
    [rule.shop]\non = \"spike\"\nproject = \"shop\"\n\
    [[route]]\nenvironment = \"staging\"\nchannels = \"dev\"\n";

fn decide(server: &Server, rule: &str, at: Timestamp, decision: Decision) {
    let made = AlertDecision {
        at,
        rule: rule.into(),
        project_id: 1,
        issue_id: Some(1),
        cause: CauseKind::NewIssue,
        channel: Some("ops".into()),
        alert_id: None,
        decision,
    };
    let mut batch = server.store.begin().unwrap();
    batch.decide(&made).unwrap();
    batch.commit().unwrap();
}

pub(super) fn put(server: &Server, name: &str, text: &str) {
    let changed = Timestamp::now();
    let rule = StoredRule {
        project_id: 1,
        name: name.into(),
        text: text.into(),
        changed,
        changed_by: String::new(),
    };
    server.store.add_alert_rule(&rule).unwrap();
}

#[test]
fn all_rules_and_what_each_found() {
    let server = Server::with_file(FILE, &["message"]);
    let now = Timestamp::now();
    let until = Timestamp(now.0 + 60.0);
    decide(&server, "new", Timestamp(now.0 - 8.0 * 86_400.0), Decision::Sent);
    decide(&server, "new", now, Decision::Sent);
    decide(&server, "new", now, Decision::Folded);
    decide(&server, "new", now, Decision::Held(HeldReason::QuietHours { until }));
    let html = page(&server, "/alerts/rules/");
    for text in [
        "<a href=\"/alerts/rules/busy/\" translate=\"no\">busy</a>",
        "an issue has more than 1,000 events within 5 minutes",
        "<span class=\"badge fatal\">critical</span>",
        "&lt;shop&gt;",
        "from the configuration",
        "wait 10 seconds for others, then one every 5 minutes at most",
        "repeated after 4 hours while it goes on",
        "never repeated",
        "those of the first route that matches, else all",
        "22:00–08:00",
        "1 sent · 1 in a shared message · 1 held back (quiet hours: 1)",
        "nothing found",
        "<code translate=\"no\">staging</code>",
    ] {
        assert!(html.contains(text), "{text}: {html}");
    }
    assert!(html.contains("…1234") && !html.contains("13800001234") && !html.contains("secret"), "{html}");
    let of_project = page(&server, "/alerts/rules/?project=demo");
    assert!(of_project.contains("/alerts/rules/busy/") && !of_project.contains("/alerts/rules/shop/"));
    assert!(page(&server, "/alerts/").contains("href=\"/alerts/rules/\""));
    assert!(server.get("/projects/demo/", None).body.contains("href=\"/projects/demo/rules/\""));
    let server = Server::with_file("[rule.shop]\non = \"spike\"\nproject = \"shop\"\n", &[]);
    let html = page(&server, "/alerts/rules/?project=%22%3E%3Cb%3E");
    assert!(html.contains("No rule can fire here") && html.contains("&quot;&gt;&lt;b&gt;"), "{html}");
}

#[test]
fn one_rule_with_its_replay_and_its_decisions() {
    let server = Server::with_file(FILE, &[]);
    let now = Timestamp::now();
    let html = page(&server, "/alerts/rules/new/");
    assert!(html.contains("No message.") && html.contains("found nothing lately"), "{html}");
    server.record(r#"{"message":"<b>stock</b>","platform":"javascript"}"#);
    decide(&server, "new", now, Decision::Held(HeldReason::Silenced { id: 12 }));
    decide(&server, "busy", now, Decision::Sent);
    let html = page(&server, "/alerts/rules/new/");
    for text in [
        "What this rule would have sent last week",
        "1 message to each of its channels.",
        "href=\"/issues/1/\">&lt;b&gt;stock&lt;/b&gt;</a>",
        "at most 1,000 issues and 20,000 events",
        "href=\"/alerts/silences/#silence-12\"",
        "href=\"/alerts/silences/?rule=new\"",
    ] {
        assert!(html.contains(text), "{text}: {html}");
    }
    let decisions = html.split("id=\"decisions\"").nth(1).unwrap();
    assert_eq!(decisions.matches("<li>").count(), 1);
    assert!(page(&server, "/alerts/rules/shop/").contains("looked at once an hour"));
    for path in ["/alerts/rules/default/", "/alerts/rules/demo/new/", "/alerts/rules/%FF/"] {
        assert_eq!(server.get(path, None).status, 404, "{path}");
    }
}

#[test]
fn a_rule_of_a_project_that_cannot_be_used_says_why() {
    let server = Server::with_file(FILE, &[]);
    put(&server, "late", "on = \"new_issue\"\nchannels = \"gone\"");
    let html = page(&server, "/alerts/rules/");
    assert!(html.contains("1 rule of a project is not in force"), "{html}");
    assert!(html.contains("demo/late</a>: <span lang=\"en\" translate=\"no\">channels names"), "{html}");
    assert!(!page(&server, "/alerts/rules/?project=shop").contains("not in force"));
}

#[test]
fn pages_stay_small_whatever_the_rules_have_in_them() {
    let mut file = FILE.to_owned();
    let hostile = format!("'{}'", "&<\"".repeat(60));
    let patterns = vec![hostile.as_str(); 100].join(",");
    for n in 0..90 {
        let name = format!("{n}-{}", "x".repeat(60));
        file.push_str(&format!(
            "[rule.{name}]\non = [\"new_issue\", \"regression\", \"escalating\", \"requested\"]\n"
        ));
        for key in ["project", "url", "tag.a", "at_user_ids"] {
            let list = if key == "at_user_ids" { "'1','2'" } else { patterns.as_str() };
            file.push_str(&format!("{key} = [{list}]\n"));
        }
    }
    let server = Server::with_file(&file, &[]);
    for path in ["/alerts/rules/", "/alerts/rules/?page=2", &format!("/alerts/rules/7-{}/", "x".repeat(60))] {
        let size = page(&server, path).len();
        assert!(size < 60_000 && size > 5_000, "{path}: {size}");
    }
    let first = page(&server, "/alerts/rules/");
    assert!(first.contains("href=\"/alerts/rules/?page=2\"") && first.contains("and 299 more"), "{first}");
    assert!(page(&server, "/alerts/rules/?page=10").contains("/alerts/rules/shop/"));
}

#[test]
fn who_may_not_read_pages_sees_no_rules() {
    let server = Server::locked();
    for path in ["/alerts/rules/", "/alerts/rules/default/"] {
        assert_eq!(server.get(path, None).status, 401, "{path}");
    }
}
