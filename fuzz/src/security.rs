//! What browsers report of a Content-Security-Policy, through its route.

use std::cell::RefCell;

use axum::body::Body;
use axum::http::{Request, StatusCode};

use super::server::{KEY, Server};

/// Most that waits of one request, in bytes: 100 reports, and for each byte of the body what it becomes.
const WAITS: (usize, usize) = (100 * 2_000, 32);
/// Requests that one server sees: what it took waits, as nobody stores it.
const REQUESTS: u32 = 2_000;
const LINES: &str = "[limits]\nqueue = 1000000\n[project.demo]\nrate = 1000000\n";

thread_local! {
    static SERVER: RefCell<Option<(Server, u32)>> = const { RefCell::new(None) };
}

/// A body is taken, or it is the sender's fault; of one body so much waits to be stored at most.
pub fn check(input: &[u8]) {
    SERVER.with_borrow_mut(|kept| {
        let (server, seen) = kept.get_or_insert_with(|| (Server::start(LINES), 0));
        *seen += 1;
        let before = server.app.inbox.size();
        let request = Request::post(format!("/api/1/security/?sentry_key={KEY}"))
            .header("host", "127.0.0.1:8787")
            .header("content-type", "application/reports+json")
            .body(Body::from(input.to_vec()))
            .expect("a request");
        let (status, body) = server.send(request);
        let waits = server.app.inbox.size() - before;
        let said = String::from_utf8_lossy(&body);
        assert!(status.is_success() || status.is_client_error(), "{status}: {said}");
        assert!(status != StatusCode::NOT_FOUND && status != StatusCode::UNAUTHORIZED, "{status}: {said}");
        assert!(waits <= (WAITS.0 + WAITS.1 * input.len()) as u64, "{waits} bytes wait");
        assert!(waits == 0 || status.is_success(), "{status}: {said}");
        if *seen > REQUESTS {
            *kept = None;
        }
    });
}
