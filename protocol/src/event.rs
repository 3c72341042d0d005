//! The event as Sentry's wire spells it.
//!
//! <https://develop.sentry.dev/sdk/data-model/event-payloads/>

use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{self, Object};

/// JSON text that is passed through as it came.
pub type RawJson = String;

/// How bad it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Level {
    /// The page or the app cannot go on.
    Fatal,
    /// Something failed.
    #[default]
    Error,
    /// Something is odd.
    Warning,
    /// Something is worth knowing.
    Info,
    /// Something helps to find a fault.
    Debug,
}

impl Level {
    /// Reads Sentry's word; `log` is `info`, as in Sentry's SDKs.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Some(match word {
            "fatal" => Self::Fatal,
            "error" => Self::Error,
            "warning" => Self::Warning,
            "info" | "log" => Self::Info,
            "debug" => Self::Debug,
            _ => return None,
        })
    }

    /// Sentry's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fatal => "fatal",
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Info => "info",
            Self::Debug => "debug",
        }
    }
}

/// One frame of a stack trace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frame {
    /// The function; none where the browser names none.
    pub function: Option<String>,
    /// The URL (or the words the browser puts in its place), or the source file where it is known.
    pub filename: String,
    /// The URL, where `filename` is a source file.
    pub abs_path: Option<String>,
    /// The line, from 1.
    pub lineno: Option<u32>,
    /// The column, from 1.
    pub colno: Option<u32>,
    /// The page's own code, as against the browser's, an extension's, or Rust's standard library.
    pub in_app: bool,
    /// The offset in the wasm file, in bytes.
    pub instruction_addr: Option<u64>,
}

/// How an exception was caught.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mechanism {
    /// `onerror`, `onunhandledrejection`, `panic`, `generic`, ...
    pub kind: String,
    /// Whether the page handed it to us, as against that it escaped.
    pub handled: bool,
}

/// One exception of a chain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exception {
    /// `TypeError`.
    pub kind: String,
    /// The message.
    pub value: String,
    /// Oldest first.
    pub frames: Vec<Frame>,
    /// How it was caught.
    pub mechanism: Option<Mechanism>,
}

/// The page an event happened in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    /// The address of the page.
    pub url: String,
    /// The address that led to it; empty if none.
    pub referer: String,
    /// The browser's name of itself.
    pub user_agent: String,
}

/// An error event. What the page put in (user, tags' values, contexts, breadcrumbs) is JSON text already.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event {
    /// 32 lower-case hex digits.
    pub event_id: String,
    /// When, in milliseconds since 1970; seconds on the wire.
    pub timestamp_ms: u64,
    /// How bad.
    pub level: Level,
    /// The message of an event without exception.
    pub message: Option<String>,
    /// The chain, the cause first and what was thrown last.
    pub exceptions: Vec<Exception>,
    /// The page.
    pub request: Option<Request>,
    /// Which version of the page.
    pub release: Option<String>,
    /// Where it runs: `production`, ...
    pub environment: Option<String>,
    /// Breadcrumbs, oldest first.
    pub breadcrumbs: Vec<RawJson>,
    /// Who.
    pub user: Option<RawJson>,
    /// Values to search by.
    pub tags: Vec<(String, RawJson)>,
    /// Values to look at.
    pub extra: Vec<(String, RawJson)>,
    /// Named groups of values.
    pub contexts: Vec<(String, RawJson)>,
    /// What groups the event, instead of its frames: a list of strings.
    pub fingerprint: Option<RawJson>,
    /// The name and version of the SDK.
    pub sdk: Option<(&'static str, &'static str)>,
}

impl Event {
    /// Appends the event's JSON.
    pub fn write(&self, out: &mut String) {
        let mut event = Object::new(out);
        event.string("event_id", &self.event_id);
        json::write_millis(event.key("timestamp"), self.timestamp_ms);
        event.string("platform", "javascript").string("level", self.level.as_str());
        event.optional("message", self.message.as_deref());
        event.optional("release", self.release.as_deref());
        event.optional("environment", self.environment.as_deref());
        if !self.exceptions.is_empty() {
            let mut exception = Object::new(event.key("exception"));
            json::write_array(exception.key("values"), &self.exceptions, write_exception);
            exception.end();
        }
        if let Some(request) = &self.request {
            write_request(event.key("request"), request);
        }
        if !self.breadcrumbs.is_empty() {
            // The plain list that the specification also allows is not read by sentry-types.
            let mut breadcrumbs = Object::new(event.key("breadcrumbs"));
            json::write_array(breadcrumbs.key("values"), &self.breadcrumbs, |out, raw| out.push_str(raw));
            breadcrumbs.end();
        }
        for (key, raw) in [("user", &self.user), ("fingerprint", &self.fingerprint)] {
            if let Some(raw) = raw {
                event.raw(key, raw);
            }
        }
        for (key, entries) in [("tags", &self.tags), ("extra", &self.extra), ("contexts", &self.contexts)] {
            if !entries.is_empty() {
                write_entries(event.key(key), entries);
            }
        }
        if let Some((name, version)) = self.sdk {
            let mut sdk = Object::new(event.key("sdk"));
            sdk.string("name", name).string("version", version);
            sdk.end();
        }
        event.end();
    }
}

fn write_exception(out: &mut String, exception: &Exception) {
    let mut object = Object::new(out);
    object.string("type", &exception.kind).string("value", &exception.value);
    if let Some(mechanism) = &exception.mechanism {
        let mut inner = Object::new(object.key("mechanism"));
        inner.string("type", &mechanism.kind).boolean("handled", mechanism.handled);
        inner.end();
    }
    if !exception.frames.is_empty() {
        let mut stacktrace = Object::new(object.key("stacktrace"));
        json::write_array(stacktrace.key("frames"), &exception.frames, write_frame);
        stacktrace.end();
    }
    object.end();
}

