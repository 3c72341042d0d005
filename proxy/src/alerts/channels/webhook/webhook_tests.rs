//! Against a server on this machine.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;

use super::*;
use crate::alerts::alert_issue::alert_issue;
use crate::alerts::channel::Remedy;
use crate::alerts::samples::{NOW, config_at, digest_of, event, issue, stored, titled};
use crate::config::channels::NAMES;
use crate::fake_server::{Answer, FakeServer, Request};
use crate::model::alert::{Alert, Notice};
use crate::model::issue::Issue;
use crate::model::language::Language;
use crate::secret::Secret;
use crate::template::{Template, Writes};

const KEY: &[u8] = b"012345678901234567890123";

fn channel(url: &str, key: Option<&[u8]>) -> WebhookChannel {
    let webhook = Webhook {
        url: Secret::new(url.to_owned()),
        key: key.map(|key| Secret::new(key.to_vec())),
        timeout: Duration::from_secs(5),
        headers: [("Authorization".to_owned(), Secret::new("Bearer hunter2".to_owned()))].into(),
        template: None,
        language: Language::English,
    };
    WebhookChannel::new(&webhook, AddressGuard::default())
}

/// The body by a template.
fn templated(source: &str, stored: &StoredAlert) -> Value {
    let template = Template::parse(source, Writes::Json, NAMES).unwrap();
    let config = config_at("https://b.test");
    let body = body::body(Some(&template), stored, &RenderContext::of(&config));
    serde_json::from_str(&body).unwrap()
}

fn with_notice(issue_id: Option<i64>, notice: Notice) -> StoredAlert {
    let stored = stored(1, Some("ops"));
    StoredAlert { alert: Alert { issue_id, notice, ..stored.alert.clone() }, ..stored }
}

fn render(stored: &StoredAlert) -> Value {
    let message = channel("http://127.0.0.1:9/", None)
        .render(stored, &RenderContext::of(&config_at("https://b.test/")));
    serde_json::from_str(&message.body).unwrap()
}

/// Sends an alert; the request, and how it ended.
fn send(answer: Answer, key: Option<&[u8]>) -> (Request, Result<(), SendError>) {
    let server = FakeServer::answering([answer]);
    let channel = channel(&server.url(), key);
    let message = channel.render(&stored(1, Some("ops")), &RenderContext::of(&config_at("https://b.test")));
    let result = channel.send(&message, NOW);
    assert_eq!(server.requests().len(), 1);
    (server.requests()[0].clone(), result)
}

#[test]
fn signed_as_a_receiver_verifies() {
    let (request, result) = send(Answer::json(204, ""), Some(KEY));
    assert_eq!(result, Ok(()));
    assert_eq!(request.header("content-type"), Some("application/json"));
    let id = request.header("webhook-id").unwrap();
    let timestamp = request.header("webhook-timestamp").unwrap();
    assert!(id.starts_with("msg_") && timestamp == "1795407737");
    let mut mac = Hmac::<Sha256>::new_from_slice(KEY).unwrap();
    mac.update(format!("{id}.{timestamp}.{}", request.body).as_bytes());
    let signature = request.header("webhook-signature").unwrap().strip_prefix("v1,").unwrap();
    mac.verify_slice(&STANDARD.decode(signature).unwrap()).unwrap();
}

#[test]
fn without_a_key_there_is_no_signature() {
    let (request, result) = send(Answer::json(200, "{}"), None);
    assert_eq!((request.header("webhook-signature"), result), (None, Ok(())));
}

#[test]
fn each_try_has_the_same_id_and_body() {
    let channel = channel("http://127.0.0.1:9/", Some(KEY));
    let config = config_at("https://b.test");
    let render = |id| channel.render(&stored(id, Some("ops")), &RenderContext::of(&config));
    assert_eq!(render(1), render(1));
    assert_ne!(render(1).id, render(2).id);
}

#[test]
fn answers() {
    for (answer, remedy) in [
        (Answer::json(500, ""), Remedy::Retry),
        (Answer::json(410, ""), Remedy::GiveUp),
        (Answer::with_header(429, "Retry-After: 17", ""), Remedy::Hold(Duration::from_secs(17))),
        (Answer::with_header(302, "Location: http://127.0.0.1:9/", ""), Remedy::Retry),
        (Answer::Reset, Remedy::Retry),
    ] {
        let (_, result) = send(answer.clone(), Some(KEY));
        assert_eq!(result.unwrap_err().remedy, remedy, "{answer:?}");
    }
    // An answer that is never read to its end is an answer all the same.
    assert_eq!(send(Answer::json(200, &"x".repeat(100_000)), None).1, Ok(()));
}

#[test]
fn no_error_shows_the_url_or_what_the_receiver_says() {
    for (status, body) in [(500, "hunter2"), (302, "hunter2")] {
        let server = FakeServer::answering([Answer::json(status, body)]);
        let channel = channel(&format!("{}/hunter2?key=hunter2", server.url()), Some(KEY));
        let message = channel.render(&stored(1, None), &RenderContext::of(&config_at("https://b.test")));
        let error = channel.send(&message, NOW).unwrap_err();
        assert!(!format!("{error} {error:?} {channel:?}").contains("hunter2"), "{error}");
    }
}

