//! `exception`, `breadcrumbs` and `threads`: a list or a single entry becomes `{values: [..]}`.

use serde_json::{Map, Value};

use super::super::event_fields::Fields;

/// Makes `{values: [..]}` of a list or of a single entry. Drops empty entries (Sentry allows null). Drops texts too,
/// unless a text can stand for one member of the entry.
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
    // `json!` would copy the values.
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
