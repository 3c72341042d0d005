//! Bodies on their way in: what they may take of the memory, and how long.

use std::io::Write;
use std::net::TcpStream;
use std::time::Duration;

use balefire_proxy::config::Limits;

use super::server::{Answer, KEY, TestServer, read};

const ENVELOPE: &[u8] = b"{}\n{\"type\":\"event\"}\n{\"message\":\"hello\"}\n";
const OTHER_KEY: &str = "fedcba9876543210fedcba9876543210";
const KIB: usize = 1 << 10;

/// A project has 512 KiB of bodies, and bodies without a key share 64 KiB.
fn limits() -> Limits {
    Limits {
        body: 256 * KIB,
        decompressed: 256 * KIB,
        body_memory: 1024 * KIB,
        // Whatever ends here does so for want of memory, not of time.
        body_timeout: Duration::from_secs(60),
        ..Limits::default()
    }
}

/// A body of which this much has come, and the last byte is missing.
fn stalled(server: &TestServer, path: &str, headers: &str, body: &[u8]) -> TcpStream {
    let mut stream = server.connect();
    let size = body.len() + 1;
    let head = format!("POST {path} HTTP/1.1\r\nhost: t\r\n{headers}content-length: {size}\r\n\r\n");
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    stream
}

fn path(key: &str, project: i64) -> String {
    format!("/api/{project}/envelope/?sentry_key={key}")
}

fn post(server: &TestServer, path: &str, body: &[u8]) -> Answer {
    server.send("POST", path, &[], body)
}

/// A server with two projects.
fn server(limits: Limits) -> TestServer {
    let server = TestServer::with(limits);
    server.app.stores.projects.ensure_project("other", OTHER_KEY).unwrap();
    assert_eq!(post(&server, &path(OTHER_KEY, 2), ENVELOPE).status, 200);
    server
}

/// An envelope of some kilobytes.
fn padded() -> Vec<u8> {
    [ENVELOPE, &vec![b' '; 20 * KIB]].concat()
}

/// Waits until the server has taken in what was sent: there is no place for an envelope more.
#[track_caller]
fn eventually_refused(server: &TestServer, path: &str) -> Answer {
    for _ in 0..2_000 {
        let answer = post(server, path, &padded());
        if answer.status != 200 {
            return answer;
        }
    }
    panic!("never refused");
}

#[test]
fn stalled_bodies_of_a_project_leave_memory_to_others_and_give_way_in_it() {
    let server = server(limits());
    let body = [b"{}\n{\"type\":\"event\"}\n", &vec![b' '; 250 * KIB][..]].concat();
    let held: Vec<_> = (0..3).map(|_| stalled(&server, &path(KEY, 1), "", &body)).collect();
    let answer = eventually_refused(&server, &path(KEY, 1));
    assert_eq!(answer.status, 429, "{answer:?}");
    assert_eq!(answer.header("x-sentry-rate-limits"), Some("5::project:queue_full"));
    assert_eq!(post(&server, &path(OTHER_KEY, 2), &padded()).status, 200);
    // What stalls for a second gives way to what comes.
    std::thread::sleep(Duration::from_millis(1_500));
    assert_eq!(post(&server, &path(KEY, 1), &padded()).status, 200);
    assert!(server.metric("balefire_connections_ended_total{reason=\"gave_way\"}") >= 1);
    drop(held);
}

#[test]
fn a_body_without_a_key_is_read_no_further_than_where_its_key_must_stand() {
    let server = server(limits());
    let long = [b"{", &vec![b' '; 200 * KIB][..]].concat();
    let answer = read(stalled(&server, "/api/1/envelope/", "connection: close\r\n", &long));
    assert_eq!(answer.status, 401, "{answer:?}");
    assert_eq!(server.count("reason=\"missing_key\",category=\"request\""), 1);
}

