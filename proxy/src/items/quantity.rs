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
