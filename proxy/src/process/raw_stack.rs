//! Stacks that were sent as text because the page could not parse them: `extra.raw_stack` belongs to the last
//! exception, `exception.values[i].raw_stack` to that exception.

use balefire_protocol::{frame::write_frames, stacktrace};
use serde_json::{Map, Value};

use super::cut_text::start;
use super::event_fields::{Fields, frames, values_mut};

/// Longest stack that is parsed, in bytes: 100 lines of a kilobyte.
const STACK: usize = 100 << 10;

/// Parses the raw stacks into frames. A raw stack that gave frames is removed.
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

/// Gives the frames of a raw stack to an exception without frames. Returns whether it did.
fn fill(exception: &mut Fields, stack: &str) -> bool {
    if frames(exception).next().is_some() {
        return false;
    }
    let frames = stacktrace::parse(start(stack, STACK));
    if frames.is_empty() {
        return false;
    }
    let mut json = String::new();
    write_frames(&mut json, &frames);
    let Ok(frames) = serde_json::from_str(&json) else { return false };
    exception.insert("stacktrace".into(), Value::Object(Map::from_iter([("frames".to_owned(), frames)])));
    true
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

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
