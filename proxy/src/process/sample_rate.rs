//! The rate at which the page samples its events, so that their number can be extrapolated.

use serde_json::Value;

use super::event_fields::Fields;

/// Lowest rate that is believed: a client may claim any rate, and one event counts for 10,000 at most.
const LEAST: f64 = 0.000_1;

/// The rate in the trace context; 1 without one.
/// <https://develop.sentry.dev/sdk/data-model/event-payloads/contexts/#trace-context>
pub(super) fn of(event: &Fields) -> f64 {
    let trace = event.get("contexts").and_then(|contexts| contexts.get("trace"));
    let rate = trace.and_then(|trace| trace.get("client_sample_rate")).and_then(Value::as_f64);
    believed(rate)
}

/// The rate that is believed of what a client says; 1 where it says nothing.
pub(super) fn believed(rate: Option<f64>) -> f64 {
    rate.filter(|rate| *rate > 0.0).map_or(1.0, |rate| rate.clamp(LEAST, 1.0))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(rate: Value, expect: f64) {
        let event = json!({"contexts": {"trace": {"client_sample_rate": rate}}});
        assert_eq!(of(event.as_object().unwrap()), expect);
    }

    #[test]
    fn rates() {
        check(json!(0.25), 0.25);
        check(json!(1), 1.0);
        check(json!(7), 1.0);
        check(json!(0), 1.0);
        check(json!(-0.5), 1.0);
        check(json!(1e-9), LEAST);
        check(json!("0.25"), 1.0);
        assert_eq!(of(&Fields::new()), 1.0);
    }
}
