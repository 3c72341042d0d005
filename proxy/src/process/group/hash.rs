//! The hash of a group.

use crate::model::hash::short_hex;

/// Hashes each part after its length, so that two different lists of parts always differ.
pub(super) fn hash<'a>(kind: &str, parts: impl Iterator<Item = &'a str>) -> String {
    let mut bytes = kind.as_bytes().to_vec();
    for part in parts {
        bytes.extend((part.len() as u64).to_le_bytes());
        bytes.extend(part.as_bytes());
    }
    short_hex(&bytes)
}
