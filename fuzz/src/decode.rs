//! A body in one of the encodings of HTTP, the first byte saying which.

use axum::http::{HeaderMap, HeaderValue, header};
use balefire_proxy::web::ingest::decoding::{Encoding, decode};
use bytes::Bytes;

/// Small, so that what grows meets it soon.
const LIMIT: usize = 16 << 10;
const NAMES: [&str; 5] = ["identity", "gzip", "deflate", "br", "zstd"];

/// What is decoded is within the limit, and a higher limit changes nothing of it.
pub fn check(input: &[u8]) {
    let Some((choice, body)) = input.split_first() else { return };
    let name = NAMES[usize::from(*choice) % NAMES.len()];
    let headers = HeaderMap::from_iter([(header::CONTENT_ENCODING, HeaderValue::from_static(name))]);
    let encoding = Encoding::of(&headers).expect("a known name");
    let body = Bytes::copy_from_slice(body);
    let Ok(decoded) = decode(encoding, &body, LIMIT) else { return };
    assert!(decoded.len() <= LIMIT);
    assert_eq!(decode(encoding, &body, 2 * LIMIT).as_ref().ok(), Some(&decoded));
    assert_eq!(decode(encoding, &body, decoded.len()).as_ref().ok(), Some(&decoded));
    if let Some(less) = decoded.len().checked_sub(1) {
        assert!(decode(encoding, &body, less).is_err());
    }
}
