//! Reading the events of one issue: in a range of time, by their place, and how many there were over time.

use std::fmt;
use std::ops::ControlFlow;

use super::StoreError;
use crate::model::event::StoredEvent;
use crate::model::timestamp::Timestamp;

/// Events of an issue in a range of time.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EventRange {
    /// The issue's number.
    pub issue: i64,
    /// Start of the range.
    pub from: Timestamp,
    /// End of the range; an event of this moment is outside of it.
    pub to: Timestamp,
    /// Only events that are older than the one of this place.
    pub before: Option<EventCursor>,
}

impl EventRange {
    /// All events of an issue, whatever their time.
    #[must_use]
    pub const fn all(issue: i64) -> Self {
        Self { issue, from: Timestamp(f64::NEG_INFINITY), to: Timestamp(f64::INFINITY), before: None }
    }
}

/// How much of a range was read.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Visited {
    /// Number of events that were read.
    pub events: u32,
    /// Whether the range has no further event.
    pub is_complete: bool,
    /// The place of the last event that was read.
    pub last: Option<EventCursor>,
}

/// The place of an event among those of its issue, which are in the order of their times and then of their arrival.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct EventCursor {
    /// When it happened.
    pub timestamp: Timestamp,
    /// Its number in the order of arrival.
    pub row: i64,
}

impl EventCursor {
    /// Reads the text that [`fmt::Display`] writes: the time and the number.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (time, row) = text.rsplit_once('-')?;
        let timestamp: f64 = time.parse().ok().filter(|time: &f64| time.is_finite())?;
        Some(Self { timestamp: Timestamp(timestamp), row: row.parse().ok()? })
    }
}

impl fmt::Display for EventCursor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}", self.timestamp.0, self.row)
    }
}

/// Most events of a project that a list goes back to.
pub const MOST_OF_PROJECT: u32 = 1_000;

/// Reads the events of one issue, and the newest events of all issues of a project.
pub trait IssueEvents: Send + Sync {
    /// The oldest event of an issue.
    fn oldest_event(&self, issue: i64) -> Result<Option<StoredEvent>, StoreError>;
    /// Calls `visit` for each event of a range, newest first, until it breaks, or `most` events were read, or 32 MiB of
    /// them, or 700 milliseconds have passed.
    fn visit_events(
        &self,
        range: &EventRange,
        most: u32,
        visit: &mut dyn FnMut(StoredEvent) -> ControlFlow<()>,
    ) -> Result<Visited, StoreError>;
    /// The number of events in each hour of a range that has any, oldest first. An hour that begins before the range
    /// counts wholly.
    fn events_by_hour(&self, range: &EventRange) -> Result<Vec<(Timestamp, u64)>, StoreError>;
    /// A page of the events of a project, newest first. Those beyond the newest [`MOST_OF_PROJECT`] are left out.
    fn events_of_project(
        &self,
        project_id: i64,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<StoredEvent>, StoreError>;
    /// The releases of a project whose first event is in a range of time, oldest first, each with that time.
    fn first_events_of_releases(
        &self,
        project_id: i64,
        from: Timestamp,
        to: Timestamp,
        limit: u32,
    ) -> Result<Vec<(String, Timestamp)>, StoreError>;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cursor_is_read_as_it_was_written() {
        for (timestamp, row) in [(1_800_000_000.123_456, 4_711), (-5.5, 1), (0.1 + 0.2, i64::MAX)] {
            let cursor = EventCursor { timestamp: Timestamp(timestamp), row };
            assert_eq!(EventCursor::parse(&cursor.to_string()), Some(cursor));
        }
        for text in ["", "-", "5", "x-1", "1-x", "inf-1", "NaN-1", "1-99999999999999999999"] {
            assert_eq!(EventCursor::parse(text), None, "{text}");
        }
    }
}
