//! Stacks that were sent as text. `raw_stacks` has one for each exception, because our SDK leaves the parsing to this server.
//! Where a page could not parse them, `extra.raw_stack` belongs to the last exception, and `exception.values[i].raw_stack` to
//! that exception.

use balefire_protocol::{frame::write_frames, stacktrace};
use serde_json::{Map, Value};

use super::cut_text::start;
use super::event_fields::{Fields, frames, values_mut};
use super::panic;

/// Longest stack that is parsed, in bytes: 100 lines of a kilobyte.
const STACK: usize = 100 << 10;

/// Replaces `raw_stacks` with the frames of each exception, as if the page had parsed them: the event may go to an upstream,
/// which does not know the member. If the stack of the last exception has no frames, its text becomes `extra.raw_stack`.
pub(super) fn parse_all(event: &mut Fields) {
    let Some(stacks) = event.remove("raw_stacks") else { return };
    let exceptions = match event.get_mut("exception") {
        Some(Value::Array(list)) => list,
        Some(Value::Object(interface)) => match interface.get_mut("values") {
            Some(Value::Array(list)) => list,
            _ => return,
        },
        _ => return,
    };
    let stacks = stacks.as_array().map(Vec::as_slice).unwrap_or_default();
    let mut unread = None;
    for (exception, stack) in exceptions.iter_mut().zip(stacks) {
        unread = match (exception, stack) {
            (Value::Object(exception), Value::String(stack)) => {
                let is_filled = frames(exception).next().is_some() || fill(exception, stack);
                (!is_filled && !stack.is_empty()).then_some(stack)
            }
            _ => None,
        };
    }
    if let Some(stack) = unread.filter(|_| stacks.len() == exceptions.len()) {
        let extra = event.entry("extra").or_insert_with(|| Value::Object(Map::new()));
        if let Value::Object(extra) = extra {
            extra.entry("raw_stack").or_insert_with(|| start(stack, STACK).into());
        }
    }
}

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
    panic::note_first_line(exception, stack);
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

    #[track_caller]
    fn check(event: Value, expect: &Value) {
        let mut fields = event.as_object().unwrap().clone();
        parse_all(&mut fields);
        assert_eq!(&Value::Object(fields), expect);
    }

    #[test]
    fn each_exception_gets_the_frames_of_its_stack() {
        let stack = |name: &str| format!("at {name} (https://a.test/x.js:1:2)");
        let frame = |name: &str| json!({"function": name, "filename": "https://a.test/x.js", "lineno": 1, "colno": 2, "in_app": true});
        let with = |name: &str| json!({"type": "E", "stacktrace": {"frames": [frame(name)]}});
        let plain = json!({"type": "E"});
        for (exceptions, expect) in [
            (json!({"values": [plain, plain, plain]}), json!({"values": [with("f"), plain, with("g")]})),
            (json!([plain, plain, plain]), json!([with("f"), plain, with("g")])),
            (json!([with("kept"), plain]), json!([with("kept"), plain])),
            (json!(7), json!(7)),
        ] {
            let stacks = json!([stack("f"), null, stack("g"), stack("more")]);
            check(json!({"exception": exceptions, "raw_stacks": stacks}), &json!({"exception": expect}));
        }
        check(json!({"raw_stacks": [stack("f")]}), &json!({}));
        check(json!({"exception": [plain], "raw_stacks": "x"}), &json!({"exception": [plain]}));
    }

    #[test]
    fn the_last_stack_stays_as_text_if_it_has_no_frames() {
        let event = json!({"exception": [{}, {}], "raw_stacks": ["odd", "odder"]});
        check(event, &json!({"exception": [{}, {}], "extra": {"raw_stack": "odder"}}));
        let event = json!({"exception": [{}], "raw_stacks": ["odd"], "extra": {"raw_stack": "known"}});
        check(event, &json!({"exception": [{}], "extra": {"raw_stack": "known"}}));
        check(json!({"exception": [{}], "raw_stacks": [""]}), &json!({"exception": [{}]}));
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
