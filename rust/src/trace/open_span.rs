//! The members of a span that is not finished yet.

use balefire_protocol::json::Object;

use super::SpanStatus;
use crate::Map;

#[derive(Debug, Default)]
pub(super) struct Open {
    pub id: String,
    pub parent: String,
    pub op: String,
    pub description: String,
    /// In microseconds since 1970.
    pub started: u64,
    pub status: Option<SpanStatus>,
    pub data: Map,
    pub tags: Map<String, String>,
    pub is_ended: bool,
}

impl Open {
    /// Writes the members that a span has in common with the context `trace`.
    pub(super) fn write(&self, out: &mut Object<'_>, trace_id: &str) {
        out.string("trace_id", trace_id)
            .string("span_id", &self.id)
            .given("parent_span_id", &self.parent)
            .given("op", &self.op)
            .given("status", self.status.map(SpanStatus::as_str).unwrap_or_default())
            .string("origin", "manual");
        if !self.data.is_empty() {
            self.data.write(out.key("data"));
        }
    }
}
