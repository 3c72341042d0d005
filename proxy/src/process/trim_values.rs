//! Cuts free-form values, such as `extra` and `contexts`, down to a number of bytes and a depth.

use serde_json::Value;

use super::cut_text::{cut_text, start};

/// Longest name of a member, in bytes. A member with a longer name is dropped.
const NAME: usize = 1 << 10;

/// Cuts a value down to about so many bytes of JSON and so many levels. The first members and entries stay.
pub(super) fn trim(value: &mut Value, bytes: usize, depth: usize) {
    let mut left = bytes;
    walk(value, depth, &mut left);
}

fn walk(value: &mut Value, depth: usize, left: &mut usize) {
    match value {
        Value::String(text) => {
            if text.len() > *left {
                *text = if *left > 3 { cut_text(text, *left) } else { start(text, *left).to_owned() };
            }
            spend(left, text.len() + 2);
        }
        Value::Array(list) if depth == 0 && !list.is_empty() => instead(value, "[Array]", left),
        Value::Object(object) if depth == 0 && !object.is_empty() => instead(value, "[Object]", left),
        Value::Array(list) => {
            spend(left, 2);
            let mut kept = 0;
            for entry in list.iter_mut() {
                if *left == 0 {
                    break;
                }
                walk(entry, depth - 1, left);
                kept += 1;
            }
            list.truncate(kept);
        }
        Value::Object(object) => {
            spend(left, 2);
            object.retain(|name, value| {
                if *left == 0 || name.len() > NAME {
                    return false;
                }
                spend(left, name.len() + 4);
                walk(value, depth - 1, left);
                true
            });
        }
        Value::Number(_) | Value::Bool(_) | Value::Null => spend(left, 8),
    }
}

/// Replaces a value below the depth limit by a text. The text counts against the size limit like a sent text.
fn instead(value: &mut Value, text: &str, left: &mut usize) {
    *value = text.into();
    walk(value, 0, left);
}

fn spend(left: &mut usize, bytes: usize) {
    *left = left.saturating_sub(bytes);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(value: Value, bytes: usize, depth: usize, expect: Value) {
        let mut value = value;
        trim(&mut value, bytes, depth);
        assert_eq!(value, expect);
    }

    #[test]
    fn what_fits_stays() {
        let value = json!({"a": [1, "two", {"b": null}], "c": true});
        check(value.clone(), 100, 3, value);
    }

    #[test]
    fn depth() {
        check(
            json!({"a": {"b": {"c": 1}, "d": [1]}}),
            100,
            2,
            json!({"a": {"b": "[Object]", "d": "[Array]"}}),
        );
    }

    #[test]
    fn bytes() {
        check(
            json!({"a": "0123456789", "b": "0123456789", "c": 1}),
            25,
            3,
            json!({"a": "0123456789", "b": "0"}),
        );
        check(json!(vec![1; 1_000]), 80, 1, json!(vec![1; 10]));
        check(json!({"n".repeat(2_000): 1, "a": 1}), 9_000, 1, json!({"a": 1}));
        check(json!(vec![json!([]); 1_000]), 22, 1, json!(vec![json!([]); 10]));
        check(json!(vec![json!([1]); 1_000]), 20, 1, json!(["[Array]", "[Array]"]));
        let mut many =
            json!((0..100_000).map(|n| (n.to_string(), json!(n))).collect::<serde_json::Map<_, _>>());
        trim(&mut many, 10_000, 5);
        assert!(many.to_string().len() < 20_000, "{}", many.to_string().len());
    }
}
