//! What the recorder hands over: texts, one after the other, with a separator between them.
//!
//! No JSON, because nothing here has to be unescaped to be decided upon, and a reader of JSON would be a tenth of
//! the core.

use balefire_protocol::text;

/// U+001F, the "unit separator" of ASCII; the recorder takes it out of the texts themselves.
pub const SEPARATOR: &str = "\u{1f}";

/// Gives one text after the other; empty text where there is none left.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a> {
    rest: Option<&'a str>,
}

impl<'a> Fields<'a> {
    /// The fields of what was handed over.
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

    /// The next text as a whole number; 0 if it is none.
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
