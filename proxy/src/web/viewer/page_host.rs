//! Under which host names pages are shown that no token protects.
//!
//! A page on the internet whose name is pointed at 127.0.0.1 once it is loaded (DNS rebinding) is of the same origin as
//! this server to the browser, and could read all events; its requests carry its name as `Host`.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};

use crate::config::{Config, Live};
use crate::host::Host;

/// What a request under another name is told.
const REFUSED: &str = "These pages need no token, so they are shown under the names of this machine \
    (localhost, 127.0.0.1, [::1]), of public_url and of pages.hosts alone.\n\
    To see them under this name, add it to pages.hosts in balefire.toml, or set pages.token_required = true.\n";

/// Shows all pages of a router under known host names only.
pub fn require_known<S: Clone + Send + Sync + 'static>(pages: Router<S>, live: Arc<Live>) -> Router<S> {
    pages.layer(from_fn_with_state(live, check))
}

async fn check(State(live): State<Arc<Live>>, request: Request, next: Next) -> Response {
    if is_known(request.uri(), request.headers(), &live.get()) {
        return next.run(request).await;
    }
    tracing::debug!("page under an unknown host name refused");
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::MISDIRECTED_REQUEST, headers, REFUSED).into_response()
}

/// Whether a request names a known host, and no other: in its one `Host`, and in its target, if it is in absolute form
/// (<https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2>).
fn is_known(target: &Uri, headers: &HeaderMap, config: &Config) -> bool {
    let hosts = headers.get_all(header::HOST);
    if hosts.iter().count() > 1 {
        return false;
    }
    let of_target = target.authority().map(|authority| Some(authority.as_str()));
    let mut named = hosts.iter().map(|host| host.to_str().ok()).chain(of_target).peekable();
    let is_allowed = |name: Option<&str>| {
        name.and_then(Host::parse).is_some_and(|host| {
            host.is_loopback()
                || config.pages.hosts.contains(&host)
                || Host::of_url(&config.public_url).is_some_and(|public| public == host)
        })
    };
    named.peek().is_some() && named.all(is_allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(target: &str, hosts: &[&str], expect: bool) {
        let public_url = "https://Errors.example:8443/x".to_owned();
        let mut config = Config { public_url, ..Config::default() };
        config.pages.hosts = vec![Host::parse("box.lan").unwrap(), Host::parse("10.0.0.7").unwrap()];
        let mut headers = HeaderMap::new();
        for host in hosts {
            headers.append(header::HOST, host.parse().unwrap());
        }
        assert_eq!(is_known(&target.parse().unwrap(), &headers, &config), expect, "{target} {hosts:?}");
    }

    #[test]
    fn hosts() {
        for host in [
            "127.0.0.1:8787",
            "LOCALHOST",
            "localhost.",
            "[::1]:9",
            "errors.example",
            "ERRORS.EXAMPLE:1",
            "box.lan:8787",
            "10.0.0.7",
        ] {
            check("/", &[host], true);
        }
        for host in [
            "evil.example",
            "a.errors.example",
            "errors.example.evil.test",
            "10.0.0.8",
            "",
            "::1",
            "a@localhost",
        ] {
            check("/", &[host], false);
        }
    }

    #[test]
    fn no_host_and_several() {
        check("/", &[], false);
        check("/", &["localhost", "localhost"], false);
        check("/", &["localhost", "evil.example"], false);
    }

    #[test]
    fn absolute_form() {
        check("http://localhost/", &["localhost:8787"], true);
        check("http://localhost/", &[], true);
        check("http://evil.example/", &["localhost"], false);
        check("http://localhost/", &["evil.example"], false);
        check("http://evil.example/", &[], false);
        check("http://localhost@evil.example/", &["localhost"], false);
    }
}
