//! Alerts of other programs: who may send them, in which shapes, how many, and what is counted.

use balefire_proxy::config::ProjectRules;
use balefire_proxy::model::alert::{Delivery, Notice};
use balefire_proxy::model::firing::Relayed;
use balefire_proxy::model::hash::sha256_hex;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::model::token_scope::Scopes;
use balefire_proxy::store::{AlertLog, NewToken, ProjectAdmin, TokenAdmin};

use super::server::{Answer, KEY, TestServer};

const BEARER: &[(&str, &str)] = &[("authorization", "Bearer secret")];

/// A server with a token that may send alerts, and one that may not.
fn server(change: impl FnOnce(&mut ProjectRules)) -> TestServer {
    let server = TestServer::configured(|config| {
        let mut rules = ProjectRules::default();
        change(&mut rules);
        config.projects.insert("demo".to_owned(), rules);
    });
    for (token, scopes, expires) in [
        ("secret", "alert:write", None),
        ("other", "event:admin project:write org:read", None),
        ("late", "alert:write", Some(Timestamp(1.0))),
    ] {
        let new = NewToken::new(&sha256_hex(token.as_bytes()), Timestamp::now());
        let scopes = Scopes::parse(scopes);
        server.store.add_token(&NewToken { scopes, expires, name: Some(token.into()), ..new }).unwrap();
    }
    server
}

fn alert(server: &TestServer, query: &str, headers: &[(&str, &str)], body: &str) -> Answer {
    server.send("POST", &format!("/api/1/alert/{query}"), headers, body.as_bytes())
}

fn with_key(server: &TestServer, body: &str) -> Answer {
    alert(server, &format!("?sentry_key={KEY}"), &[], body)
}

/// The stored messages, the newest first.
fn stored(server: &TestServer) -> Vec<Relayed> {
    let alerts = server.store.alerts(100).unwrap().into_iter();
    alerts
        .map(|stored| match stored.alert.notice {
            Notice::Relayed(relayed) => *relayed,
            other => panic!("{other:?}"),
        })
        .collect()
}

#[track_caller]
fn refused(answer: &Answer, status: u16, words: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(answer.json("detail").contains(words), "{}", answer.text());
}

#[test]
fn a_token_sends_everything() {
    let server = server(|_| {});
    let body = r#"{"title": "Backup failed", "text": "**disk** full", "level": "fatal", "link": "https://ci.test/7",
        "at": {"mobiles": ["13800000000"]}, "markdown": true}"#;
    let answer = alert(&server, "", BEARER, body);
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(
        answer.text().starts_with(r#"{"channels":[],"detail":"no channel is configured"#),
        "{}",
        answer.text()
    );
    let alerts = server.store.alerts(10).unwrap();
    assert_eq!(
        (alerts.len(), &alerts[0].delivery, alerts[0].alert.is_fatal),
        (1, &Delivery::NoChannel, true)
    );
    let [relayed] = &stored(&server)[..] else { panic!("{alerts:?}") };
    assert_eq!((relayed.source.as_str(), relayed.title.as_str()), ("api", "Backup failed"));
    assert_eq!((relayed.link.as_deref(), relayed.is_markdown), (Some("https://ci.test/7"), true));
    assert_eq!(relayed.at.mobiles, ["13800000000"]);
    assert_eq!(server.count("outcome=\"accepted\",reason=\"\",category=\"request\""), 1);
}

#[test]
fn who_may_not_send() {
    let server = server(|_| {});
    let body = r#"{"title": "x"}"#;
    refused(
        &alert(&server, "", &[], body),
        401,
        "a token with the scope alert:write is needed, or a DSN key",
    );
    refused(&alert(&server, "", &[("authorization", "Bearer wrong")], body), 401, "a valid token");
    refused(&alert(&server, "", &[("authorization", "Bearer late")], body), 401, "expired");
    refused(
        &alert(&server, "", &[("authorization", "Bearer other")], body),
        403,
        "lacks the scope alert:write",
    );
    refused(&alert(&server, "", &[("authorization", "Basic eDpzZWNyZXQ=")], body), 401, "a valid token");
    refused(&with_key(&server, body), 403, "set alert_with_dsn_key");
    refused(&alert(&server, "?sentry_key=wrong", &[], body), 403, "not one of this project's");
    let other = server.send("POST", "/api/7/alert/", BEARER, body.as_bytes());
    refused(&other, 404, "no such project");
    refused(&server.send("POST", "/api/x/alert/", BEARER, body.as_bytes()), 404, "no such project");
    assert!(stored(&server).is_empty());
    assert_eq!(server.count("reason=\"alert_not_allowed\""), 2);
}

