//! Whether a request comes from a page of this server.
//!
//! A browser sends HTTP Basic with every request to this server, whichever page made it, so a request that changes
//! something has to come from a page of the server itself:
//! <https://cheatsheetseries.owasp.org/cheatsheets/Cross-Site_Request_Forgery_Prevention_Cheat_Sheet.html#fetch-metadata-headers>

use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderName, header};

/// Whether a request comes from this server's own pages: by `Sec-Fetch-Site`, or by `Origin` where the browser sends
/// none, as to a server without TLS (<https://www.w3.org/TR/fetch-metadata/#sec-fetch-site-header>).
pub(super) fn is_same_origin(parts: &Parts, public_url: &str) -> bool {
    if let Some(site) = only(&parts.headers, &HeaderName::from_static("sec-fetch-site")) {
        // `none`: the user typed the address or reloaded the page.
        return matches!(site, "same-origin" | "none");
    }
    let Some(origin) = only(&parts.headers, &header::ORIGIN) else { return false };
    let authority = || parts.uri.authority().map(|authority| authority.as_str());
    let host = only(&parts.headers, &header::HOST).or_else(authority);
    let is_host = host.is_some_and(|host| is_origin_of(origin, host));
    is_host || is_origin_of_url(origin, public_url)
}

/// The value of a header that stands there once.
fn only<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let mut values = headers.get_all(name).iter();
    let first = values.next()?.to_str().ok()?;
    values.next().is_none().then_some(first)
}

/// Whether an origin is that of a `Host`, over http or https.
fn is_origin_of(origin: &str, host: &str) -> bool {
    let Some((scheme, place)) = origin.split_once("://") else { return false };
    let default_port = match scheme {
        "http" => ":80",
        "https" => ":443",
        _ => return false,
    };
    let host = host.strip_suffix(default_port).unwrap_or(host);
    !host.is_empty() && place.eq_ignore_ascii_case(host)
}

fn is_origin_of_url(origin: &str, url: &str) -> bool {
    let Some((scheme, rest)) = url.split_once("://") else { return false };
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let is_scheme = origin.split_once("://").is_some_and(|(own, _)| own.eq_ignore_ascii_case(scheme));
    is_scheme && is_origin_of(origin, host)
}

#[cfg(test)]
mod tests {
    use axum::http::Request;

    use super::*;

    #[track_caller]
    fn check(headers: &[(&str, &str)], expect: bool) {
        let mut request = Request::post("/");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        let (parts, ()) = request.body(()).unwrap().into_parts();
        assert_eq!(is_same_origin(&parts, "https://errors.example/below"), expect, "{headers:?}");
    }

    #[test]
    fn fetch_metadata_decides_where_it_is_sent() {
        for (site, expect) in
            [("same-origin", true), ("none", true), ("same-site", false), ("cross-site", false), ("", false)]
        {
            check(&[("sec-fetch-site", site)], expect);
            check(&[("sec-fetch-site", site), ("origin", "http://evil.test"), ("host", "a.test")], expect);
        }
        check(&[("sec-fetch-site", "same-origin"), ("sec-fetch-site", "cross-site")], false);
    }

    #[test]
    fn origin_decides_where_there_is_no_fetch_metadata() {
        for (origin, host, expect) in [
            ("http://a.test", "a.test", true),
            ("http://a.test", "a.test:80", true),
            ("https://a.test", "a.test:443", true),
            ("http://A.test:8787", "a.test:8787", true),
            ("https://errors.example", "10.0.0.1:8787", true),
            ("http://errors.example", "10.0.0.1:8787", false),
            ("http://a.test", "b.test", false),
            ("http://a.test:8788", "a.test:8787", false),
            ("http://a.test.evil.test", "a.test", false),
            ("null", "a.test", false),
            ("", "", false),
            ("http://", "", false),
        ] {
            check(&[("origin", origin), ("host", host)], expect);
        }
        check(&[("host", "a.test")], false);
        check(&[("host", "a.test"), ("origin", "http://a.test"), ("origin", "http://evil.test")], false);
    }
}
