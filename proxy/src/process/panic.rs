//! Panics of Rust in a page: where they were, as Rust says it.
//!
//! The page puts the place on the newest frame that it takes for the app's. Here frameworks are told from apps
//! ([`wasm_frames`]), so the place may belong to another frame, or to none.

use serde_json::{Map, Value, json};

use super::bounds::values_mut;
use super::fields::{Fields, is_in_app, is_panic, text};
use super::group::PANIC_LOCATION;
use super::wasm_frames::{self, is_wasm};
use crate::symbols::source_name;

/// A place in a source.
struct Place {
    file: String,
    lineno: Option<Value>,
    colno: Option<Value>,
    in_app: bool,
}

/// Marks the frames of stacks with wasm in them, and puts the places of panics where they belong. Stacks whose symbols
/// are known stay.
pub(super) fn settle(event: &mut Fields) {
    // Other platforms know all sources of a stack when they send it.
    if text(event, "platform").is_some_and(|it| it != "javascript") {
        return;
    }
    for exception in values_mut(event, "exception").into_iter().flatten().filter_map(Value::as_object_mut) {
        let is_panic = is_panic(exception);
        let frames = exception.get_mut("stacktrace").and_then(|it| it.get_mut("frames"));
        let Some(Value::Array(frames)) = frames else { continue };
        let has = |of: fn(&Fields) -> bool| frames.iter().filter_map(Value::as_object).any(of);
        if has(|frame| frame.contains_key("symbolicated")) || !is_panic && !has(is_wasm) {
            continue;
        }
        let place = if is_panic { take(frames) } else { None };
        wasm_frames::mark(frames);
        let Some(place) = place else { continue };
        put(frames, &place);
        note(exception, &place);
    }
}

/// Takes the place off the frame that has it, or the frame that is nothing but the place.
fn take(frames: &mut Vec<Value>) -> Option<Place> {
    let is_place = |frame: &Value| {
        frame.get("lineno").is_some_and(Value::is_number)
            && frame.get("filename").and_then(Value::as_str).is_some_and(|file| file.ends_with(".rs"))
    };
    let at = frames.iter().rposition(is_place)?;
    let frame = frames.get_mut(at)?.as_object_mut()?;
    let file = text(frame, "filename").unwrap_or_default().replace('\\', "/");
    let is_absolute = file.starts_with('/') || file.get(1..3) == Some(":/");
    // A relative path is the author's own spelling.
    let (file, in_app) = if is_absolute {
        let (name, is_own) = source_name(&file);
        (name.to_owned(), is_own)
    } else {
        let is_own = is_in_app(frame);
        (file, is_own)
    };
    let place = Place { file, lineno: frame.remove("lineno"), colno: frame.remove("colno"), in_app };
    match frame.remove("abs_path").filter(|_| is_wasm(frame)) {
        Some(module) => drop(frame.insert("filename".into(), module)),
        None => drop(frames.remove(at)),
    }
    Some(place)
}

/// Puts the place on the newest frame of the app's own Rust, as `locate` of protocol/src/panic.rs does. A place in a
/// library, or without such a frame, is a frame of its own.
fn put(frames: &mut Vec<Value>, place: &Place) {
    let is_own = |frame: &&mut Fields| is_in_app(frame) && is_wasm(frame);
    let own = frames.iter_mut().rev().filter_map(Value::as_object_mut).find(is_own).filter(|_| place.in_app);
    if let Some(frame) = own {
        if let Some(module) = frame.remove("filename") {
            frame.insert("abs_path".into(), module);
        }
        place.write(frame);
        return;
    }
    let mut frame = Map::new();
    place.write(&mut frame);
    frame.insert("in_app".into(), place.in_app.into());
    frames.push(Value::Object(frame));
}

impl Place {
    fn write(&self, frame: &mut Fields) {
        frame.insert("filename".into(), self.file.as_str().into());
        for (key, number) in [("lineno", &self.lineno), ("colno", &self.colno)] {
            match number {
                Some(number) => drop(frame.insert(key.into(), number.clone())),
                None => drop(frame.remove(key)),
            }
        }
    }
}

/// Notes the place beside the frames: symbols give these other files and lines.
fn note(exception: &mut Fields, place: &Place) {
    let number = |it: &Option<Value>| it.as_ref().and_then(Value::as_u64).unwrap_or_default();
    let location = format!("{}:{}:{}", place.file, number(&place.lineno), number(&place.colno));
    let mechanism = exception.entry("mechanism").or_insert_with(|| json!({"type": "generic"}));
    let Some(mechanism) = mechanism.as_object_mut() else { return };
    let data = mechanism.entry("data").or_insert_with(|| json!({}));
    if let Some(data) = data.as_object_mut() {
        data.insert(PANIC_LOCATION.into(), location.into());
    }
}
