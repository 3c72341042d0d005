//! Timestamps, as seconds since 1970.

use serde_json::{Number, Value};

use crate::model::rfc3339;

/// The end of the year 9999 in seconds since 1970, the limit of Relay's timestamps. Times in milliseconds are larger
/// and are dropped.
const END: f64 = 253_402_300_800.0;

/// Seconds from a number, a number as text, or an RFC 3339 timestamp.
pub(in super::super) fn normalize(value: Value) -> Option<Value> {
    match &value {
        Value::Number(number) => number.as_f64().is_some_and(|seconds| seconds < END).then_some(value),
        Value::String(text) => {
            let seconds = text.trim().parse().ok().or_else(|| Some(rfc3339::parse(text)?.0))?;
            Number::from_f64(seconds).filter(|_| seconds < END).map(Value::Number)
        }
        _ => None,
    }
}
