//! The query of an address, of our pages and of the API: the first byte says of which.

use std::sync::{LazyLock, Mutex, PoisonError};

use axum::body::Body;
use axum::http::{Request, StatusCode, Uri};

use super::server::{Server, TOKEN};

const PATHS: [&str; 6] = [
    "/",
    "/issues/1/",
    "/alerts/",
    "/api/0/projects/balefire/demo/issues/",
    "/api/0/organizations/balefire/issues/",
    "/metrics",
];

const OWN_SCRIPT: &str = "<script type=\"module\" src=\"/pages.js\"></script>";

static SERVER: LazyLock<Mutex<Server>> = LazyLock::new(|| Mutex::new(Server::start("")));

/// Each query has an answer that is no fault of the server's, and nothing of it becomes markup.
pub fn check(input: &[u8]) {
    let Some((choice, query)) = input.split_first() else { return };
    let Ok(query) = std::str::from_utf8(query) else { return };
    let path = PATHS[usize::from(*choice) % PATHS.len()];
    let Ok(uri) = format!("{path}?{query}").parse::<Uri>() else { return };
    let request = Request::get(uri)
        .header("host", "127.0.0.1:8787")
        .header("authorization", format!("Bearer {TOKEN}"))
        .body(Body::empty())
        .expect("a request");
    let server = SERVER.lock().unwrap_or_else(PoisonError::into_inner);
    let (status, body) = server.send(request);
    assert!(!status.is_server_error() && status != StatusCode::UNAUTHORIZED, "{status}");
    // The script of the pages themselves.
    let text = String::from_utf8_lossy(&body).replacen(OWN_SCRIPT, "", 1);
    assert!(!text.contains("<script") && !text.contains("javascript:"), "{text}");
}
