//! What a word looks like: a number, a hash, an id.

/// Length from which a mixed word of many kinds is an id of a build: Next's have 21 letters.
const BUILD_ID: usize = 16;
/// Fewest digits of a hash in git's short form.
const GIT_HASH: usize = 7;

/// Whether the text is one or more digits.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// So many hexadecimal digits or more, with both letters and digits among them.
pub(super) fn is_hex(word: &str, least: usize) -> bool {
    word.len() >= least
        && word.bytes().all(|byte| byte.is_ascii_hexdigit())
        && word.bytes().any(|byte| byte.is_ascii_digit())
        && word.bytes().any(|byte| byte.is_ascii_alphabetic())
}

/// How many runs of digits, small letters and capitals a word has; a capital and the small letters behind it are one.
pub(super) fn runs(word: &str) -> usize {
    let kind = |byte: u8| match byte {
        b'0'..=b'9' => 1,
        b'a'..=b'z' => 2,
        b'A'..=b'Z' => 3,
        _ => 0,
    };
    let mut runs = 0;
    let mut before = 0;
    for byte in word.bytes() {
        let now = kind(byte);
        runs += usize::from(now != 0 && now != before && !(before == 3 && now == 2));
        before = now;
    }
    runs
}

/// Whether a folder, or a whole name, is nothing but a number, a hash or an id of a build.
pub(super) fn is_build_id(segment: &str) -> bool {
    if is_digits(segment) || is_hex(segment, GIT_HASH) || is_uuid(segment) {
        return true;
    }
    if segment.len() < BUILD_ID {
        return false;
    }
    let has = |of: fn(&u8) -> bool| segment.bytes().any(|byte| of(&byte));
    // `order-list-DKYpDN01` has words, and is a name.
    let has_word = || {
        segment.split(['-', '_']).any(|it| it.len() >= 3 && it.bytes().all(|byte| byte.is_ascii_lowercase()))
    };
    !has_word()
        && segment.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        && has(u8::is_ascii_uppercase)
        && has(u8::is_ascii_lowercase)
        && (has(u8::is_ascii_digit) && runs(segment) >= 5 || runs(segment) >= 7)
}

/// Whether the text is a UUID.
pub(super) fn is_uuid(text: &str) -> bool {
    if text.len() != 36 {
        return false;
    }
    let mut groups = text.split('-');
    [8, 4, 4, 4, 12].iter().all(|length| {
        groups.next().is_some_and(|it| it.len() == *length && it.bytes().all(|byte| byte.is_ascii_hexdigit()))
    })
}
