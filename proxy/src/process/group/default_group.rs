//! Groups events without a fingerprint, by their exceptions or their message.
//!
//! A message has the same group wherever it is logged, with or without a stack. The type of an exception that was made
//! only for its stack is ignored, as in Sentry. In an exception group each distinct exception counts once: two requests
//! and three requests that failed in the same way have the same group.

use std::borrow::Cow;

use serde_json::Value;

use super::super::event_fields::{
    Fields, PANIC_LOCATION, exceptions, frames, is_in_app, is_message, is_panic, is_synthetic, message, text,
};
use super::language::{Language, language};
use super::parts::Parts;
use super::place::{Places, Told};
use super::placeholders::mask;
use super::reasons::{DefaultReason, ExceptionReason, Kind, Part};
use crate::model::grouping_rules::MessageNumbers;
use crate::scan::{contains, first_line, is_same, run, split_once, trim, trim_end, trim_space_end, visit};
use crate::symbols::source_name;

/// The beginning of a panic message that was only written to the console.
const PANICKED: &str = "panicked at ";
/// The text that the crate `console_error_panic_hook` appends to the panic message.
const HOOK_STACK: &str = "\n\nStack:";
/// How wasm-bindgen writes a value of JavaScript; of an error there follow its type, its message, and its stack.
const JS_VALUE: &str = "JsValue(";

/// The parts of the group of an event that has no fingerprint of its own.
pub(super) fn default(event: &Fields, numbers: MessageNumbers) -> DefaultReason {
    let platform = text(event, "platform").unwrap_or_default();
    let mut described: Vec<ExceptionReason> = Vec::new();
    if !is_message(event) {
        for exception in exceptions(event) {
            let one = describe_exception(platform, exception, numbers);
            if !described.iter().any(|other| other.is_same(&one)) {
                described.push(one);
            }
        }
    }
    if !described.is_empty() {
        return DefaultReason { kind: Kind::Exceptions, exceptions: described };
    }
    let template = event.get("logentry").and_then(Value::as_object).and_then(|entry| text(entry, "message"));
    let message = template.or_else(|| message(event)).unwrap_or_default();
    let (kind, parts) = match panic_in_console(message, numbers) {
        Some(parts) => (Kind::Exceptions, parts),
        None => (Kind::Message, vec![words(message, numbers)]),
    };
    DefaultReason { kind, exceptions: vec![ExceptionReason { parts, only_in_app: false }] }
}

/// A message as a part of a group.
fn words(message: &str, numbers: MessageNumbers) -> Part {
    match numbers {
        MessageNumbers::Drop => Part::Message(mask(message)),
        MessageNumbers::Keep => Part::WholeMessage(message.to_owned()),
    }
}

fn describe_exception(platform: &str, exception: &Fields, numbers: MessageNumbers) -> ExceptionReason {
    let value = text(exception, "value").unwrap_or_default();
    if is_panic(exception) {
        return ExceptionReason { parts: panic(value, location(exception), numbers), only_in_app: false };
    }
    let kind = text(exception, "type").filter(|_| !is_synthetic(exception)).unwrap_or_default();
    let mut parts = vec![Part::Type(kind.to_owned())];
    let only_in_app = frames(exception).any(is_in_app);
    let mut places = Places::default();
    let mut newest_told = false;
    let mut newest = None;
    for frame in frames(exception).filter(|frame| !only_in_app || is_in_app(frame)) {
        let frame = Parts::of(frame);
        if is_before_callback(platform, &frame) {
            parts.truncate(1);
            newest = Some(frame);
            newest_told = false;
            continue;
        }
        match places.of(platform, &frame) {
            Told::PartOfCaller => continue,
            Told::Nothing => newest_told = false,
            Told::Place(place) => {
                newest_told = true;
                // Each function counts once: a stack overflow repeats it hundreds of times, and the number of
                // repetitions varies.
                if !parts.iter().skip(1).any(|part| is_same(part.text(), &place)) {
                    parts.push(Part::Frame(place));
                }
            }
        }
        newest = Some(frame);
    }
    if !newest_told {
        parts.push(match newest {
            Some(frame) => words_of(platform, value, &frame, &mut places, numbers),
            None => words(value, numbers),
        });
    }
    ExceptionReason { parts, only_in_app }
}

