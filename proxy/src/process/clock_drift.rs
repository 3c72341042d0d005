//! Corrects the times of a client whose clock is wrong, by the envelope's `sent_at`.
//!
//! The client writes `sent_at` into the envelope header with the same clock as all other times. The difference between
//! `sent_at` and the arrival is the clock's error: <https://develop.sentry.dev/sdk/data-model/envelopes/#headers>

use serde_json::{Number, Value};

use super::Arrival;
use super::event_fields::Fields;

/// Shorter differences are network delay, in seconds. The number is Relay's:
/// <https://github.com/getsentry/relay/blob/master/relay-event-normalization/src/clock_drift.rs>
const DRIFT: f64 = 55.0;
/// The members of an event, a breadcrumb and a span that hold times.
const TIMES: [&str; 2] = ["timestamp", "start_timestamp"];

/// Corrects the times of an event, of its breadcrumbs and of its spans.
pub(super) fn correct(event: &mut Fields, arrival: &Arrival) {
    let drift = drift(arrival);
    if drift == 0.0 {
        return;
    }
    shift(event, drift);
    let crumbs = event.get_mut("breadcrumbs").and_then(|it| it.get_mut("values"));
    for crumb in crumbs.and_then(Value::as_array_mut).into_iter().flatten() {
        shift_value(crumb, drift);
    }
    for span in event.get_mut("spans").and_then(Value::as_array_mut).into_iter().flatten() {
        shift_value(span, drift);
    }
}

/// The number of seconds to add to a client's times; 0 for a clock that is right.
pub(super) fn drift(arrival: &Arrival) -> f64 {
    let drift = arrival.sent_at.map_or(0.0, |sent_at| arrival.received.0 - sent_at.0);
    if drift.abs() < DRIFT { 0.0 } else { drift }
}

fn shift_value(value: &mut Value, drift: f64) {
    if let Some(object) = value.as_object_mut() {
        shift(object, drift);
    }
}

fn shift(object: &mut Fields, drift: f64) {
    for key in TIMES {
        let Some(time) = object.get_mut(key) else { continue };
        // Rounded to microseconds: a double has no further digits for seconds since 1970.
        let shifted = time.as_f64().map(|time| ((time + drift) * 1e6).round() / 1e6);
        if let Some(shifted) = shifted.and_then(Number::from_f64) {
            *time = Value::Number(shifted);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::timestamp::Timestamp;

    const NOW: f64 = 1.8e9;
    const HOURS: f64 = 3_600.0;

    /// Takes an event and a breadcrumb 10 s before it; returns how many seconds before the arrival each one is.
    #[track_caller]
    fn check(sent_at: Option<f64>, said: f64, expect: f64) {
        let event = json!({
            "timestamp": said,
            "start_timestamp": said - 1.0,
            "breadcrumbs": {"values": [{"timestamp": said - 10.0}, {"message": "no time"}, 7]},
            "spans": [{"start_timestamp": said - 2.0, "timestamp": said - 1.5}],
        });
        let Value::Object(mut event) = event else { panic!() };
        let sent_at = sent_at.map(Timestamp);
        correct(&mut event, &Arrival { project_id: 1, received: Timestamp(NOW), event_id: None, sent_at });
        let is = NOW - expect;
        let right = json!({
            "timestamp": is,
            "start_timestamp": is - 1.0,
            "breadcrumbs": {"values": [{"timestamp": is - 10.0}, {"message": "no time"}, 7]},
            "spans": [{"start_timestamp": is - 2.0, "timestamp": is - 1.5}],
        });
        assert_eq!(Value::Object(event), right);
    }

    #[test]
    fn clocks_behind_and_ahead() {
        check(Some(NOW - 2.0 * HOURS), NOW - 2.0 * HOURS - 30.0, 30.0);
        check(Some(NOW + 2.0 * HOURS), NOW + 2.0 * HOURS - 30.0, 30.0);
        check(Some(NOW - 400.0 * 24.0 * HOURS), NOW - 400.0 * 24.0 * HOURS - 0.25, 0.25);
    }

    #[test]
    fn what_was_kept_while_offline_is_as_old_as_it_says() {
        check(Some(NOW - 0.5), NOW - 5.0 * HOURS, 5.0 * HOURS);
    }

    #[test]
    fn the_way_through_the_network_is_no_drift() {
        check(Some(NOW - 54.0), NOW - 60.0, 60.0);
        check(Some(NOW + 54.0), NOW - 60.0, 60.0);
        check(Some(NOW - 56.0), NOW - 60.0, 4.0);
        check(None, NOW - 2.0 * HOURS, 2.0 * HOURS);
    }

    #[test]
    fn times_that_are_none_stay() {
        let mut event =
            Fields::from_iter([("timestamp".to_owned(), json!("x")), ("spans".into(), json!({}))]);
        let before = event.clone();
        let arrival = Arrival {
            project_id: 1,
            received: Timestamp(NOW),
            event_id: None,
            sent_at: Some(Timestamp(0.0)),
        };
        correct(&mut event, &arrival);
        assert_eq!(event, before);
    }
}
