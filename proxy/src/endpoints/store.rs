//! `POST /api/{project_id}/store/`: an event by itself, as SDKs sent it before there were envelopes.
//!
//! <https://develop.sentry.dev/sdk/overview/#envelopes-and-legacy-endpoints>: JSON, or JSON as base64 of zlib.

use axum::http::request::Parts;
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use bytes::Bytes;

use super::decoding::{Encoding, decode};
use super::refusal::Refusal;
use crate::config::Limits;

/// The envelope of an event.
pub(super) fn envelope(_: &Parts, body: Bytes, limits: &Limits) -> Result<Bytes, Refusal> {
    let body = if is_object(&body) { body } else { unpacked(&body, limits)? };
    if !is_object(&body) {
        return Err(Refusal::NoEvent);
    }
    let head = format!("{{}}\n{{\"type\":\"event\",\"length\":{}}}\n", body.len());
    Ok([head.as_bytes(), &body, b"\n"].concat().into())
}

fn is_object(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii_start().starts_with(b"{")
}

fn unpacked(body: &Bytes, limits: &Limits) -> Result<Bytes, Refusal> {
    let zipped = BASE64_STANDARD.decode(body.trim_ascii()).map_err(|_| Refusal::NoEvent)?;
    decode(Encoding::Deflate, &zipped.into(), limits.decompressed).map_err(|refusal| match refusal {
        // Nobody said that it is zlib.
        Refusal::BadEncoding(_) => Refusal::NoEvent,
        other => other,
    })
}
