//! `span`: one span of the first protocol, or a list of the second. `otel_span`, in OpenTelemetry's form, is not stored.
//!
//! <https://develop.sentry.dev/sdk/telemetry/spans/>

use balefire_protocol::category::Category;
use balefire_protocol::envelope::Item;
use balefire_protocol::json;

use super::content::Content;
use super::count_key::count_key;
use super::kind::{ItemKind, Stored};
use super::limits::{MIB, Size, TELEMETRY};

/// Most spans of an item that are kept. Sentry's SDKs send no more:
/// <https://develop.sentry.dev/sdk/telemetry/spans/span-protocol/>
pub const MOST_SPANS: u64 = 1_000;

/// The number of spans in a span item: its header says it, so that it is charged without reading the payload, and no more
/// are kept. A list whose header does not say it has a span for each id of a trace.
#[must_use]
pub fn span_count(item: &Item<'_>) -> u64 {
    let said = json::member(item.header, "item_count").and_then(json::unsigned);
    let counted = || count_key(item.payload, b"\"trace_id\"", MOST_SPANS);
    said.unwrap_or_else(counted).clamp(1, MOST_SPANS)
}

pub(super) const KINDS: &[ItemKind] = &[
    ItemKind {
        name: "span",
        category: Category::Span,
        size: Size::Bytes(12 * MIB),
        quota: Some(TELEMETRY),
        content: Content::Json,
        stored: Stored::Spans,
    },
    ItemKind {
        name: "otel_span",
        category: Category::Span,
        size: Size::Bytes(12 * MIB),
        quota: Some(TELEMETRY),
        content: Content::Json,
        stored: Stored::Nothing,
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_header_or_by_ids() {
        let span = "{\"trace_id\":\"a\"},";
        for (header, payload, count) in [
            (r#"{"item_count":30}"#, "", 30),
            (r#"{"item_count":0}"#, "", 1),
            (r#"{"item_count":-1}"#, "", 1),
            (r#"{"item_count":99999999}"#, "", MOST_SPANS),
            ("{}", "{}", 1),
            ("{}", &span.repeat(7), 7),
            ("{}", &span.repeat(5_000), MOST_SPANS),
        ] {
            let item = Item { kind: "span".into(), header, payload: payload.as_bytes() };
            assert_eq!(span_count(&item), count, "{header}");
        }
    }
}
