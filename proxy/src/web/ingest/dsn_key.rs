//! The DSN key of a request: in the query, else in a header, else in the envelope.
//!
//! <https://develop.sentry.dev/sdk/overview/#authentication>

use axum::http::{HeaderMap, header};
use balefire_protocol::dsn::Dsn;
use balefire_protocol::json;

/// The key in the query (browsers send it there, as a header would cost a preflight) or in a header.
#[must_use]
pub fn key_of_request(query: Option<&str>, headers: &HeaderMap) -> Option<String> {
    let header = |name| headers.get(name).and_then(|value| value.to_str().ok()).and_then(key_of_header);
    query
        .and_then(key_of_query)
        .or_else(|| header(header::HeaderName::from_static("x-sentry-auth")))
        .or_else(|| header(header::AUTHORIZATION))
        .map(str::to_owned)
}

/// The `dsn` of an envelope's header (SDKs behind a tunnel send the key there alone).
#[must_use]
pub fn dsn_of_envelope(envelope_header: &str) -> Option<Dsn> {
    Dsn::parse(&json::string_member(envelope_header, "dsn")?).ok()
}

fn key_of_query(query: &str) -> Option<&str> {
    query.split('&').find_map(|pair| pair.strip_prefix("sentry_key=")).filter(|key| !key.is_empty())
}

/// `Sentry sentry_key=abc, sentry_version=7`
fn key_of_header(value: &str) -> Option<&str> {
    let (scheme, fields) = value.trim().split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("sentry") {
        return None;
    }
    let mut fields = fields.split(',').filter_map(|field| field.trim().split_once('='));
    let (_, key) = fields.find(|(name, _)| name.trim() == "sentry_key")?;
    Some(key.trim().trim_matches('"')).filter(|key| !key.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(query: Option<&str>, headers: &[(&'static str, &str)], expect: Option<&str>) {
        let headers = headers.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap()));
        let headers: HeaderMap = headers.collect();
        assert_eq!(key_of_request(query, &headers).as_deref(), expect);
    }

    #[test]
    fn query() {
        check(Some("sentry_key=abc&sentry_version=7"), &[], Some("abc"));
        check(Some("sentry_version=7&sentry_key=abc"), &[], Some("abc"));
        check(Some("sentry_key="), &[], None);
        check(Some("xsentry_key=abc"), &[], None);
        check(Some(""), &[], None);
    }

    #[test]
    fn header() {
        check(None, &[("x-sentry-auth", "Sentry sentry_key=abc, sentry_version=7")], Some("abc"));
        check(None, &[("x-sentry-auth", "sentry  sentry_version=7,sentry_key=abc")], Some("abc"));
        check(None, &[("x-sentry-auth", "Sentry sentry_key=\"abc\"")], Some("abc"));
        check(None, &[("authorization", "Sentry sentry_key=abc")], Some("abc"));
        check(None, &[("x-sentry-auth", "Bearer sentry_key=abc")], None);
        check(None, &[("x-sentry-auth", "Sentry")], None);
        check(None, &[("x-sentry-auth", "Sentry sentry_secret=abc")], None);
        check(None, &[("x-sentry-auth", "Sentry sentry_key=")], None);
    }

    #[test]
    fn query_before_header_before_authorization() {
        let headers = [("authorization", "Sentry sentry_key=c"), ("x-sentry-auth", "Sentry sentry_key=b")];
        check(Some("sentry_key=a"), &headers, Some("a"));
        check(None, &headers, Some("b"));
    }

    #[test]
    fn dsn_of_the_envelope() {
        let dsn = dsn_of_envelope(r#"{"dsn":"https://abc@h/1"}"#).unwrap();
        assert_eq!((dsn.public_key.as_str(), dsn.project_id), ("abc", 1));
        assert_eq!(dsn_of_envelope(r#"{"dsn":"https://h/1"}"#), None);
        assert_eq!(dsn_of_envelope(r#"{"dsn":7}"#), None);
        assert_eq!(dsn_of_envelope("{}"), None);
    }
}
