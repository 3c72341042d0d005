//! The hash of a group.

use crate::model::hash::short_hex;

/// Each part with its length before it, so that no two lists of parts read the same.
pub(super) fn hash<'a>(kind: &str, parts: impl Iterator<Item = &'a String>) -> String {
    let mut bytes = kind.as_bytes().to_vec();
    for part in parts {
        bytes.extend((part.len() as u64).to_le_bytes());
        bytes.extend(part.as_bytes());
    }
    short_hex(&bytes)
}
