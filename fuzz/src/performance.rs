//! The payload of a transaction, of spans, and of sessions.

use std::sync::LazyLock;

use balefire_proxy::model::span::{Dimensions, Segment, Span};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::process::{
    Arrival, ReadTrace, TraceContext, TraceHeader, session, session_counts, spans, transaction,
};
use balefire_proxy::scrub::{Scrubber, Settings};

static SCRUBBER: LazyLock<Scrubber> =
    LazyLock::new(|| Scrubber::new(&Settings::default()).expect("the defaults are patterns"));

const NOW: Timestamp = Timestamp(1.8e9);
/// Longest name, in characters.
const NAME: usize = 200;
/// Longest text of a span, in bytes. Scrubbing may make it longer than what is read.
const TEXT: usize = 16 << 10;
/// Most attributes of a span.
const ATTRIBUTES: usize = 64;
/// Most spans of an item, beside its root.
const SPANS: usize = 1_000;

/// What is made of it is bounded, has ids, and has times at which it can have been.
pub fn check(input: &[u8]) {
    let arrival = Arrival { project_id: 1, received: NOW, event_id: None, sent_at: None };
    let header = TraceHeader::read(&String::from_utf8_lossy(input));
    let context =
        TraceContext { arrival: &arrival, trace: &header, scrubber: &SCRUBBER, filters: &Default::default() };
    let read = [transaction(input, &context), spans(input, SPANS, &context)];
    read.iter().flatten().for_each(check_trace);
    for data in [session(input, &arrival), session_counts(input, &arrival)].into_iter().flatten() {
        for update in &data.updates {
            assert!(is_hex(&update.sid, 32) && update.release.chars().count() <= NAME, "{update:?}");
            check_time(update.started);
        }
        assert!(data.counts.len() <= SPANS);
        data.counts.iter().for_each(|counts| check_time(counts.started));
    }
}

fn check_trace(read: &ReadTrace) {
    let data = &read.data;
    assert!(data.segments.len() + data.spans.len() <= SPANS + 1);
    data.segments.iter().for_each(check_segment);
    data.spans.iter().for_each(check_span);
    for vital in &data.vitals {
        assert!((0.0..=vital.metric.largest()).contains(&vital.value), "{vital:?}");
        // One that names no page view is held by its trace, until the page load of that is known.
        assert!(is_hex(&vital.page_view, 16) || vital.page_view == vital.trace_id, "{vital:?}");
        assert!(is_hex(&vital.trace_id, 32), "{vital:?}");
        assert!(vital.navigation.len() <= 64 && vital.element.len() <= TEXT, "{vital:?}");
        check_dimensions(&vital.dimensions);
        check_time(vital.start);
    }
    for resource in &data.resources {
        check_dimensions(&resource.dimensions);
        check_time(resource.start);
    }
}

fn check_segment(segment: &Segment) {
    assert!(is_hex(&segment.trace_id, 32) && is_hex(&segment.span_id, 16), "{segment:?}");
    assert!(segment.sample_rate > 0.0 && segment.sample_rate <= 1.0, "{segment:?}");
    assert!(segment.data.len() <= ATTRIBUTES && segment.url.len() <= TEXT, "{segment:?}");
    check_dimensions(&segment.dimensions);
    check_time(segment.start);
    check_duration(segment.duration);
}

fn check_span(span: &Span) {
    assert!(is_hex(&span.trace_id, 32) && is_hex(&span.span_id, 16), "{span:?}");
    assert!(span.data.len() <= ATTRIBUTES && span.name.len() <= TEXT, "{span:?}");
    check_time(span.start);
    check_duration(span.duration);
}

fn check_dimensions(dimensions: &Dimensions) {
    let Dimensions { name, release, environment, device, browser } = dimensions;
    for text in [name, release, environment, device, browser] {
        assert!(text.chars().count() <= NAME && !text.contains('\0'), "{text:?}");
    }
}

fn check_time(time: Timestamp) {
    // A span within a transaction may be a day away from it.
    assert!((time.0 - NOW.0).abs() <= 31.0 * 86_400.0, "{time:?}");
}

fn check_duration(duration: f64) {
    assert!((0.0..=86_400_000.0).contains(&duration), "{duration}");
}

fn is_hex(text: &str, digits: usize) -> bool {
    text.len() == digits && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
