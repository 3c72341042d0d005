//! What becomes of an event of `tracing`.

use std::ops::BitOr;

use tracing_core::{Level as TracingLevel, Metadata};

use crate::{Breadcrumb, Event};

/// How an event of `tracing` is handled: in one way, or in two, `EventFilter::Breadcrumb | EventFilter::Event`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EventFilter(u8);

#[allow(non_upper_case_globals, reason = "the names of sentry-tracing")]
impl EventFilter {
    /// It is ignored.
    pub const Ignore: Self = Self(0);
    /// It becomes a breadcrumb of later events.
    pub const Breadcrumb: Self = Self(1);
    /// It becomes an event.
    pub const Event: Self = Self(2);

    /// Whether all ways of another one are among those of this one.
    #[must_use]
    pub const fn contains(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }
}

impl BitOr for EventFilter {
    type Output = Self;

    fn bitor(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }
}

/// What an event of `tracing` becomes, see [`BalefireLayer::event_mapper`](super::BalefireLayer::event_mapper).
#[derive(Debug)]
#[non_exhaustive]
pub enum EventMapping {
    /// It is ignored.
    Ignore,
    /// A breadcrumb of later events.
    Breadcrumb(Breadcrumb),
    /// An event. It gets the stack of the call, and the line that logs.
    Event(Box<Event<'static>>),
    /// Several, in this order: `vec![..].into()`.
    Combined(CombinedEventMapping),
}

/// Several mappings of one event.
#[derive(Debug)]
pub struct CombinedEventMapping(pub(super) Vec<EventMapping>);

impl From<Vec<EventMapping>> for CombinedEventMapping {
    fn from(mappings: Vec<EventMapping>) -> Self {
        Self(mappings)
    }
}

/// Errors are events, warnings and infos breadcrumbs, and the rest is noise.
#[must_use]
pub fn default_event_filter(metadata: &Metadata<'_>) -> EventFilter {
    match *metadata.level() {
        TracingLevel::ERROR => EventFilter::Event,
        TracingLevel::WARN | TracingLevel::INFO => EventFilter::Breadcrumb,
        TracingLevel::DEBUG | TracingLevel::TRACE => EventFilter::Ignore,
    }
}
