//! Finds the end of a value between quotes or brackets, also in JSON texts that are nested in JSON texts.

use super::FILTERED;
use crate::scan::{find, run, run_back, visit};

/// A quote that opens a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Quote {
    /// `"`, `'` or a backtick, and the number of JSON texts around it: `\"` is level 1, `\\\"` is level 2.
    Plain { byte: u8, level: u32 },
    /// A quote as an HTML entity.
    Entity(&'static str),
}

impl Quote {
    /// The replacement for a value without quotes. In JSON it has quotes, so that the JSON stays valid.
    pub(super) const fn around_filtered(self) -> &'static str {
        match self {
            Self::Plain { byte: b'"', level: 0 } => "\"[Filtered]\"",
            Self::Plain { byte: b'"', level: 1 } => r#"\"[Filtered]\""#,
            _ => FILTERED,
        }
    }
}

/// Quotes in HTML: <https://html.spec.whatwg.org/multipage/named-characters.html>
const ENTITIES: [&str; 4] = ["&quot;", "&#34;", "&#39;", "&apos;"];
/// Most backslashes before a quote: three JSON texts are around it.
const BACKSLASHES: usize = 7;

/// A letter that Python, C#, PHP or Rust may put before a quote.
const fn is_prefix(byte: u8) -> bool {
    matches!(byte, b'b' | b'B' | b'u' | b'U' | b'r' | b'R' | b'f' | b'F' | b'@')
}

const fn is_quote(byte: u8) -> bool {
    matches!(byte, b'"' | b'\'' | b'`')
}

/// The quote at a place, and where it ends.
pub(super) fn quote_at(text: &str, at: usize) -> Option<(Quote, usize)> {
    let bytes = text.as_bytes();
    match bytes.get(at)? {
        byte if is_quote(*byte) => Some((Quote::Plain { byte: *byte, level: 0 }, at + 1)),
        b'\\' => {
            let end = (at + BACKSLASHES).min(bytes.len());
            let end = run(bytes.get(..end)?, at, |byte| byte == b'\\');
            let byte = bytes.get(end).copied().filter(|byte| is_quote(*byte))?;
            Some((Quote::Plain { byte, level: (end - at).trailing_ones() }, end + 1))
        }
        b'&' => {
            let rest = bytes.get(at..)?;
            let entity = ENTITIES.into_iter().find(|entity| rest.starts_with(entity.as_bytes()))?;
            Some((Quote::Entity(entity), at + entity.len()))
        }
        _ => None,
    }
}

/// The quote that opens a value at a place, after an optional prefix letter, and where the value begins.
pub(super) fn opening(text: &str, at: usize) -> Option<(Quote, usize)> {
    let bytes = text.as_bytes();
    let prefix = run(bytes.get(..(at + 2).min(bytes.len()))?, at, is_prefix);
    quote_at(text, prefix)
}

/// The quote that ends directly before a place.
pub(super) fn quote_before(text: &str, at: usize) -> Option<Quote> {
    let bytes = text.as_bytes();
    let quote = at.checked_sub(1)?;
    let byte = bytes.get(quote).copied().filter(|byte| is_quote(*byte))?;
    let backslashes = quote - run_back(bytes, quote, quote.saturating_sub(BACKSLASHES), |byte| byte == b'\\');
    Some(Quote::Plain { byte, level: backslashes.trailing_ones() })
}

/// Where the value after this opening quote ends, and where its closing quote ends.
pub(super) fn closing(text: &str, from: usize, quote: Quote) -> Option<(usize, usize)> {
    let (byte, level) = match quote {
        Quote::Entity(entity) => return find(text, from, entity).map(|at| (at, at + entity.len())),
        Quote::Plain { byte, level } => (byte, level),
    };
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let found = run(bytes, at, |it| it != byte);
        if found == bytes.len() {
            return None;
        }
        let backslashes = found - run_back(bytes, found, at, |it| it == b'\\');
        // Each JSON text around it removes one backslash of a pair, and the backslash that escapes the quote.
        let is_closing = backslashes.trailing_ones() <= level;
        // SQL and some shells double a quote to write it once.
        let is_twice = level == 0 && backslashes == 0 && bytes.get(found + 1) == Some(&byte);
        if is_closing && !is_twice {
            let own = (1_usize << level) - 1;
            return Some((found - backslashes.min(own), found + 1));
        }
        at = found + 1 + usize::from(is_twice);
    }
}

/// Where the list or object at a place ends.
pub(super) fn closing_bracket(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut depth) = (from, 0_usize);
    while let Some(byte) = bytes.get(at) {
        visit(1);
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + 1);
                }
            }
            b'"' | b'\'' | b'\\' if let Some((quote, start)) = quote_at(text, at) => {
                at = closing(text, start, quote)?.1;
                continue;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Checks the value after the first quote of the text.
    #[track_caller]
    fn check(text: &str, expect: Option<&str>) {
        let (quote, start) = (0..text.len()).find_map(|at| opening(text, at)).unwrap();
        let value = closing(text, start, quote).map(|(end, _)| &text[start..end]);
        assert_eq!(value, expect, "{text}");
    }

    #[test]
    fn a_value_ends_at_its_own_quote() {
        check(r#""a b" c"#, Some("a b"));
        check(r#""it's" c"#, Some("it's"));
        check(r#""a\"b" c"#, Some(r#"a\"b"#));
        check(r#""a\\" c"#, Some(r"a\\"));
        check(r#""a\\\" b" c"#, Some(r#"a\\\" b"#));
        check("'it''s' c", Some("it''s"));
        check("'' c", Some(""));
        check("'''a''' c", Some("''a''"));
        check("b'a' c", Some("a"));
        check("&quot;a b&quot; c", Some("a b"));
        check(r#""a"#, None);
    }

    #[test]
    fn in_texts_of_json_within_json() {
        check(r#"\"a b\", \"c\""#, Some("a b"));
        check(r#"\"a\\\"b\", c"#, Some(r#"a\\\"b"#));
        check(r#"\"a\\\\\", c"#, Some(r"a\\\\"));
        check(r#"\\\"a b\\\", c"#, Some("a b"));
        // The end of the surrounding text ends the value in it too.
        check(r#"\"a b" c"#, Some("a b"));
    }

    #[test]
    fn brackets() {
        assert_eq!(closing_bracket(r#"["a", {"b": "]"}] c"#, 0), Some(17));
        assert_eq!(closing_bracket(r#"["a", "b"#, 0), None);
        assert_eq!(closing_bracket("[it's] c", 0), None);
    }
}
