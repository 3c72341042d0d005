//! A span of any protocol, as it was sent: read and bounded, and not scrubbed yet.

use serde_json::Value;

use super::super::event_fields::{Fields, text};
use super::attributes;
use super::clock;
use super::ids::{span_id, trace_id};
use crate::model::vital::Metric;

/// Longest `op`, in bytes.
pub(super) const OP: usize = 64;

/// A span of any protocol.
#[derive(Debug, Clone, Default)]
pub(super) struct RawSpan {
    pub trace_id: String,
    pub span_id: String,
    pub parent_span_id: Option<String>,
    pub segment_id: Option<String>,
    /// The id of the transaction, of the root of one.
    pub event_id: Option<String>,
    pub is_segment: bool,
    pub op: String,
    pub name: String,
    /// Empty if the client says none.
    pub status: String,
    pub is_failed: bool,
    /// In seconds, by the client's clock.
    pub start: Option<f64>,
    /// In seconds, by the client's clock.
    pub end: Option<f64>,
    /// Attributes by name, each a plain value.
    pub data: Fields,
    /// Vitals that were sent as `measurements`.
    pub measurements: Vec<(Metric, f64)>,
}

impl RawSpan {
    /// Reads a span of the first protocol: a child of a transaction, or one that came by itself.
    /// <https://develop.sentry.dev/sdk/data-model/event-payloads/span/>
    pub(super) fn of_v1(span: &Fields) -> Option<Self> {
        let data = attributes::plain(span.get("data"));
        let status = text(span, "status").unwrap_or_default();
        Some(Self {
            trace_id: trace_id(span, "trace_id")?,
            span_id: span_id(span, "span_id")?,
            parent_span_id: span_id(span, "parent_span_id"),
            segment_id: span_id(span, "segment_id"),
            event_id: None,
            is_segment: span.get("is_segment").and_then(Value::as_bool).unwrap_or(false),
            op: attributes::start_of(text(span, "op").or_else(|| text(&data, "sentry.op")), OP),
            name: attributes::text(text(span, "description")),
            is_failed: is_failed(status),
            status: attributes::start_of(Some(status), OP),
            start: clock::member(span, "start_timestamp"),
            end: clock::member(span, "timestamp"),
            measurements: attributes::measurements(span.get("measurements")),
            data,
        })
    }

    /// A text attribute; empty without one.
    pub(super) fn attribute(&self, key: &str) -> &str {
        text(&self.data, key).unwrap_or_default()
    }
}

/// Whether a status says that a span failed. Sentry counts all but these three:
/// <https://docs.sentry.io/product/insights/overview/metrics/#failure-rate>
pub(super) fn is_failed(status: &str) -> bool {
    !matches!(status, "" | "ok" | "cancelled" | "canceled" | "unknown" | "unset")
}
