//! Finds the end of a value without quotes.

use super::FILTERED;
use super::words::{is_blank, is_hard_end, is_key, is_soft_end};
use crate::scan::run;

/// `Authorization` schemes that are followed by one word:
/// <https://www.iana.org/assignments/http-authschemes/http-authschemes.xhtml>, and schemes that services invented.
const SCHEMES: [&str; 13] = [
    "basic",
    "bearer",
    "token",
    "negotiate",
    "ntlm",
    "apikey",
    "api-key",
    "jwt",
    "key",
    "dpop",
    "splunk",
    "ssws",
    "sso-key",
];
/// Schemes that are followed by parameters, up to the end of the line.
const WITH_PARAMETERS: [&str; 11] = [
    "digest",
    "oauth",
    "hawk",
    "mac",
    "signature",
    "aws",
    "aws4-hmac-sha256",
    "scram-sha-1",
    "scram-sha-256",
    "mutual",
    "hoba",
];

/// The form of the credentials after a scheme.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Scheme {
    OneWord,
    Parameters,
}

/// The scheme that a word names.
pub(super) fn scheme(word: &str) -> Option<Scheme> {
    let is_in = |schemes: &[&str]| schemes.iter().any(|scheme| scheme.eq_ignore_ascii_case(word));
    if is_in(&SCHEMES) {
        return Some(Scheme::OneWord);
    }
    is_in(&WITH_PARAMETERS).then_some(Scheme::Parameters)
}

/// Where the value that begins at `from` ends: before a space, a quote, `&` or `;`, and before closing marks that end
/// the value.
pub(super) fn end(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at = run(bytes, at, |byte| !is_hard_end(byte) && !is_soft_end(byte));
        match bytes.get(at) {
            Some(byte) if is_soft_end(*byte) => {}
            _ => return at,
        }
        // A part that the browser or an earlier rule has removed belongs to the value.
        if bytes.get(from..=at).is_some_and(|value| value.ends_with(FILTERED.as_bytes())) {
            at += 1;
            continue;
        }
        let after = run(bytes, at, is_soft_end);
        let is_end = match bytes.get(after) {
            None => true,
            Some(b'{' | b'[' | b'(' | b'.' | b':' | b'?') => true,
            Some(byte) if is_hard_end(*byte) => true,
            // `a=1,b=2`: the next pair follows.
            Some(_) if bytes.get(after - 1) == Some(&b',') => {
                matches!(bytes.get(run(bytes, after, is_key)), Some(b'=' | b':'))
            }
            Some(_) => false,
        };
        if is_end {
            return at;
        }
        at = after;
    }
}

/// Where a line ends; `\n` and `\r` in a JSON text end it too.
pub(super) fn end_of_line(text: &str, from: usize) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        at = run(bytes, at, |byte| !matches!(byte, b'\n' | b'\r' | b'\\'));
        if bytes.get(at) != Some(&b'\\') || matches!(bytes.get(at + 1), Some(b'n' | b'r')) {
            return at;
        }
        at += 1;
    }
}

/// The range of the secret in an authorization that begins at `from` and ends at `line` at the latest. A scheme may
/// come first.
pub(super) fn authorization(text: &str, from: usize, line: usize, is_quoted: bool) -> std::ops::Range<usize> {
    let bytes = text.as_bytes();
    let word = end(text, from).min(line);
    let next = run(bytes, word, is_blank).min(line);
    if next == line || next == word {
        return from..if is_quoted { line } else { word };
    }
    match scheme(text.get(from..word).unwrap_or_default()) {
        Some(Scheme::Parameters) => next..line,
        Some(Scheme::OneWord) if is_quoted => next..line,
        Some(Scheme::OneWord) => next..end(text, next).min(line),
        None if is_quoted => from..line,
        None => {
            let second = end(text, next).min(line);
            let is_prose = run(bytes, second, is_blank) < line
                && !is_random(&bytes[from..word])
                && !is_random(bytes.get(next..second).unwrap_or_default());
            if is_prose { from..from } else { from..second }
        }
    }
}

/// Whether a word is too random to be a word of a language.
fn is_random(word: &[u8]) -> bool {
    word.len() >= 16
        || word.iter().any(|byte| byte.is_ascii_digit() || matches!(byte, b'+' | b'/' | b'=' | b'_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(&text[..end(text, 0)], expect);
    }

    #[test]
    fn closing_marks_end_a_value_where_nothing_of_it_follows() {
        for (text, value) in [
            ("abc def", "abc"),
            ("abc&d=1", "abc"),
            ("abc;d=1", "abc"),
            ("abc, d", "abc"),
            ("abc,d=1", "abc"),
            ("abc,\"d\":1", "abc"),
            ("a,b", "a,b"),
            ("a)b", "a)b"),
            ("a'b", "a'b"),
            ("abc)", "abc"),
            ("abc).then", "abc"),
            ("abc'}", "abc"),
            ("abc},{", "abc"),
            ("", ""),
        ] {
            check(text, value);
        }
    }

    #[test]
    fn lines() {
        let line = |text: &str| text[..end_of_line(text, 0)].to_owned();
        assert_eq!(line("a b\nc"), "a b");
        assert_eq!(line(r"a b\r\nc"), "a b");
        assert_eq!(line(r#"a \"b\" c"#), r#"a \"b\" c"#);
    }
}
