//! The pages that may send to a project, by their origin.

use std::borrow::Cow;

use axum::http::{HeaderMap, header};

/// The origin of pages that have none: of files, and of frames in a sandbox.
/// <https://html.spec.whatwg.org/multipage/browsers.html#ascii-serialisation-of-an-origin>
const OPAQUE: &str = "null";
/// The entry that covers every origin.
const EVERY: &str = "*";

/// An allowed origin, or a pattern of origins: `https://shop.example`, `shop.example` (any scheme), `*.shop.example`
/// (and all subdomains), `*`, `null` (pages without an origin). If it has a port, the port must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    written: String,
    /// Any, if there is none.
    scheme: Option<String>,
    /// As browsers write it: in ASCII.
    host: String,
    /// Any, if there is none.
    port: Option<String>,
    /// Whether the subdomains are allowed too.
    has_subdomains: bool,
}

impl Allowed {
    /// Parses one entry; `None` if it is not an origin: if it has a path, for example.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let text = text.strip_suffix('/').unwrap_or(&text);
        let (scheme, place) = match text.split_once("://") {
            Some((scheme, place)) => (Some(scheme), place),
            None => (None, text),
        };
        let (name, port) = split_port(place);
        let (name, has_subdomains) = match name.strip_prefix("*.") {
            Some(name) => (name, true),
            None => (name, false),
        };
        let is_of_host = |c: char| !c.is_whitespace() && !matches!(c, '/' | '*' | '@' | '?' | '#' | ',');
        let is_host = !name.is_empty() && name.chars().all(is_of_host);
        let is_scheme = scheme.unwrap_or_default().bytes();
        let is_scheme = is_scheme
            .into_iter()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        let is_any = text == EVERY;
        let host = in_ascii(name)?.into_owned();
        (is_any || (is_host && is_scheme && scheme != Some(""))).then_some(Self {
            written: text.to_owned(),
            scheme: scheme.map(str::to_owned),
            host,
            port: port.map(str::to_owned),
            has_subdomains,
        })
    }

    /// Whether an origin matches this entry.
    #[must_use]
    pub fn covers(&self, origin: &str) -> bool {
        let origin = origin.to_ascii_lowercase();
        if self.written == EVERY {
            return true;
        }
        if self.written == OPAQUE || origin == OPAQUE {
            return self.written == origin;
        }
        let Some((scheme, place)) = origin.split_once("://") else { return false };
        let (host, port) = split_port(place);
        let Some(host) = in_ascii(host) else { return false };
        let port = port.or(default_port(scheme));
        let is_host = host == self.host
            || self.has_subdomains && host.strip_suffix(&self.host).is_some_and(|below| below.ends_with('.'));
        is_host
            && self.scheme.as_ref().is_none_or(|own| own == scheme)
            && self.port.as_deref().is_none_or(|own| port == Some(own))
    }

    /// The text as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.written
    }
}

/// A host as browsers write it: `网店.example` is `xn--hxt814e.example`.
fn in_ascii(host: &str) -> Option<Cow<'_, str>> {
    if host.is_ascii() { Some(host.into()) } else { Some(idna::domain_to_ascii(host).ok()?.into()) }
}

/// A host and its port.
fn split_port(place: &str) -> (&str, Option<&str>) {
    match place.rsplit_once(':') {
        Some((host, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => {
            (host, Some(port))
        }
        _ => (place, None),
    }
}

/// The port that browsers leave out.
fn default_port(scheme: &str) -> Option<&'static str> {
    match scheme {
        "https" => Some("443"),
        "http" => Some("80"),
        _ => None,
    }
}

/// Whether the origin of a request is allowed. An empty list allows all origins, and a request without an origin is
/// allowed too.
#[must_use]
pub fn is_allowed(allowed: &[Allowed], headers: &HeaderMap) -> bool {
    if allowed.is_empty() {
        return true;
    }
    let text = |name| headers.get(name).and_then(|value: &axum::http::HeaderValue| value.to_str().ok());
    let referer = || {
        let (scheme, rest) = text(header::REFERER)?.split_once("://")?;
        Some(format!("{scheme}://{}", rest.split(['/', '?', '#']).next()?))
    };
    let origin = text(header::ORIGIN).map(str::to_owned).or_else(referer);
    origin.is_none_or(|origin| allowed.iter().any(|it| it.covers(&origin)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(allowed: &str, covered: &[&str], others: &[&str]) {
        let allowed = Allowed::parse(allowed).unwrap();
        for origin in covered {
            assert!(allowed.covers(origin), "{origin}");
        }
        for origin in others {
            assert!(!allowed.covers(origin), "{origin}");
        }
    }

    #[test]
    fn patterns() {
        check(
            "https://shop.example",
            &["https://shop.example", "HTTPS://Shop.Example", "https://shop.example:8443"],
            &["http://shop.example", "https://a.shop.example", "https://shop.example.evil.test", "null", ""],
        );
        check(
            "shop.example",
            &["https://shop.example", "http://shop.example:80"],
            &["https://notshop.example"],
        );
        check(
            "*.shop.example",
            &["https://shop.example", "http://a.b.shop.example:1"],
            &["https://evilshop.example", "https://shop.example.evil.test"],
        );
        check(
            "http://localhost:3000",
            &["http://localhost:3000"],
            &["http://localhost:3001", "http://localhost"],
        );
        check("*", &["https://any.test", "null"], &[]);
        check("null", &["null"], &["https://null", "https://shop.example"]);
        // Browsers leave the port of the scheme out.
        check("https://shop.example:443", &["https://shop.example"], &["https://shop.example:8443"]);
        check("shop.example:80", &["http://shop.example"], &["https://shop.example"]);
        check("*.shop.example:8443", &["https://a.shop.example:8443"], &["https://a.shop.example"]);
        check("http://[::1]:3000", &["http://[::1]:3000"], &["http://[::1]", "http://[::1]:80"]);
        check("http://[::1]", &["http://[::1]:3000", "http://[::1]"], &["http://[::2]"]);
        check("https://网店.example", &["https://xn--hxt814e.example"], &["https://shop.example"]);
        check(
            "*.网店.example:8443",
            &["https://a.xn--hxt814e.example:8443"],
            &["https://xn--hxt814e.example"],
        );
        check("app://bundle/", &["app://bundle"], &["https://bundle"]);
    }

    #[test]
    fn what_is_no_origin() {
        for text in [
            "",
            " ",
            "https://",
            "https://a.test/path",
            "a*.test",
            "*.*",
            "https://u@a.test",
            "a.test?x",
            "//a",
            "a.test\t/",
            "a.test\tb.test",
        ] {
            assert_eq!(Allowed::parse(text), None, "{text}");
        }
    }

    #[test]
    fn requests() {
        let allowed = [Allowed::parse("https://shop.example").unwrap()];
        let headers = |pairs: &[(&'static str, &str)]| {
            pairs
                .iter()
                .map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()))
                .collect::<HeaderMap>()
        };
        for (pairs, is_it) in [
            (&[][..], true),
            (&[("origin", "https://shop.example")], true),
            (&[("origin", "https://other.example")], false),
            (&[("origin", "null")], false),
            (&[("referer", "https://shop.example/cart?x#y")], true),
            (&[("referer", "https://other.example/https://shop.example")], false),
            (&[("origin", "https://other.example"), ("referer", "https://shop.example/")], false),
        ] {
            assert_eq!(is_allowed(&allowed, &headers(pairs)), is_it, "{pairs:?}");
            assert!(is_allowed(&[], &headers(pairs)));
        }
    }
}
