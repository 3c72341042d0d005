//! Times of spans, by the client's clock corrected with `sent_at`.

use serde_json::Value;

use super::super::event_fields::Fields;
use super::super::{clock_drift, lenient, normalize};
use crate::model::timestamp::Timestamp;
use crate::process::Arrival;

/// Longest duration, in ms: a day. A longer one is a mistake of a clock, or a tab that slept.
const LONGEST: f64 = 86_400_000.0;

/// The clock of a client.
#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    shift: f64,
    received: Timestamp,
}

impl Clock {
    /// The clock by which the times of an envelope were written.
    pub(super) fn of(arrival: &Arrival) -> Self {
        Self { shift: clock_drift::drift(arrival), received: arrival.received }
    }

    /// The same clock, set so that a span which cannot have begun then begins at the arrival. The spans within it stay in
    /// their places.
    pub(super) fn anchored(self, start: Option<f64>) -> Self {
        match start {
            Some(start) if !normalize::is_sane(start + self.shift, self.received) => {
                Self { shift: self.received.0 - start, ..self }
            }
            _ => self,
        }
    }

    /// A moment; the arrival for one that is not said, or cannot be.
    pub(super) fn moment(self, at: Option<f64>) -> Timestamp {
        self.span(at, None).0
    }

    /// The start and the duration in ms of a span.
    pub(super) fn span(self, start: Option<f64>, end: Option<f64>) -> (Timestamp, f64) {
        let begun = start.map(|start| rounded(start + self.shift));
        let begun = begun.filter(|begun| normalize::is_sane(*begun, self.received));
        let duration = match (start, end) {
            (Some(start), Some(end)) => (end - start) * 1_000.0,
            _ => 0.0,
        };
        let duration = if duration.is_finite() { duration.clamp(0.0, LONGEST) } else { 0.0 };
        // A difference of doubles near 1.8e9 is right to less than a microsecond.
        (begun.map_or(self.received, Timestamp), (duration * 1e3).round() / 1e3)
    }
}

/// Rounded to microseconds: a double has no further digits for seconds since 1970.
fn rounded(seconds: f64) -> f64 {
    (seconds * 1e6).round() / 1e6
}

/// The time in a member.
pub(super) fn member(object: &Fields, key: &str) -> Option<f64> {
    object.get(key).and_then(seconds)
}

/// A time in seconds since 1970, from a number or a text.
pub(in super::super) fn seconds(value: &Value) -> Option<f64> {
    match value {
        Value::Number(_) | Value::String(_) => lenient::time(value.clone())?.as_f64(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: f64 = 1.8e9;

    #[track_caller]
    fn check(sent_at: f64, start: f64, end: f64, expect: (f64, f64)) {
        let arrival = Arrival {
            project_id: 1,
            received: Timestamp(NOW),
            event_id: None,
            sent_at: Some(Timestamp(sent_at)),
        };
        let (begun, duration) = Clock::of(&arrival).span(Some(start), Some(end));
        assert_eq!((begun.0, duration), expect);
    }

    #[test]
    fn drift_and_absurd_times() {
        check(NOW, NOW - 3.0, NOW - 1.5, (NOW - 3.0, 1_500.0));
        check(NOW - 7_200.0, NOW - 7_203.0, NOW - 7_201.0, (NOW - 3.0, 2_000.0));
        check(NOW, 0.0, 1.5, (NOW, 1_500.0));
        check(NOW, NOW * 1e3, NOW * 1e3 + 7.0, (NOW, 7_000.0));
        check(NOW, NOW - 3.0, NOW - 4.0, (NOW - 3.0, 0.0));
        check(NOW, NOW - 3.0, f64::INFINITY, (NOW - 3.0, 0.0));
        check(NOW, NOW - 3.0, NOW + 1e9, (NOW - 3.0, LONGEST));
    }

    #[test]
    fn spans_stay_in_their_places_within_a_segment_of_an_absurd_time() {
        let arrival = Arrival { project_id: 1, received: Timestamp(NOW), event_id: None, sent_at: None };
        let clock = Clock::of(&arrival).anchored(Some(100.0));
        assert_eq!(clock.span(Some(100.0), Some(101.0)), (Timestamp(NOW), 1_000.0));
        assert_eq!(clock.span(Some(100.5), Some(101.0)), (Timestamp(NOW + 0.5), 500.0));
        let sane = Clock::of(&arrival).anchored(Some(NOW - 1.0));
        assert_eq!(sane.span(Some(NOW - 1.0), None), (Timestamp(NOW - 1.0), 0.0));
    }
}
