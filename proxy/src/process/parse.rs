//! JSON to an object of Sentry's event schema: the odd but legal shapes become the one plain shape.
//!
//! <https://develop.sentry.dev/sdk/data-model/event-payloads/>
//!
//! Afterwards: `exception`, `breadcrumbs` and `threads` are `{values: []}`, `tags` is an object of texts,
//! `request.headers` is a list of pairs, the message is a `logentry` object, times are numbers. `lenient` has the rules.

use serde_json::Value;

use super::fields::Fields;
use super::lenient;
use crate::items;
use crate::lenient_json::{self, ReadJsonError};

/// Reads the payload of an event item.
pub(super) fn parse(payload: &[u8]) -> Result<Fields, ReadJsonError> {
    let value = lenient_json::read(payload, items::EVENT_CONTAINERS)?;
    let Value::Object(mut event) = value else { return Err(ReadJsonError::NotAnObject) };
    lenient::event(&mut event);
    Ok(event)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(payload: &str, expect: Value) {
        assert_eq!(Value::Object(parse(payload.as_bytes()).unwrap()), expect);
    }

    #[test]
    fn json_that_is_not_strict() {
        check(r#"{"logentry": "\ud83d"}"#, json!({"logentry": {"message": "\u{fffd}"}}));
        check("{\"message\": \"a\tb\"}", json!({"logentry": {"message": "a\tb"}}));
        check(r#"{"message": "CPU \u0000 over"}"#, json!({"logentry": {"message": "CPU \u{fffd} over"}}));
        assert!(parse(b"{\"message\": \"\xff\"}").is_ok());
    }

    #[test]
    fn refused() {
        for payload in ["", "{", "hello", "{\"a\":1}x"] {
            assert!(matches!(parse(payload.as_bytes()), Err(ReadJsonError::Malformed(_))), "{payload}");
        }
        assert!(matches!(parse(b"[]"), Err(ReadJsonError::NotAnObject)));
        let deep = format!("{{\"a\":{}", "[".repeat(100_000));
        assert!(matches!(parse(deep.as_bytes()), Err(ReadJsonError::TooDeep(_))));
    }
}
