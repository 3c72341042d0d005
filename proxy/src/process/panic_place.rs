//! The location of a panic among symbolicated frames.
//!
//! The page puts the location, which Rust says exactly, on the frame that it takes for the one that panicked, or adds it as a
//! frame of its own. Symbols show which frame is the right one.

use serde_json::Value;

use super::event_fields::{Fields, text};

/// Moves a location to the newest frame of the app in its file. Where symbols give no line (Safari's frames are functions), the
/// page may have known no name of the function that panicked, and have put the location on its caller.
pub(super) fn move_to_newest(frames: &mut [Value], at: usize) {
    let Some(file) = frames.get(at).and_then(file_of).map(str::to_owned) else { return };
    let is_newest =
        |frame: &Value| frame.as_object().is_some_and(is_of_app) && file_of(frame) == Some(file.as_str());
    let Some(newest) = frames.iter().rposition(is_newest).filter(|newest| *newest > at) else { return };
    let has_line = |frame: &Value| frame.get("lineno").is_some();
    if frames.get(newest).is_some_and(has_line) {
        return;
    }
    let Some(caller) = frames.get_mut(at).and_then(Value::as_object_mut) else { return };
    let filename = caller.get("filename").cloned();
    let place =
        [("filename", filename), ("lineno", caller.remove("lineno")), ("colno", caller.remove("colno"))];
    let Some(panicked) = frames.get_mut(newest).and_then(Value::as_object_mut) else { return };
    for (key, value) in place {
        panicked.extend(value.map(|value| (key.to_owned(), value)));
    }
}

fn file_of(frame: &Value) -> Option<&str> {
    frame.get("abs_path")?.as_str()
}

fn is_of_app(frame: &Fields) -> bool {
    ["in_app", "symbolicated"].iter().all(|key| frame.get(*key) == Some(&Value::Bool(true)))
}

/// Merges the frame of a panic location with the newest in-app frame in the same file. Without symbols the right frame
/// was unknown. Returns the folder that precedes the panic's path in the file's absolute path.
pub(super) fn join_place(frames: &mut Vec<Value>) -> Option<String> {
    let has = |frame: &Value, key: &str| frame.get(key).is_some();
    let is_place = |frame: &Value| {
        has(frame, "lineno") && !["function", "symbolicated", "addr_mode"].iter().any(|key| has(frame, key))
    };
    let at = frames.iter().rposition(is_place)?;
    let place = frames.get(at)?.as_object()?.clone();
    let own = text(&place, "filename")?;
    let holder = frames.iter_mut().rev().filter_map(Value::as_object_mut).find(|frame| {
        let folder = text(frame, "abs_path").and_then(|path| path.strip_suffix(own));
        is_of_app(frame)
            && (text(frame, "filename") == Some(own) || folder.is_some_and(|rest| rest.ends_with('/')))
    })?;
    let root = text(holder, "abs_path").and_then(|path| path.strip_suffix(own)).map(str::to_owned);
    for key in ["filename", "lineno", "colno"] {
        if let Some(value) = place.get(key) {
            holder.insert(key.to_owned(), value.clone());
        }
    }
    frames.remove(at);
    root
}

/// Makes the file names of in-app frames below the root folder relative to it, so that all have one form.
pub(super) fn spell_alike(frames: &mut [Value], root: &str) {
    for frame in frames.iter_mut().filter_map(Value::as_object_mut) {
        if frame.get("in_app").and_then(Value::as_bool) == Some(true)
            && let Some(name) = text(frame, "abs_path").and_then(|path| path.strip_prefix(root))
        {
            let name = name.to_owned();
            frame.insert("filename".into(), name.into());
        }
    }
}
