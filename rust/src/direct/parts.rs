//! Parts of events: exceptions and frames.

use balefire_protocol::{frame, panic, stacktrace};
use serde_json::{Map, Value, json};

use super::image::Image;

/// An error, or one of its causes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Link {
    pub name: String,
    pub message: String,
    /// Its own stack, as the engine prints it; empty if it has none.
    pub stack: String,
}

impl Link {
    /// Whether no call into the app can be trusted after it, as `js/on_demand/wasm/panic.js` judges: a trap, or an overflow of
    /// the engine's stack in the middle of Rust.
    pub(super) fn is_death(&self) -> bool {
        let is_overflow =
            ["Maximum call stack", "too much recursion"].iter().any(|words| self.message.starts_with(words));
        (self.name == "RuntimeError" || is_overflow) && self.stack.lines().any(is_wasm)
    }
}

/// The exceptions of an error with its causes, the error itself first. `kind` is the mechanism of the error itself.
pub(super) fn exceptions(chain: &[Link], kind: &str, is_handled: bool, image: Option<&Image>) -> Value {
    let is_linked = chain.len() > 1;
    let one = |(at, link): (usize, &Link)| {
        let mut mechanism = Map::new();
        mechanism.insert("type".into(), if at == 0 { kind } else { "chained" }.into());
        mechanism.insert("handled".into(), is_handled.into());
        if is_linked {
            mechanism.insert("exception_id".into(), at.into());
        }
        if let Some(parent) = at.checked_sub(1) {
            mechanism.insert("parent_id".into(), parent.into());
            mechanism.insert("source".into(), "cause".into());
        }
        exception(&link.name, &link.message, mechanism.into(), frames(&link.stack, "", image))
    };
    let mut values: Vec<Value> = chain.iter().enumerate().map(one).collect();
    values.reverse();
    json!({"values": values})
}

/// A stack as Chromium prints it. Deno prints a place in a module like one in a script, `file:///app_bg.wasm:1:40`: the column is
/// the offset in bytes, from 1. The number of the function it does not say.
pub(super) fn with_addresses(stack: &str) -> String {
    let line = |line: &str| {
        let (before, place) = line.split_once(".wasm:1:")?;
        let column: u64 = place.trim_end_matches(')').parse().ok()?;
        let end = if place.ends_with(')') { ")" } else { "" };
        Some(format!("{before}.wasm:wasm-function[?]:{:#x}{end}", column.checked_sub(1)?))
    };
    let lines: Vec<_> = stack.lines().map(|it| line(it).unwrap_or_else(|| it.to_owned())).collect();
    lines.join("\n")
}

/// A stack without the functions of JavaScript through which the app has asked for it.
pub(super) fn of_app(stack: &str) -> &str {
    let mut at = 0;
    for line in stack.split_inclusive('\n') {
        if is_wasm(line) {
            return stack.get(at..).unwrap_or(stack);
        }
        at += line.len();
    }
    stack
}

fn is_wasm(line: &str) -> bool {
    line.contains("wasm-function") || line.contains("[wasm code]")
}

/// A stack below one more frame, `f@file:7:1`, in the engine's own format: a stack is read as Chromium's or as the others'.
pub(super) fn below(place: &str, stack: &str) -> String {
    let is_chromium = stack.lines().any(|line| line.starts_with("    at "));
    match place.split_once('@') {
        Some((function, location)) if is_chromium => format!("    at {function} ({location})\n{stack}"),
        Some(_) => format!("{place}\n{stack}"),
        None => stack.to_owned(),
    }
}

/// One exception.
pub(super) fn exception(name: &str, message: &str, mechanism: Value, frames: Value) -> Value {
    let mut exception = Map::from_iter([
        ("type".to_owned(), name.into()),
        ("value".to_owned(), message.into()),
        ("mechanism".to_owned(), mechanism),
    ]);
    if !frames.is_null() {
        exception.insert("stacktrace".into(), json!({"frames": frames}));
    }
    exception.into()
}