fn write_frame(out: &mut String, frame: &Frame) {
    let mut object = Object::new(out);
    object.string("function", frame.function.as_deref().unwrap_or("?"));
    object.string("filename", &frame.filename).optional("abs_path", frame.abs_path.as_deref());
    for (key, value) in [("lineno", frame.lineno), ("colno", frame.colno)] {
        if let Some(value) = value {
            object.unsigned(key, value.into());
        }
    }
    object.boolean("in_app", frame.in_app);
    if let Some(address) = frame.instruction_addr {
        object.string("platform", "native");
        json::write_hex_string(object.key("instruction_addr"), address);
    }
    object.end();
}

fn write_request(out: &mut String, request: &Request) {
    let mut object = Object::new(out);
    object.string("url", &request.url);
    let mut headers = Object::new(object.key("headers"));
    headers.string("User-Agent", &request.user_agent);
    if !request.referer.is_empty() {
        headers.string("Referer", &request.referer);
    }
    headers.end();
    object.end();
}

fn write_entries(out: &mut String, entries: &[(String, RawJson)]) {
    let mut object = Object::new(out);
    for (key, value) in entries {
        object.raw(key, value);
    }
    object.end();
}

#[cfg(test)]
mod tests {
    use super::*;
    use sentry_types::protocol::v7 as oracle;

    fn full() -> Event {
        Event {
            event_id: "0123456789abcdef0123456789abcdef".into(),
            timestamp_ms: 1_763_868_000_007,
            level: Level::Fatal,
            exceptions: vec![Exception {
                kind: "TypeError".into(),
                value: "\"x\" is\nundefined 漢".into(),
                frames: crate::stacktrace::parse(
                    "at f (https://a.test/x.js:7:3)\nat app.wasm.g (https://a.test/m.wasm:wasm-function[2]:0x1ac)",
                ),
                mechanism: Some(Mechanism { kind: "onerror".into(), handled: false }),
            }],
            request: Some(Request {
                url: "https://a.test/".into(),
                referer: "https://b.test/".into(),
                user_agent: "UA".into(),
            }),
            release: Some("web@1".into()),
            environment: Some("production".into()),
            breadcrumbs: vec![
                r#"{"category":"ui.click","message":"button#buy","timestamp":1763868000}"#.into(),
            ],
            user: Some(r#"{"id":"7"}"#.into()),
            tags: vec![("page".into(), r#""cart""#.into())],
            extra: vec![("n".into(), "1".into())],
            contexts: vec![("cart".into(), r#"{"items":3}"#.into())],
            fingerprint: Some(r#"["cart"]"#.into()),
            sdk: Some(("balefire.javascript", "0.1.0")),
            ..Event::default()
        }
    }

    fn read_by_oracle(event: &Event) -> oracle::Event<'static> {
        let mut payload = String::new();
        event.write(&mut payload);
        let mut envelope = String::from("{\"event_id\":\"0123456789abcdef0123456789abcdef\"}\n");
        crate::envelope::write_item(&mut envelope, "event", &payload);
        let envelope = oracle::Envelope::from_slice(envelope.as_bytes()).unwrap();
        envelope.event().unwrap().clone()
    }

    #[test]
    fn sentry_types_read_what_we_write() {
        let event = read_by_oracle(&full());
        assert_eq!(event.event_id.simple().to_string(), "0123456789abcdef0123456789abcdef");
        assert_eq!(event.level, oracle::Level::Fatal);
        assert_eq!(event.release.as_deref(), Some("web@1"));
        assert_eq!(event.environment.as_deref(), Some("production"));
        assert_eq!(event.tags["page"], "cart");
        assert_eq!(event.extra["n"], 1);
        assert!(event.contexts.contains_key("cart"));
        assert_eq!(event.fingerprint.as_ref(), ["cart"]);
        assert_eq!(event.user.unwrap().id.as_deref(), Some("7"));
        assert_eq!(event.breadcrumbs[0].message.as_deref(), Some("button#buy"));
        assert_eq!(event.request.unwrap().headers["User-Agent"], "UA");
        assert_eq!(event.sdk.unwrap().name, "balefire.javascript");
        // The oracle reads seconds as f64 and may lose the last of the milliseconds.
        let since = event.timestamp.duration_since(std::time::UNIX_EPOCH).unwrap();
        assert!(since.as_millis().abs_diff(1_763_868_000_007) <= 1);

        let exception = &event.exception[0];
        assert_eq!(
            (exception.ty.as_str(), exception.value.as_deref()),
            ("TypeError", Some("\"x\" is\nundefined 漢"))
        );
        assert_eq!(exception.mechanism.as_ref().unwrap().handled, Some(false));
        let frames = &exception.stacktrace.as_ref().unwrap().frames;
        assert_eq!(frames[0].function.as_deref(), Some("g"));
        assert_eq!(frames[0].instruction_addr.unwrap().0, 0x1ac);
        assert_eq!((frames[1].lineno, frames[1].colno, frames[1].in_app), (Some(7), Some(3), Some(true)));
    }

    #[test]
    fn sentry_types_read_a_message() {
        let event = Event { message: Some("hello".into()), event_id: full().event_id, ..Event::default() };
        assert_eq!(read_by_oracle(&event).message.as_deref(), Some("hello"));
    }

    #[test]
    fn levels_are_read_as_they_are_written() {
        for level in [Level::Fatal, Level::Error, Level::Warning, Level::Info, Level::Debug] {
            assert_eq!(Level::parse(level.as_str()), Some(level));
        }
        assert_eq!(Level::parse("loud"), None);
    }
}
