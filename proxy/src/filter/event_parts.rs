//! The parts of an event that filters look at.

use serde_json::{Map, Value};

/// The part of a text that is read, in bytes.
const TEXT: usize = 4 << 10;
/// Most exceptions that are looked at, the last ones: the last one is the one that was thrown.
const EXCEPTIONS: usize = 10;
/// Most headers that are looked at.
const HEADERS: usize = 200;

/// An exception.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct ExceptionParts<'a> {
    pub kind: &'a str,
    pub value: &'a str,
    /// The address of the innermost frame that has one.
    pub source: &'a str,
    /// Whether it has any frame.
    pub has_frames: bool,
}

/// The parts of an event.
#[derive(Debug)]
pub(super) struct EventParts<'a> {
    /// The exceptions, the one that was thrown first.
    pub exceptions: Vec<ExceptionParts<'a>>,
    /// The text of a message.
    pub message: Option<&'a str>,
    pub release: Option<&'a str>,
    pub transaction: Option<&'a str>,
    /// The address of the page or of the request.
    pub url: Option<&'a str>,
    /// The address that the event gives for the user.
    pub user_address: Option<&'a str>,
    request: Option<&'a Map<String, Value>>,
}

impl<'a> EventParts<'a> {
    pub(super) fn of(event: &'a Map<String, Value>) -> Self {
        let entry = event.get("logentry").and_then(Value::as_object);
        let request = event.get("request").and_then(Value::as_object);
        let values = event.get("exception").and_then(|it| it.get("values")).and_then(Value::as_array);
        let exceptions = values.map(Vec::as_slice).unwrap_or_default().iter().rev();
        Self {
            exceptions: exceptions.filter_map(Value::as_object).take(EXCEPTIONS).map(exception).collect(),
            message: entry.and_then(|entry| text(entry, "formatted").or_else(|| text(entry, "message"))),
            release: text(event, "release"),
            transaction: text(event, "transaction"),
            url: request.and_then(|request| text(request, "url")),
            user_address: event.get("user").and_then(Value::as_object).and_then(|it| text(it, "ip_address")),
            request,
        }
    }

    /// The exception that was thrown.
    pub(super) fn thrown(&self) -> Option<ExceptionParts<'a>> {
        self.exceptions.first().copied()
    }

    /// The header `User-Agent`.
    pub(super) fn user_agent(&self) -> Option<&'a str> {
        let headers = self.request?.get("headers")?.as_array()?;
        headers.iter().take(HEADERS).find_map(|pair| {
            let is_it = pair.get(0)?.as_str()?.eq_ignore_ascii_case("user-agent");
            is_it.then(|| pair.get(1)?.as_str().map(start)).flatten()
        })
    }
}

fn exception(exception: &Map<String, Value>) -> ExceptionParts<'_> {
    let frames = exception.get("stacktrace").and_then(|it| it.get("frames")).and_then(Value::as_array);
    let frames = frames.map(Vec::as_slice).unwrap_or_default();
    fn address(frame: &Value) -> Option<&str> {
        let frame = frame.as_object()?;
        text(frame, "abs_path").or_else(|| text(frame, "filename"))
    }
    fn is_named(address: &&str) -> bool {
        !matches!(*address, "<anonymous>" | "[native code]" | "native")
    }
    ExceptionParts {
        kind: text(exception, "type").unwrap_or_default(),
        value: text(exception, "value").unwrap_or_default(),
        source: frames.iter().rev().filter_map(address).find(is_named).unwrap_or_default(),
        has_frames: !frames.is_empty(),
    }
}

/// The beginning of a text that is not empty.
fn text<'a>(object: &'a Map<String, Value>, key: &str) -> Option<&'a str> {
    object.get(key).and_then(Value::as_str).filter(|text| !text.is_empty()).map(start)
}

fn start(text: &str) -> &str {
    text.get(..text.floor_char_boundary(TEXT)).unwrap_or_default()
}
