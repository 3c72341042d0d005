//! Reads the JSON of an item: within limits, also where a client writes JSON that is not strict.
//!
//! Strict JSON is parsed once. Only if that fails is the text repaired and parsed again, so strict JSON costs nothing
//! extra.

mod repair;
mod shape;

use serde_json::{Map, Value};

pub(crate) use self::repair::repair;
use self::shape::shape;
use crate::outcome::DiscardReason;

/// How deep JSON may nest, in lists and objects. `serde_json` refuses deeper text too, and all later steps recurse over
/// its result, with less than a quarter of a thread's stack: <https://docs.rs/serde_json/latest/serde_json/struct.Deserializer.html#method.disable_recursion_limit>
pub const DEPTH: usize = 127;

/// Most lists and objects in an event: a tree of at most 35 MB. An object of seven bytes takes 700 in memory.
pub const EVENT_CONTAINERS: usize = 50_000;
/// Most lists and objects in any other JSON that is read to be scrubbed: a tree of at most 70 MB.
pub const CONTAINERS: usize = 100_000;

/// Why the JSON of an item cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadJsonError {
    /// The text is not JSON, even after the repair.
    #[error("cannot be read")]
    Malformed(#[source] serde_json::Error),
    /// Lists and objects nest too deep.
    #[error("nests deeper than {0} levels")]
    TooDeep(usize),
    /// The text has too many lists and objects. In memory each takes a hundred times its bytes.
    #[error("more than {0} lists and objects")]
    TooMany(usize),
    /// It is JSON, but not an object.
    #[error("not an object")]
    NotAnObject,
}

impl ReadJsonError {
    /// The reason under which the loss is counted.
    #[must_use]
    pub fn reason(&self) -> DiscardReason {
        match self {
            Self::Malformed(_) | Self::NotAnObject => DiscardReason::Malformed,
            Self::TooDeep(_) => DiscardReason::TooDeep,
            Self::TooMany(_) => DiscardReason::TooLarge,
        }
    }
}

/// Reads JSON of at most `most` lists and objects. U+0000 becomes U+FFFD, because databases and searches end a text
/// at it.
pub fn read(payload: &[u8], most: usize) -> Result<Value, ReadJsonError> {
    let Ok(text) = std::str::from_utf8(payload) else { return read_repaired(payload, most) };
    // A list or object has two bytes at least, so a short text needs no counting.
    if text.len() / 2 > most {
        check(text, most)?;
    }
    match serde_json::from_str(text) {
        Ok(value) => Ok(without_nul(value, text)),
        Err(_) => read_repaired(payload, most),
    }
}

fn read_repaired(payload: &[u8], most: usize) -> Result<Value, ReadJsonError> {
    let text = repair(payload);
    check(&text, most)?;
    let value = serde_json::from_str(&text).map_err(ReadJsonError::Malformed)?;
    Ok(without_nul(value, &text))
}

fn check(text: &str, most: usize) -> Result<(), ReadJsonError> {
    let shape = shape(text);
    if shape.depth > DEPTH {
        return Err(ReadJsonError::TooDeep(DEPTH));
    }
    if shape.containers > most {
        return Err(ReadJsonError::TooMany(most));
    }
    Ok(())
}

/// Replaces U+0000 in a value. `text` is the JSON of the value: without the escape in it there is nothing to replace.
fn without_nul(mut value: Value, text: &str) -> Value {
    if text.contains("\\u0000") {
        replace_nul(&mut value);
    }
    value
}

fn replace_nul(value: &mut Value) {
    match value {
        Value::String(text) if text.contains('\0') => *text = text.replace('\0', "\u{fffd}"),
        Value::Array(list) => list.iter_mut().for_each(replace_nul),
        Value::Object(object) => {
            object.values_mut().for_each(replace_nul);
            if object.keys().any(|key| key.contains('\0')) {
                let members = std::mem::take(object).into_iter();
                *object =
                    members.map(|(key, value)| (key.replace('\0', "\u{fffd}"), value)).collect::<Map<_, _>>();
            }
        }
        Value::String(_) | Value::Number(_) | Value::Bool(_) | Value::Null => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn strict_json_is_read_as_it_is() {
        let text = r#"{"a":[1,-2.5e3,true,null,"\u00e9\ud83d\ude00\\u0000"],"b":{}}"#;
        assert_eq!(read(text.as_bytes(), 3).unwrap(), serde_json::from_str::<Value>(text).unwrap());
    }

    #[test]
    fn u_0000_is_replaced_in_texts_and_names() {
        assert_eq!(
            read(br#"{"a\u0000":["b\u0000c",{"\u0000":1}]}"#, 3).unwrap(),
            json!({"a\u{fffd}": ["b\u{fffd}c", {"\u{fffd}": 1}]})
        );
        assert_eq!(read(b"\"a\0b\"", 1).unwrap(), json!("a\u{fffd}b"));
    }

    #[test]
    fn depth_is_bounded_before_and_after_repair() {
        let nested = |levels: usize, inner: &str| {
            format!("{}{inner}{}", "[".repeat(levels), "]".repeat(levels)).into_bytes()
        };
        for inner in ["", "NaN"] {
            assert!(read(&nested(DEPTH, inner), 1_000).is_ok());
            assert!(matches!(read(&nested(DEPTH + 1, inner), 1_000), Err(ReadJsonError::TooDeep(DEPTH))));
            assert!(matches!(read(&nested(200_000, inner), 1 << 20), Err(ReadJsonError::TooDeep(DEPTH))));
        }
        // Half of it open, as an attacker sends it.
        assert!(matches!(read("[".repeat(200_000).as_bytes(), 1 << 20), Err(ReadJsonError::TooDeep(DEPTH))));
    }

    #[test]
    fn lists_and_objects_are_counted_before_they_are_made() {
        let many = format!("[{}1]", "{\"a\":{}},".repeat(500));
        assert!(read(many.as_bytes(), 1_001).is_ok());
        assert!(matches!(read(many.as_bytes(), 1_000), Err(ReadJsonError::TooMany(1_000))));
        // What stands in a text is no list.
        let text = format!("{{\"a\":\"{}\"}}", "[{".repeat(500));
        assert!(read(text.as_bytes(), 1).is_ok());
        let repaired = format!("[NaN,{}]", "[],".repeat(500));
        assert!(matches!(read(repaired.as_bytes(), 100), Err(ReadJsonError::TooMany(100))));
    }

    #[test]
    fn text_beyond_repair_is_malformed() {
        for payload in
            ["", "{", "hello", "{\"a\":1}x", "{\"a\":\"", "{\"a\" 1}", "[1,,2]", "{'a':1}", "\u{0}"]
        {
            let read = read(payload.as_bytes(), 10);
            assert!(matches!(read, Err(ReadJsonError::Malformed(_))), "{payload}: {read:?}");
        }
    }
}
