//! Turns JSON into an object of Sentry's event schema: legal but unusual shapes become one plain shape.
//!
//! <https://develop.sentry.dev/sdk/data-model/event-payloads/>
//!
//! Afterwards: `exception`, `breadcrumbs` and `threads` are `{values: []}`, `tags` is an object of texts,
//! `request.headers` is a list of pairs, the message is a `logentry` object, times are numbers. The rules are in
//! `lenient`.

use super::event_fields::Fields;
use super::lenient;

/// Converts the members of an event to their plain shapes.
pub(super) fn parse(mut event: Fields) -> Fields {
    lenient::event(&mut event);
    event
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::lenient_json::ReadJsonError;
    use crate::process::ReadEvent;

    fn read(payload: &[u8]) -> Result<Fields, ReadJsonError> {
        ReadEvent::read(payload).map(|event| parse(event.fields))
    }

    #[track_caller]
    fn check(payload: &str, expect: Value) {
        assert_eq!(Value::Object(read(payload.as_bytes()).unwrap()), expect);
    }

    #[test]
    fn json_that_is_not_strict() {
        check(r#"{"logentry": "\ud83d"}"#, json!({"logentry": {"message": "\u{fffd}"}}));
        check("{\"message\": \"a\tb\"}", json!({"logentry": {"message": "a\tb"}}));
        check(r#"{"message": "CPU \u0000 over"}"#, json!({"logentry": {"message": "CPU \u{fffd} over"}}));
        assert!(read(b"{\"message\": \"\xff\"}").is_ok());
    }

    #[test]
    fn refused() {
        for payload in ["", "{", "hello", "{\"a\":1}x"] {
            assert!(matches!(read(payload.as_bytes()), Err(ReadJsonError::Malformed(_))), "{payload}");
        }
        assert!(matches!(read(b"[]"), Err(ReadJsonError::NotAnObject)));
        let deep = format!("{{\"a\":{}", "[".repeat(100_000));
        assert!(matches!(read(deep.as_bytes()), Err(ReadJsonError::TooDeep(_))));
    }
}
