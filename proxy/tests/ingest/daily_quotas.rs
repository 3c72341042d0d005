//! Quotas of spans, transactions, sessions, attachments and feedback: what is over one is left out of its envelope.

use balefire_proxy::config::ProjectRules;

use super::server::TestServer;

fn counted(server: &TestServer, category: &str) -> Option<u64> {
    let metrics = server.get("/metrics");
    let labels = format!("reason=\"quota\",category=\"{category}\"");
    metrics.text().lines().find(|line| line.contains(&labels))?.rsplit(' ').next()?.parse().ok()
}

/// A page that sends too many spans still sends errors, also in the same envelope.
#[test]
fn more_spans_than_a_project_may_have() {
    let server = TestServer::configured(|config| {
        let mut rules = ProjectRules::default();
        rules.spans_per_day = 30;
        rules.sessions_per_day = 1;
        config.projects.insert("demo".to_owned(), rules);
    });
    let spans = "{\"type\":\"span\",\"item_count\":20}\n{}\n";
    let session = "{\"type\":\"session\"}\n{}\n";
    let event = "{\"type\":\"event\"}\n{}\n";
    let post = |items: &[&str]| server.post(&[], format!("{{}}\n{}", items.concat()).as_bytes());
    assert_eq!([post(&[spans]).status, post(&[spans, session]).status], [200, 200]);
    let answer = post(&[spans]);
    assert_eq!(answer.status, 429, "{answer:?}");
    assert!(answer.header("x-sentry-rate-limits").unwrap().ends_with(":span:project:quota"), "{answer:?}");
    assert!(answer.json("detail").contains("quota of spans"), "{}", answer.text());
    let answer = post(&[spans, event, session]);
    assert_eq!(answer.status, 200, "{answer:?}");
    let limits = answer.header("x-sentry-rate-limits").unwrap();
    assert!(limits.contains(":span:project:quota") && limits.contains(":session:project:quota"), "{limits}");
    let last = server.kept().pop().unwrap();
    let kept = String::from_utf8(last.envelope.to_vec()).unwrap();
    assert!(
        kept.contains("\"event\"") && !kept.contains("\"span\"") && !kept.contains("\"session\""),
        "{kept}"
    );
    assert_eq!(counted(&server, "span"), Some(40));
    assert_eq!(counted(&server, "session"), Some(1));
    let answer = post(&[spans, session]);
    assert_eq!((answer.status, counted(&server, "session")), (429, Some(2)));
    assert_eq!(post(&["{\"type\":\"transaction\"}\n{}\n"]).status, 200, "it has no quota");
}

/// Attachments over their quota are taken out of the envelope of their event, and feedback over its own is refused.
#[test]
fn more_attachments_and_feedback_than_a_project_may_have() {
    let server = TestServer::configured(|config| {
        let mut rules = ProjectRules::default();
        rules.attachments_per_day = 2;
        rules.feedback_per_day = 1;
        config.projects.insert("demo".to_owned(), rules);
    });
    let file = "{\"type\":\"attachment\",\"length\":3,\"filename\":\"a.txt\"}\ntea\n";
    let event = "{\"type\":\"event\"}\n{}\n";
    let feedback = "{\"type\":\"feedback\"}\n{}\n";
    let report = "{\"type\":\"user_report\"}\n{}\n";
    let post = |items: &[&str]| {
        let id = "{\"event_id\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}\n";
        server.post(&[], format!("{id}{}", items.concat()).as_bytes())
    };
    let last = || String::from_utf8(server.kept().pop().unwrap().envelope.to_vec()).unwrap();
    assert_eq!(post(&[event, file, file]).status, 200);
    assert_eq!(last().matches("tea").count(), 2);
    let answer = post(&[event, file]);
    assert_eq!(answer.status, 200, "{answer:?}");
    let limits = answer.header("x-sentry-rate-limits").unwrap();
    assert!(limits.ends_with(":attachment:project:quota"), "{limits}");
    assert!(last().contains("\"event\"") && !last().contains("tea"), "{}", last());
    let answer = post(&[file]);
    assert_eq!((answer.status, counted(&server, "attachment")), (429, Some(2)), "{answer:?}");
    assert!(answer.json("detail").contains("quota of attachments"), "{}", answer.text());

    assert_eq!(post(&[feedback]).status, 200);
    // Reports of older SDKs are feedback too.
    for item in [report, feedback] {
        let answer = post(&[item]);
        assert_eq!(answer.status, 429, "{answer:?}");
        let limits = answer.header("x-sentry-rate-limits").unwrap();
        assert!(limits.ends_with(":feedback:project:quota"), "{limits}");
        assert!(answer.json("detail").contains("quota of feedback"), "{}", answer.text());
    }
    assert_eq!(counted(&server, "feedback"), Some(2));
    assert_eq!(post(&[event]).status, 200, "events have a quota of their own");
}
