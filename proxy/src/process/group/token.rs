//! Recognizes numbers, hashes and ids among words.

use crate::scan::{all, any, bytes, split};

/// Length from which a word of many kinds of characters is a build id: Next.js uses 21 letters.
const BUILD_ID: usize = 16;
/// Fewest digits of a hash in git's short form.
const GIT_HASH: usize = 7;

/// Whether the byte is a decimal digit.
pub(super) fn is_digit(byte: u8) -> bool {
    byte.is_ascii_digit()
}

/// Whether the text is one or more digits.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && all(text, is_digit)
}

/// Whether the text is at least so many hexadecimal digits, with both letters and digits among them.
pub(in crate::process) fn is_hex(word: &str, least: usize) -> bool {
    word.len() >= least
        && all(word, |byte| byte.is_ascii_hexdigit())
        && any(word, is_digit)
        && any(word, |byte| byte.is_ascii_alphabetic())
}

/// Counts the runs of digits, small letters and capitals in a word. A capital and the small letters behind it are one
/// run.
pub(super) fn runs(word: &str) -> usize {
    let kind = |byte: u8| match byte {
        b'0'..=b'9' => 1,
        b'a'..=b'z' => 2,
        b'A'..=b'Z' => 3,
        _ => 0,
    };
    let mut runs = 0;
    let mut before = 0;
    for byte in bytes(word) {
        let now = kind(byte);
        runs += usize::from(now != 0 && now != before && !(before == 3 && now == 2));
        before = now;
    }
    runs
}

/// Whether a folder or a whole name consists of a number, a hash or a build id.
pub(in crate::process) fn is_build_id(segment: &str) -> bool {
    if is_digits(segment) || is_hex(segment, GIT_HASH) || is_uuid(segment) {
        return true;
    }
    if segment.len() < BUILD_ID {
        return false;
    }
    let is_sign = |byte: u8| matches!(byte, b'-' | b'_');
    // `order-list-DKYpDN01` contains words, so it is a name.
    let has_word =
        || split(segment, is_sign).any(|it| it.len() >= 3 && all(it, |byte| byte.is_ascii_lowercase()));
    !has_word()
        && all(segment, |byte| byte.is_ascii_alphanumeric() || is_sign(byte))
        && any(segment, |byte| byte.is_ascii_uppercase())
        && any(segment, |byte| byte.is_ascii_lowercase())
        && (any(segment, is_digit) && runs(segment) >= 5 || runs(segment) >= 7)
}

/// Whether the text is a UUID.
pub(super) fn is_uuid(text: &str) -> bool {
    // A fast exit: most texts fail at the first character.
    if text.len() != 36 || text.as_bytes().get(8) != Some(&b'-') {
        return false;
    }
    let mut groups = split(text, |byte| byte == b'-');
    [8, 4, 4, 4, 12].iter().all(|length| {
        groups.next().is_some_and(|it| it.len() == *length && all(it, |byte| byte.is_ascii_hexdigit()))
    })
}