/// Whether Firefox marks a frame as the caller of a callback or an `await`: `async*load`, `setTimeout handler*plan`.
/// Firefox adds this frame and those before it only while its developer tools are open; other browsers never add them.
fn is_before_callback(platform: &str, frame: &Parts<'_>) -> bool {
    contains(frame.function, '*') && language(platform, frame) == Language::JavaScript
}

/// The group of an error whose newest frame names no function: its message and file; without a message, its line and
/// column.
fn words_of<'a>(
    platform: &str,
    value: &str,
    frame: &Parts<'a>,
    places: &mut Places<'a>,
    numbers: MessageNumbers,
) -> Part {
    let file = match language(platform, frame) {
        // Each engine names the module of such a frame differently.
        Language::Native => "",
        language => places.file(language, frame),
    };
    if !trim(value).is_empty() {
        return Part::FileAndMessage(format!("{file} {}", words(value, numbers).text()));
    }
    Part::Position(format!("{file}:{}:{}", frame.lineno, frame.colno))
}

/// The message of a panic, without what an engine or a caller changes in an error of JavaScript: its stack, and the words of
/// all types but `Error`, which are the engine's.
fn without_engine_words(message: &str) -> Cow<'_, str> {
    let Some((before, value)) = split_once(message, JS_VALUE) else { return Cow::Borrowed(message) };
    let line = first_line(value);
    let kind = &line[..run(line.as_bytes(), 0, |byte| byte.is_ascii_alphanumeric())];
    if !kind.ends_with("Error") || !line[kind.len()..].starts_with(": ") {
        return Cow::Borrowed(message);
    }
    Cow::Owned(format!("{before}{JS_VALUE}{}", if kind == "Error" { line } else { kind }))
}

/// Groups a panic by message, file and column, which all engines report. Its frames are useless for this: one build
/// inlines them, another renames them. The line changes with each release. The column is stable, and separates two
/// `unwrap` calls in one file; a column in a library depends on the version of the library and is left out.
fn panic(value: &str, (file, column): (&str, &str), numbers: MessageNumbers) -> Vec<Part> {
    let mut plain = String::new();
    let (name, is_own) = source_name(file);
    // A relative path is as the app's author compiled it.
    super::file::plain_file(if file.starts_with('/') { name } else { file }, &mut plain);
    let column = if is_own { column } else { "" };
    vec![
        Part::Panic("panic".to_owned()),
        words(&without_engine_words(value), numbers),
        Part::PanicFile(plain),
        Part::PanicColumn(column.to_owned()),
    ]
}

/// The file and column of a panic as Rust reported them, else the file of the newest in-app frame with a source file.
fn location(exception: &Fields) -> (&str, &str) {
    let said = exception.get("mechanism").and_then(|it| it.get("data")).and_then(|it| it.get(PANIC_LOCATION));
    if let Some(said) = said.and_then(Value::as_str) {
        return split_location(said).unwrap_or((said, ""));
    }
    let is_source = |file: &&str| file.ends_with(".rs");
    let source =
        |frame| [text(frame, "abs_path"), text(frame, "filename")].into_iter().flatten().find(is_source);
    let file = frames(exception).rev().filter(|frame| is_in_app(frame)).find_map(source);
    (file.unwrap_or_default(), "")
}

/// Splits `src/main.rs:7:3` into `src/main.rs` and `3`.
fn split_location(location: &str) -> Option<(&str, &str)> {
    visit(location.len());
    balefire_protocol::panic::split_location(location).map(|(file, _, column)| (file, column))
}

/// Parses a panic hook's text, `panicked at src/main.rs:7:3:\nwords`, which some SDKs send as a message.
fn panic_in_console(message: &str, numbers: MessageNumbers) -> Option<Vec<Part>> {
    let told = message.strip_prefix(PANICKED)?;
    let (place, words) = split_once(told, '\n')?;
    let words = split_once(words, HOOK_STACK).map_or(words, |(words, _)| words);
    Some(panic(trim_space_end(words), split_location(trim_end(place, |byte| byte == b':'))?, numbers))
}
