//! Times and rates as clients claim them, within bounds.

use crate::model::timestamp::Timestamp;

/// How long before its arrival data may have begun, in seconds: a week. SDKs keep what they cannot send for some days.
const OLDEST: f64 = 7.0 * 86_400.0;
/// How long before its arrival a segment may have begun, in seconds: 30 days, as `process/normalize.rs` has it.
const LATEST: f64 = 30.0 * 86_400.0;
/// How long after its arrival data may claim to have begun, in seconds: an hour, as clocks differ.
const NEWEST: f64 = 3_600.0;
/// The smallest sample rate that is believed: a value then stands for ten thousand.
const SMALLEST_RATE: f64 = 0.000_1;

/// When data began; its arrival, if the time that it claims is absurd. Each hour is a row, so absurd times would make
/// rows without end.
pub(super) fn believed(start: Timestamp, received: Timestamp) -> Timestamp {
    let range = received.0 - OLDEST..=received.0 + NEWEST;
    if range.contains(&start.0) { start } else { received }
}

/// The start of a segment as it is stored and shown, beside its spans: a transaction may come weeks late. Counting takes the
/// [`believed`] time. Numbers that are no times become the arrival.
pub(super) fn stored_start(start: Timestamp, received: Timestamp) -> Timestamp {
    let range = received.0 - LATEST..=received.0 + NEWEST;
    if range.contains(&start.0) { start } else { received }
}

/// A sample rate between the smallest that is believed and 1.
pub(super) fn believed_rate(rate: f64) -> f64 {
    if rate.is_finite() && rate > 0.0 { rate.clamp(SMALLEST_RATE, 1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_times_are_those_of_the_arrival() {
        let received = Timestamp(1_800_000_000.0);
        for (offset, is_believed) in [
            (0.0, true),
            (-604_800.0, true),
            (-604_801.0, false),
            (3_600.0, true),
            (3_601.0, false),
            (f64::NAN, false),
        ] {
            let start = Timestamp(received.0 + offset);
            assert_eq!(believed(start, received) == start, is_believed, "{offset}");
            assert!(is_believed || believed(start, received) == received);
        }
    }

    #[test]
    fn a_late_segment_keeps_its_start() {
        let received = Timestamp(1_800_000_000.0);
        let late = Timestamp(received.0 - 10.0 * 86_400.0);
        assert_eq!((stored_start(late, received), believed(late, received)), (late, received));
        for absurd in [received.0 - 31.0 * 86_400.0, received.0 + 3_601.0, f64::NAN] {
            assert_eq!(stored_start(Timestamp(absurd), received), received);
        }
    }

    #[test]
    fn absurd_rates_count_once_or_ten_thousand_times() {
        for (rate, expect) in
            [(0.25, 0.25), (0.0, 1.0), (-1.0, 1.0), (f64::NAN, 1.0), (7.0, 1.0), (1e-9, 0.000_1)]
        {
            assert_eq!(believed_rate(rate), expect);
        }
    }
}