/// The frames of a stack as JSON, with the location of a panic; null if there are none. Those in the app's module refer to its
/// image.
pub(super) fn frames(stack: &str, location: &str, image: Option<&Image>) -> Value {
    let mut frames = stacktrace::parse(stack);
    let in_image: Vec<bool> =
        frames.iter().map(|frame| image.is_some_and(|image| image.has(frame))).collect();
    panic::locate(&mut frames, location);
    if frames.is_empty() {
        return Value::Null;
    }
    let mut text = String::new();
    frame::write_frames(&mut text, &frames);
    let mut json: Value = serde_json::from_str(&text).unwrap_or_default();
    let members = json.as_array_mut().into_iter().flatten();
    for (frame, _) in members.zip(in_image).filter(|(_, is_in)| *is_in) {
        if let Value::Object(frame) = frame {
            frame.insert("addr_mode".into(), "rel:0".into());
        }
    }
    json
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stack_of_deno() {
        let stack = "Error\n    at __wbg_new (file:///a/app.js:7:3)\n    at app.wasm.pay (file:///a/app_bg.wasm:1:40)\n    at file:///a/app_bg.wasm:1:7\n    at main (file:///a/main.js:1:2)";
        let stack = with_addresses(stack);
        let frames = stacktrace::parse(of_app(&stack));
        let told: Vec<_> = frames.iter().map(|it| (it.filename, it.instruction_addr)).collect();
        let wasm = "file:///a/app_bg.wasm";
        assert_eq!(told, [("file:///a/main.js", None), (wasm, Some(6)), (wasm, Some(39))]);
        assert_eq!(with_addresses("f@a.js:1:2\n.wasm:1:x)"), "f@a.js:1:2\n.wasm:1:x)");
        assert_eq!(of_app("Error\n    at f (a.js:1:2)"), "Error\n    at f (a.js:1:2)");
    }

    #[test]
    fn deaths() {
        let wasm = "    at f (https://a.test/m.wasm:wasm-function[9]:0x5a)";
        for (name, message, stack, expect) in [
            ("RuntimeError", "memory access out of bounds", wasm, true),
            ("RuntimeError", "unreachable", "<?>.wasm-function[f]@[wasm code]", true),
            ("RangeError", "Maximum call stack size exceeded", wasm, true),
            ("InternalError", "too much recursion", "f@https://a.test/m.wasm:wasm-function[9]:0x5a", true),
            ("RangeError", "Maximum call stack size exceeded", "    at f (https://a.test/m.js:1:1)", false),
            ("RuntimeError", "of a page's own", "    at f (https://a.test/m.js:1:1)", false),
            ("TypeError", "the bank refuses", wasm, false),
        ] {
            let link = Link { name: name.into(), message: message.into(), stack: stack.into() };
            assert_eq!(link.is_death(), expect, "{name}: {message}");
        }
    }

    #[test]
    fn a_frame_before_the_stack_of_each_engine() {
        for stack in [
            "Error\n    at app.wasm.shop::pay (https://a.test/app_bg.wasm:wasm-function[9]:0x5a)",
            "app.wasm.shop::pay@https://a.test/app_bg.wasm:wasm-function[9]:0x5a",
            "<?>.wasm-function[shop::pay]@[wasm code]",
        ] {
            let stack = below("shop::cart@src/cart.rs:7:1", stack);
            let frames = stacktrace::parse(&stack);
            let told: Vec<_> = frames.iter().map(|it| (it.function, it.lineno, it.in_app)).collect();
            assert_eq!(told, [("shop::pay", None, true), ("shop::cart", Some(7), true)], "{stack}");
            assert_eq!(frames[1].filename, "src/cart.rs");
        }
        assert_eq!(below("", "f@a.js:1:1"), "f@a.js:1:1");
    }
}
