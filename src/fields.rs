//! The arguments of a core call: texts with a separator between them.
//!
//! A reader of JSON would be a tenth of the core, and no decision here needs unescaped text.

use balefire_protocol::text;

/// U+001F, the "unit separator" of ASCII; the recorder removes it from the texts themselves.
pub const SEPARATOR: &str = "\u{1f}";

/// Reads one text after the other; an empty text after the last.
#[derive(Debug, Clone, Copy, Default)]
pub struct Fields<'a> {
    rest: Option<&'a str>,
}

impl<'a> Fields<'a> {
    /// The fields of an argument.
    #[must_use]
    pub fn of(text: &'a str) -> Self {
        Self { rest: (!text.is_empty()).then_some(text) }
    }

    /// Whether there are more.
    #[must_use]
    pub fn has_more(&self) -> bool {
        self.rest.is_some()
    }

    /// The next text.
    pub fn text(&mut self) -> &'a str {
        text::part(&mut self.rest, SEPARATOR).unwrap_or_default()
    }

    /// Whether the next text is `1`.
    pub fn flag(&mut self) -> bool {
        self.text() == "1"
    }

    /// The next text as a whole number; 0 if it is not a number.
    pub fn number(&mut self) -> u64 {
        text::unsigned(self.text()).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_after_the_other() {
        let mut fields = Fields::of("a\u{1f}\u{1f}7\u{1f}x");
        assert_eq!((fields.text(), fields.text(), fields.number(), fields.number()), ("a", "", 7, 0));
        assert!(!fields.has_more());
        assert_eq!((fields.text(), fields.number()), ("", 0));
    }

    #[test]
    fn nothing() {
        assert!(!Fields::of("").has_more());
    }
}
