//! Frames of wasm into frames of the source, as far as there are symbols.
//!
//! A frame says `addr_mode: rel:<index of the image>`, and `instruction_addr`, or, from Safari, `raw_function`:
//! <https://develop.sentry.dev/sdk/data-model/event-payloads/stacktrace/#frame-attributes>

use std::collections::HashSet;

use balefire_protocol::stacktrace::is_in_app;
use serde_json::{Value, json};
use std::slice;

use super::event_fields::ORIGINAL_IN_APP;
use super::event_fields::values_mut;
use super::event_fields::{Fields, text};
use super::frame_name::plain_function;
use super::wasm_frames::{is_library, mark_unnamed};
use crate::symbols::{CodeLocation, Lookup, SourceLocation};

/// Most frames of an exception after inlined calls have become frames of their own.
const FRAMES: usize = 250;

/// Says where frames are in the source; gives the debug ids of those modules for which there are no symbols.
pub(super) fn symbolicate(event: &mut Fields, symbols: &dyn Lookup) -> Vec<String> {
    let images = images(event);
    let mut missing = Vec::new();
    let mut is_missing = HashSet::new();
    if images.is_empty() {
        return missing;
    }
    for exception in values_mut(event, "exception").into_iter().flatten() {
        let Some(Value::Array(frames)) = exception.pointer_mut("/stacktrace/frames") else { continue };
        let mut symbolicated = Vec::with_capacity(frames.len());
        let mut root = None;
        for mut frame in frames.drain(..) {
            let asked = frame.as_object().and_then(|it| code_location(it, &images));
            match asked.map(|(id, place)| (id, symbols.locate(id, place))) {
                Some((_, Some(sources))) if !sources.is_empty() && symbolicated.len() < FRAMES => {
                    // Callers first.
                    let from = frame.as_object().cloned().unwrap_or_default();
                    symbolicated.extend(frames_of(&from, sources, &mut root));
                }
                Some((id, None)) => {
                    if is_missing.insert(id) {
                        missing.push(id.clone());
                    }
                    symbolicated.push(frame);
                }
                // What the symbols of its module do not know, tools have made: the shims of wasm-bindgen.
                Some((_, Some(_))) => {
                    mark_unnamed(slice::from_mut(&mut frame));
                    symbolicated.push(frame);
                }
                None => symbolicated.push(frame),
            }
        }
        if let Some(root) = root.or_else(|| join_place(&mut symbolicated)) {
            spell_alike(&mut symbolicated, &root);
        }
        *frames = symbolicated;
    }
    missing
}

/// The debug ids of the event's images; empty for those that are not of wasm.
pub(super) fn images(event: &Fields) -> Vec<String> {
    let images = event.get("debug_meta").and_then(|it| it.get("images")).and_then(Value::as_array);
    let id = |image: &Value| {
        let is_wasm = image.get("type").and_then(Value::as_str) == Some("wasm");
        let id = image.get("debug_id").and_then(Value::as_str).filter(|_| is_wasm);
        id.map(str::to_ascii_lowercase).unwrap_or_default()
    };
    images.into_iter().flatten().map(id).collect()
}

/// What is to be asked about a frame: the module and the place in it. One that was answered is not asked again.
fn code_location<'a>(frame: &Fields, images: &'a [String]) -> Option<(&'a String, CodeLocation)> {
    if frame.contains_key("symbolicated") {
        return None;
    }
    let id = image_of(frame, images)?;
    let address = text(frame, "instruction_addr").and_then(|it| it.strip_prefix("0x"));
    if let Some(address) = address {
        return Some((id, CodeLocation::Address(u64::from_str_radix(address, 16).ok()?)));
    }
    let index = text(frame, "raw_function")?.strip_prefix("wasm-function[")?.strip_suffix(']')?;
    Some((id, CodeLocation::Function(index.parse().ok()?)))
}

/// The debug id of the module that a frame is of.
pub(super) fn image_of<'a>(frame: &Fields, images: &'a [String]) -> Option<&'a String> {
    let image = text(frame, "addr_mode")?.strip_prefix("rel:")?.parse::<usize>().ok()?;
    images.get(image).filter(|id| !id.is_empty())
}

