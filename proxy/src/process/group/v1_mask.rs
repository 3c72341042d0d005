//! Replaces the parts of a message that change from event to event by placeholders (version 1 of the rules).

use crate::scan::{all, any, char_at, run_of_chars, split};

/// Replaces URLs, UUIDs, hexadecimal and decimal numbers in the text by `<url>`, `<uuid>`, `<hex>`, `<int>`.
pub(in crate::process) fn mask(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(first) = char_at(rest, 0) {
        if !is_word(first) {
            out.push(first);
            rest = &rest[first.len_utf8()..];
            continue;
        }
        let (name, length) = token(rest);
        match name {
            Some(placeholder) => out.push_str(placeholder),
            None => out.push_str(&rest[..length]),
        }
        rest = &rest[length..];
    }
    out
}

/// The placeholder for the beginning of the text, if it needs one, and the length of the replaced part.
fn token(text: &str) -> (Option<&'static str>, usize) {
    let word = run_of_chars(text, is_word);
    if text[word..].starts_with("://") {
        let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '`' | ')' | '>' | '<' | ',');
        return (Some("<url>"), run_of_chars(text, |c| !is_end(c)));
    }
    if let Some(length) = uuid(text) {
        return (Some("<uuid>"), length);
    }
    let name = match &text[..word] {
        digits if all(digits, |byte| byte.is_ascii_digit()) => Some("<int>"),
        word if is_hex(word.strip_prefix("0x").unwrap_or_default(), 1) || is_hex_number(word) => {
            Some("<hex>")
        }
        _ => None,
    };
    (name, word)
}

fn is_word(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether the text is an address, a hash or an id: eight or more hexadecimal digits, both letters and digits.
pub(super) fn is_hex_number(word: &str) -> bool {
    is_hex(word, 8) && any(word, |byte| byte.is_ascii_digit()) && any(word, |byte| byte.is_ascii_alphabetic())
}

fn is_hex(word: &str, least: usize) -> bool {
    word.len() >= least && all(word, |byte| byte.is_ascii_hexdigit())
}

/// The length of a UUID at the beginning of the text.
fn uuid(text: &str) -> Option<usize> {
    let candidate = text.get(..36)?;
    let mut groups = split(candidate, |byte| byte == b'-');
    let fits = [8, 4, 4, 4, 12]
        .iter()
        .all(|length| groups.next().is_some_and(|g| g.len() == *length && is_hex(g, 1)));
    (fits && !text[36..].starts_with(is_word)).then_some(36)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expect: &str) {
        assert_eq!(mask(text), expect);
    }

    #[test]
    fn numbers() {
        check("item 42 of 1000 took 3.5 s", "item <int> of <int> took <int>.<int> s");
        check("user42 and v2", "user42 and v2");
        check("at 0xdeadbeef or deadbeef01", "at <hex> or <hex>");
        check("a facade of decade", "a facade of decade");
    }

    #[test]
    fn uuids() {
        check("order 123e4567-e89b-12d3-a456-426614174000 gone", "order <uuid> gone");
        check("123e4567-e89b-12d3-a456-4266141740001", "<hex>-e89b-12d3-a456-<int>");
    }

    #[test]
    fn addresses() {
        check("GET \"https://a.test/x?y=1\" failed (http://b.test/2)", "GET \"<url>\" failed (<url>)");
    }

    #[test]
    fn other_scripts() {
        check("没有 3 个 😀", "没有 <int> 个 😀");
        check("", "");
    }
}
