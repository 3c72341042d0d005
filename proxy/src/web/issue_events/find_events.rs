//! A page of the events of an issue that a condition holds for.

use std::ops::ControlFlow;

use serde_json::Value;

use crate::model::event::StoredEvent;
use crate::store::{EventRange, Reader, StoreError};

/// Most events of an issue that a search looks at, the newest ones.
pub(in crate::web) const MOST_SEARCHED: u32 = 5_000;

/// A page of events.
#[derive(Debug, Default)]
pub(in crate::web) struct FoundEvents {
    /// Newest first, each with its body.
    pub events: Vec<(StoredEvent, Value)>,
    /// Whether a further event matches.
    pub has_more: bool,
    /// Whether older events were not looked at.
    pub is_cut: bool,
}

/// The events of a range that a condition holds for, without the first `offset` of them. Looks at the newest
/// [`MOST_SEARCHED`].
pub(in crate::web) fn find_events(
    store: &dyn Reader,
    range: &EventRange,
    is_wanted: &dyn Fn(&StoredEvent, &Value) -> bool,
    (offset, limit): (u32, u32),
) -> Result<FoundEvents, StoreError> {
    let mut found = FoundEvents::default();
    let mut skipped = 0;
    let visited = store.visit_events(range, MOST_SEARCHED, &mut |event| {
        let body: Value = serde_json::from_str(&event.body).unwrap_or_default();
        if !is_wanted(&event, &body) {
            return ControlFlow::Continue(());
        }
        if skipped < offset {
            skipped += 1;
        } else if found.events.len() >= limit as usize {
            found.has_more = true;
            return ControlFlow::Break(());
        } else {
            found.events.push((event, body));
        }
        ControlFlow::Continue(())
    })?;
    found.is_cut = !visited.is_complete && !found.has_more;
    Ok(found)
}
