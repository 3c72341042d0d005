//! The pages that may send to a project, by their origin.

use axum::http::{HeaderMap, header};

/// An allowed origin, or a pattern of origins: `https://shop.example`, `shop.example` (any scheme), `*.shop.example`
/// (and all subdomains), `*`. If it has a port, the port must match.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed(String);

impl Allowed {
    /// Parses one entry; `None` if it is not an origin: if it has a path, for example.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim().to_ascii_lowercase();
        let text = text.strip_suffix('/').unwrap_or(&text).to_owned();
        let (scheme, host) = text.split_once("://").unwrap_or(("", &text));
        let name = host.strip_prefix("*.").unwrap_or(host);
        let is_of_host = |c: char| !c.is_whitespace() && !matches!(c, '/' | '*' | '@' | '?' | '#' | ',');
        let is_host = !name.is_empty() && name.chars().all(is_of_host);
        let is_scheme =
            scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.'));
        (text == "*" || (is_host && is_scheme)).then_some(Self(text))
    }

    /// Whether an origin matches this entry.
    #[must_use]
    pub fn covers(&self, origin: &str) -> bool {
        let origin = origin.to_ascii_lowercase();
        if self.0 == "*" {
            return true;
        }
        let Some((scheme, place)) = origin.split_once("://") else { return false };
        let (own_scheme, own_place) = self.0.split_once("://").unwrap_or((scheme, &self.0));
        // An entry without a port allows any port.
        let is_any_port = without_port(own_place) == own_place;
        let host = if is_any_port { without_port(place) } else { place };
        let is_host = match own_place.strip_prefix("*.") {
            Some(name) => host == name || host.strip_suffix(name).is_some_and(|below| below.ends_with('.')),
            None => host == own_place,
        };
        own_scheme == scheme && is_host
    }

    /// The text as it was written.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn without_port(place: &str) -> &str {
    match place.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => host,
        _ => place,
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
