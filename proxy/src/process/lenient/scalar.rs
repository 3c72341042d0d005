//! Texts that came as something else.

use serde_json::{Number, Value};

use super::super::event_fields;

/// Above this not every whole number has a double of its own.
pub(super) const MOST_EXACT: f64 = 9_007_199_254_740_992.0;

/// A value as a text: a text as it is, all else as JSON.
pub(in super::super) fn text_of(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// A text, number or truth value as a text; a whole number without a fraction, also where it was sent with one.
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

/// Makes a text of a number or a truth value.
pub(super) fn scalar_to_text(value: &mut Value) {
    if matches!(value, Value::Number(_) | Value::Bool(_))
        && let Some(text) = scalar(value)
    {
        *value = text.into();
    }
}

/// Makes a text of any other value but null, by its JSON.
pub(super) fn json_to_text(value: &mut Value) {
    if !matches!(value, Value::String(_) | Value::Null) {
        *value = value.to_string().into();
    }
}

/// Takes the white space around a text away.
pub(super) fn trim(text: &mut String) {
    let trimmed = text.trim();
    if trimmed.len() < text.len() {
        *text = trimmed.to_owned();
    }
}
