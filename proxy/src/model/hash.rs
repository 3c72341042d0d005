//! SHA-256 as hex, the only hash of the server. Groups, derived event ids and tokens use it.

use sha2::{Digest, Sha256};

/// The SHA-256 of some bytes, as 64 lower-case hex digits.
///
/// ```
/// assert!(balefire_proxy::model::hash::sha256_hex(b"").starts_with("e3b0c44298fc1c14"));
/// ```
#[must_use]
pub fn sha256_hex(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        hex.push(char::from(DIGITS[usize::from(byte >> 4)]));
        hex.push(char::from(DIGITS[usize::from(byte & 15)]));
    }
    hex
}

/// The first 32 hex digits of the SHA-256: as long as an event id, and long enough for a group.
pub(crate) fn short_hex(bytes: &[u8]) -> String {
    let mut hex = sha256_hex(bytes);
    hex.truncate(32);
    hex
}
