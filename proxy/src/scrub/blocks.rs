//! Finds keys in blocks of lines: PEM and PGP.

use super::cuts::Cuts;
use crate::scan::{find as find_text, run};

/// Longest label of a block, in bytes.
const LABEL: usize = 64;

/// Finds the content between the first and the last line of a key. If a limit has cut off the last line, the content
/// goes up to the end of the text.
pub(super) fn find(text: &str, cuts: &mut Cuts) {
    let mut at = 0;
    while let Some(begin) = find_text(text, at, "-----BEGIN ") {
        at = begin + "-----BEGIN ".len();
        let Some(content) = key_content(text, at) else { continue };
        let end = find_text(text, content, "-----END ");
        let bytes = text.as_bytes();
        let start = run(bytes, content, |byte| byte.is_ascii_whitespace());
        let rest = text.get(start..end.unwrap_or(text.len())).unwrap_or_default();
        cuts.add(start..start + rest.trim_end().len());
        at = end.unwrap_or(text.len());
    }
}

/// Where the content of a key begins, after its label.
fn key_content(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let near = bytes.get(..(from + LABEL).min(bytes.len()))?;
    let end = run(near, from, |byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b' ');
    let label = text.get(from..end)?;
    let is_key = ["PRIVATE KEY", "PUBLIC KEY", "PRIVATE KEY BLOCK"].iter().any(|it| label.ends_with(it));
    (is_key && text.get(end..)?.starts_with("-----")).then_some(end + 5)
}
