//! The page of alerts.

use balefire_proxy::alerts::{Alert, Delivery, Digest};
use balefire_proxy::config::Config;
use balefire_proxy::model::timestamp::Timestamp;

use super::page;
use super::serve::Server;

#[test]
fn alerts_in_each_state() {
    let server = Server::with(&["message"]);
    let now = Timestamp::now();
    let alert = |title: &str| Alert {
        issue_id: Some(1),
        project_id: 1,
        is_fatal: false,
        channel: Some("team".into()),
        title: title.into(),
        text: "#### new <issue>\n\n[open](javascript:alert(1))".into(),
    };
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
        "this is what would have been said",
        "new &lt;issue&gt;\n\n[open](javascript:alert(1))</pre>",
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
        project_id: 1,
        issues: 1_200,
        fatal: 0,
        issue_ids: (2, 3),
        since: Timestamp::now(),
        until: Timestamp::now(),
        samples: Vec::new(),
    };
    let alert = digest.message("demo", None, &Config::default());
    let mut batch = server.store.begin().unwrap();
    batch.enqueue_digest(&digest, &alert, Timestamp::now(), &Delivery::NoChannel).unwrap();
    let orphan = Alert { title: "the issue is gone".into(), ..alert };
    batch.enqueue(&orphan, Timestamp::now(), &Delivery::NoChannel).unwrap();
    batch.commit().unwrap();
    let html = page(&server, "/alerts/");
    let list = html.split("<details class=\"folded\">").nth(1).unwrap().split("</details>").next().unwrap();
    assert!(list.contains("1,200 issues without an alert of their own"));
    assert!(list.contains("href=\"/issues/2/\"") && list.contains("href=\"/issues/3/\""));
    assert!(!list.contains("/issues/1/") && list.contains("The newest 2 of"));
    assert_eq!(html.matches("Its issue was deleted.").count(), 1);
}
