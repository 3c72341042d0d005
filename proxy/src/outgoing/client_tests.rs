//! Requests to a server on this machine, by names that lead there or elsewhere.

use std::net::SocketAddr;
use std::sync::atomic::{AtomicUsize, Ordering};

use ureq::http::Uri;
use ureq::unversioned::resolver::ResolvedSocketAddrs;
use ureq::unversioned::transport::NextTimeout;

use super::*;
use crate::fake_server::{Answer as Fake, FakeServer};

const LIMITS: RequestLimits =
    RequestLimits { connect: Duration::from_secs(5), whole: Duration::from_secs(5), answer: 1_000 };

/// A name service that gives these addresses, the first at the first question and so on, with the port of the URL.
#[derive(Debug)]
struct Names {
    answers: Vec<Vec<IpAddr>>,
    asked: AtomicUsize,
}

impl Resolver for Names {
    fn resolve(
        &self,
        uri: &Uri,
        _: &ureq::config::Config,
        _: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, ureq::Error> {
        let asked = self.asked.fetch_add(1, Ordering::Relaxed);
        let mut found = self.empty();
        for address in self.answers.get(asked).into_iter().flatten() {
            found.push(SocketAddr::new(*address, uri.port_u16().unwrap_or(80)));
        }
        Ok(found)
    }
}

fn client(allowed: &[&str], names: &[&[&str]]) -> Client {
    let allowed: Vec<_> = allowed.iter().map(|net| net.parse().unwrap()).collect();
    let answers =
        names.iter().map(|all| all.iter().map(|address| address.parse().unwrap()).collect()).collect();
    Client::with_resolver(AddressGuard::new(&allowed), LIMITS, Names { answers, asked: AtomicUsize::new(0) })
}

fn post(client: &Client, url: &str) -> Result<u16, RequestError> {
    client.post(url, &[("x-test", "yes")], b"body").map(|answer| answer.status)
}

fn private(host: &str, address: &str) -> Result<u16, RequestError> {
    Err(RequestError::Private { host: host.into(), address: address.parse().unwrap() })
}

#[test]
fn a_name_that_leads_to_this_machine_is_refused_and_nothing_arrives() {
    let server = FakeServer::answering([]);
    let url = format!("http://hooks.test:{}/", server.port());
    for address in ["127.0.0.1", "::ffff:127.0.0.1"] {
        assert_eq!(post(&client(&[], &[&[address]]), &url), private("hooks.test", address));
    }
    assert!(server.requests().is_empty());
    assert_eq!(post(&client(&["127.0.0.0/8"], &[&["127.0.0.1"]]), &url), Ok(200));
    let request = &server.requests()[0];
    assert!(request.head.contains("x-test: yes\r\n") && request.body == "body");
}

#[test]
fn a_name_that_leads_elsewhere_the_next_time_is_looked_at_each_time() {
    let closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    let server = FakeServer::answering([Fake::Raw(closing.into())]);
    let url = format!("http://hooks.test:{}/", server.port());
    let client = client(&["127.0.0.1/32"], &[&["127.0.0.1"], &["127.0.0.2"]]);
    assert_eq!(post(&client, &url), Ok(200));
    assert_eq!(post(&client, &url), private("hooks.test", "127.0.0.2"));
}

#[test]
fn of_several_addresses_those_that_are_refused_are_left_out() {
    let server = FakeServer::answering([]);
    let url = format!("http://hooks.test:{}/", server.port());
    let client = client(&["127.0.0.1/32"], &[&["10.0.0.1", "127.0.0.1", "169.254.169.254"]]);
    assert_eq!(post(&client, &url), Ok(200));
}

#[test]
fn numbers_that_are_no_address_are_names_to_the_system_too() {
    let server = FakeServer::answering([]);
    let client = Client::new(AddressGuard::default(), LIMITS);
    for host in ["2130706433", "127.1"] {
        assert_eq!(post(&client, &format!("http://{host}:{}/", server.port())), private(host, "127.0.0.1"));
    }
    assert!(server.requests().is_empty());
    for host in ["127.0.0.1", "localhost", "[::ffff:127.0.0.1]"] {
        assert_eq!(post(&client, &format!("http://{host}:{}/", server.port())), Ok(200), "{host}");
    }
}

#[test]
fn redirects_are_not_followed() {
    let elsewhere = FakeServer::answering([]);
    for status in ["302 Found", "307 Temporary Redirect", "308 Permanent Redirect"] {
        let location = format!("http://127.0.0.1:{}/other", elsewhere.port());
        let raw = format!("HTTP/1.1 {status}\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n");
        let server = FakeServer::answering([Fake::Raw(raw)]);
        let answer = post(&Client::new(AddressGuard::default(), LIMITS), &server.url());
        assert_eq!(answer, Ok(status[..3].parse().unwrap()));
    }
    assert!(elsewhere.requests().is_empty());
}

#[test]
fn an_endless_answer_is_not_read() {
    let server = FakeServer::answering([Fake::json(200, &" ".repeat(70_000))]);
    let answer = Client::new(AddressGuard::default(), LIMITS).post(&server.url(), &[], b"").unwrap();
    assert_eq!((answer.status, answer.body), (200, Err(RequestError::AnswerTooLarge)));
}

#[test]
fn no_error_shows_the_url() {
    let client = Client::new(AddressGuard::default(), LIMITS);
    let closed = FakeServer::closed_port();
    for url in ["", "no address hunter2", "http://", "ftp://h/hunter2", "http://a b/hunter2"] {
        let error = post(&client, url).unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error}");
    }
    let error = post(&client, &format!("http://127.0.0.1:{closed}/hunter2?hunter2=1")).unwrap_err();
    assert_eq!(error, RequestError::Unreachable("the connection is refused"));
}
