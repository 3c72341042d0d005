//! What the recorder caught, read.

use alloc::vec::Vec;

use balefire_protocol::event::{Level, Mechanism, Request};

use crate::fields::Fields;
use crate::scope::Scope;

/// Something the recorder caught, as it was found in the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Captured<'a> {
    /// 32 hex digits, drawn by the recorder.
    pub event_id: &'a str,
    /// How it was caught.
    pub mechanism: Mechanism<'a>,
    /// The page.
    pub request: Request<'a>,
    /// Of a message; else empty.
    pub message: &'a str,
    /// Where a Rust panic happened, `src/main.rs:7:3`; else empty.
    pub location: &'a str,
    /// What was thrown, then its cause, then the cause's cause, ...
    pub thrown: Vec<Thrown<'a>>,
}

/// One thrown value.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Thrown<'a> {
    /// `TypeError`.
    pub kind: &'a str,
    /// The message.
    pub value: &'a str,
    /// The text of `stack`; empty if there is none.
    pub stack: &'a str,
    /// Where the browser says it happened; empty if it does not.
    pub url: &'a str,
    /// The line, from 1; 0 if unknown.
    pub line: u32,
    /// The column, from 1; 0 if unknown.
    pub column: u32,
}

impl<'a> Captured<'a> {
    /// Reads the recorder's fields, in the order of `js/caught.js`; a scope for this event alone comes last, and is
    /// added to the one given.
    #[must_use]
    pub fn read(mut fields: Fields<'a>, scope: &mut Scope) -> Self {
        let mut captured = Self {
            event_id: fields.text(),
            mechanism: Mechanism { kind: fields.text(), handled: fields.number() == 1 },
            request: Request { url: fields.text(), referer: fields.text(), user_agent: fields.text() },
            message: fields.text(),
            location: fields.text(),
            thrown: Vec::new(),
        };
        for _ in 0..fields.number().min(MOST_THROWN) {
            captured.thrown.push(Thrown {
                kind: fields.text(),
                value: fields.text(),
                stack: fields.text(),
                url: fields.text(),
                line: fields.number() as u32,
                column: fields.number() as u32,
            });
        }
        scope.patch(fields);
        captured
    }

    /// The level that fits what was caught: a panic ends its app, a message only tells.
    #[must_use]
    pub fn level(&self) -> Level {
        match self.thrown.first() {
            _ if self.is_panic() => Level::Fatal,
            Some(_) => Level::Error,
            None => Level::Info,
        }
    }

    /// Whether a Rust panic hook tells this.
    #[must_use]
    pub fn is_panic(&self) -> bool {
        self.mechanism.kind == "panic"
    }
}

/// Longest chain of causes that is read.
const MOST_THROWN: u64 = 16;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::Section;

    fn read(text: &str) -> (Captured<'_>, Scope) {
        let mut scope = Scope::default();
        (Captured::read(Fields::of(text), &mut scope), scope)
    }

    #[test]
    fn an_error_with_a_cause_and_a_scope() {
        let text = [
            "ab", "onerror", "0", "u", "r", "UA", "", "", "2", "E", "v", "s", "x.js", "7", "3", "C", "", "",
            "", "", "", "tags", "\"a\"", "1",
        ];
        let text = text.join("\u{1f}");
        let (captured, scope) = read(&text);
        let thrown = Thrown { kind: "E", value: "v", stack: "s", url: "x.js", line: 7, column: 3 };
        let expected = Captured {
            event_id: "ab",
            mechanism: Mechanism { kind: "onerror", handled: false },
            request: Request { url: "u", referer: "r", user_agent: "UA" },
            thrown: vec![thrown, Thrown { kind: "C", ..Thrown::default() }],
            ..Captured::default()
        };
        assert_eq!(captured, expected);
        assert_eq!(scope.object(Section::Tags), r#"{"a":1}"#);
    }

    #[test]
    fn nothing_and_too_much() {
        assert_eq!(read("").0, Captured::default());
        let endless = ["", "", "", "", "", "", "", "", "18446744073709551615"].join("\u{1f}");
        assert_eq!(read(&endless).0.thrown.len(), 16);
    }
}
