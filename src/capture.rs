//! What the recorder hands over, read.

use alloc::string::String;
use alloc::vec::Vec;

use balefire_protocol::event::{Level, Mechanism, RawJson, Request};
use balefire_protocol::json::{self, Elements, Members};

/// Something the recorder caught, as it was found in the page.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Captured {
    /// 32 hex digits, drawn by the recorder.
    pub event_id: String,
    /// When, in milliseconds since 1970.
    pub timestamp_ms: u64,
    /// Where the page gave one.
    pub level: Option<Level>,
    /// Of a message.
    pub message: Option<String>,
    /// What was thrown, then its cause, then the cause's cause, ...
    pub thrown: Vec<Thrown>,
    /// How it was caught.
    pub mechanism: Mechanism,
    /// Where a Rust panic happened: `src/main.rs:7:3`.
    pub location: Option<String>,
    /// The page.
    pub request: Request,
    /// A scope for this event alone, see [`crate::scope::Scope::patch`].
    pub scope: Option<RawJson>,
}

/// One thrown value, as plain strings and numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Thrown {
    /// `TypeError`.
    pub kind: String,
    /// The message.
    pub value: String,
    /// The text of `stack`; empty if there is none.
    pub stack: String,
    /// Where the browser says it happened, if it says so.
    pub url: String,
    /// The line, from 1; 0 if unknown.
    pub line: u32,
    /// The column, from 1; 0 if unknown.
    pub column: u32,
}

impl Captured {
    /// Reads the recorder's JSON. What is missing or of a wrong kind stays empty.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let mut captured = Self::default();
        for (key, raw) in Members::of(text) {
            match key.as_str() {
                "event_id" => captured.event_id = text_of(raw),
                "timestamp" => captured.timestamp_ms = json::unsigned(raw).unwrap_or_default(),
                "level" => captured.level = Level::parse(&text_of(raw)),
                "message" => captured.message = json::string(raw),
                "exceptions" => captured.thrown = Elements::of(raw).map(Thrown::parse).collect(),
                "mechanism" => captured.mechanism.kind = text_of(raw),
                "handled" => captured.mechanism.handled = raw == "true",
                "location" => captured.location = json::string(raw),
                "request" => captured.request = request(raw),
                "scope" => captured.scope = Some(raw.into()),
                _ => {}
            }
        }
        captured
    }
}

impl Thrown {
    fn parse(text: &str) -> Self {
        let mut thrown = Self::default();
        for (key, raw) in Members::of(text) {
            match key.as_str() {
                "type" => thrown.kind = text_of(raw),
                "value" => thrown.value = text_of(raw),
                "stack" => thrown.stack = text_of(raw),
                "url" => thrown.url = text_of(raw),
                "line" => thrown.line = number(raw),
                "column" => thrown.column = number(raw),
                _ => {}
            }
        }
        thrown
    }
}

fn request(text: &str) -> Request {
    let mut request = Request::default();
    for (key, raw) in Members::of(text) {
        match key.as_str() {
            "url" => request.url = text_of(raw),
            "referer" => request.referer = text_of(raw),
            "user_agent" => request.user_agent = text_of(raw),
            _ => {}
        }
    }
    request
}

fn text_of(raw: &str) -> String {
    json::string(raw).unwrap_or_default()
}

fn number(raw: &str) -> u32 {
    json::unsigned(raw).and_then(|n| u32::try_from(n).ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_error_of_the_page() {
        let text = r#"{"event_id":"ab","timestamp":1500,"exceptions":[{"type":"E","value":"v","stack":"s","url":"u","line":7,"column":3}],"mechanism":"onerror","handled":false,"request":{"url":"p","user_agent":"UA"},"scope":{"tags":{}}}"#;
        let expected = Captured {
            event_id: "ab".into(),
            timestamp_ms: 1500,
            thrown: vec![Thrown {
                kind: "E".into(),
                value: "v".into(),
                stack: "s".into(),
                url: "u".into(),
                line: 7,
                column: 3,
            }],
            mechanism: Mechanism { kind: "onerror".into(), handled: false },
            request: Request { url: "p".into(), user_agent: "UA".into(), ..Request::default() },
            scope: Some(r#"{"tags":{}}"#.into()),
            ..Captured::default()
        };
        assert_eq!(Captured::parse(text), expected);
    }

    #[test]
    fn odd_values_stay_empty() {
        let text = r#"{"event_id":7,"timestamp":-1,"level":"loud","exceptions":{"0":1},"handled":"true","request":[]}"#;
        assert_eq!(Captured::parse(text), Captured::default());
        assert_eq!(Captured::parse("no json"), Captured::default());
    }
}
