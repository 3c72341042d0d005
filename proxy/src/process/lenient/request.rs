//! Old shapes of `request`.

use serde_json::{Value, json};

use super::reshape::reshape;
use super::scalar::scalar;

/// Gives the members of a request their documented types. A request that is a text is the URL.
pub(super) fn normalize(request: &mut Value) {
    match request {
        Value::String(url) if !url.is_empty() => *request = json!({"url": url}),
        Value::Object(members) => {
            reshape(members, "headers", pairs);
            if let Some(Value::String(method)) = members.get_mut("method") {
                method.make_ascii_uppercase();
            }
            if let Some(Value::String(query)) = members.get_mut("query_string")
                && query.starts_with('?')
            {
                query.remove(0);
            }
        }
        _ => {}
    }
}

/// Makes a list of pairs, `[[a, b]]`, of `{a: b}` or `[{key, value}]`.
fn pairs(value: Value) -> Option<Value> {
    let list: Vec<Value> = match value {
        Value::Object(object) => {
            object.into_iter().filter_map(|(key, value)| Some(json!([key, one(&value)?]))).collect()
        }
        Value::Array(list) => list.iter().filter_map(pair).map(|(key, value)| json!([key, value])).collect(),
        _ => return None,
    };
    Some(Value::Array(list))
}

/// A name and its value.
pub(super) fn pair(entry: &Value) -> Option<(String, String)> {
    match entry {
        Value::Array(two) => Some((scalar(two.first()?)?, one(two.get(1)?)?)),
        Value::Object(object) => Some((scalar(object.get("key")?)?, one(object.get("value")?)?)),
        _ => None,
    }
}

/// A header's value. A header that was sent twice has a list of values.
fn one(value: &Value) -> Option<String> {
    match value {
        Value::Array(list) => Some(list.iter().filter_map(scalar).collect::<Vec<_>>().join(", ")),
        other => scalar(other),
    }
}
