//! Template errors: raven sent the template's file and line beside the stack.
//!
//! Sentry's current SDKs send a frame instead, so the old member becomes a frame:
//! <https://github.com/getsentry/relay/blob/master/relay-event-schema/src/protocol/templateinfo.rs>

use serde_json::{Value, json};

use super::super::event_fields::Fields;
use super::super::event_fields::values_mut;

/// The function name of a frame that is a line in a template.
const FUNCTION: &str = "<template>";

/// Adds the template line as the newest frame: to the stack of the last exception that has one, else to the event's
/// own.
pub(super) fn to_frame(event: &mut Fields) {
    if !event.get("template").is_some_and(Value::is_object) {
        return;
    }
    let Some(Value::Object(mut frame)) = event.remove("template") else { return };
    frame.entry("function").or_insert_with(|| FUNCTION.into());
    frame.insert("in_app".into(), true.into());
    let of_exceptions = values_mut(event, "exception").into_iter().flatten().rev().find_map(frames);
    let frame = Value::Object(frame);
    match of_exceptions {
        Some(frames) => frames.push(frame),
        None => match event.get_mut("stacktrace").and_then(|stack| stack.get_mut("frames")) {
            Some(Value::Array(frames)) => frames.push(frame),
            _ => drop(event.insert("stacktrace".into(), json!({"frames": [frame]}))),
        },
    }
}

fn frames(exception: &mut Value) -> Option<&mut Vec<Value>> {
    exception.pointer_mut("/stacktrace/frames")?.as_array_mut().filter(|frames| !frames.is_empty())
}
