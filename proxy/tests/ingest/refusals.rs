//! What is refused: the status, the detail, and how it is counted.

use std::io::{Read, Write};
use std::time::{Duration, Instant};

use balefire_proxy::allowed_origin::Allowed;
use balefire_proxy::config::{Limits, ProjectRules};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::process::{Arrival, process};
use balefire_proxy::scrub::{Scrubber, Settings};
use balefire_proxy::store::Ingest;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::server::{Answer, KEY, TestServer, read};

const ENVELOPE: &[u8] = b"{}\n{\"type\":\"event\"}\n{\"message\":\"hello\"}\n";

#[track_caller]
fn check(server: &TestServer, answer: &Answer, status: u16, detail: &str, counted: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(answer.json("detail").contains(detail), "{}", answer.text());
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert!(answer.header("access-control-expose-headers").is_some());
    let metrics = server.get("/metrics");
    let (outcome, reason) = counted.split_once(' ').unwrap();
    let line = format!(
        "balefire_outcomes_total{{outcome=\"{outcome}\",reason=\"{reason}\",category=\"request\"}} 1\n"
    );
    assert!(metrics.text().contains(&line), "{}", metrics.text());
    assert!(server.kept().is_empty());
}

#[track_caller]
fn check_path(path: &str, status: u16, detail: &str, counted: &str) {
    let server = TestServer::start();
    check(&server, &server.send("POST", path, &[], ENVELOPE), status, detail, counted);
}

