//! What a request says of itself, a line for each: its query, `X-Sentry-Auth`, `Content-Encoding`, `Origin`, `Referer`,
//! what a project's owner allows, and, in all that follows, its envelope.

use axum::http::{HeaderMap, HeaderName, HeaderValue, header};
use balefire_protocol::envelope::parse;
use balefire_proxy::allowed_origin::{Allowed, is_allowed};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::web::ingest::decoding::Encoding;
use balefire_proxy::web::ingest::dsn_key::{dsn_of_envelope, key_of_request};
use balefire_proxy::web::ingest::event_id::{derive, from_envelope, insert};

/// No key is empty, an origin is what it was read from, and an envelope goes by the id it was given.
pub fn check(input: &[u8]) {
    let mut lines = input.splitn(7, |byte| *byte == b'\n');
    let mut line = || lines.next().unwrap_or_default();
    let query = std::str::from_utf8(line()).ok();
    let names =
        [HeaderName::from_static("x-sentry-auth"), header::CONTENT_ENCODING, header::ORIGIN, header::REFERER];
    let headers: HeaderMap =
        names.into_iter().filter_map(|name| Some((name, HeaderValue::from_bytes(line()).ok()?))).collect();
    assert_ne!(key_of_request(query, &headers).as_deref(), Some(""));
    let _ = Encoding::of(&headers);
    check_origin(&String::from_utf8_lossy(line()), &headers);
    check_envelope(line());
}

fn check_origin(text: &str, headers: &HeaderMap) {
    let Some(allowed) = Allowed::parse(text) else { return };
    let origin = allowed.as_str();
    assert_eq!(Allowed::parse(origin).as_ref(), Some(&allowed));
    let is_one = origin.contains("://") && !origin.contains('*');
    assert!(!is_one || allowed.covers(origin), "{origin:?}");
    let said = headers.get(header::ORIGIN).and_then(|value| value.to_str().ok());
    let is_covered = said.map(|said| allowed.covers(said));
    let is_it = is_allowed(&[allowed], headers);
    assert!(is_covered.is_none_or(|is_covered| is_covered == is_it));
}

fn check_envelope(bytes: &[u8]) {
    let Ok(envelope) = parse(bytes) else { return };
    assert!(dsn_of_envelope(envelope.header).is_none_or(|dsn| !dsn.public_key.is_empty()));
    let is_id = |id: &str| id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
    if let Some(id) = from_envelope(&envelope) {
        return assert!(is_id(&id), "{id:?}");
    }
    let id = derive(bytes, Timestamp(1.8e9));
    assert!(is_id(&id), "{id:?}");
    let mut bytes = bytes.to_vec();
    insert(&mut bytes, &id);
    let kept = parse(&bytes).expect("an envelope with an id is one");
    assert_eq!((from_envelope(&kept), kept.items), (Some(id), envelope.items));
}
