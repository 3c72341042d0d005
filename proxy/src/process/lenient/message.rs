//! The message of an event, as one `logentry` object.

use serde_json::{Map, Value};

use super::super::event_fields::{Fields, text};
use super::scalar::{json_to_text, text_of};
use super::template;

/// Members that may hold the message; the first non-empty one counts.
const PLACES: [&str; 2] = ["logentry", "message"];
/// Members of a `logentry`. An object without any of them is itself the message.
const MEMBERS: [&str; 3] = ["message", "formatted", "params"];

/// Makes one `logentry` of `logentry` or `message`, which may be an object, a text or any other value (kept as JSON
/// text). Adds the formatted message if there are parameters.
pub(super) fn normalize(event: &mut Fields) {
    let mut sent = PLACES.map(|place| event.remove(place));
    let said = sent.iter_mut().flatten().find_map(entry);
    if let Some(mut entry) = said.or_else(|| sent.iter().flatten().find_map(object)) {
        template::format(&mut entry);
        event.insert("logentry".into(), Value::Object(entry));
    }
}

/// Whether an event has a message. Works before [`normalize`] has run.
pub(super) fn is_there(event: &Fields) -> bool {
    let is_message = |value: &Value| match value {
        Value::Null | Value::Bool(false) => false,
        Value::String(text) => !text.is_empty(),
        _ => true,
    };
    PLACES.iter().filter_map(|place| event.get(*place)).any(is_message)
}

fn entry(value: &mut Value) -> Option<Fields> {
    match value {
        Value::Object(members) => {
            for key in ["message", "formatted"] {
                members.get_mut(key).into_iter().for_each(json_to_text);
            }
            let is_said = text(members, "message").or_else(|| text(members, "formatted")).is_some();
            is_said.then(|| std::mem::take(members))
        }
        // PHP sent `false` for an absent message.
        Value::Null | Value::Bool(false) => None,
        Value::String(text) if text.is_empty() => None,
        Value::String(text) => Some(of_text(std::mem::take(text))),
        other => Some(of_text(text_of(other))),
    }
}

fn object(value: &Value) -> Option<Fields> {
    let members = value.as_object().filter(|members| !members.is_empty())?;
    let is_entry = MEMBERS.iter().any(|key| members.contains_key(*key));
    (!is_entry).then(|| of_text(value.to_string()))
}

fn of_text(text: String) -> Fields {
    Map::from_iter([("message".into(), text.into())])
}
