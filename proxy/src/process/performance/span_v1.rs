//! The first span protocol: an item is one span that came without its transaction.

use serde_json::Value;

use super::super::event_fields::{Fields, text};
use super::raw_span::RawSpan;

/// Reads the span. Its attributes may lack what the members of the span say.
pub(super) fn read(payload: &Fields) -> Option<RawSpan> {
    let mut span = RawSpan::of_v1(payload)?;
    // Texts that a transaction has as tags of its own: `lcp.element`, `release`.
    for key in ["tags", "sentry_tags"] {
        for (name, value) in payload.get(key).and_then(Value::as_object).into_iter().flatten().take(64) {
            if value.is_string() && !span.data.contains_key(name) {
                let value = super::attributes::text(value.as_str());
                span.data.insert(super::attributes::text(Some(name)), value.into());
            }
        }
    }
    for (attribute, member) in [("sentry.release", "release"), ("sentry.environment", "environment")] {
        if !span.data.contains_key(attribute)
            && let Some(value) = text(payload, member).or_else(|| text(&span.data, member))
        {
            let value = super::attributes::text(Some(value));
            span.data.insert(attribute.into(), value.into());
        }
    }
    Some(span)
}
