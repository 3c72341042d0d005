//! The number for which an item counts: it is charged without reading the payload as JSON.

use balefire_protocol::envelope::Item;

use super::session::entry_count;
use super::span::span_count;

/// The number under which the fate of an item is counted where it is the same for all that is in it.
#[must_use]
pub fn quantity(item: &Item<'_>) -> u64 {
    if item.kind == "span" {
        span_count(item)
    } else if item.kind == "sessions" {
        entry_count(item.payload)
    } else {
        1
    }
}

/// How often a key, with its quotes, stands in a payload, up to a limit.
pub(super) fn count_key(payload: &[u8], key: &[u8], most: u64) -> u64 {
    let mut rest = payload;
    let mut count = 0;
    while count < most
        && let Some(at) = rest.iter().position(|byte| *byte == b'"')
    {
        let found = rest.get(at..).unwrap_or_default();
        count += u64::from(found.starts_with(key));
        rest = found.get(1..).unwrap_or_default();
    }
    count
}
