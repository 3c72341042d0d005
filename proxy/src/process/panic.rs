//! Rust panics in wasm: the source location that the panic message reports.
//!
//! The SDK in the page attaches the location to the newest frame that it considers in-app. The server knows more
//! library and framework crates ([`wasm_frames`]), so it may move the location to another frame, or to a frame of its
//! own. A page that could not read the stack sends the location beside it: in `mechanism.data.panic_location`, or in
//! the first line of the stack.

use balefire_protocol::panic::split_location;
use serde_json::{Map, Value, json};

use super::event_fields::{Fields, PANIC_LOCATION, is_in_app, is_panic, text, values_mut};
use super::wasm_frames::{self, is_wasm};
use crate::scan::{first_line, split_once};
use crate::symbols::{package_of, source_name};

/// What the first line of a panic's text in the console begins with, and the line that our crate writes before a stack.
const PANICKED: &str = "panicked at ";

/// A location in a source file.
struct PanicLocation {
    file: String,
    lineno: Option<Value>,
    colno: Option<Value>,
    in_app: bool,
}

/// Marks library frames in stacks with wasm, and moves each panic location to the right frame. Stacks that are
/// symbolicated already stay as they are.
pub(super) fn settle(event: &mut Fields) {
    // Other platforms send stacks that are symbolicated already.
    if text(event, "platform").is_some_and(|it| it != "javascript") {
        return;
    }
    for exception in values_mut(event, "exception").into_iter().flatten().filter_map(Value::as_object_mut) {
        let is_panic = is_panic(exception);
        let beside = if is_panic { beside_frames(exception) } else { None };
        if beside.is_some() {
            exception.entry("stacktrace").or_insert_with(|| json!({"frames": []}));
        }
        let frames = exception.get_mut("stacktrace").and_then(|it| it.get_mut("frames"));
        let Some(Value::Array(frames)) = frames else { continue };
        let has = |of: fn(&Fields) -> bool| frames.iter().filter_map(Value::as_object).any(of);
        if !is_panic && !has(is_wasm) || has(|frame| frame.contains_key("symbolicated")) {
            continue;
        }
        let place = if is_panic { take(frames).or(beside) } else { None };
        wasm_frames::mark(frames);
        let Some(place) = place else { continue };
        // A frame without a name may belong to the standard library, and a location would make it look in-app.
        wasm_frames::mark_unnamed(frames);
        if let Some(package) = place.package() {
            wasm_frames::mark_package(frames, package);
        }
        put(frames, &place);
        note(exception, &place.to_text());
    }
}

/// Notes the location in the first line of a panic's stack, `panicked at src/main.rs:7:3:`, unless the page sent one.
pub(super) fn note_first_line(exception: &mut Fields, stack: &str) {
    let first = first_line(stack).strip_prefix(PANICKED).and_then(|rest| rest.strip_suffix(':'));
    let Some(location) = first.filter(|it| PanicLocation::parse(it).is_some()) else { return };
    if is_panic(exception) && beside_frames(exception).is_none() {
        note(exception, location);
    }
}

/// The location that a page sent beside the frames.
fn beside_frames(exception: &Fields) -> Option<PanicLocation> {
    PanicLocation::parse(exception.get("mechanism")?.get("data")?.get(PANIC_LOCATION)?.as_str()?)
}

/// Takes the location off its frame. A frame that consists of the location alone is removed.
fn take(frames: &mut Vec<Value>) -> Option<PanicLocation> {
    let is_place = |frame: &Value| {
        frame.get("lineno").is_some_and(Value::is_number)
            && frame.get("filename").and_then(Value::as_str).is_some_and(|file| file.ends_with(".rs"))
    };
    let at = frames.iter().rposition(is_place)?;
    let frame = frames.get_mut(at)?.as_object_mut()?;
    let file = text(frame, "filename").unwrap_or_default().to_owned();
    let is_own = is_in_app(frame);
    let place = PanicLocation::of(&file, is_own, frame.remove("lineno"), frame.remove("colno"));
    match frame.remove("abs_path").filter(|_| is_wasm(frame)) {
        Some(module) => drop(frame.insert("filename".into(), module)),
        None => drop(frames.remove(at)),
    }
    Some(place)
}