/// The frames of a place in a module as its sources tell them, the oldest first. `root` becomes the folder in which the
/// place that Rust gave for a panic is known by the path that it gave.
fn frames_of(from: &Fields, sources: Vec<SourceLocation>, root: &mut Option<String>) -> Vec<Value> {
    // What a panic says of itself is exact; of Safari's frames the symbols know no line.
    let own = from.get("lineno").and_then(|_| text(from, "filename"));
    let holder = own.and_then(|own| {
        let of_app = sources.iter().position(|source| source.in_app && is_file(source, own));
        of_app.or_else(|| sources.iter().position(|source| is_file(source, own)))
    });
    let mut frames = Vec::with_capacity(sources.len() + 1);
    for (at, source) in sources.into_iter().enumerate().rev() {
        if holder == Some(at) {
            *root = own.and_then(|own| path(&source).strip_suffix(own)).map(str::to_owned);
        }
        frames.push(frame(from, source, holder == Some(at)));
    }
    if let Some(own) = own.filter(|_| holder.is_none()) {
        let mut place = Fields::new();
        place.insert("filename".into(), own.into());
        for key in ["lineno", "colno", "in_app"] {
            place.extend(from.get(key).map(|value| (key.to_owned(), value.clone())));
        }
        frames.push(Value::Object(place));
    }
    frames
}

fn path(source: &SourceLocation) -> &str {
    if source.abs_path.is_empty() { &source.filename } else { &source.abs_path }
}

/// Whether the file of a source is the one that a panic names.
fn is_file(source: &SourceLocation, own: &str) -> bool {
    source.filename == own || path(source).strip_suffix(own).is_some_and(|rest| rest.ends_with('/'))
}

/// The frame as its source tells it; what came stays where the source says nothing of it, as does the place of a panic.
fn frame(from: &Fields, source: SourceLocation, has_place: bool) -> Value {
    let mut frame = from.clone();
    let module = text(from, "abs_path").or_else(|| text(from, "filename")).unwrap_or_default().to_owned();
    let function = plain_function(&source.function);
    // What an app reports with may lie beside its own source, and a source that is unknown is nobody's.
    let is_foreign = source.filename.is_empty() && is_library(function);
    let in_app = source.in_app && !is_foreign && is_in_app(function, &source.filename);
    if let Some(Value::Object(data)) = frame.get_mut("data") {
        data.remove(ORIGINAL_IN_APP);
    }
    frame.remove("abs_path");
    if !has_place {
        frame.remove("colno");
        frame.remove("lineno");
        let file = if source.filename.is_empty() { module.as_str() } else { &source.filename };
        frame.insert("filename".into(), file.into());
        if source.lineno > 0 {
            frame.insert("lineno".into(), source.lineno.into());
        }
    }
    for (key, value) in [
        ("function", json!(function)),
        ("abs_path", json!(source.abs_path)),
        ("in_app", json!(in_app)),
        ("package", json!(module)),
        ("symbolicated", json!(true)),
    ] {
        if value != json!("") {
            frame.insert(key.into(), value);
        }
    }
    Value::Object(frame)
}

