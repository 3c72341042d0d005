//! Adds the source lines around each frame's location to a shown event.
//!
//! The lines are not stored with the event: source files may be uploaded before or after it, and all events of a build
//! share them.

use std::collections::HashMap;
use std::ops::Range;

use serde_json::{Value, json};

use super::event_fields::values_mut;
use super::event_fields::{Fields, text};
use super::symbolicate::{image_of, images};
use crate::scan::{chars, first_line, visit};
use crate::symbols::Sources;

/// Lines before and after the frame's line.
const AROUND: usize = 5;
/// Longest line, in characters.
const LINE: usize = 250;
/// Most source files that are read for one event.
const FILES: usize = 50;

/// The event's JSON with source lines added to each frame whose build has uploaded sources.
pub(crate) fn with_source_lines(body: String, sources: &dyn Sources) -> String {
    let Ok(Value::Object(mut event)) = serde_json::from_str(&body) else { return body };
    if add(&mut event, sources) { Value::Object(event).to_string() } else { body }
}

/// Adds the source lines. Returns whether any were added.
fn add(event: &mut Fields, sources: &dyn Sources) -> bool {
    let images = images(event);
    let mut files: HashMap<(String, String), Option<File>> = HashMap::new();
    let mut is_changed = false;
    for exception in values_mut(event, "exception").into_iter().flatten() {
        let Some(Value::Array(frames)) = exception.pointer_mut("/stacktrace/frames") else { continue };
        for frame in frames.iter_mut().filter_map(Value::as_object_mut) {
            let Some((debug_id, path, line)) = place(frame, &images) else { continue };
            if files.len() >= FILES {
                return is_changed;
            }
            let key = (debug_id.clone(), path.to_owned());
            let file = files.entry(key).or_insert_with(|| Some(File::new(sources.source(debug_id, path)?)));
            is_changed |= file.as_ref().is_some_and(|file| show(frame, file, line));
        }
    }
    is_changed
}

/// The source location of a frame: the debug id of its build, the path from the symbols, and the line, counted from 1.
fn place<'a>(frame: &'a Fields, images: &'a [String]) -> Option<(&'a String, &'a str, usize)> {
    if !frame.contains_key("symbolicated") || frame.contains_key("context_line") {
        return None;
    }
    let path = text(frame, "abs_path").or_else(|| text(frame, "filename"))?;
    let line = usize::try_from(frame.get("lineno")?.as_u64()?).ok()?;
    Some((image_of(frame, images)?, path, line))
}

/// Writes the lines into the frame. Returns `false` if the file is too short.
fn show(frame: &mut Fields, file: &File, line: usize) -> bool {
    let Some(at) = line.checked_sub(1).filter(|at| *at < file.starts.len()) else { return false };
    let list = |lines: Range<usize>| lines.map_while(|at| file.line(at)).map(short).collect::<Vec<_>>();
    frame.insert("pre_context".into(), json!(list(at.saturating_sub(AROUND)..at)));
    frame.insert("context_line".into(), json!(file.line(at).map(short)));
    frame.insert("post_context".into(), json!(list(line..line.saturating_add(AROUND))));
    true
}

/// A source file. It is read once for all frames in it.
struct File {
    text: String,
    /// The start of each line, in bytes.
    starts: Vec<usize>,
}

impl File {
    fn new(text: String) -> Self {
        visit(text.len());
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n').map(|(at, _)| at + 1);
        // An empty text after the last line end is no line.
        let starts = std::iter::once(0).chain(ends).filter(|start| *start < text.len()).collect();
        Self { text, starts }
    }

    /// The line of this number, counted from 0.
    fn line(&self, at: usize) -> Option<&str> {
        let end = self.starts.get(at + 1).copied().unwrap_or(self.text.len());
        Some(first_line(self.text.get(*self.starts.get(at)?..end)?))
    }
}

fn short(line: &str) -> String {
    chars(line).take(LINE).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "1052940d-02c3-c844-4fa7-5c18b3999903";

    /// A source store with one file of one build.
    struct One(&'static str);

    impl Sources for One {
        fn source(&self, debug_id: &str, path: &str) -> Option<String> {
            (debug_id == ID && path == "/home/me/src/main.rs").then(|| self.0.to_owned())
        }
    }

    fn shown(frame: Value, file: &'static str) -> Value {
        let event = json!({
            "debug_meta": {"images": [{"type": "wasm", "debug_id": ID}]},
            "exception": {"values": [{"stacktrace": {"frames": [frame]}}]},
        });
        let body = with_source_lines(event.to_string(), &One(file));
        serde_json::from_str::<Value>(&body).unwrap()["exception"]["values"][0]["stacktrace"]["frames"][0]
            .clone()
    }

    fn frame(line: u64) -> Value {
        json!({
            "filename": "src/main.rs", "abs_path": "/home/me/src/main.rs", "lineno": line, "addr_mode": "rel:0",
            "symbolicated": true
        })
    }

    #[test]
    fn lines_around() {
        let file = "1\n2\r\n3\n4\n5\n6\n7\n8\n9";
        for (line, before, here, after) in [
            (1, json!([]), "1", json!(["2", "3", "4", "5", "6"])),
            (7, json!(["2", "3", "4", "5", "6"]), "7", json!(["8", "9"])),
            (9, json!(["4", "5", "6", "7", "8"]), "9", json!([])),
        ] {
            let frame = shown(frame(line), file);
            assert_eq!(
                (&frame["pre_context"], &frame["context_line"], &frame["post_context"]),
                (&before, &json!(here), &after)
            );
        }
    }

    #[test]
    fn what_is_not_there_is_not_shown() {
        for line in [0, 3, u64::MAX] {
            assert_eq!(shown(frame(line), "1\n2"), frame(line));
        }
        let mut other = frame(1);
        other["abs_path"] = "/etc/passwd".into();
        assert_eq!(shown(other.clone(), "1"), other);
        let mut unresolved = frame(1);
        unresolved.as_object_mut().unwrap().remove("symbolicated");
        assert_eq!(shown(unresolved.clone(), "1"), unresolved);
        assert_eq!(with_source_lines("[7]".into(), &One("")), "[7]");
    }

    #[test]
    fn a_frame_that_has_lines_keeps_them() {
        let mut own = frame(1);
        own["context_line"] = "its own".into();
        assert_eq!(shown(own.clone(), "1"), own);
    }

    #[test]
    fn long_lines_are_cut() {
        static LONG: std::sync::LazyLock<String> = std::sync::LazyLock::new(|| "é".repeat(LINE + 1));
        let frame = shown(frame(1), LONG.as_str());
        assert_eq!(frame["context_line"].as_str().unwrap().chars().count(), LINE);
    }
}
