//! Stacks that came as text, because the page had no core to read them: `extra.raw_stack` is the last
//! exception's, `exception.values[i].raw_stack` is that exception's own.

use balefire_protocol::{frame::Frame, stacktrace};
use serde_json::{Map, Value};

use super::cut::start;
use super::fields::values_mut;
use super::fields::{Fields, frames};

/// Longest stack that is read, in bytes: 100 lines of a kilobyte.
const STACK: usize = 100 << 10;

/// Reads the raw stacks into frames; a stack that gave frames is removed.
pub(super) fn read(event: &mut Fields) {
    for exception in values_mut(event, "exception").into_iter().flatten().filter_map(Value::as_object_mut) {
        let stack = exception.get("raw_stack").and_then(Value::as_str).map(str::to_owned);
        if stack.is_some_and(|stack| fill(exception, &stack)) {
            exception.remove("raw_stack");
        }
    }
    let stack = event
        .get("extra")
        .and_then(|extra| extra.get("raw_stack"))
        .and_then(Value::as_str)
        .map(str::to_owned);
    let Some(stack) = stack else { return };
    let last =
        values_mut(event, "exception").and_then(|values| values.last_mut()).and_then(Value::as_object_mut);
    if last.is_some_and(|exception| fill(exception, &stack))
        && let Some(Value::Object(extra)) = event.get_mut("extra")
    {
        extra.remove("raw_stack");
    }
}

/// Gives an exception the frames of a stack, unless it has some; whether it was so.
fn fill(exception: &mut Fields, stack: &str) -> bool {
    if frames(exception).next().is_some() {
        return false;
    }
    let frames: Vec<Value> = stacktrace::parse(start(stack, STACK)).into_iter().map(frame).collect();
    if frames.is_empty() {
        return false;
    }
    exception.insert("stacktrace".into(), serde_json::json!({ "frames": frames }));
    true
}

/// A frame as the wire spells it: <https://develop.sentry.dev/sdk/data-model/event-payloads/stacktrace/>
fn frame(frame: Frame<'_>) -> Value {
    let mut object = Map::new();
    if !frame.function.is_empty() {
        object.insert("function".into(), frame.function.into());
    }
    object.insert("filename".into(), frame.filename.into());
    if let Some(line) = frame.lineno {
        object.insert("lineno".into(), line.into());
    }
    if let Some(column) = frame.colno {
        object.insert("colno".into(), column.into());
    }
    object.insert("in_app".into(), frame.in_app.into());
    if !frame.raw_function.is_empty() {
        object.insert("raw_function".into(), frame.raw_function.into());
    }
    if let Some(address) = frame.instruction_addr {
        object.insert("platform".into(), "native".into());
        object.insert("instruction_addr".into(), format!("{address:#x}").into());
    }
    Value::Object(object)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn frame_on_the_wire() {
        let wasm = Frame {
            function: "f",
            filename: "https://a.test/m.wasm",
            in_app: true,
            instruction_addr: Some(0x5a),
            ..Frame::default()
        };
        let expect = json!({"function": "f", "filename": "https://a.test/m.wasm", "in_app": true, "platform": "native", "instruction_addr": "0x5a"});
        assert_eq!(frame(wasm), expect);
    }

    #[test]
    fn exception_with_frames_keeps_them_and_the_text() {
        let event = json!({
            "exception": {"values": [{"stacktrace": {"frames": [{"function": "kept"}]}}]},
            "extra": {"raw_stack": "at other (https://a.test/x.js:1:1)"},
        });
        let mut fields = event.as_object().unwrap().clone();
        read(&mut fields);
        assert_eq!(Value::Object(fields), event);
    }
}
