//! A page of the events of an issue that match a search.

use std::ops::ControlFlow;

use serde_json::Value;

use super::event_search::EventSearch;
use crate::model::event::StoredEvent;
use crate::store::{EventCursor, EventRange, Reader, StoreError};

/// Most events of an issue that a search looks at, the newest ones. The store has bounds of bytes and time besides.
const MOST_SEARCHED: u32 = 5_000;

/// A page of events.
#[derive(Debug, Default)]
pub(in crate::web) struct FoundEvents {
    /// Newest first, each with its body.
    pub events: Vec<(StoredEvent, Value)>,
    /// Whether a further event matches.
    pub has_more: bool,
    /// Older events were not looked at: then how many newer ones were.
    pub searched: Option<u32>,
    /// The place of the last event that was looked at, from which a search for older ones goes on.
    pub older: Option<EventCursor>,
}

/// The events that are asked for.
#[derive(Debug, Clone, Copy)]
pub(in crate::web) struct EventsAsked<'a> {
    pub range: EventRange,
    pub search: &'a EventSearch,
    /// Only events of one of these; empty: of any.
    pub environments: &'a [String],
    /// Number of matching events to skip.
    pub offset: u32,
    /// Largest number of results.
    pub limit: u32,
}

impl EventsAsked<'_> {
    fn matches(&self, body: &Value) -> bool {
        let environment = body["environment"].as_str().unwrap_or_default();
        let is_asked = self.environments.is_empty() || self.environments.iter().any(|it| it == environment);
        is_asked && self.search.matches(body)
    }
}

/// The events that match. Looks at the newest [`MOST_SEARCHED`] of the range.
pub(in crate::web) fn find_events(
    store: &dyn Reader,
    asked: &EventsAsked<'_>,
) -> Result<FoundEvents, StoreError> {
    let mut found = FoundEvents::default();
    let mut skipped = 0;
    let finds_all = asked.search.is_empty() && asked.environments.is_empty();
    let visited = store.visit_events(&asked.range, MOST_SEARCHED, &mut |event| {
        if finds_all && skipped < asked.offset {
            skipped += 1;
            return ControlFlow::Continue(());
        }
        if !asked.search.may_match(&event.body) {
            return ControlFlow::Continue(());
        }
        let body: Value = serde_json::from_str(&event.body).unwrap_or_default();
        if !asked.matches(&body) {
            return ControlFlow::Continue(());
        }
        if skipped < asked.offset {
            skipped += 1;
        } else if found.events.len() >= asked.limit as usize {
            found.has_more = true;
            return ControlFlow::Break(());
        } else {
            found.events.push((event, body));
        }
        ControlFlow::Continue(())
    })?;
    if !visited.is_complete && !found.has_more {
        (found.searched, found.older) = (Some(visited.events), visited.last);
    }
    Ok(found)
}