/// Joins the place of a panic that is a frame of its own with the newest frame of the app in its file: without symbols
/// nobody could tell which frame it is of. Gives the folder in which the file is known by the path that Rust gave.
fn join_place(frames: &mut Vec<Value>) -> Option<String> {
    let has = |frame: &Value, key: &str| frame.get(key).is_some();
    let is_place = |frame: &Value| {
        has(frame, "lineno") && !["function", "symbolicated", "addr_mode"].iter().any(|key| has(frame, key))
    };
    let at = frames.iter().rposition(is_place)?;
    let place = frames.get(at)?.as_object()?.clone();
    let own = text(&place, "filename")?;
    let holder = frames.iter_mut().rev().filter_map(Value::as_object_mut).find(|frame| {
        let is_app = ["in_app", "symbolicated"].iter().all(|key| frame.get(*key) == Some(&Value::Bool(true)));
        let folder = text(frame, "abs_path").and_then(|path| path.strip_suffix(own));
        is_app && (text(frame, "filename") == Some(own) || folder.is_some_and(|rest| rest.ends_with('/')))
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

/// Gives each of the app's files below a folder the one spelling that begins there.
fn spell_alike(frames: &mut [Value], root: &str) {
    for frame in frames.iter_mut().filter_map(Value::as_object_mut) {
        if frame.get("in_app").and_then(Value::as_bool) == Some(true)
            && let Some(name) = text(frame, "abs_path").and_then(|path| path.strip_prefix(root))
        {
            let name = name.to_owned();
            frame.insert("filename".into(), name.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "1052940d-02c3-c844-4fa7-5c18b3999903";

    /// Knows one module: an inlined call at 0x1ac, and function 7.
    struct One;

    impl Lookup for One {
        fn locate(&self, debug_id: &str, place: CodeLocation) -> Option<Vec<SourceLocation>> {
            let source = |function: &str, lineno, in_app| SourceLocation {
                function: function.to_owned(),
                filename: "src/main.rs".to_owned(),
                abs_path: "/home/me/shop/src/main.rs".to_owned(),
                lineno,
                in_app,
            };
            (debug_id == ID).then(|| match place {
                CodeLocation::Address(0x1ac) => {
                    vec![source("core::index", 4, false), source("shop::price", 8, true)]
                }
                CodeLocation::Address(0x1ad) => vec![source("balefire::page::capture_panic", 3, true)],
                CodeLocation::Function(7) => vec![source("shop::price::h24249816282fcb4a", 0, true)],
                _ => Vec::new(),
            })
        }
    }

    fn run(frames: Value, id: &str) -> (Vec<Value>, Vec<String>) {
        let mut event = json!({
            "debug_meta": {"images": [{"type": "sourcemap", "debug_id": ID}, {"type": "wasm", "debug_id": id}]},
            "exception": {"values": [{"stacktrace": {"frames": frames}}]},
        });
        let missing = symbolicate(event.as_object_mut().unwrap(), &One);
        (event["exception"]["values"][0]["stacktrace"]["frames"].as_array().unwrap().clone(), missing)
    }

    const URL: &str = "https://a.test/m.wasm";

    #[test]
    fn inlined_calls_become_frames_and_callers_come_first() {
        let frame =
            json!({"function": "f", "filename": URL, "instruction_addr": "0x1ac", "addr_mode": "rel:1"});
        let (frames, missing) = run(json!([{"function": "js"}, frame]), &ID.to_ascii_uppercase());
        let read = |frame: &Value| {
            (
                frame["function"].as_str().unwrap().to_owned(),
                frame["lineno"].as_u64(),
                frame["in_app"].as_bool(),
            )
        };
        assert_eq!(
            frames.iter().map(read).collect::<Vec<_>>(),
            [
                ("js".to_owned(), None, None),
                ("shop::price".to_owned(), Some(8), Some(true)),
                ("core::index".to_owned(), Some(4), Some(false)),
            ]
        );
        assert_eq!((&frames[1]["package"], &frames[1]["instruction_addr"]), (&json!(URL), &json!("0x1ac")));
        assert!(missing.is_empty());
        // Read once more, nothing changes.
        assert_eq!(run(json!(frames), ID).0, frames);
    }

    #[test]
    fn what_reports_is_not_the_app() {
        let frame =
            json!({"function": "f", "filename": URL, "instruction_addr": "0x1ad", "addr_mode": "rel:1"});
        let (frames, _) = run(json!([frame]), ID);
        assert_eq!(frames[0]["function"], "balefire::page::capture_panic");
        assert_eq!(frames[0]["in_app"], false);
    }

    #[test]
    fn a_function_without_name_and_source_is_not_the_app_s() {
        let at = |function: &str| json!({"function": function, "filename": URL, "instruction_addr": "0x7", "addr_mode": "rel:1", "in_app": true});
        let (frames, _) = run(json!([at("wasm-function[703]"), at("shop::pay")]), ID);
        assert_eq!((&frames[0]["in_app"], &frames[1]["in_app"]), (&json!(false), &json!(true)));
    }

    #[test]
    fn a_function_of_safari_has_no_line() {
        let frame =
            json!({"function": "wasm-function[7]", "raw_function": "wasm-function[7]", "addr_mode": "rel:1"});
        let (frames, _) = run(json!([frame]), ID);
        assert_eq!(frames[0]["function"], "shop::price");
        assert!(frames[0].get("lineno").is_none());
    }

    #[test]
    fn the_place_of_a_panic_keeps_its_path() {
        let frame = json!({
            "function": "f", "filename": "shop/src/main.rs", "lineno": 9, "colno": 5, "abs_path": URL,
            "instruction_addr": "0x1ac", "addr_mode": "rel:1"
        });
        let (frames, _) = run(json!([frame]), ID);
        assert_eq!((&frames[0]["filename"], &frames[0]["lineno"]), (&json!("shop/src/main.rs"), &json!(9)));
        assert_eq!(frames[0]["colno"], 5);
        assert_eq!(frames[0]["package"], URL);
    }

    #[test]
    fn symbols_without_a_line_leave_that_of_a_panic() {
        let frame = json!({
            "function": "wasm-function[7]", "raw_function": "wasm-function[7]", "filename": "src/main.rs", "lineno": 9,
            "colno": 5, "abs_path": "<?>", "addr_mode": "rel:1", "in_app": true
        });
        let (frames, _) = run(json!([frame]), ID);
        assert_eq!((&frames[0]["function"], &frames[0]["lineno"]), (&json!("shop::price"), &json!(9)));
        assert_eq!((&frames[0]["colno"], frames.len()), (&json!(5), 1));
    }

    #[test]
    fn the_place_of_a_panic_in_another_file_stays_as_a_frame() {
        for address in [json!({"instruction_addr": "0x1ac"}), json!({"raw_function": "wasm-function[7]"})] {
            let mut frame = json!({
                "function": "f", "filename": "src/cart.rs", "lineno": 9, "colno": 5, "abs_path": URL,
                "addr_mode": "rel:1", "in_app": true
            });
            frame.as_object_mut().unwrap().extend(address.as_object().unwrap().clone());
            let (frames, _) = run(json!([frame]), ID);
            let place = json!({"filename": "src/cart.rs", "lineno": 9, "colno": 5, "in_app": true});
            assert_eq!(frames.last(), Some(&place));
            assert!(frames.len() > 1);
        }
    }

    #[test]
    fn the_place_of_a_panic_goes_to_the_newest_frame_of_its_file() {
        let at = json!({"function": "wasm-function[1]", "filename": URL, "instruction_addr": "0x1ac", "addr_mode": "rel:1"});
        let place = json!({"filename": "shop/src/main.rs", "lineno": 9, "colno": 5, "in_app": true});
        for frames in [json!([at, place]), json!([place, at])] {
            let (frames, _) = run(frames, ID);
            assert_eq!(frames.len(), 2);
            assert_eq!((&frames[0]["function"], &frames[0]["in_app"]), (&json!("shop::price"), &json!(true)));
            let joined = ["filename", "lineno", "colno"].map(|key| frames[0][key].clone());
            assert_eq!(joined, [json!("shop/src/main.rs"), json!(9), json!(5)]);
            assert_eq!(frames[1]["function"], "core::index");
        }
    }

    #[test]
    fn a_file_has_one_spelling_in_a_stack() {
        let at = |filename: &str| json!({"function": "f", "filename": filename, "instruction_addr": "0x1ac", "addr_mode": "rel:1"});
        let mut panicked = at("shop/src/main.rs");
        panicked["lineno"] = 9.into();
        let (frames, _) = run(json!([at(URL), panicked]), ID);
        let own: Vec<_> = frames
            .iter()
            .filter(|it| it["in_app"] == true)
            .map(|it| it["filename"].as_str().unwrap())
            .collect();
        assert_eq!(own, ["shop/src/main.rs"; 2]);
    }

    #[test]
    fn what_cannot_be_known_stays_and_what_is_missing_is_told_once() {
        let at = |address: &str, mode: &str| json!({"filename": URL, "instruction_addr": address, "addr_mode": mode});
        let odd = json!([
            at("0x1ac", "rel:0"), at("0x1ac", "rel:9"), at("0x1ac", "abs"), at("zzz", "rel:1"), at("0x7", "rel:1"),
            {"addr_mode": "rel:1"}, null, 7
        ]);
        assert_eq!(run(odd.clone(), ID), (odd.as_array().unwrap().clone(), vec![]));
        let unknown = "00000000-0000-0000-0000-000000000000";
        let two = json!([at("0x1", "rel:1"), at("0x2", "rel:1")]);
        assert_eq!(run(two.clone(), unknown), (two.as_array().unwrap().clone(), vec![unknown.to_owned()]));
    }
}
