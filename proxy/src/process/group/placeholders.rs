//! Replaces the parts of a text that change from event to event by placeholders.
//!
//! The placeholders have Sentry's names. Each step reads a bounded part of the text, or a part that later steps skip,
//! so that the work grows linearly with the text.

use super::date_time::moment;
use super::file::last;
use super::token::{is_digit, is_digits, is_hex, is_uuid, runs};
use crate::scan::{
    all, char_at, contains, count, rsplit_once, run, run_of_chars, run_within, split, trim_end,
};

/// Longest part of a mail address on either side of the `@`, in bytes; RFC 5321 sets this limit for the first part.
const MAIL: usize = 64;
/// File extensions that are recognized in a text.
const FILES: [&str; 20] = [
    "js", "mjs", "cjs", "jsx", "ts", "tsx", "css", "wasm", "map", "json", "html", "svg", "png", "jpg",
    "jpeg", "webp", "gif", "woff", "woff2", "ttf",
];
/// Units of time.
const DURATIONS: [&str; 18] = [
    "ns", "us", "µs", "μs", "ms", "msec", "msecs", "s", "sec", "secs", "m", "min", "mins", "h", "hr", "hrs",
    "d", "days",
];
/// Units of size.
const SIZES: [&str; 13] = ["B", "b", "kB", "KB", "kb", "MB", "mb", "GB", "TB", "KiB", "MiB", "GiB", "bytes"];
/// Letters that may follow a number that is no id: `3rd`, `1080p`, `16px`.
const SUFFIX: usize = 4;
/// Words before a number that is an error code. The number stays.
const CODES: [&str; 1] = ["React error #"];

/// Replaces times, URLs, ids and numbers in the text by `<time>`, `<url>`, `<email>`, `<uuid>`, `<hex>`, `<id>`,
/// `<duration>`, `<size>`, `<int>`.
pub(in super::super) fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut at = 0;
    let mut run = Run::default();
    while let Some(first) = char_at(text, at) {
        let rest = &text[at..];
        if !is_word(first) {
            at += first.len_utf8();
            // A sign is part of its number.
            if !matches!(first, '-' | '+') || !is_signed_number(&out, &text[at..]) {
                out.push(first);
            }
            continue;
        }
        let is_start = at >= run.end;
        if is_start {
            run = Run::at(text, at);
        }
        let word = run_of_chars(rest, is_word);
        let length = known(rest, word, run.has_at, &mut out)
            .or_else(|| if is_start { file(rest, run.end - at, &mut out) } else { None })
            .or_else(|| number(rest, word, &mut out));
        at += length.unwrap_or_else(|| {
            plain_word(&rest[..word], &mut out);
            word
        });
    }
    out
}

/// A run of characters that may be a path or a mail address; it is checked once.
#[derive(Default)]
struct Run {
    end: usize,
    has_at: bool,
}

impl Run {
    fn at(text: &str, at: usize) -> Self {
        let is_of_run = |byte: u8| byte.is_ascii_alphanumeric() || b"._/~@+-=%".contains(&byte);
        let end = run(text.as_bytes(), at, is_of_run);
        Self { end, has_at: contains(&text[at..end], '@') }
    }
}

/// Whether a sign begins a number. A sign between two numbers is a separator.
fn is_signed_number(before: &str, after: &str) -> bool {
    after.starts_with(|it: char| it.is_ascii_digit())
        && before
            .chars()
            .next_back()
            .is_none_or(|it| it.is_whitespace() || matches!(it, '(' | '[' | '=' | ':' | ','))
}

/// Recognizes a URL, a time or an id at the beginning of the text. Writes its placeholder and returns its length.
fn known(rest: &str, word: usize, has_at: bool, out: &mut String) -> Option<usize> {
    if rest[word..].starts_with("://") {
        let is_end = |it: char| it.is_whitespace() || matches!(it, '"' | '\'' | '`' | ')' | '>' | '<' | ',');
        out.push_str("<url>");
        return Some(run_of_chars(rest, |it| !is_end(it)));
    }
    if rest.get(..36).is_some_and(is_uuid) && !rest[36..].starts_with(is_word) {
        out.push_str("<uuid>");
        return Some(36);
    }
    if let Some(length) = moment(rest) {
        out.push_str("<time>");
        return Some(length);
    }
    let length = if has_at { mail(rest)? } else { return None };
    out.push_str("<email>");
    Some(length)
}

fn mail(rest: &str) -> Option<usize> {
    let is_of_name = |byte: u8| byte.is_ascii_alphanumeric() || b"._%+-".contains(&byte);
    let name = run_within(rest.as_bytes(), 0, MAIL + 1, is_of_name);
    let host = rest.get(name..)?.strip_prefix('@')?;
    let is_of_host = |byte: u8| byte.is_ascii_alphanumeric() || b".-".contains(&byte);
    let length = run_within(host.as_bytes(), 0, MAIL + 1, is_of_host);
    let host = trim_end(&host[..length], |byte| b".-".contains(&byte));
    (contains(host, '.') && host.len() <= MAIL).then_some(name + 1 + host.len())
}

