//! Reads JSON without building a tree.

use alloc::string::String;
use alloc::vec::Vec;

use crate::text;

/// How deep arrays and objects may nest; deeper text counts as malformed.
pub const MAX_DEPTH: u32 = 128;

/// A JSON value as a slice of the text.
pub type Raw<'a> = &'a str;

/// The members of an object as (key, value). The key has no quotes, but still has its escapes. Malformed text ends the
/// walk early.
///
/// ```
/// let mut members = balefire_protocol::json::Members::of(r#"{"a": [1, 2], "b": "x"}"#);
/// assert_eq!(members.next(), Some(("a", "[1, 2]")));
/// assert_eq!(members.next(), Some(("b", r#""x""#)));
/// assert_eq!(members.next(), None);
/// ```
#[derive(Debug, Clone)]
pub struct Members<'a> {
    rest: Option<&'a str>,
}

impl<'a> Members<'a> {
    /// Walks the object in the text.
    #[must_use]
    pub fn of(object: &'a str) -> Self {
        Self { rest: open(object) }
    }
}

impl<'a> Iterator for Members<'a> {
    type Item = (&'a str, Raw<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        let rest = self.rest.take()?;
        let (key, rest) = split_value(rest)?;
        let key = inner(key)?;
        let rest = space(rest).strip_prefix(':')?;
        let (value, rest) = split_value(space(rest))?;
        self.rest = after_comma(rest);
        Some((key, value))
    }
}

/// The reason why a text is not an array, or has too many elements.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ElementsError {
    /// It is not an array, or it ends too early.
    #[error("the text is no array")]
    Malformed,
    /// It has more elements than allowed.
    #[error("the array has more than {0} elements")]
    TooMany(usize),
}

/// The elements of an array as slices of the text. Stops at the first element after `most`.
///
/// ```
/// use balefire_protocol::json::{ElementsError, elements};
/// assert_eq!(elements("[1, {\"a\": [2]}]", 2), Ok(vec!["1", "{\"a\": [2]}"]));
/// assert_eq!(elements("[1, 2, 3]", 2), Err(ElementsError::TooMany(2)));
/// ```
pub fn elements(array: &str, most: usize) -> Result<Vec<Raw<'_>>, ElementsError> {
    let mut rest = space(array).strip_prefix('[').map(space).ok_or(ElementsError::Malformed)?;
    let mut elements = Vec::new();
    let mut is_after_comma = false;
    loop {
        if let Some(after) = rest.strip_prefix(']').filter(|_| !is_after_comma) {
            return if space(after).is_empty() { Ok(elements) } else { Err(ElementsError::Malformed) };
        }
        if elements.len() == most {
            return Err(ElementsError::TooMany(most));
        }
        let (element, after) = split_value(rest).ok_or(ElementsError::Malformed)?;
        elements.push(element);
        let after = space(after);
        is_after_comma = after.starts_with(',');
        rest = after.strip_prefix(',').map_or(after, space);
        if !is_after_comma && !rest.starts_with(']') {
            return Err(ElementsError::Malformed);
        }
    }
}

/// The raw value of one member of an object.
#[must_use]
pub fn member<'a>(object: &'a str, key: &str) -> Option<Raw<'a>> {
    Members::of(object).find(|(k, _)| *k == key).map(|(_, value)| value)
}

/// The text of a string member of an object.
#[must_use]
pub fn string_member(object: &str, key: &str) -> Option<String> {
    string(member(object, key)?)
}

/// The text between the quotes of a string, with its escapes.
#[must_use]
pub fn inner(raw: Raw<'_>) -> Option<&str> {
    raw.strip_prefix('"')?.strip_suffix('"')
}