#[test]
fn a_dsn_key_sends_plain_text_where_the_project_allows_it() {
    let server = server(|rules| rules.alert_with_dsn_key = true);
    assert_eq!(with_key(&server, r#"{"title": "[x](https://evil.test) @all", "text": "y"}"#).status, 200);
    let header = format!("Sentry sentry_key={KEY}");
    assert_eq!(alert(&server, "", &[("x-sentry-auth", &header)], r#"{"title": "x"}"#).status, 200);
    for (member, body) in [
        ("link", r#"{"title": "x", "link": "https://a.test"}"#),
        ("at", r#"{"title": "x", "at": {"all": true}}"#),
        ("markdown", r#"{"title": "x", "markdown": true}"#),
    ] {
        refused(&with_key(&server, body), 403, &format!("{member} needs a token"));
    }
    let relayed = stored(&server);
    assert_eq!(relayed.len(), 2);
    assert!(relayed.iter().all(|it| it.link.is_none() && !it.is_markdown));
    // A page of any origin may ask.
    let preflight = server.send("OPTIONS", "/api/1/alert/", &[("origin", "https://shop.test")], b"");
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, Some("*")));
}

#[test]
fn bodies_that_cannot_be_relayed() {
    let server = server(|_| {});
    for (body, status, words) in [
        ("{", 400, "cannot be read"),
        ("[]", 400, "no json object"),
        ("{}", 400, "title is missing or blank"),
        (r#"{"subject": "x"}"#, 400, "unknown field `subject`"),
        (r#"{"title": "x", "level": "loud"}"#, 400, "level is none of"),
        (r#"{"title": "x", "link": "javascript:alert(1)"}"#, 400, "link is no address"),
    ] {
        refused(&alert(&server, "", BEARER, body), status, words);
    }
    let long = format!(r#"{{"title": "x", "text": "{}"}}"#, "y".repeat(20_000));
    refused(&alert(&server, "", BEARER, &long), 413, "longer than");
    let huge = format!(r#"{{"title": "x", "text": "{}"}}"#, "y".repeat(70_000));
    refused(&alert(&server, "", BEARER, &huge), 413, "larger than");
    assert!(stored(&server).is_empty());
    assert_eq!(server.count("reason=\"malformed\""), 6);
    assert_eq!(server.count("reason=\"too_large\""), 2);
}

#[test]
fn keys_tokens_and_clients_have_limits() {
    let server = server(|rules| {
        rules.alert_with_dsn_key = true;
        rules.alert_requests_per_minute = 3;
        rules.alert_requests_per_client = 2;
    });
    let body = r#"{"title": "x"}"#;
    let statuses: Vec<u16> = (0..3).map(|_| with_key(&server, body).status).collect();
    assert_eq!(statuses, [200, 200, 429]);
    let answer = with_key(&server, body);
    refused(&answer, 429, "more than 2 alerts a minute from this client");
    assert!(answer.header("retry-after").unwrap().parse::<u64>().unwrap() <= 30, "{answer:?}");
    let statuses: Vec<u16> = (0..4).map(|_| alert(&server, "", BEARER, body).status).collect();
    assert_eq!(statuses, [200, 200, 200, 429]);
    assert_eq!(server.count("reason=\"alert_requests\""), 3);
    assert_eq!(stored(&server).len(), 5);
    // Alertmanager tries again after a 5xx alone.
    let group = br#"{"version": "4", "alerts": [{}]}"#;
    assert_eq!(server.send("POST", "/api/1/alertmanager/", BEARER, group).status, 503);
    let robot = robot(&server, "access_token=secret", &text("x"));
    assert_eq!(robot["errcode"], 130_101);
    assert!(robot["errmsg"].as_str().unwrap().contains("exceed 3 times per minute"), "{robot}");
}

#[test]
fn alertmanager_sends_groups() {
    let server = server(|_| {});
    let post = |headers: &[(&str, &str)], body: &str| {
        server.send("POST", "/api/1/alertmanager/", headers, body.as_bytes())
    };
    let group = r#"{"version": "4", "status": "firing", "groupLabels": {"alertname": "Down"},
        "alerts": [{"status": "firing", "labels": {"alertname": "Down"}, "annotations": {"summary": "it is down"}}]}"#;
    assert_eq!(post(BEARER, group).status, 200);
    let [relayed] = &stored(&server)[..] else { panic!() };
    assert_eq!((relayed.source.as_str(), relayed.title.as_str()), ("alertmanager", "[FIRING:1] Down"));
    assert_eq!(relayed.text, "it is down");
    refused(&post(BEARER, r#"{"version": "3"}"#), 400, "version is not 4");
    refused(&post(&[], group), 401, "a valid token");
    refused(&post(&[("authorization", "Bearer other")], group), 403, "alert:write");
    let other = server.send("POST", "/api/9/alertmanager/", BEARER, group.as_bytes());
    refused(&other, 404, "no such project");
    let huge = format!("{{\"version\": \"4\", \"receiver\": \"{}\"}}", "x".repeat(1 << 20));
    refused(&post(BEARER, &huge), 413, "larger than");
}

fn text(content: &str) -> String {
    serde_json::json!({ "msgtype": "text", "text": { "content": content } }).to_string()
}

/// The answer to a message to a robot. Its status is always 200.
fn robot(server: &TestServer, query: &str, body: &str) -> serde_json::Value {
    let answer = server.send("POST", &format!("/robot/send?{query}"), &[], body.as_bytes());
    assert_eq!(answer.status, 200, "{answer:?}");
    assert!(!answer.text().contains("secret"), "{}", answer.text());
    serde_json::from_slice(&answer.body).unwrap()
}

#[test]
fn a_robot_answers_as_dingtalk_does() {
    let server = server(|_| {});
    let ok = robot(&server, "access_token=secret&timestamp=1000000&sign=zjq1%3D", &text("it broke"));
    assert_eq!(ok, serde_json::json!({ "errcode": 0, "errmsg": "ok" }));
    for (query, body, code, words) in [
        ("", text("x"), 40_035, "missing parameter access_token"),
        ("access_token=wrong", text("x"), 300_005, "token is not exist"),
        ("access_token=late", text("x"), 300_005, "token is not exist"),
        ("access_token=other", text("x"), 310_000, "lacks the scope alert:write"),
        ("access_token=secret&project=shop", text("x"), 310_000, "add &project=NAME"),
        ("access_token=secret", "{".into(), 40_035, "missing parameter json"),
        ("access_token=secret", r#"{"msgtype": "image"}"#.into(), 400_105, "unsupported msgtype"),
        ("access_token=secret", text(&"x".repeat(20_000)), 460_101, "exceed 20000 bytes"),
        ("access_token=secret", text(&"x".repeat(100_000)), 460_101, "exceed 20000 bytes"),
        ("access_token=secret&level=loud", text("x"), 40_035, "level"),
    ] {
        let answer = robot(&server, query, &body);
        assert_eq!(answer["errcode"], code, "{query}: {answer}");
        assert!(answer["errmsg"].as_str().unwrap().contains(words), "{answer}");
    }
    let get = server.get("/robot/send?access_token=secret");
    assert_eq!((get.status, get.text().contains("43002")), (200, true), "{get:?}");
    let [relayed] = &stored(&server)[..] else { panic!() };
    assert_eq!((relayed.source.as_str(), relayed.title.as_str()), ("dingtalk", "it broke"));
}

#[test]
fn a_robot_of_several_projects_is_told_which() {
    let server = server(|_| {});
    server.store.ensure_project("shop", &"a".repeat(32)).unwrap();
    server.app.reload_projects(Timestamp::now()).unwrap();
    assert_eq!(robot(&server, "access_token=secret", &text("x"))["errcode"], 310_000);
    for project in ["shop", "2"] {
        let query = format!("access_token=secret&project={project}&level=warning");
        assert_eq!(robot(&server, &query, &text("x"))["errcode"], 0, "{project}");
    }
    let alerts = server.store.alerts(10).unwrap();
    assert_eq!(alerts.len(), 2);
    assert!(alerts.iter().all(|it| it.alert.project == "shop"), "{alerts:?}");
    assert_eq!(stored(&server)[0].level, "warning");
}

/// Events of pages ask in the header of their item. Beyond the limit the event is taken, and asks no more.
#[test]
fn events_that_ask_for_an_alert_have_the_same_limits() {
    let server = server(|rules| rules.alert_requests_per_client = 2);
    for _ in 0..3 {
        let answer = server.post(&[], b"{}\n{\"type\":\"event\",\"alert\":true}\n{\"message\":\"x\"}\n");
        assert_eq!(answer.status, 200, "{answer:?}");
    }
    let asks: Vec<bool> = server
        .kept()
        .iter()
        .map(|entry| String::from_utf8(entry.envelope.to_vec()).unwrap().contains("\"alert\":true"))
        .collect();
    assert_eq!(asks, [true, true, false]);
    assert_eq!(server.count("reason=\"alert_requests\""), 1);
}
