//! `exception`, `breadcrumbs` and `threads`: `{values: [..]}`.

use serde_json::{Map, Value};

use super::super::event_fields::Fields;

/// `{values: [..]}` of a list, or of one entry alone. Empty entries are dropped (Sentry allows null), and so is a text,
/// unless an entry has a member that a text alone stands for.
pub(super) fn normalize(value: Value, text_is: Option<&str>) -> Option<Value> {
    let list = match value {
        Value::Object(mut object) => match object.remove("values") {
            Some(Value::Array(list)) => list,
            Some(one) => vec![one],
            None => vec![Value::Object(object)],
        },
        Value::Array(list) => list,
        one => vec![one],
    };
    let list: Vec<Value> = list.into_iter().filter_map(|it| entry(it, text_is)).collect();
    // Not by `json!`, which copies what it is given.
    (!list.is_empty()).then(|| Value::Object(Map::from_iter([("values".into(), Value::Array(list))])))
}

fn entry(value: Value, text_is: Option<&str>) -> Option<Value> {
    match value {
        Value::Object(ref members) if !members.is_empty() => Some(value),
        Value::String(ref text) if !text.is_empty() => {
            Some(Value::Object(Fields::from_iter([(text_is?.to_owned(), value)])))
        }
        _ => None,
    }
}
