//! What the recorder hands over, read.

use alloc::string::String;
use alloc::vec::Vec;

use balefire_protocol::event::{Level, Mechanism, Request};
use balefire_protocol::json::{self, Elements, Members, Raw};

/// Something the recorder caught, as it was found in the page. What is not decided upon stays JSON text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Captured<'a> {
    /// 32 hex digits, drawn by the recorder.
    pub event_id: &'a str,
    /// When, in milliseconds since 1970.
    pub timestamp_ms: u64,
    /// Of a message.
    pub message: Raw<'a>,
    /// What was thrown, then its cause, then the cause's cause, ...
    pub thrown: Vec<Thrown<'a>>,
    /// How it was caught.
    pub mechanism: Mechanism<'a>,
    /// Where a Rust panic happened: `src/main.rs:7:3`.
    pub location: &'a str,
    /// The page.
    pub request: Request<'a>,
    /// A scope for this event alone, see [`crate::scope::Scope::patch`].
    pub scope: Raw<'a>,
}

/// One thrown value.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thrown<'a> {
    /// `"TypeError"`, a JSON string.
    pub kind: Raw<'a>,
    /// The message, a JSON string.
    pub value: Raw<'a>,
    /// The text of `stack`; empty if there is none.
    pub stack: String,
    /// Where the browser says it happened; empty if it does not.
    pub url: String,
    /// The line, from 1; 0 if unknown.
    pub line: u32,
    /// The column, from 1; 0 if unknown.
    pub column: u32,
}

impl<'a> Captured<'a> {
    /// Reads the recorder's JSON. What is missing or of a wrong kind stays empty.
    #[must_use]
    pub fn parse(text: &'a str) -> Self {
        let mut captured = Self::default();
        for (key, raw) in Members::of(text) {
            match key {
                "event_id" => captured.event_id = plain(raw),
                "timestamp" => captured.timestamp_ms = json::unsigned(raw).unwrap_or_default(),
                "message" => captured.message = string(raw),
                "exceptions" => captured.thrown = Elements::of(raw).map(Thrown::parse).collect(),
                "mechanism" => captured.mechanism.kind = plain(raw),
                "handled" => captured.mechanism.handled = raw == "true",
                "location" => captured.location = plain(raw),
                "url" => captured.request.url = string(raw),
                "referer" => captured.request.referer = string(raw),
                "user_agent" => captured.request.user_agent = string(raw),
                "scope" => captured.scope = raw,
                _ => {}
            }
        }
        captured
    }

    /// The level that fits what was caught: a panic ends its app.
    #[must_use]
    pub fn level(&self) -> Level {
        if self.is_panic() { Level::Fatal } else { Level::Error }
    }

    /// Whether a Rust panic hook tells this.
    #[must_use]
    pub fn is_panic(&self) -> bool {
        self.mechanism.kind == "panic"
    }
}

impl<'a> Thrown<'a> {
    fn parse(text: &'a str) -> Self {
        let mut thrown = Self::default();
        for (key, raw) in Members::of(text) {
            match key {
                "type" => thrown.kind = string(raw),
                "value" => thrown.value = string(raw),
                "stack" => thrown.stack = json::string(raw).unwrap_or_default(),
                "url" => thrown.url = json::string(raw).unwrap_or_default(),
                "line" => thrown.line = number(raw),
                "column" => thrown.column = number(raw),
                _ => {}
            }
        }
        thrown
    }
}

/// Words of the recorder's own, which have no escapes.
fn plain(raw: Raw<'_>) -> &str {
    json::inner(raw).unwrap_or_default()
}

/// The value, if it is a string.
fn string(raw: Raw<'_>) -> Raw<'_> {
    if raw.starts_with('"') { raw } else { "" }
}

fn number(raw: Raw<'_>) -> u32 {
    json::unsigned(raw).and_then(|n| u32::try_from(n).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_page() {
        let text = r#"{"event_id":"ab","timestamp":1500,"exceptions":[{"type":"E","value":"v\n","stack":"s\n","url":"u","line":7,"column":3}],"mechanism":"onerror","handled":false,"url":"p","user_agent":"UA","scope":{"tags":{}}}"#;
        let expected = Captured {
            event_id: "ab",
            timestamp_ms: 1500,
            thrown: vec![Thrown {
                kind: r#""E""#,
                value: r#""v\n""#,
                stack: "s\n".into(),
                url: "u".into(),
                line: 7,
                column: 3,
            }],
            mechanism: Mechanism { kind: "onerror", handled: false },
            request: Request { url: r#""p""#, user_agent: r#""UA""#, referer: "" },
            scope: r#"{"tags":{}}"#,
            ..Captured::default()
        };
        assert_eq!(Captured::parse(text), expected);
    }

    #[test]
    fn odd_values_stay_empty() {
        let text =
            r#"{"event_id":7,"timestamp":-1,"exceptions":{"0":1},"handled":"true","url":[],"message":{}}"#;
        assert_eq!(Captured::parse(text), Captured::default());
        assert_eq!(Captured::parse("no json"), Captured::default());
    }
}
