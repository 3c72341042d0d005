//! Events that come by themselves, reports of browsers, and dumps of native crashes.

use std::io::Write;

use balefire_protocol::envelope;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use serde_json::{Value, json};

use super::server::{Answer, KEY, TestServer};

fn post(server: &TestServer, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    server.send("POST", &format!("/api/1/{path}?sentry_key={KEY}"), headers, body)
}

/// The types and payloads of what was kept.
fn kept(server: &TestServer) -> Vec<(String, Value)> {
    let kept = server.kept();
    let items = kept.iter().flat_map(|kept| {
        let items = envelope::parse(&kept.envelope).unwrap().items;
        let read = |item: &envelope::Item<'_>| {
            (item.kind.clone(), serde_json::from_slice::<Value>(item.payload).unwrap())
        };
        items.iter().map(read).collect::<Vec<_>>()
    });
    items.collect()
}

const ID: &str = "fc6d8c0c43fc4630ad850ee518f1b9d0";

#[test]
fn an_event_by_itself() {
    let event = json!({"event_id": ID, "message": "by\nitself"});
    let text = serde_json::to_string_pretty(&event).unwrap();
    let zipped = |bytes: &[u8]| {
        let mut zip = ZlibEncoder::new(Vec::new(), Compression::fast());
        zip.write_all(bytes).unwrap();
        zip.finish().unwrap()
    };
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(text.as_bytes()).unwrap();
    for (headers, body) in [
        (vec![], text.clone().into_bytes()),
        (vec![("content-encoding", "gzip")], gzip.finish().unwrap()),
        (vec![], BASE64_STANDARD.encode(zipped(text.as_bytes())).into_bytes()),
    ] {
        for path in ["store/", "store"] {
            let server = TestServer::start();
            let answer = post(&server, path, &headers, &body);
            assert_eq!((answer.status, answer.json("id").as_str()), (200, ID), "{}", answer.text());
            assert_eq!(kept(&server), [("event".to_owned(), event.clone())]);
        }
    }
    let server = TestServer::start();
    let answer = post(&server, "store/", &[], br#"{"message": "without an id"}"#);
    assert_eq!((answer.status, answer.json("id").len()), (200, 32));
}

#[test]
fn reports_of_a_policy() {
    let server = TestServer::start();
    let path = "security/?sentry_release=shop%401&sentry_environment=test&sentry_key=";
    let report =
        json!({"csp-report": {"effective-directive": "img-src", "blocked-uri": "https://a.test/b.png"}});
    let headers = [("content-type", "application/csp-report"), ("user-agent", "A browser")];
    let answer = server.send("POST", &format!("/api/1/{path}{KEY}"), &headers, report.to_string().as_bytes());
    assert_eq!((answer.status, answer.json("id").len()), (200, 32));
    let (kind, event) = kept(&server).remove(0);
    assert_eq!((kind.as_str(), &event["message"]), ("event", &json!("Blocked 'img' from 'a.test'")));
    assert_eq!((&event["release"], &event["environment"]), (&json!("shop@1"), &json!("test")));
    assert_eq!(event["request"]["headers"][0], json!(["User-Agent", "A browser"]));

    let violation =
        json!({"type": "csp-violation", "body": {"effectiveDirective": "script-src", "blockedURL": "eval"}});
    let list = json!([violation, violation, {"type": "deprecation"}]);
    let server = TestServer::start();
    let answer = post(&server, "csp-report/", &[], list.to_string().as_bytes());
    assert_eq!(answer.status, 200);
    let items = kept(&server);
    assert_eq!(
        items.iter().map(|(kind, _)| kind.as_str()).collect::<Vec<_>>(),
        ["event", "event", "raw_security"]
    );
    assert_ne!(items[0].1["event_id"], items[1].1["event_id"], "each is one");
}

#[test]
fn refused() {
    for (path, body, status, detail) in [
        ("store/", "not an event", 400, "neither the json of an event"),
        ("store/", "", 400, "neither the json of an event"),
        ("store/", "aGVsbG8=", 400, "neither the json of an event"),
        ("security/", "not a report", 400, "not the json of a report"),
        ("security/", "", 400, "not the json of a report"),
    ] {
        let server = TestServer::start();
        let answer = post(&server, path, &[], body.as_bytes());
        assert_eq!(answer.status, status, "{path} {body}");
        assert!(answer.json("detail").contains(detail), "{}", answer.text());
        assert!(server.kept().is_empty());
        let unknown = server.send("POST", &format!("/api/1/{path}"), &[], br#"{"csp-report": {}}"#);
        assert_eq!(unknown.status, 401);
        assert_eq!(server.get(&format!("/api/1/{path}")).status, 405);
    }
}

/// `OTLPIntegration` of Sentry's SDKs sends there, with the key in a header.
#[test]
fn otlp_is_refused_in_words_and_counted() {
    let server = TestServer::start();
    let headers = [("content-type", "application/x-protobuf")];
    for (path, category) in
        [("integration/otlp/v1/traces/", "span"), ("integration/otlp/v1/logs", "log_item")]
    {
        let answer = post(&server, path, &headers, b"\n\0");
        assert_eq!(answer.status, 415, "{path}");
        assert!(answer.json("detail").contains("not supported"), "{}", answer.text());
        let counted = format!("outcome=\"invalid\",reason=\"unsupported\",category=\"{category}\"");
        assert_eq!(server.count(&counted), 1, "{path}");
        assert_eq!(server.send("POST", &format!("/api/1/{path}"), &headers, b"").status, 401, "{path}");
    }
    assert!(kept(&server).is_empty());
}

#[test]
fn a_minidump_is_refused_in_words() {
    let body =
        b"--x\r\nContent-Disposition: form-data; name=\"upload_file_minidump\"; filename=\"a.dmp\"\r\n\r\n\
        MDMP\x93\xa7\0\0\r\n--x--\r\n";
    let headers = [("content-type", "multipart/form-data; boundary=x")];
    let server = TestServer::start();
    for path in ["minidump/", "minidump", "playstation/", "unreal/0123456789abcdef0123456789abcdef/"] {
        let answer = post(&server, path, &headers, body);
        assert_eq!(answer.status, 415);
        let detail = answer.json("detail");
        assert!(
            detail.contains("native crashes are not supported") && detail.contains("/envelope/"),
            "{detail}"
        );
    }
    // More than is looked at is read away, so that the client gets to read the answer.
    assert_eq!(post(&server, "minidump/", &headers, &vec![0; 3 << 20]).status, 415);
    assert_eq!(server.count("outcome=\"invalid\",reason=\"unsupported\",category=\"error\""), 5);
    for (path, status) in [("/api/1/minidump/", 401), ("/api/1/minidump/?sentry_key=no", 403)] {
        assert_eq!(server.send("POST", path, &headers, body).status, status, "{path}");
    }
    assert!(kept(&server).is_empty());
}
