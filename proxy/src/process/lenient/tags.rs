//! Tags, as an object of texts.

use serde_json::{Map, Value};

use super::super::event_fields::{Fields, text};
use super::request::pair;
use super::scalar::{scalar, trim};

/// Makes an object of texts, of an object or of a list of pairs. If a name comes twice, the first value counts.
pub(super) fn normalize(value: Value) -> Option<Value> {
    let mut tags = Map::new();
    match value {
        Value::Object(object) if object.iter().all(is_plain) => return Some(Value::Object(object)),
        Value::Object(object) => {
            for (key, value) in object {
                let value = match value {
                    Value::String(text) => Some(text),
                    other => scalar(&other),
                };
                if let Some(value) = value {
                    add(&mut tags, key, value);
                }
            }
        }
        Value::Array(list) => {
            list.iter().filter_map(pair).for_each(|(key, value)| add(&mut tags, key, value));
        }
        _ => return None,
    }
    Some(Value::Object(tags))
}

/// Whether a tag has its documented shape already, as from current SDKs.
fn is_plain((key, value): (&String, &Value)) -> bool {
    let is_bare = |text: &str| text.len() == text.trim().len();
    value.as_str().is_some_and(is_bare) && is_bare(key) && !key.contains(' ')
}

fn add(tags: &mut Fields, mut key: String, mut value: String) {
    trim(&mut key);
    trim(&mut value);
    if key.contains(' ') {
        key = key.replace(' ', "-");
    }
    tags.entry(key).or_insert(Value::String(value));
}

/// Uses the tag of this name as the environment if the event has none: older apps sent it as a tag.
pub(super) fn take_environment(event: &mut Fields) {
    if text(event, "environment").is_some() {
        return;
    }
    let tags = event.get_mut("tags").and_then(Value::as_object_mut);
    if let Some(environment) = tags.and_then(|tags| tags.remove("environment")) {
        event.insert("environment".into(), environment);
    }
}
