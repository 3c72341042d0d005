//! What is made of payloads: recorded ones of Sentry's SDKs, and hand-made ones with what must not be kept.

mod bounds;
mod recorded;
mod secrets;
mod shapes;

use super::*;
use crate::model::timestamp::Timestamp;
use crate::process::Arrival;
use crate::scrub::{Scrubber, Settings};

/// The arrival of what was sent at this time.
fn arrival(now: f64) -> Arrival<'static> {
    Arrival { project_id: 7, received: Timestamp(now), event_id: None, sent_at: None }
}

fn scrubber() -> Scrubber {
    Scrubber::new(&Settings::default()).unwrap()
}

const NOW: f64 = 1.8e9;

fn read_spans(payload: &serde_json::Value) -> Result<ReadTrace, ReadTraceError> {
    let (arrival, trace, scrubber) = (arrival(NOW), TraceHeader::default(), scrubber());
    let context =
        TraceContext { arrival: &arrival, trace: &trace, scrubber: &scrubber, filters: &Default::default() };
    super::spans(payload.to_string().as_bytes(), 1_000, &context)
}

fn read_transaction(payload: &serde_json::Value) -> Result<ReadTrace, ReadTraceError> {
    let (arrival, trace, scrubber) = (arrival(NOW), TraceHeader::default(), scrubber());
    let context =
        TraceContext { arrival: &arrival, trace: &trace, scrubber: &scrubber, filters: &Default::default() };
    super::transaction(payload.to_string().as_bytes(), &context)
}