/// Attaches the location to the newest in-app Rust frame, as `locate` in protocol/src/panic.rs does. If the location is
/// in a library, or if there is no such frame, it becomes a frame of its own.
fn put(frames: &mut Vec<Value>, place: &PanicLocation) {
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

impl PanicLocation {
    /// Reads `src/main.rs:7:3`. A relative path belongs to the app, unless it begins with the folder of a library.
    fn parse(location: &str) -> Option<Self> {
        let (file, line, column) = split_location(location)?;
        let number = |digits: &str| digits.parse::<u32>().ok().map(Value::from);
        // As `take` finds it on a frame, in a later pass.
        let lineno = number(line).filter(|_| file.ends_with(".rs"))?;
        Some(Self::of(file, source_name(file).1, Some(lineno), number(column)))
    }

    /// A relative path stays as the app's author compiled it, and `is_own` says whether it is the app's.
    fn of(file: &str, is_own: bool, lineno: Option<Value>, colno: Option<Value>) -> Self {
        let file = file.replace('\\', "/");
        let is_absolute = file.starts_with('/') || file.get(1..3) == Some(":/");
        if is_absolute {
            let (name, in_app) = source_name(&file);
            return Self { file: name.to_owned(), lineno, colno, in_app };
        }
        Self { file, lineno, colno, in_app: is_own }
    }

    /// The package of a library file: `rust-decimal` of `rust-decimal-1.36.0/src/decimal.rs`.
    fn package(&self) -> Option<&str> {
        let (folder, _) = split_once(&self.file, '/').filter(|_| !self.in_app)?;
        package_of(folder)
    }

    fn to_text(&self) -> String {
        let number = |it: &Option<Value>| it.as_ref().and_then(Value::as_u64).unwrap_or_default();
        format!("{}:{}:{}", self.file, number(&self.lineno), number(&self.colno))
    }

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

/// Stores the location beside the frames, because symbolication changes the frames' files and lines.
fn note(exception: &mut Fields, location: &str) {
    let mechanism = exception.entry("mechanism").or_insert_with(|| json!({"type": "generic"}));
    let Some(mechanism) = mechanism.as_object_mut() else { return };
    let data = mechanism.entry("data").or_insert_with(|| json!({}));
    if let Some(data) = data.as_object_mut() {
        data.insert(PANIC_LOCATION.into(), location.into());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::process::raw_stack;

    const URL: &str = "https://a.test/shop_bg.wasm";

    fn settled(frames: &Value) -> (Value, Value) {
        let mut event = json!({
            "platform": "javascript",
            "exception": {"values": [{"type": "panic", "value": "x", "stacktrace": {"frames": frames}}]},
        });
        settle(event.as_object_mut().unwrap());
        let once = event.clone();
        // A second pass changes nothing.
        settle(event.as_object_mut().unwrap());
        assert_eq!(event, once);
        let exception = &event["exception"]["values"][0];
        (exception["stacktrace"]["frames"].clone(), exception["mechanism"]["data"][PANIC_LOCATION].clone())
    }

    fn wasm(function: &str) -> Value {
        json!({"function": function, "filename": URL, "instruction_addr": "0x1", "in_app": true})
    }

    fn placed(function: &str, file: &str) -> Value {
        let mut frame = wasm(function);
        frame["abs_path"] = URL.into();
        frame["filename"] = file.into();
        frame["lineno"] = 7.into();
        frame["colno"] = 3.into();
        frame
    }

    #[test]
    fn a_place_on_a_framework_goes_to_the_app() {
        let frames = json!([wasm("shop::cart::total"), placed("leptos::run", "src/cart.rs")]);
        let (frames, location) = settled(&frames);
        assert_eq!(frames[0], placed("shop::cart::total", "src/cart.rs"));
        assert_eq!((&frames[1]["filename"], &frames[1]["in_app"]), (&json!(URL), &json!(false)));
        assert_eq!((frames[1].get("lineno"), frames[1].get("abs_path")), (None, None));
        assert_eq!(location, "src/cart.rs:7:3");
    }

    #[test]
    fn without_a_frame_of_the_app_a_place_is_a_frame_of_its_own() {
        let own = json!({"filename": "src/cart.rs", "lineno": 7, "colno": 3, "in_app": true});
        for frames in [json!([placed("yew::run", "src/cart.rs")]), json!([wasm("yew::run"), own])] {
            let (frames, location) = settled(&frames);
            assert_eq!((frames.as_array().unwrap().len(), &frames[1]), (2, &own));
            assert_eq!(location, "src/cart.rs:7:3");
        }
    }

    /// A panic in leptos' example `todomvc`, as WebKitGTK 2.50 reports it: the frames without a name are
    /// `rust_begin_unwind` and the click handler.
    #[test]
    fn a_frame_without_a_name_is_not_the_app_s() {
        let unnamed =
            |index| json!({"function": index, "raw_function": index, "filename": "<?>", "in_app": true});
        let mut placed = unnamed("wasm-function[588]");
        placed["abs_path"] = "<?>".into();
        placed["filename"] = "src/lib.rs".into();
        placed["lineno"] = 169.into();
        let frames = json!([unnamed("wasm-function[190]"), wasm("core::panicking::panic_fmt"), placed]);
        let (frames, location) = settled(&frames);
        let files: Vec<_> = frames
            .as_array()
            .unwrap()
            .iter()
            .map(|it| (it["filename"].clone(), it["in_app"].clone()))
            .collect();
        let expect = [("<?>", false), (URL, false), ("<?>", false), ("src/lib.rs", true)];
        assert_eq!(files, expect.map(|(file, in_app)| (json!(file), json!(in_app))));
        assert_eq!(location, "src/lib.rs:169:0");
    }

    #[test]
    fn a_place_in_a_library_is_not_the_app_s() {
        let home = "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/yew-0.21.0/src/lib.rs";
        let (frames, location) = settled(&json!([placed("shop::view", home)]));
        assert_eq!(frames[0], wasm("shop::view"));
        assert_eq!(
            frames[1],
            json!({"filename": "yew-0.21.0/src/lib.rs", "lineno": 7, "colno": 3, "in_app": false})
        );
        assert_eq!(location, "yew-0.21.0/src/lib.rs:7:3");
    }

    /// The path shows that a crate is a library, even if the list of crates lacks it.
    #[test]
    fn functions_of_the_library_of_the_place_are_not_the_app_s() {
        let file = "/usr/local/cargo/registry/src/index.crates.io-1949cf8c6b5b557f/rust_decimal-1.36.0/src/decimal.rs";
        let (frames, _) = settled(&json!([
            wasm("shop::total"),
            placed("<rust_decimal::Decimal as core::ops::Div>::div", file)
        ]));
        let own: Vec<_> = frames.as_array().unwrap().iter().map(|it| it["in_app"] == true).collect();
        assert_eq!(own, [true, false, false]);
        assert_eq!(frames[2]["filename"], "rust_decimal-1.36.0/src/decimal.rs");
    }

    #[test]
    fn no_folder_of_a_builder_is_left() {
        for (said, kept) in [
            ("/home/me/shop/src/cart.rs", "src/cart.rs"),
            ("C:\\Users\\me\\shop\\src\\cart.rs", "src/cart.rs"),
            ("shop\\src\\cart.rs", "shop/src/cart.rs"),
            ("examples/pay.rs", "examples/pay.rs"),
        ] {
            let (frames, _) = settled(&json!([placed("shop::f", said)]));
            assert_eq!(frames[0]["filename"], kept, "{said}");
        }
    }

    /// Without the core a page reads no stack: the server does, and the location is beside it.
    #[test]
    fn a_place_beside_the_frames_goes_to_the_app() {
        let stacks = [
            "    at shop::cart::total (https://a.test/shop_bg.wasm:wasm-function[7]:0x1)",
            "shop::cart::total@https://a.test/shop_bg.wasm:wasm-function[7]:0x1",
            "",
        ];
        let library = "/home/me/.cargo/registry/src/index.crates.io-1949cf8c6b5b557f/yew-0.21.0/src/lib.rs";
        for (told, file, in_app) in [
            ("src/cart.rs", "src/cart.rs", true),
            ("/home/me/shop/src/cart.rs", "src/cart.rs", true),
            ("shop\\src\\cart.rs", "shop/src/cart.rs", true),
            ("packages/@shop/src/cart.rs", "packages/@shop/src/cart.rs", true),
            (library, "yew-0.21.0/src/lib.rs", false),
        ] {
            for calls in stacks {
                let data = json!({"data": {"panic_location": format!("{told}:7:3")}});
                let header = format!("panicked at {told}:7:3:\n{calls}");
                for (mechanism, stack) in [(data, calls), (json!({"type": "panic"}), &header)] {
                    let exception = json!({"type": "panic", "mechanism": mechanism, "raw_stack": stack});
                    let mut event = json!({"platform": "javascript", "exception": {"values": [exception]}});
                    let fields = event.as_object_mut().unwrap();
                    raw_stack::read(fields);
                    settle(fields);
                    let once = fields.clone();
                    settle(fields);
                    assert_eq!(*fields, once, "{told}");
                    let exception = &event["exception"]["values"][0];
                    let frames = exception["stacktrace"]["frames"].as_array().unwrap();
                    let newest = frames.last().unwrap();
                    assert_eq!(
                        (&newest["filename"], &newest["lineno"], &newest["colno"], &newest["in_app"]),
                        (&json!(file), &json!(7), &json!(3), &json!(in_app))
                    );
                    let count = if in_app || calls.is_empty() { 1 } else { 2 };
                    assert_eq!(frames.len(), count, "{stack}");
                    assert_eq!(exception["mechanism"]["data"][PANIC_LOCATION], format!("{file}:7:3"));
                }
            }
        }
    }

    #[test]
    fn no_place_is_made_of_odd_words() {
        for told in [json!("src/cart.rs"), json!("src/cart.rs:x:3"), json!("cart:7:3"), json!(7), json!(null)]
        {
            let mut event = json!({"exception": {"values": [{"type": "panic", "mechanism": {"data": {"panic_location": told}}}]}});
            let before = event.clone();
            settle(event.as_object_mut().unwrap());
            assert_eq!(event, before);
        }
    }

    #[test]
    fn odd_frames_stay() {
        let odd = json!([{"filename": "src/a.rs", "lineno": "7"}, {"filename": 7, "lineno": 7}, null, 7]);
        assert_eq!(settled(&odd).0, odd);
        let mut event =
            json!({"exception": {"values": [{"type": "panic", "mechanism": 7, "stacktrace": 7}]}});
        let before = event.clone();
        settle(event.as_object_mut().unwrap());
        assert_eq!(event, before);
    }
}