#[track_caller]
fn check_body(
    limits: Limits,
    headers: &[(&str, &str)],
    body: &[u8],
    status: u16,
    detail: &str,
    counted: &str,
) {
    let server = TestServer::with(limits);
    check(&server, &server.post(headers, body), status, detail, counted);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

#[test]
fn no_key() {
    check_path("/api/1/envelope/", 401, "no key", "invalid missing_key");
}

#[test]
fn unknown_key() {
    check_path("/api/1/envelope/?sentry_key=ab", 403, "not one of this project's", "invalid unknown_key");
}

#[test]
fn unknown_key_of_the_envelope() {
    let server = TestServer::start();
    let body = b"{\"dsn\":\"http://ab@h/1\"}\n{\"type\":\"event\"}\n{}\n";
    check(&server, &server.send("POST", "/api/1/envelope/", &[], body), 403, "key", "invalid unknown_key");
}

#[test]
fn unknown_project() {
    let detail = "no such project";
    check_path(&format!("/api/9/envelope/?sentry_key={KEY}"), 404, detail, "invalid unknown_project");
    check_path(&format!("/api/x/envelope/?sentry_key={KEY}"), 404, detail, "invalid unknown_project");
    check_path(&format!("/api/%ff/envelope/?sentry_key={KEY}"), 404, detail, "invalid unknown_project");
}

#[test]
fn malformed_envelope() {
    let refuse =
        |body: &[u8], detail| check_body(Limits::default(), &[], body, 400, detail, "invalid malformed");
    refuse(b"", "envelope header");
    refuse(b"hello", "envelope header");
    refuse(b"{}\nhello", "header of item 0");
    refuse(b"{}\n{\"type\":\"event\",\"length\":99}\n{}", "item 0 does not end");
}

#[test]
fn unknown_encoding() {
    let headers = [("content-encoding", "compress")];
    check_body(Limits::default(), &headers, ENVELOPE, 415, "content-encoding", "invalid bad_encoding");
}

#[test]
fn body_of_another_encoding() {
    for name in ["gzip", "deflate", "br", "zstd"] {
        let detail = format!("not valid {name}");
        let headers = [("content-encoding", name)];
        check_body(Limits::default(), &headers, ENVELOPE, 400, &detail, "invalid bad_encoding");
    }
}

#[test]
fn bomb() {
    let limits = Limits { decompressed: 1 << 20, ..Limits::default() };
    let body = gzip(&vec![b' '; 64 << 20]);
    let headers = [("content-encoding", "gzip")];
    check_body(limits, &headers, &body, 413, "decompressed body is larger than 1048576", "invalid too_large");
}

#[test]
fn oversized_body_is_refused_before_it_is_read_and_the_client_gets_to_know() {
    let body = vec![b'x'; 6 << 20];
    check_body(Limits::default(), &[], &body, 413, "larger than 2097152 bytes", "invalid too_large");
}

#[test]
fn oversized_body_without_a_length() {
    let server = TestServer::with(Limits { body: 1000, ..Limits::default() });
    let mut stream = server.connect();
    let head = format!(
        "POST /api/1/envelope/?sentry_key={KEY} HTTP/1.1\r\nhost: t\r\nconnection: close\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    for _ in 0..3 {
        stream.write_all(format!("1f4\r\n{}\r\n", "x".repeat(500)).as_bytes()).unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    check(&server, &read(stream), 413, "larger than 1000 bytes", "invalid too_large");
}

#[test]
fn client_that_asks_before_it_sends_is_refused_at_once() {
    let server = TestServer::start();
    let mut stream = server.connect();
    let head = format!(
        "POST /api/1/envelope/?sentry_key={KEY} HTTP/1.1\r\nhost: t\r\nexpect: 100-continue\r\ncontent-length: 9999999\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    check(&server, &read(stream), 413, "larger than", "invalid too_large");
}

#[test]
fn large_event() {
    let limits = Limits { event: 10, ..Limits::default() };
    check_body(limits, &[], ENVELOPE, 413, "event is larger than 10 bytes", "invalid too_large");
}

/// Three million objects in twenty megabytes, packed into thirty kilobytes.
#[test]
fn client_report_of_millions_of_objects() {
    let objects = "{\"\":1},".repeat(2_800_000);
    let report = format!("{{}}\n{{\"type\":\"client_report\"}}\n{{\"discarded_events\":[{objects}{{}}]}}\n");
    let headers = [("content-encoding", "gzip")];
    let detail = "an item of type client_report is larger than 102400 bytes";
    check_body(Limits::default(), &headers, &gzip(report.as_bytes()), 413, detail, "invalid too_large");
}

#[test]
fn too_many_sessions() {
    let limits = Limits { items: 1_000, ..Limits::default() };
    let body = format!("{{}}\n{}", "{\"type\":\"session\"}\n{}\n".repeat(101));
    let detail = "too many items of type session in the envelope, the limit is 100";
    check_body(limits, &[], body.as_bytes(), 413, detail, "invalid too_large");
}

#[test]
fn many_items() {
    let limits = Limits { items: 1, ..Limits::default() };
    let body = b"{}\n{\"type\":\"session\"}\n{}\n{\"type\":\"session\"}\n{}\n";
    check_body(limits, &[], body, 413, "too many items in the envelope, the limit is 1", "invalid too_large");
}

#[test]
fn full_inbox() {
    let server = TestServer::with(Limits { queue: 0, ..Limits::default() });
    let answer = server.post(&[], ENVELOPE);
    assert_eq!(answer.header("retry-after"), Some("5"));
    assert_eq!(answer.header("x-sentry-rate-limits"), Some("5::organization:queue_full"));
    check(&server, &answer, 429, "try again", "rate_limited queue_full");
}

#[test]
fn refusing_disk() {
    let server = TestServer::start();
    let other = rusqlite::Connection::open(server.data.path().join("inbox.db")).unwrap();
    other.execute_batch("ALTER TABLE envelopes RENAME TO gone").unwrap();
    let answer = server.post(&[], ENVELOPE);
    other.execute_batch("ALTER TABLE gone RENAME TO envelopes").unwrap();
    check(&server, &answer, 503, "cannot be stored", "invalid disk_error");
}

#[test]
fn slow_body() {
    let server = TestServer::with(Limits { body_timeout: Duration::from_millis(300), ..Limits::default() });
    let mut stream = server.connect();
    let head = format!(
        "POST /api/1/envelope/?sentry_key={KEY} HTTP/1.1\r\nhost: t\r\ncontent-length: 100\r\n\r\n{{}}\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    let start = Instant::now();
    check(&server, &read(stream), 408, "in time", "invalid incomplete");
    assert!(start.elapsed() < Duration::from_secs(5));
}

#[test]
fn other_methods_and_paths() {
    let server = TestServer::start();
    let answer = server.get("/api/1/envelope/");
    assert_eq!((answer.status, answer.json("detail").is_empty()), (405, false));
    for path in ["/nowhere", "/api/1/nowhere/", "/api/"] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.json("detail").is_empty()), (404, false), "{path}");
    }
    assert_eq!(server.send("DELETE", "/healthz", &[], b"").status, 405);
}

#[test]
fn keys_come_and_go_while_the_server_runs() {
    let server = TestServer::start();
    let send =
        |key: &str| server.send("POST", &format!("/api/1/envelope/?sentry_key={key}"), &[], ENVELOPE).status;
    assert_eq!((send(KEY), send("another")), (200, 403));
    server.app.stores.projects.add_key(1, "another").unwrap();
    let within = |status: u16, key: &str| {
        let begun = Instant::now();
        while send(key) != status {
            assert!(begun.elapsed() < Duration::from_secs(10), "{key} is not answered {status}");
            std::thread::sleep(Duration::from_millis(50));
        }
    };
    within(200, "another");
    server.app.stores.projects.revoke_key(KEY).unwrap();
    within(403, KEY);
    assert_eq!(send("another"), 200);
}

#[test]
fn all_who_come_with_a_new_key_wait_for_the_one_look() {
    let server = TestServer::start();
    let project =
        server.app.stores.projects.ensure_project("tea", "fedcba9876543210fedcba9876543210").unwrap();
    let path = format!("/api/{}/envelope/?sentry_key={}", project.id, project.keys[0]);
    let send = || server.send("POST", &path, &[], ENVELOPE).status;
    let answers: Vec<u16> = std::thread::scope(|scope| {
        let sent: Vec<_> = (0..16).map(|_| scope.spawn(send)).collect();
        sent.into_iter().map(|it| it.join().unwrap()).collect()
    });
    assert_eq!(answers, [200; 16]);
}

#[test]
fn pages_of_other_origins() {
    let origins = vec![Allowed::parse("https://shop.example").unwrap()];
    let server = with_rules(|rules| rules.origins = origins);
    let send = |headers: &[(&str, &str)]| server.post(headers, ENVELOPE);
    assert_eq!(send(&[]).status, 200, "a program says no origin");
    assert_eq!(send(&[("origin", "https://shop.example")]).status, 200);
    for origin in ["https://other.example", "null"] {
        let answer = send(&[("origin", origin)]);
        assert_eq!(answer.status, 403);
        assert!(answer.json("detail").contains("pages of this origin may not send"), "{}", answer.text());
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    }
    let metrics = server.get("/metrics");
    assert!(
        metrics.text().contains(
            "balefire_outcomes_total{outcome=\"invalid\",reason=\"origin\",category=\"request\"} 2\n"
        )
    );
    assert_eq!(server.kept().len(), 2);
}

/// A server with rules of the demo project.
fn with_rules(change: impl FnOnce(&mut ProjectRules)) -> TestServer {
    TestServer::configured(|config| {
        let mut rules = ProjectRules::default();
        change(&mut rules);
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
        config.projects.insert("demo".to_owned(), rules);
    })
}

fn counted(server: &TestServer, labels: &str) -> Option<u64> {
    let metrics = server.get("/metrics");
    let line = metrics.text().lines().find(|line| line.contains(labels))?;
    line.rsplit(' ').next()?.parse().ok()
}

#[test]
fn addresses() {
    let server = with_rules(|rules| {
        rules.allow_ips = vec!["10.0.0.0/8".parse().unwrap()];
        rules.deny_ips = vec!["10.9.0.0/16".parse().unwrap()];
    });
    let from = |addresses: &str| server.post(&[("x-forwarded-for", addresses)], ENVELOPE);
    assert_eq!(from("10.1.2.3").status, 200);
    assert_eq!(from("192.0.2.1, 10.1.2.3").status, 200, "what the client says itself does not count");
    for addresses in ["192.0.2.1", "10.1.2.3, 192.0.2.1", "10.9.1.1", ""] {
        let answer = from(addresses);
        assert_eq!((answer.status, answer.json("detail").contains("address")), (403, true), "{addresses}");
    }
    assert_eq!(counted(&server, "reason=\"address\",category=\"request\""), Some(4));
}

#[test]
fn more_requests_than_a_project_may_send() {
    let server = with_rules(|rules| rules.rate = 1);
    let other =
        server.app.stores.projects.ensure_project("other", "fedcba9876543210fedcba9876543210").unwrap();
    for _ in 0..10 {
        assert_eq!(server.post(&[], ENVELOPE).status, 200);
    }
    let answer = server.post(&[], ENVELOPE);
    assert_eq!(answer.status, 429, "{answer:?}");
    assert_eq!(answer.header("retry-after"), Some("1"));
    assert_eq!(answer.header("x-sentry-rate-limits"), Some("1::project:rate"));
    assert!(answer.json("detail").contains("to this project"), "{}", answer.text());
    let path = format!("/api/{}/envelope/?sentry_key={}", other.id, other.keys[0]);
    assert_eq!(server.send("POST", &path, &[], ENVELOPE).status, 200, "another project is not touched");
    assert!(counted(&server, "outcome=\"rate_limited\",reason=\"rate\",category=\"request\"").is_some());
}

#[test]
fn more_events_than_a_project_may_have() {
    let server = TestServer::with_store(
        |config| {
            let mut rules = ProjectRules::default();
            rules.quota = 5;
            config.projects.insert("demo".to_owned(), rules);
        },
        |store| {
            let arrival =
                Arrival { project_id: 1, received: Timestamp::now(), event_id: None, sent_at: None };
            let mut batch = store.begin().unwrap();
            for n in 0..5 {
                let payload = format!("{{\"event_id\":\"{n:032x}\"}}");
                let scrubber = Scrubber::new(&Settings::default()).unwrap();
                batch.record(&process(payload.as_bytes(), &arrival, &scrubber, &()).unwrap()).unwrap();
            }
            batch.commit().unwrap();
        },
    );
    let answer = server.post(&[], ENVELOPE);
    assert_eq!(answer.status, 429, "{answer:?}");
    assert!(answer.header("x-sentry-rate-limits").unwrap().ends_with(":error:project:quota"), "{answer:?}");
    let session = b"{}\n{\"type\":\"session\"}\n{}\n";
    assert_eq!(server.post(&[], session).status, 200, "only events are counted");
    assert_eq!(counted(&server, "reason=\"quota\",category=\"error\""), Some(1));
}

#[test]
fn a_flood_is_a_spike_before_anything_of_it_is_stored() {
    let server = TestServer::configured(|config| {
        let mut rules = ProjectRules::default();
        rules.spike = 250;
        config.projects.insert("demo".to_owned(), rules);
    });
    let events = format!("{{}}\n{}", "{\"type\":\"event\"}\n{}\n".repeat(100));
    let session = b"{}\n{\"type\":\"session\"}\n{}\n";
    for expect in [200, 200, 200, 429, 429] {
        assert_eq!(server.post(&[], session).status, 200);
        let answer = server.post(&[], events.as_bytes());
        assert_eq!(answer.status, expect, "{answer:?}");
    }
    assert_eq!(counted(&server, "reason=\"spike\",category=\"error\""), Some(2));
    assert_eq!(server.kept().len(), 8);
}

#[test]
fn more_than_the_worker_keeps_up_with() {
    let server = TestServer::configured(|config| config.limits.backlog = 1);
    assert_eq!(server.post(&[], ENVELOPE).status, 200);
    let answer = server.post(&[], ENVELOPE);
    assert_eq!(answer.status, 429, "{answer:?}");
    assert_eq!(answer.header("x-sentry-rate-limits"), Some("5::organization:backlog"));
    server.app.inbox.acknowledge(&server.kept()[0].offset).unwrap();
    assert_eq!(server.post(&[], ENVELOPE).status, 200);
}

#[test]
fn headers_that_do_not_end() {
    let server = TestServer::start();
    let mut slow = server.connect();
    slow.write_all(b"POST /api/1/envelope/ HTTP/1.1\r\n").unwrap();
    let started = Instant::now();
    let mut left = Vec::new();
    // A byte now and then does not keep it open.
    while slow.write_all(b"x").is_ok() && started.elapsed().as_secs() < 40 {
        std::thread::sleep(Duration::from_millis(500));
    }
    let _ = slow.read_to_end(&mut left);
    assert!(started.elapsed().as_secs() < 30, "it was open for {:?}", started.elapsed());
}
