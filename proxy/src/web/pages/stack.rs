//! The frames of an exception, newest first; those outside the app folded.

use maud::{Markup, html};
use serde_json::Value;

use super::plain::plain;
use super::variables;
use crate::process::{path, plain_function};

/// Whether a stack came with an exception.
pub(super) fn has_frames(exception: &Value) -> bool {
    !list(exception).is_empty()
}

/// What stands for a stack while it is folded: how long it is, and where it ends.
pub(super) fn summary(exception: &Value) -> Markup {
    let frames = list(exception);
    let newest = frames.iter().rev().find(|frame| is_in_app(frame)).or(frames.last());
    html! {
        (count(frames.len()))
        @if let Some(newest) = newest { span.newest { ", newest " (place(newest)) } }
    }
}

fn list(exception: &Value) -> &[Value] {
    exception["stacktrace"]["frames"].as_array().map(Vec::as_slice).unwrap_or_default()
}

fn count(frames: usize) -> Markup {
    html! { (frames) @if frames == 1 { " frame" } @else { " frames" } }
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
            p.quiet { "No stack came with it." }
        } @else {
            ol.frames {
                @for run in newest_first.chunk_by(|a, b| is_in_app(a) == is_in_app(b)) {
                    @if run.first().is_some_and(|frame| is_in_app(frame)) {
                        @for frame in run { li.in-app { (shown(frame)) } }
                    } @else {
                        li.others {
                            details open[!has_in_app] {
                                summary { (count(run.len())) " outside the app" }
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

/// A function, and where it stands.
fn place(frame: &Value) -> Markup {
    let function = frame["function"].as_str().map(plain_function).filter(|name| !matches!(*name, "" | "?"));
    let file = ["filename", "abs_path", "module"]
        .iter()
        .find_map(|key| frame[key].as_str().filter(|file| !file.is_empty()))
        .unwrap_or("unknown file");
    html! {
        code.function { (plain(function.unwrap_or("<anonymous>"))) }
        span.in { " in " }
        code.file title=(plain(file)) {
            (plain(path(file)))
            @if let Some(line) = frame["lineno"].as_u64() {
                span.line { ":" (line) @if let Some(column) = frame["colno"].as_u64() { ":" (column) } }
            } @else if let Some(address) = frame["instruction_addr"].as_str() {
                span.line { " at " (plain(address)) }
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
        pre.source {
            @for (n, (is_here, line)) in lines.enumerate() {
                span.row.here[is_here] {
                    span.no { @if let Some(first) = first { (first.saturating_add(n as u64)) } }
                    code { (plain(line)) }
                    "\n"
                }
            }
        }
    }
}
