//! The frames of an exception, newest first, with frames outside the app folded.

use maud::{Markup, html};
use serde_json::Value;

use super::language::{fill_markup, plural, t};
use super::reveal_hidden::reveal_hidden;
use super::variables;
use crate::process::{path, plain_function};

/// Whether an exception has a stack.
pub(super) fn has_frames(exception: &Value) -> bool {
    !list(exception).is_empty()
}

/// The summary of a folded stack: its length and its newest frame.
pub(super) fn summary(exception: &Value) -> Markup {
    let frames = list(exception);
    let newest = frames.iter().rev().find(|frame| is_in_app(frame)).or(frames.last());
    html! {
        (count(frames.len()))
        @if let Some(newest) = newest { span.newest { (t(", ")) (fill_markup("newest {frame}", &[("frame", place(newest))])) } }
    }
}

fn list(exception: &Value) -> &[Value] {
    exception["stacktrace"]["frames"].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn count(frames: usize) -> String {
    plural(frames as u64, "{n} frame", "{n} frames")
}

/// The frames of an exception, newest first.
pub(super) fn frames(exception: &Value) -> Markup {
    let frames = list(exception);
    let newest_first: Vec<&Value> = frames.iter().rev().collect();
    let has_in_app = frames.iter().any(is_in_app);
    let first_read = newest_first.iter().find(|frame| is_in_app(frame)).or(newest_first.first()).copied();
    let shown = |frame: &Value| self::frame(frame, first_read.is_some_and(|it| std::ptr::eq(it, frame)));
    html! {
        @if newest_first.is_empty() {
            p.quiet { (t("This exception has no stack.")) }
        } @else {
            ol.frames {
                @for run in newest_first.chunk_by(|a, b| is_in_app(a) == is_in_app(b)) {
                    @if run.first().is_some_and(|frame| is_in_app(frame)) {
                        @for frame in run { li.in-app { (shown(frame)) } }
                    } @else {
                        li.others {
                            details open[!has_in_app] {
                                summary { (plural(run.len() as u64, "{n} frame outside the app", "{n} frames outside the app")) }
                                ol { @for frame in run { li { (shown(frame)) } } }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn is_in_app(frame: &Value) -> bool {
    frame["in_app"] == true
}

fn frame(frame: &Value, is_first_read: bool) -> Markup {
    html! {
        div.frame { (place(frame)) }
        (context(frame))
        (variables::section(frame, is_first_read))
    }
}

/// A function and its location.
fn place(frame: &Value) -> Markup {
    let function = frame["function"].as_str().map(plain_function).filter(|name| !matches!(*name, "" | "?"));
    let file = ["filename", "abs_path", "module"]
        .iter()
        .find_map(|key| frame[key].as_str().filter(|file| !file.is_empty()))
        .unwrap_or_else(|| t("unknown file"));
    html! {
        code.function { (reveal_hidden(function.unwrap_or("<anonymous>"))) }
        span.in { " " (t("in")) " " }
        code.file title=(reveal_hidden(file)) {
            (reveal_hidden(path(file)))
            @if let Some(line) = frame["lineno"].as_u64() {
                span.line { ":" (line) @if let Some(column) = frame["colno"].as_u64() { ":" (column) } }
            } @else if let Some(address) = frame["instruction_addr"].as_str() {
                span.line { " " (t("at")) " " (reveal_hidden(address)) }
            }
        }
    }
}

/// The source lines around a frame, if the client sent them.
fn context(frame: &Value) -> Markup {
    let Some(here) = frame["context_line"].as_str() else { return html! {} };
    let list =
        |key: &str| frame[key].as_array().into_iter().flatten().filter_map(Value::as_str).collect::<Vec<_>>();
    let (before, after) = (list("pre_context"), list("post_context"));
    let first = frame["lineno"].as_u64().map(|line| line.saturating_sub(before.len() as u64));
    let lines = before.iter().map(|line| (false, *line)).chain([(true, here)]);
    let lines = lines.chain(after.iter().map(|line| (false, *line)));
    html! {
        pre.source tabindex="0" {
            @for (n, (is_here, line)) in lines.enumerate() {
                span.row.here[is_here] {
                    span.no { @if let Some(first) = first { (first.saturating_add(n as u64)) } }
                    code { (reveal_hidden(line)) }
                    "\n"
                }
            }
        }
    }
}
