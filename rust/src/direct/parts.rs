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