/// A bundle file in a text, `assets/index-DbQ2xY9p.css`, without the parts that change from build to build.
fn file(rest: &str, run: usize, out: &mut String) -> Option<usize> {
    let path = trim_end(&rest[..run], |byte| b"./-=".contains(&byte));
    let (stem, ending) = rsplit_once(path, '.')?;
    if !FILES.contains(&ending) || stem.is_empty() || rest[run..].starts_with(is_word) {
        return None;
    }
    let (folders, name) = rsplit_once(path, '/').unwrap_or(("", path));
    for folder in split(folders, |byte| byte == b'/').filter(|it| !it.is_empty()) {
        plain_words(folder, out);
        out.push('/');
    }
    let mut plain = String::with_capacity(name.len());
    last(name, true, &mut plain);
    // Numbers in a text are always replaced.
    plain_words(&plain, out);
    Some(path.len())
}

/// A number with its unit or its further parts: `3.5`, `1,000`, `10.0.0.1`, `12:30:05`, `15ms`, `2m30s`, `5MB`, `3rd`.
fn number(rest: &str, word: usize, out: &mut String) -> Option<usize> {
    let bytes = rest.as_bytes();
    if !bytes.first()?.is_ascii_digit() || is_hex(&rest[..word], 7) {
        return None;
    }
    let mut at = run(bytes, 0, is_digit);
    let mut last = 0;
    while matches!(bytes.get(at), Some(b'.' | b',' | b':')) {
        let end = run(bytes, at + 1, is_digit);
        if end == at + 1 {
            break;
        }
        last = at;
        at = end;
    }
    let suffix = run_of_chars(&rest[at..], is_word);
    let unit = &rest[at..at + suffix];
    if unit.is_empty() {
        let is_code = at == word && CODES.iter().any(|code| out.ends_with(code));
        out.push_str(if is_code { &rest[..at] } else { "<int>" });
    } else if DURATIONS.contains(&unit) || is_compound_duration(unit) {
        out.push_str("<duration>");
    } else if SIZES.contains(&unit) {
        out.push_str("<size>");
    } else if unit.len() <= SUFFIX && all(unit, |byte| byte.is_ascii_alphabetic()) {
        out.push_str("<int>");
        out.push_str(unit);
    } else if last > 0 {
        // The last part is a word.
        out.push_str("<int>");
        return Some(last);
    } else {
        return None;
    }
    Some(at + suffix)
}

/// The rest of a duration: `m30s` of `2m30s`.
fn is_compound_duration(unit: &str) -> bool {
    let bytes = unit.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        let end = run(bytes, at, |byte| byte.is_ascii_alphabetic());
        if !DURATIONS.contains(&&unit[at..end]) {
            return false;
        }
        at = run(bytes, end, is_digit);
    }
    true
}

/// Replaces the words of a name one by one.
fn plain_words(name: &str, out: &mut String) {
    let mut at = 0;
    while let Some(first) = char_at(name, at) {
        let length = if is_word(first) {
            let word = run_of_chars(&name[at..], is_word);
            plain_word(&name[at..at + word], out);
            word
        } else {
            out.push(first);
            first.len_utf8()
        };
        at += length;
    }
}

/// Appends a word, or the placeholder for it.
fn plain_word(word: &str, out: &mut String) {
    if run_of_chars(word, char::is_numeric) == word.len() {
        return out.push_str("<int>");
    }
    let is_address =
        word.strip_prefix("0x").is_some_and(|it| !it.is_empty() && all(it, |byte| byte.is_ascii_hexdigit()));
    if is_address {
        return out.push_str("<hex>");
    }
    // An id of letters and digits may be hexadecimal by chance, so both kinds get one placeholder.
    if is_hex(word, 7) || is_id(word, 6, 4) {
        return out.push_str("<id>");
    }
    let serial = without_serial(word);
    // `cus_9s6XKzkNRiz8i3`, `user_42`
    let parts = rsplit_once(word, '_');
    match parts {
        Some((prefix, tail)) if is_digits(tail) && !is_code(prefix, tail) => out.extend([prefix, "_<int>"]),
        Some((prefix, tail)) if is_id(tail, 6, 3) || is_hex(tail, 6) => out.extend([prefix, "_<id>"]),
        _ => out.push_str(serial.unwrap_or(word)),
    }
    if serial.is_some() && parts.is_none() {
        out.push_str("<int>");
    }
}

/// Whether letters and digits are mixed more than in a word.
fn is_id(word: &str, least: usize, mixed: usize) -> bool {
    word.len() >= least
        && all(word, |byte| byte.is_ascii_alphanumeric())
        && count(word, is_digit) >= 2
        && runs(word) >= mixed
}

/// Whether the number is an error code, as in `HTTP_404`.
fn is_code(prefix: &str, digits: &str) -> bool {
    digits.len() <= 4 && all(prefix, |byte| byte.is_ascii_uppercase() || byte == b'_')
}

/// The prefix before a long number: `user` of `user4711`. The prefix has small letters only.
fn without_serial(word: &str) -> Option<&str> {
    let letters = trim_end(word, is_digit);
    let is_serial = word.len() - letters.len() >= 4 && letters.len() >= 2;
    (is_serial && all(letters, |byte| byte.is_ascii_lowercase())).then_some(letters)
}

fn is_word(it: char) -> bool {
    it.is_alphanumeric() || it == '_'
}
