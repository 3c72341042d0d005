//! The frames of an exception, newest first, with frames outside the app folded.

use maud::{Markup, html};
use serde_json::Value;

use super::language::{fill_markup, plural, t};
use super::reveal_hidden::reveal_hidden;
use super::stack_budget::StackBudget;
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

/// The frames of an exception, newest first, as far as the page has room for them.
pub(super) fn frames(exception: &Value, budget: &mut StackBudget) -> Markup {
    let frames = list(exception);
    let newest_first: Vec<&Value> = frames.iter().rev().collect();
    let has_in_app = frames.iter().any(is_in_app);
    let first_read = newest_first.iter().find(|frame| is_in_app(frame)).or(newest_first.first()).copied();
    let mut shown = |frame: &Value| {
        let is_first_read = first_read.is_some_and(|it| std::ptr::eq(it, frame));
        budget.frame(|| self::frame(frame, is_first_read), || html! { div.frame { (place(frame)) } })
    };
    let mut rows: Vec<(Row, Markup)> = Vec::new();
    let mut left_out = 0_u64;
    for (n, frame) in newest_first.iter().enumerate() {
        match shown(frame) {
            Some(markup) => rows.push((if is_in_app(frame) { Row::InApp } else { Row::Other }, markup)),
            None => left_out += 1,
        }
        if let Some(omitted) = omitted(exception).filter(|gap| gap.0 == (newest_first.len() - n - 1) as u64) {
            rows.push((Row::Gap, gap(omitted.1)));
        }
    }
    html! {
        @if newest_first.is_empty() {
            p.quiet { (t("This exception has no stack.")) }
        } @else {
            ol.frames {
                @for run in rows.chunk_by(|(a, _), (b, _)| a == b) {
                    @match run.first().map(|(row, _)| row) {
                        Some(Row::InApp) => { @for (_, frame) in run { li.in-app { (frame) } } }
                        Some(Row::Other) => li.others {
                            details open[!has_in_app] {
                                summary { (plural(run.len() as u64, "{n} frame outside the app", "{n} frames outside the app")) }
                                ol { @for (_, frame) in run { li { (frame) } } }
                            }
                        },
                        Some(Row::Gap) | None => { @for (_, gap) in run { li.others { (gap) } } }
                    }
                }
                @if left_out > 0 {
                    li.others { (plural(left_out, "{n} older frame is in the JSON of the event.", "{n} older frames are in the JSON of the event.")) }
                }
            }
        }
    }
}

#[derive(PartialEq, Eq)]
enum Row {
    InApp,
    Other,
    /// Frames that were not stored.
    Gap,
}

/// The place, oldest first, where frames were left out, and their number.
fn omitted(exception: &Value) -> Option<(u64, u64)> {
    let [from, to] = exception["stacktrace"]["frames_omitted"].as_array()?.as_slice() else { return None };
    let (from, to) = (from.as_u64()?, to.as_u64()?);
    Some((from, to.checked_sub(from)?)).filter(|(_, count)| *count > 0)
}

fn gap(frames: u64) -> Markup {
    html! { (plural(frames, "{n} frame in the middle was not stored: a stack has at most 50.", "{n} frames in the middle were not stored: a stack has at most 50.")) }
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
        code.file title=[(path(file) != file).then(|| reveal_hidden(file))] {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn frames_that_were_not_stored_leave_a_note_at_their_place() {
        let frame = |name: &str| json!({"function": name, "in_app": true});
        let stacktrace = json!({"frames": [frame("old"), frame("new")], "frames_omitted": [1, 951]});
        let html = frames(&json!({"stacktrace": stacktrace}), &mut StackBudget::new(1_000)).into_string();
        let at = |text: &str| html.find(text).unwrap_or_else(|| panic!("{text} in {html}"));
        assert!(at(">new<") < at("950 frames in the middle") && at("950 frames in the middle") < at(">old<"));
        for odd in [json!([2, 1]), json!([1]), json!("x"), json!([5, 9]), json!(null)] {
            let stacktrace = json!({"frames": [frame("old")], "frames_omitted": odd});
            let html = frames(&json!({"stacktrace": stacktrace}), &mut StackBudget::new(1_000)).into_string();
            assert!(!html.contains("in the middle"), "{html}");
        }
    }
}
