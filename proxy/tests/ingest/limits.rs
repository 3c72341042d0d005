//! Work before limits: what is too much is refused before anything is made of it.

use std::io::Write;

use balefire_proxy::config::Limits;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};

use super::server::{Answer, KEY, TestServer};

const GZIP: [(&str, &str); 1] = [("content-encoding", "gzip")];

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn post(server: &TestServer, path: &str, headers: &[(&str, &str)], body: &[u8]) -> Answer {
    server.send("POST", &format!("/api/1/{path}/?sentry_key={KEY}"), headers, body)
}

#[track_caller]
fn refused(answer: &Answer, status: u16, detail: &str) {
    assert_eq!(answer.status, status, "{answer:?}");
    assert!(answer.json("detail").contains(detail), "{}", answer.text());
}

#[test]
fn more_reports_than_an_envelope_has_items() {
    let server = TestServer::with(Limits { items: 3, ..Limits::default() });
    let report = r#"{"type":"csp-violation","body":{"effectiveDirective":"img-src"}}"#;
    let list = |count: usize| format!("[{}]", vec![report; count].join(","));
    let (three, four) = (list(3), list(4));
    assert_eq!(post(&server, "security", &[], three.as_bytes()).status, 200);
    refused(
        &post(&server, "security", &[], four.as_bytes()),
        413,
        "too many reports in the list, the limit is 3",
    );
    // What follows the first report too many may be anything.
    let cut = format!("{},", &four[..four.len() - 1]);
    refused(
        &post(&server, "csp-report", &[], cut.as_bytes()),
        413,
        "too many reports in the list, the limit is 3",
    );
    assert_eq!(server.kept().len(), 1);
    assert_eq!(server.count("outcome=\"invalid\",reason=\"too_large\",category=\"request\""), 2);
}

#[test]
fn many_numbers_are_no_reports() {
    let server = TestServer::start();
    let numbers = gzip(&[b"[0", &b",0".repeat(1 << 20)[..], b"]"].concat());
    refused(
        &post(&server, "security", &GZIP, &numbers),
        413,
        "too many reports in the list, the limit is 100",
    );
    let deep = gzip(&b"[".repeat(1 << 20));
    refused(&post(&server, "security", &GZIP, &deep), 400, "not the json of a report");
}

#[test]
fn a_report_has_a_size_of_its_own() {
    let server = TestServer::start();
    let of = |size: usize| format!(r#"{{"csp-report":{{"original-policy":"{}"}}}}"#, "x".repeat(size));
    assert_eq!(post(&server, "security", &[], of(60 << 10).as_bytes()).status, 200);
    refused(&post(&server, "security", &[], of(64 << 10).as_bytes()), 413, "larger than 65536 bytes");
    let list = format!("[{{}},{}]", of(64 << 10));
    refused(&post(&server, "security", &[], list.as_bytes()), 413, "larger than 65536 bytes");
}

#[test]
fn items_are_counted_no_further_than_the_limit() {
    let server = TestServer::start();
    let many = [&b"{}\n"[..], &b"{\"type\":\"session\"}\n{}\n".repeat(100_000), b"no envelope"].concat();
    refused(
        &post(&server, "envelope", &GZIP, &gzip(&many)),
        413,
        "too many items in the envelope, the limit is 100",
    );
}

#[test]
fn headers_have_a_size_of_their_own() {
    let server = TestServer::start();
    let long = "x".repeat(64 << 10);
    for body in [
        format!("{{\"trace\":\"{long}\"}}\n{{\"type\":\"session\"}}\n{{}}\n"),
        format!("{{}}\n{{\"type\":\"session\",\"x\":\"{long}\"}}\n{{}}\n"),
    ] {
        refused(&post(&server, "envelope", &[], body.as_bytes()), 413, "larger than 65536 bytes");
    }
}

#[test]
fn an_event_that_unpacks_to_too_much() {
    let server = TestServer::with(Limits { decompressed: 1 << 20, ..Limits::default() });
    let mut zip = ZlibEncoder::new(Vec::new(), Compression::best());
    zip.write_all(&vec![b' '; 32 << 20]).unwrap();
    let body = BASE64_STANDARD.encode(zip.finish().unwrap());
    refused(&post(&server, "store", &[], body.as_bytes()), 413, "larger than 1048576 bytes");
}

#[test]
fn large_bodies_are_kept_as_small_ones_are() {
    let server = TestServer::start();
    let text = "x".repeat(900 << 10);
    let event = format!("{{\"message\":\"{text}\"}}");
    let envelope = format!("{{}}\n{{\"type\":\"event\"}}\n{event}\n");
    let answers = [
        post(&server, "envelope", &[], envelope.as_bytes()),
        post(&server, "envelope", &GZIP, &gzip(envelope.as_bytes())),
        post(&server, "store", &GZIP, &gzip(event.as_bytes())),
    ];
    let kept = server.kept();
    assert_eq!(kept.len(), 3);
    for (answer, kept) in answers.iter().zip(&kept) {
        assert_eq!(answer.status, 200, "{}", answer.text());
        let parsed = balefire_protocol::envelope::parse(&kept.envelope).unwrap();
        assert_eq!(parsed.items[0].payload, event.as_bytes());
        assert!(parsed.header.contains(&answer.json("id")));
    }
}

#[test]
fn padding_behind_a_gzip_body() {
    let server = TestServer::start();
    let body = gzip(b"{}\n{\"type\":\"event\"}\n{}\n");
    for tail in [&[0; 16][..], b"\n"] {
        assert_eq!(post(&server, "envelope", &GZIP, &[&body, tail].concat()).status, 200);
    }
    refused(&post(&server, "envelope", &GZIP, &[&body, &b"x"[..]].concat()), 400, "not valid gzip");
}
