use serde_json::{Value, json};

use super::*;

/// A group as Alertmanager 0.25 has sent it.
fn body(change: impl FnOnce(&mut Value)) -> String {
    let alert = |instance: &str, status: &str| {
        json!({
            "status": status,
            "labels": { "alertname": "HighLatency", "service": "shop", "severity": "critical", "instance": instance },
            "annotations": { "summary": "p95 is over 2 s" },
            "startsAt": "2026-11-23T04:22:17.123Z",
            "endsAt": "0001-01-01T00:00:00Z",
            "generatorURL": "http://prometheus.test/graph?g0.expr=x",
            "fingerprint": "0a",
        })
    };
    let mut body = json!({
        "receiver": "balefire",
        "status": "firing",
        "alerts": [alert("web-1", "firing"), alert("web-2", "firing")],
        "groupLabels": { "alertname": "HighLatency", "service": "shop" },
        "commonLabels": { "alertname": "HighLatency", "service": "shop", "severity": "critical", "env": "production" },
        "commonAnnotations": { "summary": "p95 is over 2 s" },
        "externalURL": "http://alertmanager.test",
        "version": "4",
        "groupKey": "{}:{alertname=\"HighLatency\"}",
        "truncatedAlerts": 0,
    });
    change(&mut body);
    body.to_string()
}

fn relayed(change: impl FnOnce(&mut Value)) -> Relayed {
    read_alertmanager(body(change).as_bytes(), "prometheus").unwrap().relayed
}

#[test]
fn a_group_that_fires() {
    let RelayedMessage { relayed, environment } = read_alertmanager(body(|_| {}).as_bytes(), "p").unwrap();
    assert_eq!(relayed.title, "[FIRING:2] HighLatency shop");
    assert_eq!(
        relayed.text,
        "p95 is over 2 s (instance=web-1), since 2026-11-23 04:22:17 UTC\n\
         p95 is over 2 s (instance=web-2), since 2026-11-23 04:22:17 UTC"
    );
    assert_eq!((relayed.level.as_str(), relayed.is_markdown), ("fatal", false));
    assert_eq!(relayed.link.as_deref(), Some("http://alertmanager.test"));
    assert_eq!(environment.as_deref(), Some("production"));
}

/// Bodies of Alertmanager 0.25 with `max_alerts: 2`.
#[test]
fn recorded_bodies() {
    for (body, title, level, lines) in [
        (
            include_str!("../../../../tests/fixtures/alertmanager/firing.json"),
            "[FIRING:3] HighLatency shop",
            "fatal",
            3,
        ),
        (
            include_str!("../../../../tests/fixtures/alertmanager/resolved-in-part.json"),
            "[FIRING:2] HighLatency shop",
            "fatal",
            3,
        ),
        (
            include_str!("../../../../tests/fixtures/alertmanager/resolved.json"),
            "[RESOLVED] HighLatency shop",
            "info",
            3,
        ),
    ] {
        let relayed = read_alertmanager(body.as_bytes(), "p").unwrap().relayed;
        assert_eq!((relayed.title.as_str(), relayed.level.as_str()), (title, level));
        assert_eq!(relayed.text.lines().count(), lines, "{}", relayed.text);
        assert!(relayed.text.ends_with("and 1 more"), "{}", relayed.text);
    }
}

#[test]
fn a_group_of_one_leads_to_what_made_it() {
    let one = relayed(|body| {
        body["alerts"].as_array_mut().unwrap().pop();
    });
    assert_eq!(one.link.as_deref(), Some("http://prometheus.test/graph?g0.expr=x"));
    assert_eq!(one.title, "[FIRING:1] HighLatency shop");
}

#[test]
fn a_group_that_is_resolved_in_part_and_as_a_whole() {
    let part = relayed(|body| body["alerts"][0]["status"] = "resolved".into());
    assert_eq!(part.title, "[FIRING:1] HighLatency shop");
    assert!(part.text.starts_with("firing: p95 is over 2 s (instance=web-2)"), "{}", part.text);
    assert!(part.text.contains("\nresolved: p95 is over 2 s (instance=web-1)"), "{}", part.text);
    let whole = relayed(|body| {
        body["status"] = "resolved".into();
        for n in 0..2 {
            body["alerts"][n]["status"] = "resolved".into();
        }
    });
    assert_eq!((whole.title.as_str(), whole.level.as_str()), ("[RESOLVED] HighLatency shop", "info"));
}

#[test]
fn a_large_group_is_listed_in_part_and_counted() {
    let many = relayed(|body| {
        let one = body["alerts"][0].clone();
        body["alerts"] = vec![one; 1_000].into();
        body["truncatedAlerts"] = 7.into();
    });
    assert_eq!(many.title, "[FIRING:1007] HighLatency shop");
    assert_eq!(many.text.lines().count(), LISTED + 1);
    assert!(many.text.ends_with("and 987 more"), "{}", many.text);
}

#[test]
fn severities_are_levels() {
    for (severity, level) in
        [("critical", "fatal"), ("Warning", "warning"), ("info", "info"), ("none", "info"), ("odd", "error")]
    {
        let found = relayed(|body| body["commonLabels"]["severity"] = severity.into());
        assert_eq!(found.level, level, "{severity}");
    }
}

#[test]
fn little_is_needed() {
    let found = read_alertmanager(br#"{"version": "4", "alerts": [{}]}"#, "p").unwrap().relayed;
    assert_eq!(
        (found.title.as_str(), found.text.as_str()),
        ("[FIRING:1] Alertmanager", "an alert without words")
    );
    assert_eq!((found.level.as_str(), found.link), ("error", None));
    let most = format!(r#"{{"version": "4", "alerts": [{{}}], "truncatedAlerts": {}}}"#, u64::MAX);
    let found = read_alertmanager(most.as_bytes(), "p").unwrap().relayed;
    assert_eq!(found.title, format!("[FIRING:{}] Alertmanager", u64::MAX));
}

#[test]
fn what_is_no_such_body() {
    for (body, expect) in [
        (r#"{"version": "3", "alerts": [{}]}"#, RelayError::Version),
        ("{}", RelayError::Version),
        (r#"{"version": "4", "alerts": []}"#, RelayError::Missing("alerts")),
    ] {
        assert_eq!(read_alertmanager(body.as_bytes(), "p"), Err(expect), "{body}");
    }
    for shape in ["", "[]", r#"{"version": 4}"#, r#"{"version": "4", "alerts": [7]}"#] {
        assert!(matches!(read_alertmanager(shape.as_bytes(), "p"), Err(RelayError::Shape(_))), "{shape}");
    }
}
