//! The host names under which public pages are shown.
//!
//! A page on the internet may point its own name at 127.0.0.1 once it is loaded (DNS rebinding). To the browser it is
//! then of the same origin as this server and could read all events; its requests carry its name as `Host`.

use axum::http::{HeaderMap, StatusCode, Uri, header};
use axum::response::{IntoResponse, Response};

use crate::config::Config;
use crate::host::Host;

/// The answer to a request under another name.
const REFUSED: &str = "These pages need no token, so they are shown only under the names of this machine \
    (localhost, 127.0.0.1, [::1]), the name in public_url and the names in pages.hosts.\n\
    To see them under this name, add it to pages.hosts in balefire.toml, or set pages.token_required = true.\n";

/// The answer under an unknown host name.
pub(super) fn unknown_host() -> Response {
    tracing::debug!("page under an unknown host name refused");
    let headers = [
        (header::CONTENT_TYPE, "text/plain; charset=utf-8"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (header::CACHE_CONTROL, "no-store"),
    ];
    (StatusCode::MISDIRECTED_REQUEST, headers, REFUSED).into_response()
}

/// Whether a request names known hosts alone: in its one `Host`, and in its target if that is in absolute form
/// (<https://www.rfc-editor.org/rfc/rfc9112#section-3.2.2>).
pub(super) fn is_known(target: &Uri, headers: &HeaderMap, config: &Config) -> bool {
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