#[test]
fn bodies_whose_key_is_not_known_yet_share_little() {
    let server = server(limits());
    // Of the 64 KiB that all such bodies share, an address has half: each of these takes 3 KiB.
    let start = format!("{{\"dsn\":\"{}", " ".repeat(3 * KIB));
    let held: Vec<_> = (0..20).map(|_| stalled(&server, "/api/1/envelope/", "", start.as_bytes())).collect();
    let padding = " ".repeat(3 * KIB);
    let tunneled =
        format!("{{\"dsn\":\"http://{OTHER_KEY}@h/2\",\"a\":\"{padding}\"}}\n{{\"type\":\"event\"}}\n{{}}\n");
    let answer = (0..2_000)
        .map(|_| post(&server, "/api/2/envelope/", tunneled.as_bytes()))
        .find(|answer| answer.status != 200)
        .expect("is refused");
    assert_eq!(answer.header("x-sentry-rate-limits"), Some("5::organization:queue_full"));
    // Who says the key before the body is not touched by it.
    assert_eq!(post(&server, &path(KEY, 1), ENVELOPE).status, 200);
    drop(held);
}

#[test]
fn the_key_of_the_header_is_looked_at_before_the_rest_has_come() {
    let server = server(limits());
    let start = |key: &str| format!("{{\"dsn\":\"http://{key}@h/1\"}}\n{{\"type\":\"event\"}}\n");
    let answer = read(stalled(&server, "/api/1/envelope/", "connection: close\r\n", start("ab").as_bytes()));
    assert_eq!(answer.status, 403, "{answer:?}");
    // The rest counts to the project, which has more than bodies without a key.
    let body = [start(KEY).as_bytes(), &vec![b' '; 250 * KIB]].concat();
    assert_eq!(post(&server, "/api/1/envelope/", &body).status, 200);
    let _held: Vec<_> = (0..3).map(|_| stalled(&server, "/api/1/envelope/", "", &body)).collect();
    let answer = eventually_refused(&server, &path(KEY, 1));
    assert_eq!(answer.header("x-sentry-rate-limits"), Some("5::project:queue_full"), "{answer:?}");
}

#[test]
fn a_body_that_creeps_is_too_slow() {
    let server = server(Limits { body_timeout: Duration::from_secs(1), ..limits() });
    let mut creeping = stalled(&server, &path(KEY, 1), "connection: close\r\n", &[b' '; 1_000]);
    let answer = read(creeping.try_clone().unwrap());
    assert_eq!(answer.status, 408, "{answer:?}");
    assert_eq!(server.count("outcome=\"invalid\",reason=\"incomplete\",category=\"request\""), 1);
    let _ = creeping.write_all(b" ");
}

#[test]
fn decoded_bytes_are_counted() {
    use flate2::{Compression, write::GzEncoder};
    // A project has room for the two largest bodies, and each of these takes all of one once it is decoded.
    let server = server(Limits { body_memory: 0, ..limits() });
    let envelope =
        format!("{{}}\n{{\"type\":\"attachment\",\"length\":{0}}}\n{1}", 240 * KIB, "x".repeat(240 * KIB));
    let mut zip = GzEncoder::new(Vec::new(), Compression::best());
    zip.write_all(envelope.as_bytes()).unwrap();
    let zipped = zip.finish().unwrap();
    let body = [b"{}\n{\"type\":\"event\"}\n", &vec![b' '; 230 * KIB][..]].concat();
    let headers = [("content-encoding", "gzip")];
    let post = || server.send("POST", &path(KEY, 1), &headers, &zipped);
    assert_eq!(post().status, 200);
    let _held: Vec<_> = (0..2).map(|_| stalled(&server, &path(KEY, 1), "", &body)).collect();
    // Sent, it is less than a kilobyte; decoded, there is no place for it any more.
    let answer = (0..2_000).map(|_| post()).find(|answer| answer.status != 200).expect("is refused");
    assert_eq!(answer.header("x-sentry-rate-limits"), Some("5::project:queue_full"), "{answer:?}");
}
