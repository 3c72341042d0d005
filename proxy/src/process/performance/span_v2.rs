//! The second span protocol: an item is a list of spans of one trace, as they ended.
//!
//! <https://develop.sentry.dev/sdk/telemetry/spans/span-protocol/>

use serde_json::Value;

use super::super::event_fields::{Fields, text};
use super::attributes;
use super::clock;
use super::ids::{span_id, trace_id};
use super::raw_span::{OP, RawSpan, is_failed};

/// Reads one span of the list.
pub(super) fn read(span: &Fields) -> Option<RawSpan> {
    let data = attributes::typed(span.get("attributes"));
    let said = text(span, "status").unwrap_or_default();
    // The status has two values; the attribute has the words of the first protocol.
    let detail = text(&data, "sentry.status.message").filter(|_| said == "error").unwrap_or_default();
    Some(RawSpan {
        trace_id: trace_id(span, "trace_id")?,
        span_id: span_id(span, "span_id")?,
        parent_span_id: span_id(span, "parent_span_id"),
        segment_id: span_id(&data, "sentry.segment.id"),
        event_id: None,
        is_segment: span.get("is_segment").and_then(Value::as_bool).unwrap_or(false),
        op: attributes::start_of(text(&data, "sentry.op"), OP),
        name: attributes::text(text(span, "name")),
        is_failed: is_failed(said) && (detail.is_empty() || is_failed(detail)),
        status: attributes::start_of(Some(if detail.is_empty() { said } else { detail }), OP),
        start: clock::member(span, "start_timestamp"),
        end: clock::member(span, "end_timestamp"),
        measurements: Vec::new(),
        data,
    })
}