#[test]
fn whole_payload_of_a_new_issue() {
    let notice = Notice::NewIssue(Box::new(alert_issue(&issue(), &event())));
    assert_eq!(
        render(&with_notice(Some(7), notice.clone())),
        json!({
            "version": 1,
            "type": "issue.new",
            "timestamp": "2026-11-23T04:22:17.500Z",
            "data": {
                "project": "shop",
                "release": "web@1.4.2",
                "environment": "production",
                "issue": {
                    "id": "7",
                    "title": "TypeError: Cannot read properties of undefined (reading 'price')",
                    "culprit": "priceOf at https://shop.test/cart.js",
                    "level": "error",
                    "type": "TypeError",
                    "value": "Cannot read properties of undefined (reading 'price')",
                    "filename": "https://shop.test/cart.js",
                    "function": "priceOf",
                    "url": "https://b.test/issues/7/",
                    "first_seen": "2026-11-23T04:22:17.500Z",
                    "count": 1,
                    "user_count": 1,
                },
            },
        })
    );
    let deleted = render(&with_notice(None, notice));
    assert_eq!(
        (&deleted["data"]["issue"]["id"], &deleted["data"]["issue"]["url"]),
        (&json!("7"), &Value::Null)
    );
}

#[test]
fn whole_payload_of_a_digest() {
    let notice = Notice::Digest(digest_of(&["error", "fatal"]));
    assert_eq!(
        render(&with_notice(None, notice))["data"],
        json!({
            "project": "shop",
            "digest": {
                "count": 2,
                "fatal_count": 1,
                "first_seen": "2026-11-23T04:22:17.500Z",
                "last_seen": "2026-11-23T04:22:18.500Z",
                "issues": [
                    { "id": "2", "level": "fatal", "title": "title 2", "url": "https://b.test/issues/2/" },
                    { "id": "1", "level": "error", "title": "title 1", "url": "https://b.test/issues/1/" },
                ],
                "url": "https://b.test/?project=shop",
            },
        })
    );
}

#[test]
fn hostile_text_is_text_and_holds_no_nul() {
    let hostile = "\0\u{202e}\"}],\r\nwebhook-id: x";
    let issue = Issue { description: titled(hostile), level: hostile.into(), ..issue() };
    let notice = Notice::NewIssue(Box::new(alert_issue(&issue, &event())));
    let payload = render(&with_notice(Some(7), notice));
    let expect = "\u{fffd}\u{202e}\"}],\r\nwebhook-id: x";
    assert_eq!(
        (&payload["data"]["issue"]["title"], &payload["data"]["issue"]["level"]),
        (&json!(expect), &json!(expect))
    );
    assert!(!payload.to_string().contains("\\u0000"));
}

#[test]
fn what_an_older_version_rendered() {
    let notice = Notice::Rendered { title: "shop: x".into(), text: "### x".into() };
    let payload = render(&with_notice(Some(7), notice));
    assert_eq!(payload["type"], "message");
    assert_eq!(payload["data"], json!({ "project": "shop", "title": "shop: x", "text": "### x" }));
}

#[test]
fn a_template_has_its_own_shape_and_no_text_ends_a_value() {
    let hostile = "\" } , {{ 7*7 }} \u{2028}漢 </script>";
    let issue = Issue { description: titled(hostile), ..issue() };
    let stored = with_notice(Some(7), Notice::NewIssue(Box::new(alert_issue(&issue, &event()))));
    let source = r#"{ "text": {{ title }}, "many": {{ events > 1 }}, "on": [{% for it in samples %}{{ it.url }},{% endfor %}{{ url }}] }"#;
    let body = templated(source, &stored);
    assert_eq!(body, json!({ "text": hostile, "many": false, "on": ["https://b.test/issues/7/"] }));
}

#[test]
fn a_template_that_fails_costs_the_shape_and_not_the_news() {
    let stored = stored(1, Some("ops"));
    for (source, expect) in [
        ("[{{ title }}", "writes no JSON: line 1"),
        ("", "writes no JSON"),
        ("[{{ title / 2 }}]", "line 1: "),
        ("[{% for a in range(9999) %}{% for b in range(9999) %}1,{% endfor %}{% endfor %}1]", "line 1: "),
    ] {
        let body = templated(source, &stored);
        assert_eq!(body["type"], "issue.new", "{source}");
        let problem = body["template_error"].as_str().unwrap();
        assert!(problem.starts_with(expect), "{problem}");
    }
}

#[test]
fn headers_of_the_operator_are_sent_and_not_shown() {
    let (request, result) = send(Answer::json(200, ""), None);
    assert_eq!((request.header("authorization"), result), (Some("Bearer hunter2"), Ok(())));
    assert!(!format!("{:?}", channel("http://127.0.0.1:9/", None)).contains("hunter2"));
}
