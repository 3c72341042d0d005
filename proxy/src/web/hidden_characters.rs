//! Hidden and reordering characters in texts from events, made visible.

use std::borrow::Cow;

use crate::scan::chars;

/// The text with the characters that reorder or hide what stands around them spelled out.
///
/// Escaping of markup is the caller's; this is about `U+202E` and its kin, which would show `exe.txt` for `txt.exe`:
/// <https://trojansource.codes/>
pub(super) fn reveal_hidden(text: &str) -> Cow<'_, str> {
    if !text.contains(is_hidden) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 16);
    for c in chars(text) {
        if is_hidden(c) {
            out.push_str(&format!("\\u{{{:x}}}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Whether a character hides itself or reorders others.
pub(super) fn is_hidden(c: char) -> bool {
    c.is_control() && !matches!(c, '\n' | '\t' | '\r')
        || matches!(c, '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_are_spelled_out() {
        assert_eq!(reveal_hidden("a\u{202e}b\u{0}"), "a\\u{202e}b\\u{0}");
        assert_eq!(reveal_hidden("é 漢 😀\n\tשלום"), "é 漢 😀\n\tשלום");
    }

    #[test]
    fn a_long_text_is_read_once() {
        for unit in ["a", "\u{202e}", "\u{0}a", "漢"] {
            crate::scan::linear::check("text", unit, 4, &|text| drop(reveal_hidden(text)));
        }
    }
}
