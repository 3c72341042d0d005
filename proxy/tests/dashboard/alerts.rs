//! The page of alerts.

use balefire_proxy::model::alert::{Alert, Delivery, Digest, Notice, Sample};
use balefire_proxy::model::alert_issue::AlertIssue;
use balefire_proxy::model::event::Description;
use balefire_proxy::model::firing::{CauseKind, Relayed};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::Ingest;

use super::page;
use super::serve::Server;

fn alert(issue_id: Option<i64>, notice: Notice) -> Alert {
    Alert {
        issue_id,
        project_id: 1,
        project: "demo".into(),
        is_fatal: false,
        rule: None,
        channel: Some("team".into()),
        notice,
    }
}

fn new_issue(title: &str, culprit: &str) -> Notice {
    let description = Description { title: title.into(), culprit: culprit.into(), ..Description::default() };
    Notice::NewIssue(Box::new(AlertIssue {
        issue_id: 1,
        description,
        level: "error".into(),
        count: 1,
        first_seen: Timestamp(1_795_407_737.5),
        ..AlertIssue::default()
    }))
}

#[test]
fn alerts_in_each_state() {
    let server = Server::with(&["message"]);
    let now = Timestamp::now();
    let alert =
        |title: &str| alert(Some(1), new_issue(title, "new <issue>\n[open](javascript:alert(1))\u{202e}"));
    let mut batch = server.store.begin().unwrap();
    let busy =
        Delivery::Waiting { due: Timestamp(now.0 + 60.0), last_error: Some("system busy <-1>".into()) };
    batch.enqueue(&alert("one"), now, &busy).unwrap();
    batch.enqueue(&alert("two"), now, &Delivery::Delivered { at: now }).unwrap();
    batch.enqueue(&alert("three"), now, &Delivery::Failed { error: "token is not exist".into() }).unwrap();
    batch.commit().unwrap();
    let html = page(&server, "/alerts/");
    for text in [
        "system busy &lt;-1&gt;",
        "<p class=\"wrong\">token is not exist",
        ">delivered</span>",
        "next try <time",
        "because no channel was configured",
        "<strong translate=\"no\">demo: one</strong>",
        "Level: error\nCulprit: new &lt;issue&gt; [open](javascript:alert(1))\\u{202e}\nProject: demo\nEvents: 1\n\
         First seen: 2026-11-23 04:22:17 UTC\nOpen issue: http://",
    ] {
        assert!(html.contains(text), "{text}");
    }
    let table = html.split("<tbody>").nth(1).unwrap();
    assert_eq!(table.matches("<tr>").count(), 4);
    // The words of a message are folded away.
    let (first, others) = table.split_once("<details").unwrap();
    let shown = others.split("<details").map(|it| it.split_once("</details>").unwrap().1);
    assert!(!first.contains("javascript:alert"));
    for text in shown {
        assert!(!text.contains("javascript:alert"), "{text}");
    }
}

#[test]
fn a_digest_lists_the_issues_that_were_folded_into_it() {
    let server = Server::with(&["message", "hostile", "rust-panic"]);
    let digest = Digest {
        issues: 1_200,
        fatal: 0,
        issue_ids: (2, 3),
        since: Timestamp(1_795_407_737.5),
        until: Timestamp(1_795_407_737.5),
        samples: vec![Sample {
            issue_id: 3,
            level: "error".into(),
            title: "<b>x</b>".into(),
            cause: CauseKind::NewIssue,
        }],
    };
    let mut batch = server.store.begin().unwrap();
    for notice in [Notice::Digest(digest), new_issue("its issue is gone", "")] {
        let alert = Alert { channel: None, ..alert(None, notice) };
        batch.enqueue(&alert, Timestamp::now(), &Delivery::NoChannel).unwrap();
    }
    batch.commit().unwrap();
    let html = page(&server, "/alerts/");
    let list = html.split("<details class=\"folded\">").nth(1).unwrap().split("</details>").next().unwrap();
    assert!(list.contains("1,200 issues without an alert of their own"));
    assert!(list.contains("href=\"/issues/2/\"") && list.contains("href=\"/issues/3/\""));
    assert!(!list.contains("/issues/1/") && list.contains("The newest 2 of"));
    assert_eq!(html.matches("Its issue was deleted.").count(), 1);
    let text = "1200 new issues in demo\nFrom: 2026-11-23 04:22:17 UTC\nTo: 2026-11-23 04:22:17 UTC\n\
                error: &lt;b&gt;x&lt;/b&gt;\nand 1199 more\nOpen issues: http://";
    assert!(html.contains(text), "{html}");
}

#[test]
fn a_message_that_an_older_version_rendered_is_shown_as_it_is_sent() {
    let server = Server::with(&["message"]);
    let text = "### <x>\n\n[Open issue](https://b.test/issues/1/)";
    let notice = Notice::Rendered { title: "demo: <x>".into(), text: text.into() };
    let mut batch = server.store.begin().unwrap();
    batch.enqueue(&alert(Some(1), notice), Timestamp::now(), &Delivery::NoChannel).unwrap();
    batch.commit().unwrap();
    let html = page(&server, "/alerts/");
    assert!(html.contains("<strong translate=\"no\">demo: &lt;x&gt;</strong>"));
    assert!(html.contains("### &lt;x&gt;\n\n[Open issue](https://b.test/issues/1/)</pre>"));
}

#[test]
fn a_message_of_another_program_says_so_and_is_no_markup() {
    let server = Server::with(&["message"]);
    let relayed = Relayed {
        source: "api".into(),
        title: "<b>Backup</b> failed".into(),
        text: "<script>alert(1)</script>".into(),
        ..Relayed::default()
    };
    let mut batch = server.store.begin().unwrap();
    let alert = alert(None, Notice::Relayed(Box::new(relayed)));
    batch.enqueue(&alert, Timestamp::now(), &Delivery::NoChannel).unwrap();
    batch.commit().unwrap();
    let html = page(&server, "/alerts/");
    assert!(html.contains("Sent by another program (<code translate=\"no\">api</code>)."), "{html}");
    assert!(html.contains("&lt;b&gt;Backup&lt;/b&gt; failed") && !html.contains("<script>alert"), "{html}");
    assert!(!html.contains("Its issue was deleted."), "{html}");
}
