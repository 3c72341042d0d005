//! The event as Sentry's wire spells it.
//!
//! <https://develop.sentry.dev/sdk/data-model/event-payloads/>

use alloc::string::String;
use alloc::vec::Vec;

use crate::json::{self, Object, Raw};

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

/// One frame of a stack trace. It points into the text it was read from.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Frame<'a> {
    /// The function; empty where the browser names none.
    pub function: &'a str,
    /// The URL (or the words the browser puts in its place), or the source file where it is known.
    pub filename: &'a str,
    /// The URL, where `filename` is a source file; else empty.
    pub abs_path: &'a str,
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
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Mechanism<'a> {
    /// `onerror`, `onunhandledrejection`, `panic`, `generic`, ...
    pub kind: &'a str,
    /// Whether the page handed it to us, as against that it escaped.
    pub handled: bool,
}

/// One exception of a chain.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Exception<'a> {
    /// `TypeError`.
    pub kind: &'a str,
    /// The message.
    pub value: &'a str,
    /// Oldest first.
    pub frames: Vec<Frame<'a>>,
    /// How it was caught; only on the one that was.
    pub mechanism: Option<Mechanism<'a>>,
}

/// The page an event happened in; empty text is left out.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Request<'a> {
    /// The address of the page.
    pub url: &'a str,
    /// The address that led to it.
    pub referer: &'a str,
    /// The browser's name of itself.
    pub user_agent: &'a str,
}

/// An error event. Values of the page's own making (user, tags, ...) are JSON text that passes through untouched;
/// empty text is left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Event<'a> {
    /// 32 lower-case hex digits.
    pub event_id: &'a str,
    /// When, in milliseconds since 1970; seconds on the wire.
    pub timestamp_ms: u64,
    /// How bad.
    pub level: Level,
    /// The message of an event without exception.
    pub message: &'a str,
    /// The chain, the cause first and what was thrown last.
    pub exceptions: Vec<Exception<'a>>,
    /// The page.
    pub request: Request<'a>,
    /// Which version of the page.
    pub release: &'a str,
    /// Where it runs: `production`, ...
    pub environment: &'a str,
    /// Breadcrumbs, oldest first.
    pub breadcrumbs: &'a [String],
    /// Who: an object.
    pub user: Raw<'a>,
    /// Values to search by: an object.
    pub tags: Raw<'a>,
    /// Values to look at: an object.
    pub extra: Raw<'a>,
    /// Named groups of values: an object.
    pub contexts: Raw<'a>,
    /// What groups the event, instead of its frames: a list of strings.
    pub fingerprint: Raw<'a>,
    /// The name of the SDK.
    pub sdk_name: &'a str,
    /// The version of the SDK.
    pub sdk_version: &'a str,
}

impl Event<'_> {
    /// Appends the event's JSON.
    pub fn write(&self, out: &mut String) {
        let mut event = Object::new(out);
        event.string("event_id", self.event_id);
        json::write_millis(event.key("timestamp"), self.timestamp_ms);
        event.string("platform", "javascript").string("level", self.level.as_str());
        event.given("message", self.message);
        event.given("release", self.release).given("environment", self.environment);
        event.raw("user", self.user).raw("tags", self.tags).raw("extra", self.extra);
        event.raw("contexts", self.contexts).raw("fingerprint", self.fingerprint);
        if !self.exceptions.is_empty() {
            write_values(event.key("exception"), &self.exceptions, write_exception);
        }
        write_request(event.key("request"), &self.request);
        // The plain list that the specification also allows is not read by sentry-types.
        write_values(event.key("breadcrumbs"), self.breadcrumbs, |out, raw| out.push_str(raw));
        let mut sdk = Object::new(event.key("sdk"));
        sdk.string("name", self.sdk_name).string("version", self.sdk_version);
        sdk.end();
        event.end();
    }
}

/// `{"values": [..]}`
fn write_values<'a, T>(out: &mut String, items: &'a [T], write: fn(&mut String, &'a T)) {
    let mut object = Object::new(out);
    json::write_array(object.key("values"), items, write);
    object.end();
}

fn write_exception(out: &mut String, exception: &Exception<'_>) {
    let mut object = Object::new(out);
    object.string("type", exception.kind).string("value", exception.value);
    if let Some(mechanism) = &exception.mechanism {
        let mut inner = Object::new(object.key("mechanism"));
        inner.string("type", mechanism.kind).boolean("handled", mechanism.handled);
        inner.end();
    }
    if !exception.frames.is_empty() {
        let mut stacktrace = Object::new(object.key("stacktrace"));
        json::write_array(stacktrace.key("frames"), &exception.frames, write_frame);
        stacktrace.end();
    }
    object.end();
}

fn write_frame(out: &mut String, frame: &Frame<'_>) {
    let mut object = Object::new(out);
    let function = if frame.function.is_empty() { "?" } else { frame.function };
    object.string("function", function).string("filename", frame.filename);
    object.given("abs_path", frame.abs_path);
    if let Some(line) = frame.lineno {
        object.unsigned("lineno", line.into());
    }
    if let Some(column) = frame.colno {
        object.unsigned("colno", column.into());
    }
    object.boolean("in_app", frame.in_app);
    if let Some(address) = frame.instruction_addr {
        object.string("platform", "native");
        json::write_hex_string(object.key("instruction_addr"), address);
    }
    object.end();
}

fn write_request(out: &mut String, request: &Request<'_>) {
    let mut object = Object::new(out);
    object.given("url", request.url);
    let mut headers = Object::new(object.key("headers"));
    headers.given("User-Agent", request.user_agent).given("Referer", request.referer);
    headers.end();
    object.end();
}

#[cfg(test)]
mod tests {
    use super::*;
    use sentry_types::protocol::v7 as oracle;

    fn full() -> Event<'static> {
        let stack =
            "at f (https://a.test/x.js:7:3)\nat app.wasm.g (https://a.test/m.wasm:wasm-function[2]:0x1ac)";
        Event {
            event_id: "0123456789abcdef0123456789abcdef",
            timestamp_ms: 1_763_868_000_007,
            level: Level::Fatal,
            message: "",
            exceptions: vec![Exception {
                kind: "TypeError",
                value: "\"x\" is\nundefined 漢",
                frames: crate::stacktrace::parse(stack),
                mechanism: Some(Mechanism { kind: "onerror", handled: false }),
            }],
            request: Request { url: "https://a.test/", referer: "", user_agent: "UA" },
            release: "web@1",
            environment: "production",
            breadcrumbs: Vec::leak(vec![
                r#"{"category":"ui.click","message":"button#buy","timestamp":1763868000}"#.into(),
            ]),
            user: r#"{"id":"7"}"#,
            tags: r#"{"page":"cart"}"#,
            extra: r#"{"n":1}"#,
            contexts: r#"{"cart":{"items":3}}"#,
            fingerprint: r#"["cart"]"#,
            sdk_name: "balefire.javascript",
            sdk_version: "0.1.0",
        }
    }

    fn read_by_oracle(event: &Event<'_>) -> oracle::Event<'static> {
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
        let event = Event { message: "hello", event_id: full().event_id, ..Event::default() };
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
