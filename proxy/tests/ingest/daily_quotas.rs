//! Quotas of spans, transactions and sessions: what is over one is left out of its envelope.

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
