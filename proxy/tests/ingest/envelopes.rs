//! What is taken: each encoding, each way to bring the key.

use std::io::Write;

use balefire_proxy::inbox::Inbox;
use flate2::Compression;
use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
use ruzstd::encoding::{CompressionLevel, compress_to_vec};

use super::server::{KEY, TestServer};

const ID: &str = "9ec79c33ec9942ab8353589fcb2e04dc";

fn envelope() -> Vec<u8> {
    format!("{{\"event_id\":\"{ID}\"}}\n{{\"type\":\"event\"}}\n{{\"message\":\"hello\"}}\n").into_bytes()
}

/// Sent like this, it is kept as it is, and answered with its id.
#[track_caller]
fn check(path: &str, headers: &[(&str, &str)], body: &[u8], expect: &[u8]) {
    let server = TestServer::start();
    let answer = server.send("POST", path, headers, body);
    assert_eq!((answer.status, answer.text()), (200, format!("{{\"id\":\"{ID}\"}}").as_str()));
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    let kept = server.kept();
    assert_eq!((kept.len(), kept[0].project_id), (1, 1));
    assert_eq!(kept[0].envelope, expect);
}

#[track_caller]
fn check_encoding(name: &str, body: &[u8]) {
    let path = format!("/api/1/envelope/?sentry_key={KEY}");
    check(&path, &[("content-encoding", name)], body, &envelope());
}

#[test]
fn each_encoding() {
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(&envelope()).unwrap();
    check_encoding("gzip", &gzip.finish().unwrap());
    let mut zlib = ZlibEncoder::new(Vec::new(), Compression::fast());
    zlib.write_all(&envelope()).unwrap();
    check_encoding("deflate", &zlib.finish().unwrap());
    let mut deflate = DeflateEncoder::new(Vec::new(), Compression::fast());
    deflate.write_all(&envelope()).unwrap();
    check_encoding("deflate", &deflate.finish().unwrap());
    check_encoding("zstd", &compress_to_vec(envelope().as_slice(), CompressionLevel::Fastest));
    check_encoding("br", &brotli(&envelope()));
    check_encoding("identity", &envelope());
}

/// Brotli that does not compress: <https://www.rfc-editor.org/rfc/rfc7932#section-9.2>
fn brotli(bytes: &[u8]) -> Vec<u8> {
    // WBITS 16 (0), not last (0), four nibbles of length (00), the length less one (16 bits), uncompressed (1).
    let bits = ((bytes.len() as u32 - 1) << 4) | (1 << 20);
    let mut body = bits.to_le_bytes()[..3].to_vec();
    body.extend(bytes);
    // Last (1), empty (1).
    body.push(0b11);
    body
}

#[test]
fn key_of_the_query_a_header_or_the_envelope() {
    let body = envelope();
    check(&format!("/api/1/envelope/?sentry_version=7&sentry_key={KEY}"), &[], &body, &body);
    check(&format!("/api/1/envelope?sentry_key={KEY}"), &[], &body, &body);
    let header = format!("Sentry sentry_version=7, sentry_key={KEY}, sentry_client=x/1");
    check("/api/1/envelope/", &[("x-sentry-auth", &header)], &body, &body);
    check("/api/1/envelope/", &[("authorization", &header)], &body, &body);
    let body =
        format!("{{\"dsn\":\"http://{KEY}@h/1\",\"event_id\":\"{ID}\"}}\n{{\"type\":\"event\"}}\n{{}}\n");
    check("/api/1/envelope/", &[], body.as_bytes(), body.as_bytes());
}

#[test]
fn large_body_is_decoded_whole() {
    let noise: String = (0..300_000_u32).map(|n| char::from(b'a' + (n.wrapping_mul(n) % 23) as u8)).collect();
    let body = format!("{{\"event_id\":\"{ID}\"}}\n{{\"type\":\"event\"}}\n{{\"message\":\"{noise}\"}}\n");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(body.as_bytes()).unwrap();
    let path = format!("/api/1/envelope/?sentry_key={KEY}");
    check(&path, &[("content-encoding", "gzip")], &gzip.finish().unwrap(), body.as_bytes());
    check(&path, &[], body.as_bytes(), body.as_bytes());
}

#[test]
fn made_id_is_the_id_that_is_kept() {
    let server = TestServer::start();
    let answer = server.post(&[], b"{}\n{\"type\":\"event\"}\n{}\n");
    let id = answer.json("id");
    assert_eq!((answer.status, id.len()), (200, 32));
    let expect = format!("{{\"event_id\":\"{id}\"}}\n{{\"type\":\"event\"}}\n{{}}\n");
    assert_eq!(server.kept()[0].envelope, expect);
}

#[test]
fn empty_envelope_is_nothing_to_keep() {
    let server = TestServer::start();
    assert_eq!(server.post(&[], format!("{{\"event_id\":\"{ID}\"}}").as_bytes()).json("id"), ID);
    assert!(server.kept().is_empty());
}

#[test]
fn envelope_without_an_event_is_taken() {
    for item in [
        "{\"type\":\"session\"}\n{\"sid\":\"7\",\"init\":true,\"status\":\"ok\",\"attrs\":{\"release\":\"a\"}}",
        "{\"type\":\"client_report\"}\n{\"discarded_events\":[{\"reason\":\"before_send\",\"category\":\"error\",\"quantity\":2}]}",
    ] {
        let server = TestServer::start();
        let body = format!("{{\"sent_at\":\"2026-11-23T08:00:00Z\"}}\n{item}\n");
        let answer = server.post(&[], body.as_bytes());
        assert_eq!((answer.status, answer.json("id").len(), server.kept().len()), (200, 32, 1), "{item}");
    }
}

#[test]
fn answered_is_on_disk() {
    let server = TestServer::start();
    assert_eq!(server.post(&[], &envelope()).status, 200);
    // What another process would find if this one died now.
    let other = Inbox::open(server.data.path(), 1, 0).unwrap();
    assert_eq!(other.next(0, 10).unwrap()[0].envelope, envelope());
}

#[test]
fn project_made_beside_the_running_server() {
    let server = TestServer::start();
    let key = "ffffffffffffffffffffffffffffffff";
    server.app.stores.projects.ensure_project("new", key).unwrap();
    assert_eq!(
        server.send("POST", &format!("/api/2/envelope/?sentry_key={key}"), &[], &envelope()).status,
        200
    );
}

#[test]
fn preflight() {
    let server = TestServer::start();
    let asked = [
        ("origin", "http://page.test"),
        ("access-control-request-method", "POST"),
        ("access-control-request-headers", "x-sentry-auth,content-encoding"),
    ];
    let answer = server.send("OPTIONS", "/api/1/envelope/", &asked, b"");
    assert_eq!(answer.status, 204);
    assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
    assert_eq!(answer.header("access-control-allow-methods"), Some("POST"));
    assert_eq!(answer.header("access-control-max-age"), Some("3600"));
    let allowed = answer.header("access-control-allow-headers").unwrap();
    assert!(allowed.contains("x-sentry-auth") && allowed.contains("content-encoding"), "{allowed}");
    let exposed = answer.header("access-control-expose-headers").unwrap();
    assert!(exposed.contains("x-sentry-rate-limits") && exposed.contains("retry-after"), "{exposed}");
}
