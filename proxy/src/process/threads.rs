//! Stacks of Sentry's native SDKs: the stack is in the running thread, and runtime frames are mixed with the app's
//! frames.

use balefire_protocol::stacktrace::is_in_app;
use serde_json::{Map, Value, json};

use super::event_fields::values_mut;
use super::event_fields::{Fields, exceptions, frames, message, text};
use crate::scan::run;

/// Crates whose functions report an error and are never its cause.
const REPORTERS: [&str; 4] = ["sentry", "anyhow", "backtrace", "std::panicking"];

/// Moves a stack into the last exception, or into the message, if no exception has frames. The stack is the event's
/// own, else the running thread's.
pub(super) fn adopt(event: &mut Fields) {
    if exceptions(event).any(|exception| frames(exception).next().is_some()) {
        return;
    }
    let Some(stack) = own_stack(event).or_else(|| running_stack(event)) else { return };
    if let Some(Value::Object(last)) = values_mut(event, "exception").and_then(|values| values.last_mut()) {
        last.insert("stacktrace".into(), stack);
    } else if let Some(message) = message(event) {
        // SDKs send a message with the stack of its call in this shape.
        let exception = json!({"value": message, "mechanism": {"type": "generic", "synthetic": true}});
        let Value::Object(mut exception) = exception else { return };
        exception.insert("stacktrace".into(), stack);
        let values = Value::Array(vec![Value::Object(exception)]);
        event.insert("exception".into(), Value::Object(Map::from_iter([("values".into(), values)])));
    }
}

/// Takes the event's own stack, which raven sent.
fn own_stack(event: &mut Fields) -> Option<Value> {
    let has_frames = event.get("stacktrace")?.get("frames")?.as_array().is_some_and(|it| !it.is_empty());
    if has_frames { event.remove("stacktrace") } else { None }
}

/// Takes the stack of the crashed thread, else of the current thread, else of the only thread.
fn running_stack(event: &mut Fields) -> Option<Value> {
    let threads = values_mut(event, "threads")?;
    let is = |thread: &Value, flag: &str| thread.get(flag).and_then(Value::as_bool) == Some(true);
    let at = ["crashed", "current"]
        .iter()
        .find_map(|flag| threads.iter().position(|thread| is(thread, flag)))
        .or_else(|| (threads.len() == 1).then_some(0))?;
    let thread = threads.get_mut(at)?.as_object_mut()?;
    let has_frames = thread.get("stacktrace")?.get("frames")?.as_array().is_some_and(|it| !it.is_empty());
    if has_frames { thread.remove("stacktrace") } else { None }
}

/// In native Rust events, marks frames of the standard library and of error reporters as not in-app.
pub(super) fn mark_machinery(event: &mut Fields) {
    if text(event, "platform") != Some("native") {
        return;
    }
    for exception in values_mut(event, "exception").into_iter().flatten() {
        let Some(Value::Array(frames)) = exception.pointer_mut("/stacktrace/frames") else { continue };
        for frame in frames.iter_mut().filter_map(Value::as_object_mut) {
            let function = text(frame, "function").unwrap_or_default();
            let filename = text(frame, "filename").unwrap_or_default();
            if !is_in_app(function, filename) || is_reporter(function) {
                frame.insert("in_app".into(), false.into());
            }
        }
    }
}

/// Whether the function reports an error or starts the program: `sentry_panic::message_from_panic_info`, `<sentry::Hub
/// as ..>::with`, `__libc_start_main`, `<unknown>`.
fn is_reporter(function: &str) -> bool {
    let name = &function[run(function.as_bytes(), 0, |byte| byte == b'<')..];
    name == "unknown>"
        || matches!(name, "_start" | "main")
        || name.starts_with("__libc_")
        || REPORTERS.iter().any(|start| {
            name.strip_prefix(start).is_some_and(|rest| rest.starts_with("::") || rest.starts_with('_'))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with_thread_stack(event: Value) -> Value {
        let Value::Object(mut event) = event else { panic!("no object") };
        adopt(&mut event);
        Value::Object(event)
    }

    fn stack() -> Value {
        json!({"frames": [{"function": "f"}]})
    }

    #[test]
    fn the_running_thread_is_where_it_happened() {
        let threads = json!({"values": [{"id": 1}, {"id": 2, "current": true, "stacktrace": stack()}]});
        let event = with_thread_stack(
            json!({"exception": {"values": [{"type": "A"}, {"type": "B"}]}, "threads": threads}),
        );
        assert_eq!(event["exception"]["values"][1], json!({"type": "B", "stacktrace": stack()}));
        assert_eq!(event["threads"]["values"][1], json!({"id": 2, "current": true}));
    }

    #[test]
    fn a_message_too() {
        let event = with_thread_stack(
            json!({"logentry": {"message": "hi"}, "threads": {"values": [{"stacktrace": stack()}]}}),
        );
        assert_eq!(event["exception"]["values"][0]["stacktrace"], stack());
        assert_eq!(event["exception"]["values"][0]["mechanism"]["synthetic"], true);
    }

    #[test]
    fn not_where_there_is_a_stack_or_nobody_knows_which() {
        let own = json!({"exception": {"values": [{"stacktrace": stack()}]},
            "threads": {"values": [{"stacktrace": stack()}]}});
        assert_eq!(with_thread_stack(own.clone()), own);
        let two = json!({"exception": {"values": [{"type": "A"}]},
            "threads": {"values": [{"stacktrace": stack()}, {"stacktrace": stack()}]}});
        assert_eq!(with_thread_stack(two.clone()), two);
        let empty =
            json!({"logentry": {"message": "hi"}, "threads": {"values": [{"stacktrace": {"frames": []}}]}});
        assert_eq!(with_thread_stack(empty.clone()), empty);
    }

    #[test]
    fn runtime_frames_of_native_rust() {
        let functions = [
            ("__libc_start_call_main", false),
            ("main", false),
            ("std::rt::lang_start::{{closure}}", false),
            ("shop::price_of", true),
            ("core::panicking::panic_fmt", false),
            ("sentry_panic::PanicIntegration::event_from_panic_info", false),
            ("<sentry_core::Hub as X>::run", false),
            ("sentryish::f", true),
            ("<unknown>", false),
        ];
        let frames: Vec<Value> =
            functions.iter().map(|(name, _)| json!({"function": name, "in_app": true})).collect();
        let event =
            json!({"platform": "native", "exception": {"values": [{"stacktrace": {"frames": frames}}]}});
        let Value::Object(mut event) = event else { panic!("no object") };
        mark_machinery(&mut event);
        let marked = event["exception"]["values"][0]["stacktrace"]["frames"].as_array().unwrap();
        let marked: Vec<_> =
            marked.iter().map(|it| (it["function"].as_str().unwrap(), it["in_app"] == true)).collect();
        assert_eq!(marked, functions);
    }
}