/// The decoded text of a string. Lone surrogates become U+FFFD.
#[must_use]
pub fn string(raw: Raw<'_>) -> Option<String> {
    let mut rest = inner(raw)?;
    let mut out = String::with_capacity(rest.len());
    while let Some((plain, escape)) = text::split_once(rest, "\\") {
        out.push_str(plain);
        let (c, after) = match escape.as_bytes().first()? {
            b'u' => unicode(escape.get(1..)?)?,
            simple => (simple_escape(*simple)?, escape.get(1..)?),
        };
        out.push(c);
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// A whole number that is not negative: lines, columns, lengths.
#[must_use]
pub fn unsigned(raw: Raw<'_>) -> Option<u64> {
    text::unsigned(raw)
}

fn space(text: &str) -> &str {
    text.trim_ascii_start()
}

/// The text after an opening brace. None if the object is empty or the text is not an object.
fn open(text: &str) -> Option<&str> {
    let rest = space(space(text).strip_prefix('{')?);
    (!rest.starts_with('}')).then_some(rest)
}

fn after_comma(rest: &str) -> Option<&str> {
    space(rest).strip_prefix(',').map(space)
}

/// Splits the value at the start of the text from the rest.
fn split_value(text: &str) -> Option<(&str, &str)> {
    let mut depth = 0_u32;
    let mut in_string = false;
    let mut escaped = false;
    for (at, byte) in text.bytes().enumerate() {
        text::step();
        let end = if in_string {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_string = false,
                _ => {}
            }
            (!in_string && depth == 0).then_some(at + 1)
        } else {
            match byte {
                b'"' => in_string = true,
                b'{' | b'[' if depth == MAX_DEPTH => return None,
                b'{' | b'[' => depth += 1,
                // The bracket that closes the surrounding value ends a number or a word.
                b'}' | b']' if depth == 0 => return (at > 0).then(|| text.split_at_checked(at)).flatten(),
                b'}' | b']' => depth -= 1,
                b',' | b':' | b' ' | b'\t' | b'\n' | b'\r' if depth == 0 => {
                    return (at > 0).then(|| text.split_at_checked(at)).flatten();
                }
                _ => {}
            }
            (matches!(byte, b'}' | b']') && depth == 0).then_some(at + 1)
        };
        if let Some(end) = end {
            return text.split_at_checked(end);
        }
    }
    // A number or a word may end with the text; a string, array or object may not.
    let is_scalar = depth == 0 && !in_string && !text.is_empty();
    is_scalar.then_some((text, ""))
}

/// The character after `\u`, of one escape or of a pair of surrogates.
fn unicode(text: &str) -> Option<(char, &str)> {
    let (first, rest) = hex4(text)?;
    if let 0xd800..0xdc00 = first {
        if let Some((second @ 0xdc00..0xe000, after)) = rest.strip_prefix("\\u").and_then(hex4) {
            let code = 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
            return Some((char::from_u32(code)?, after));
        }
    }
    Some((char::from_u32(first).unwrap_or(char::REPLACEMENT_CHARACTER), rest))
}

fn hex4(text: &str) -> Option<(u32, &str)> {
    let (digits, rest) = text.split_at_checked(4)?;
    Some((text::hex(digits)? as u32, rest))
}

fn simple_escape(letter: u8) -> Option<char> {
    Some(match letter {
        b'n' => '\n',
        b't' => '\t',
        b'r' => '\r',
        b'b' => '\u{8}',
        b'f' => '\u{c}',
        b'"' | b'\\' | b'/' => char::from(letter),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes() {
        assert_eq!(string(r#""\ud83d\ude00\u00e9\/""#).as_deref(), Some("😀é/"));
        assert_eq!(string(r#""\ud83dx""#).as_deref(), Some("\u{fffd}x"));
        assert_eq!(string(r#""\u+123""#), None);
        assert_eq!(string(r#""\x""#), None);
        assert_eq!(string("1"), None);
    }

    #[test]
    fn members_as_serde_json_sees_them() {
        let text = r#" { "a" : {"x":[1,{"y":"}]"}]} , "b":null,"c": -1.5e3 ,"d\n":"\"," , "e":[] } "#;
        let expected: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).unwrap();
        let members: serde_json::Map<_, _> = Members::of(text)
            .map(|(k, raw)| (string(&format!("\"{k}\"")).unwrap(), serde_json::from_str(raw).unwrap()))
            .collect();
        assert_eq!(members, expected);
    }

    #[test]
    fn elements_as_serde_json_sees_them() {
        for text in ["[]", " [ ] ", "[1]", r#"[ {"a":"],["} , [2,[3]],"x", null ] "#, "[-1.5e3,true]"] {
            let expected: Vec<serde_json::Value> = serde_json::from_str(text).unwrap();
            let read = elements(text, 9).unwrap().into_iter().map(|raw| serde_json::from_str(raw).unwrap());
            assert_eq!(read.collect::<Vec<serde_json::Value>>(), expected, "{text}");
        }
        for text in ["", "[", "[1", "[1,", "[1,]", "[,1]", "[1 2]", "[1]]", "[1] x", "{}", "7", "[\"a]"] {
            assert_eq!(elements(text, 9), Err(ElementsError::Malformed), "{text}");
        }
        assert_eq!(elements("[1,2", 1), Err(ElementsError::TooMany(1)));
        assert_eq!(elements("[]", 0), Ok(Vec::new()));
        assert_eq!(elements("[1]", 0), Err(ElementsError::TooMany(0)));
    }

    #[test]
    fn malformed_text_ends_the_walk() {
        for text in [
            "",
            "{",
            "{\"a\"",
            "{\"a\":",
            "{\"a\":\"",
            "{\"a\" 1}",
            "{a:1}",
            "[1,2]",
            "{,}",
            "{\"a\":}",
            "nul",
        ] {
            assert_eq!(Members::of(text).count(), 0, "{text}");
        }
        let deep = "[".repeat(100_000);
        assert_eq!(Members::of(&format!("{{\"a\":{deep}")).count(), 0);
    }
}
