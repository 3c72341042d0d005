//! The number for which an item counts: it is charged without reading the payload as JSON.

use balefire_protocol::envelope::Item;

use super::listed_count::listed_count;
use super::session::entry_count;

/// The number under which the fate of an item is counted where it is the same for all that is in it.
#[must_use]
pub fn quantity(item: &Item<'_>) -> u64 {
    match &*item.kind {
        "span" | "otel_span" | "log" | "otel_log" | "trace_metric" => listed_count(item),
        "sessions" => entry_count(item.payload),
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The headers are those of sentry-sdk 2.75 and of `@sentry/node` 11.
    #[test]
    fn lists_count_for_all_that_is_in_them() {
        for (kind, header, payload, expect) in [
            ("log", r#"{"item_count":8,"type":"log"}"#, "{}", 8),
            ("trace_metric", r#"{"item_count":3,"type":"trace_metric"}"#, "{}", 3),
            ("span", r#"{"type":"span"}"#, r#"{"items":[{"trace_id":"a"},{"trace_id":"b"}]}"#, 2),
            ("sessions", "{}", r#"{"aggregates":[{"started":1},{"started":2}]}"#, 2),
            ("check_in", r#"{"item_count":9}"#, "{}", 1),
            ("profile_chunk", "{}", r#"{"trace_id":"a","trace_id":"b"}"#, 1),
        ] {
            let item = Item { kind: kind.into(), header, payload: payload.as_bytes() };
            assert_eq!(quantity(&item), expect, "{kind}");
        }
    }
}
