//! How many connections there may be, and how long they may wait.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;

use balefire_proxy::config::{Config, Limits};

use super::server::{Answer, KEY, TestServer, read};

const ENVELOPE: &[u8] = b"{}\n{\"type\":\"event\"}\n{\"message\":\"hello\"}\n";

/// A connection with a request whose body does not come.
fn busy(server: &TestServer, headers: &str) -> TcpStream {
    let mut stream = server.connect();
    let head = format!(
        "POST /api/1/envelope/?sentry_key={KEY} HTTP/1.1\r\nhost: t\r\n{headers}expect: 100-continue\r\n\
         content-length: 100\r\n\r\n"
    );
    stream.write_all(head.as_bytes()).unwrap();
    // The server says that it goes on: from here on the request is under way.
    let mut word = [0; 25];
    stream.read_exact(&mut word).unwrap();
    assert_eq!(&word, b"HTTP/1.1 100 Continue\r\n\r\n");
    stream
}

fn with(connections: usize, per_address: usize) -> impl FnOnce(&mut Config) {
    move |config| {
        config.limits = Limits {
            connections,
            connections_per_address: per_address,
            body_timeout: Duration::from_secs(60),
            ..Limits::default()
        };
    }
}

fn from(server: &TestServer, address: &str) -> Answer {
    server.post(&[("x-forwarded-for", address)], ENVELOPE)
}

#[test]
fn health_is_answered_where_there_is_no_place() {
    let server = TestServer::configured(with(0, 0));
    assert_eq!(server.get("/healthz").status, 200);
    for answer in [server.get("/"), server.get("/metrics"), server.post(&[], ENVELOPE)] {
        assert_eq!(answer.status, 429, "{answer:?}");
        assert_eq!(answer.header("x-sentry-rate-limits"), Some("5::organization:connections"));
        assert_eq!(answer.header("access-control-allow-origin"), Some("*"));
        assert_eq!(answer.header("balefire-batch"), Some("1"));
        assert!(answer.json("detail").contains("too many connections"), "{}", answer.text());
    }
    assert!(server.kept().is_empty());
}

#[test]
fn a_connection_that_waits_gives_way() {
    let server = TestServer::configured(with(2, 2));
    let mut idle: Vec<_> = (0..8).map(|_| server.connect()).collect();
    for _ in 0..3 {
        assert_eq!(server.post(&[], ENVELOPE).status, 200);
    }
    // The first of them is closed, without a word.
    assert_eq!(idle[0].read(&mut [0; 1]).unwrap(), 0);
    assert!(server.metric("balefire_connections_ended_total{reason=\"gave_way\"}") >= 6);
    assert_eq!(server.count("reason=\"connections\""), 0);
}

#[test]
fn a_body_that_stalls_gives_way_too() {
    let server = TestServer::configured(with(1, 1));
    let mut stalled = busy(&server, "");
    assert_eq!(server.post(&[], ENVELOPE).status, 200);
    assert!(matches!(stalled.read(&mut [0; 1]), Ok(0) | Err(_)), "it is closed");
}

#[test]
fn a_client_behind_a_proxy_has_its_share_of_requests_and_the_proxy_none() {
    let server = TestServer::configured(|config| {
        with(64, 2)(config);
        config.trusted_proxies = vec!["127.0.0.1/32".parse().unwrap()];
    });
    let client = "x-forwarded-for: 198.51.100.1\r\n";
    let under_way: Vec<_> = (0..2).map(|_| busy(&server, client)).collect();
    assert_eq!(from(&server, "198.51.100.1").status, 429);
    assert_eq!(from(&server, "198.51.100.2").status, 200);
    // The /64 of an IPv6 address is one.
    let _others: Vec<_> =
        (0..2).map(|n| busy(&server, &format!("x-forwarded-for: 2001:db8::{n}\r\n"))).collect();
    assert_eq!(from(&server, "2001:db8::9").status, 429);
    assert_eq!(from(&server, "2001:db8:0:1::9").status, 200);
    // What the proxy asks itself is not counted.
    let _own: Vec<_> = (0..4).map(|_| busy(&server, "")).collect();
    assert_eq!(server.post(&[], ENVELOPE).status, 200);
    assert_eq!(server.count("reason=\"connections\",category=\"request\""), 2);
    drop(under_way);
    let is_free = (0..2_000).any(|_| from(&server, "198.51.100.1").status == 200);
    assert!(is_free, "what has ended is not counted");
}

#[test]
fn answers_that_are_not_read_end_the_connection() {
    let server = TestServer::configured(|config| {
        config.limits.answer_timeout = Duration::from_millis(300);
    });
    let mut stream = server.connect();
    stream.set_write_timeout(Some(Duration::from_secs(20))).unwrap();
    // Each answer is some kilobytes: they fill what the system keeps for a client that does not read.
    let ask = b"GET /style.css HTTP/1.1\r\nhost: localhost\r\n\r\n".repeat(64);
    let ended = (0..10_000).any(|_| stream.write_all(&ask).is_err());
    assert!(ended, "it is closed while it still asks");
    assert_eq!(server.metric("balefire_connections_ended_total{reason=\"answer_not_read\"}"), 1);
    assert_eq!(server.get("/healthz").status, 200);
}

#[test]
fn answers_that_are_read_slowly_are_all_read() {
    let server = TestServer::configured(|config| {
        config.limits.answer_timeout = Duration::from_millis(300);
    });
    let mut stream = server.connect();
    let count = 400;
    let mut asking = stream.try_clone().unwrap();
    let asks = std::thread::spawn(move || {
        for _ in 1..count {
            asking.write_all(b"GET /style.css HTTP/1.1\r\nhost: localhost\r\n\r\n").unwrap();
        }
        asking.write_all(b"GET /healthz HTTP/1.1\r\nhost: t\r\nconnection: close\r\n\r\n").unwrap();
    });
    let mut bytes = Vec::new();
    let mut chunk = vec![0; 64 << 10];
    while let Ok(size @ 1..) = stream.read(&mut chunk) {
        bytes.extend_from_slice(&chunk[..size]);
        std::thread::sleep(Duration::from_millis(2));
    }
    asks.join().unwrap();
    let answers = bytes.windows(12).filter(|word| *word == b"HTTP/1.1 200").count();
    assert_eq!(answers, count);
    assert!(bytes.ends_with(b"{\"status\":\"ok\"}"));
}

#[test]
fn a_connection_of_the_reserve_has_one_request() {
    let server = TestServer::configured(with(0, 0));
    let mut stream = server.connect();
    stream.write_all(b"GET /healthz HTTP/1.1\r\nhost: t\r\n\r\n").unwrap();
    let answer = read(stream);
    assert_eq!((answer.status, answer.header("connection")), (200, Some("close")));
}
