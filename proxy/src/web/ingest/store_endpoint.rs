//! `POST /api/{project_id}/store/`: a single event, as SDKs sent it before there were envelopes.
//!
//! <https://develop.sentry.dev/sdk/overview/#envelopes-and-legacy-endpoints>: JSON, or JSON as base64 of zlib.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

use super::decoding::{Encoding, decode_counted};
use super::refusal::Refusal;

/// The envelope of an event, which has at most `limit` bytes once it is decompressed. `reserve` is called for the bytes.
pub(super) fn envelope(
    body: &[u8],
    limit: usize,
    reserve: &mut dyn FnMut(usize) -> Result<(), Refusal>,
) -> Result<Vec<u8>, Refusal> {
    if is_object(body) {
        reserve(body.len())?;
        return Ok(with_headers(body));
    }
    let compressed = BASE64_STANDARD.decode(body.trim_ascii()).map_err(|_| Refusal::NoEvent)?;
    let unpacked =
        decode_counted(Encoding::Deflate, &compressed, limit, reserve).map_err(|refusal| match refusal {
            // The client did not name an encoding, so its error names none.
            Refusal::BadEncoding(_) => Refusal::NoEvent,
            other => other,
        })?;
    if !is_object(&unpacked) {
        return Err(Refusal::NoEvent);
    }
    reserve(unpacked.len())?;
    Ok(with_headers(&unpacked))
}

fn is_object(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body);
    body.trim_ascii_start().starts_with(b"{")
}

fn with_headers(event: &[u8]) -> Vec<u8> {
    let head = format!("{{}}\n{{\"type\":\"event\",\"length\":{}}}\n", event.len());
    [head.as_bytes(), event, b"\n"].concat()
}
