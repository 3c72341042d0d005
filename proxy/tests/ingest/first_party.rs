//! The path that the operator chose on the page's own origin.

use balefire_proxy::allowed_origin::Allowed;
use balefire_proxy::config::ProjectRules;
use balefire_proxy::web::assets::embedded::FILES;
use flate2::Compression;
use flate2::write::GzEncoder;
use serde_json::json;
use std::io::Write;

use super::batch_body::{BatchBody, id};
use super::server::{Answer, KEY, TestServer};

fn server() -> TestServer {
    TestServer::configured(|config| {
        config.first_party.path = Some("/a1".into());
        config.first_party.name = "shop".into();
        let mut rules = ProjectRules::default();
        rules.origins = vec![Allowed::parse("https://shop.test").unwrap()];
        config.projects.insert("demo".into(), rules);
    })
}

fn envelope(dsn: &str) -> Vec<u8> {
    format!("{{\"dsn\":\"{dsn}\",\"event_id\":\"{}\"}}\n{{\"type\":\"event\"}}\n{{}}\n", id(0)).into_bytes()
}

fn post(server: &TestServer, path: &str, body: &[u8]) -> Answer {
    server.send("POST", path, &[("origin", "https://shop.test")], body)
}

#[test]
fn the_dsn_in_the_envelope_names_project_and_key() {
    let server = server();
    // The host of the DSN is that of the page, or of the server as other pages know it.
    let ours = envelope(&format!("https://{KEY}@any.test/1"));
    for path in ["/a1", "/a1/", "/a1?sentry_key=ignored&sentry_version=7"] {
        let answer = post(&server, path, &ours);
        assert_eq!((answer.status, answer.json("id")), (200, id(0)), "{path}");
        assert_eq!(answer.header("balefire-batch"), Some("1"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    }
    assert_eq!(server.kept().len(), 3);
    for (dsn, status) in [
        (format!("https://{KEY}@any.test/2"), 404),
        ("https://other@any.test/1".to_owned(), 403),
        (format!("https://{KEY}@any.test/18446744073709551615"), 404),
        ("https://any.test/1".to_owned(), 401),
    ] {
        let answer = post(&server, &format!("/a1?sentry_key={KEY}"), &envelope(&dsn));
        assert_eq!((answer.status, answer.header("balefire-batch")), (status, Some("1")), "{dsn}");
    }
    assert_eq!(server.send("POST", "/a1", &[("origin", "https://evil.test")], &ours).status, 403);
    assert_eq!(post(&server, "/a1", b"hello").status, 400);
    assert_eq!(server.kept().len(), 3);
}

#[test]
fn batches_and_limits_come_through() {
    let server = server();
    let mut batch = BatchBody::new(&[], &[]);
    batch.members.push(("dsn", json!(format!("https://{KEY}@any.test/1"))));
    let batch = (0..3).fold(batch, |batch, n| batch.event(&id(n), &json!({}), "{}")).bytes();
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&batch).unwrap();
    let answer = post(&server, "/a1/", &gzip.finish().unwrap());
    assert_eq!((answer.status, answer.text()), (200, "{\"envelopes\":[200,200,200]}"));
    let server = TestServer::configured(|config| {
        config.first_party.path = Some("/a1".into());
        config.default_project.quota = 2;
    });
    let answer = post(&server, "/a1", &batch);
    assert_eq!(answer.text(), "{\"envelopes\":[200,200,429]}");
    assert!(answer.header("x-sentry-rate-limits").unwrap().ends_with(":error:project:quota"));
    let answer = post(&server, "/a1", &envelope(&format!("https://{KEY}@any.test/1")));
    assert_eq!(answer.status, 429);
    assert!(answer.header("x-sentry-rate-limits").unwrap().ends_with(":error:project:quota"));
}

#[test]
fn other_methods_and_servers_without_a_path() {
    let server = server();
    assert_eq!(server.send("OPTIONS", "/a1", &[], b"").status, 204);
    assert_eq!(server.get("/a1").status, 405);
    assert_eq!(post(&server, "/a1/app.min.js", b"{}").status, 405);
    assert_eq!(post(&server, "/a2", &envelope(&format!("https://{KEY}@h/1"))).status, 404);
    let server = TestServer::start();
    assert_eq!(post(&server, "/a1", &envelope(&format!("https://{KEY}@h/1"))).status, 404);
    assert_eq!(server.get("/a1/app.min.js").status, 404);
}

/// Holds with and without a built SDK.
#[test]
fn the_files_of_the_sdk_have_the_names_of_the_operator() {
    let server = server();
    for file in FILES.iter().filter(|file| !file.path.contains('/')) {
        let name = file.path.replace("balefire", "shop");
        let answer = server.get(&format!("/a1/{name}"));
        let root = server.get(&format!("/{}", file.path));
        assert_eq!(answer.status, 200, "{name}");
        for header in ["content-type", "cache-control", "access-control-allow-origin"] {
            assert_eq!(answer.header(header), root.header(header), "{name}");
        }
        if file.path.contains("balefire") {
            assert_eq!(server.get(&format!("/a1/{}", file.path)).status, 404, "{name}");
        }
        if !file.path.ends_with(".js") {
            assert_eq!(answer.body, file.plain, "{name}");
            continue;
        }
        for other in FILES.iter().filter(|other| !other.path.contains('/') && other.path.contains("balefire"))
        {
            assert!(!answer.text().contains(other.path), "{name} names {}", other.path);
        }
        let zipped = server.send("GET", &format!("/a1/{name}"), &[("accept-encoding", "gzip")], b"");
        assert_eq!(zipped.header("content-encoding"), Some("gzip"));
    }
    let answer = server.get("/a1/shop-report-00000000.min.js");
    assert_eq!((answer.status, answer.header("cache-control")), (404, Some("no-store")));
}

#[test]
fn a_reload_changes_the_path() {
    let server = server();
    let ours = envelope(&format!("https://{KEY}@h/1"));
    assert_eq!(post(&server, "/a1", &ours).status, 200);
    let mut config = balefire_proxy::config::Config::clone(&server.app.config());
    config.first_party.path = Some("/b/2".into());
    server.app.live.replace(config);
    assert_eq!(post(&server, "/a1", &ours).status, 404);
    assert_eq!(post(&server, "/b/2", &ours).status, 200);
}
