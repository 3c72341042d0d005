//! Texts that were sent as another JSON type.

use serde_json::{Number, Value};

use super::super::event_fields;

/// The largest number up to which a double is exact for each whole number.
pub(super) const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// The value as text: a text as it is, all else as JSON.
pub(in super::super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A text, number or boolean as text. A whole number loses its `.0`.
pub(super) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::Number(number) => {
            Some(whole(number).map_or_else(|| number.to_string(), |whole| whole.to_string()))
        }
        other => event_fields::scalar(other),
    }
}

/// `7` of `7.0`.
fn whole(number: &Number) -> Option<i64> {
    let float = number.as_f64().filter(|float| number.is_f64() && float.fract() == 0.0)?;
    (float.abs() < MOST_EXACT).then_some(float as i64)
}

/// Turns a number or a boolean into text.
pub(super) fn scalar_to_text(value: &mut Value) {
    if matches!(value, Value::Number(_) | Value::Bool(_))
        && let Some(text) = scalar(value)
    {
        *value = text.into();
    }
}

/// Turns any other value except null into its JSON text.
pub(super) fn json_to_text(value: &mut Value) {
    if !matches!(value, Value::String(_) | Value::Null) {
        *value = value.to_string().into();
    }
}

/// Trims white space at both ends of a text.
pub(super) fn trim(text: &mut String) {
    let trimmed = text.trim();
    if trimmed.len() < text.len() {
        *text = trimmed.to_owned();
    }
}
