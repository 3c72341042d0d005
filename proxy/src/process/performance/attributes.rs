//! Attributes of spans, as plain values within bounds.

use serde_json::{Map, Value};

use super::super::cut_text::{cut_text, start};
use super::super::event_fields::Fields;
use super::super::trim_values::trim;
use crate::model::vital::Metric;

/// Most attributes of a span.
const MOST: usize = 64;
/// Longest name of an attribute, in bytes. An attribute with a longer name is dropped.
const NAME: usize = 200;
/// Longest text, in bytes; also of a name of a span.
const TEXT: usize = 1 << 10;
/// How deep a value may nest.
const DEPTH: usize = 2;

/// Attributes that are members of the model or say the same for each span of a trace, and those of the visitor: the user
/// is stored as a hash alone, and headers of requests hold cookies and tokens.
const DROPPED: [&str; 17] = [
    "sentry.op",
    "sentry.release",
    "sentry.environment",
    "user.",
    "enduser.",
    "client.",
    "network.peer.",
    "network.local.",
    "http.request.header.",
    "http.response.header.",
    "http.request.body.",
    "sentry.sdk.",
    "sentry.segment.",
    "sentry.trace_lifecycle",
    "sentry.is_localhost",
    "app.",
    "process.",
];

/// The attributes of the first protocol: plain values already.
pub(super) fn plain(data: Option<&Value>) -> Fields {
    bounded(data, |value| value.clone())
}

/// The attributes of the second protocol, `{"key": {"value": 2, "type": "integer"}}`. A number may come as integer where
/// it is a double.
pub(super) fn typed(attributes: Option<&Value>) -> Fields {
    bounded(attributes, |attribute| match attribute {
        Value::Object(object) => object.get("value").cloned().unwrap_or(Value::Null),
        plain => plain.clone(),
    })
}

fn bounded(data: Option<&Value>, value: impl Fn(&Value) -> Value) -> Fields {
    let Some(Value::Object(data)) = data else { return Map::new() };
    let kept = data.iter().filter(|(key, _)| key.len() <= NAME).map(|(key, it)| {
        let mut plain = value(it);
        trim(&mut plain, TEXT, DEPTH);
        (key.clone(), plain)
    });
    kept.filter(|(_, value)| !value.is_null()).collect()
}

/// The attributes that are stored: without those of the visitor, and at most as many as are kept of a span.
pub(super) fn stored(data: Fields) -> Fields {
    let is_kept = |key: &str| !DROPPED.iter().any(|prefix| key.starts_with(prefix));
    data.into_iter().filter(|(key, _)| is_kept(key)).take(MOST).collect()
}

/// A text within bounds.
pub(super) fn text(text: Option<&str>) -> String {
    cut_text(text.unwrap_or_default(), TEXT)
}

/// The start of a text that is a word.
pub(super) fn start_of(text: Option<&str>, bytes: usize) -> String {
    start(text.unwrap_or_default(), bytes).to_owned()
}

/// The vitals in `measurements`: `{"lcp": {"value": 1234.5, "unit": "millisecond"}}`.
pub(super) fn measurements(measurements: Option<&Value>) -> Vec<(Metric, f64)> {
    let Some(Value::Object(all)) = measurements else { return Vec::new() };
    let vitals = Metric::ALL.into_iter().filter_map(|metric| {
        let measurement = all.get(metric.name())?;
        let value = measurement.get("value")?.as_f64()?;
        let factor = match measurement.get("unit").and_then(Value::as_str) {
            Some("second") => 1e3,
            Some("microsecond") => 1e-3,
            Some("nanosecond") => 1e-6,
            _ => 1.0,
        };
        Some((metric, value * factor))
    });
    vitals.collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn integer_and_double_alike() {
        let attributes = json!({
            "a": {"value": 2, "type": "integer"},
            "b": {"value": 2.5, "type": "double", "unit": "millisecond"},
            "c": {"value": ["x"], "type": "array"},
            "d": {"type": "string"},
            "e": "plain",
        });
        assert_eq!(
            Value::Object(typed(Some(&attributes))),
            json!({"a": 2, "b": 2.5, "c": ["x"], "e": "plain"})
        );
        assert!(typed(Some(&json!([1]))).is_empty() && typed(None).is_empty());
    }

    #[test]
    fn bounds() {
        let long = "x".repeat(5_000);
        let many: Fields = (0..500).map(|n| (format!("k{n}"), json!(long))).collect();
        let stored = stored(plain(Some(&Value::Object(many))));
        assert_eq!(stored.len(), MOST);
        assert!(stored.values().all(|value| value.as_str().unwrap().len() <= TEXT));
        assert!(plain(Some(&json!({ "k".repeat(NAME + 1): 1 }))).is_empty());
        assert_eq!(Value::Object(plain(Some(&json!({"a": [[[1]]]})))), json!({"a": [["[Array]"]]}));
    }

    #[test]
    fn what_is_the_visitors_is_not_stored() {
        let data = json!({"user.email": "a@b", "http.request.header.cookie": ["a=b"], "client.address": "::1", "a": 1});
        assert_eq!(Value::Object(stored(plain(Some(&data)))), json!({"a": 1}));
    }

    #[test]
    fn units() {
        let all = json!({"lcp": {"value": 1.5, "unit": "second"}, "cls": {"value": 0.02, "unit": ""},
            "fcp": {"value": 90}, "ttfb": {"value": "9"}, "fp": {"value": 60, "unit": "millisecond"}, "inp": 7});
        let mut found = measurements(Some(&all));
        found.sort_by_key(|(metric, _)| metric.name());
        assert_eq!(found, [(Metric::Cls, 0.02), (Metric::Fcp, 90.0), (Metric::Lcp, 1_500.0)]);
    }
}
