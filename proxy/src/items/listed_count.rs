//! The number of entries of an item that is a list: spans, logs, metrics.
//!
//! <https://develop.sentry.dev/sdk/telemetry/spans/span-protocol/>, <https://develop.sentry.dev/sdk/telemetry/logs/>

use balefire_protocol::envelope::Item;
use balefire_protocol::json;

use super::count_key::count_key;

/// Most entries of an item that are counted, and most spans that are kept. Sentry's SDKs send no more.
pub const MOST_LISTED: u64 = 1_000;

/// The number of entries: the header of the item says it, so that it is charged without reading the payload, and no more
/// spans are kept. A list whose header does not say it has an entry for each id of a trace.
#[must_use]
pub fn listed_count(item: &Item<'_>) -> u64 {
    let said = json::member(item.header, "item_count").and_then(json::unsigned);
    let counted = || count_key(item.payload, b"\"trace_id\"", MOST_LISTED);
    said.unwrap_or_else(counted).clamp(1, MOST_LISTED)
}

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
            (r#"{"item_count":99999999}"#, "", MOST_LISTED),
            ("{}", "{}", 1),
            ("{}", &span.repeat(7), 7),
            ("{}", &span.repeat(5_000), MOST_LISTED),
        ] {
            let item = Item { kind: "span".into(), header, payload: payload.as_bytes() };
            assert_eq!(listed_count(&item), count, "{header}");
        }
    }
}
