//! Shapes that are not among the recorded ones: older SDKs, and members that lack.

use serde_json::{Value, json};

use super::*;
use crate::model::span::SegmentKind;
use crate::model::vital::Metric;
use crate::outcome::DiscardReason;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";
const PAGE: &str = "b7ad6b7169203331";
const AGENT: &str = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1";

fn page_load(more: Value) -> Value {
    let mut event = json!({
        "type": "transaction", "event_id": "fad84b40a6df43ecad3bf3f8b4bcb04e", "platform": "javascript",
        "transaction": "/users/7", "transaction_info": {"source": "url"}, "release": "shop@7",
        "contexts": {"trace": {"trace_id": TRACE, "span_id": PAGE, "op": "pageload", "status": "ok"}},
        "start_timestamp": NOW - 3.0, "timestamp": NOW - 1.0,
        "request": {"url": "https://a.test/users/7", "headers": {"User-Agent": AGENT}},
        "user": {"id": 7},
    });
    for (key, value) in more.as_object().unwrap() {
        event[key] = value.clone();
    }
    event
}

/// As versions 8 to 10 of `@sentry/browser` send it.
#[test]
fn a_page_load_with_measurements() {
    let read = read_transaction(&page_load(json!({
        "measurements": {"lcp": {"value": 1234.5, "unit": "millisecond"}, "cls": {"value": 0.02, "unit": ""},
            "ttfb": {"value": 0, "unit": "millisecond"}, "fcp": {"value": 99_999, "unit": "millisecond"}},
        "tags": {"lcp.element": "body > img"},
    })))
    .unwrap();
    let mut vitals: Vec<_> = read.data.vitals.iter().map(|it| (it.metric, it.value)).collect();
    vitals.sort_by_key(|(metric, _)| metric.name());
    assert_eq!(vitals, [(Metric::Cls, 0.02), (Metric::Lcp, 1234.5), (Metric::Ttfb, 0.0)]);
    assert_eq!(read.losses.absurd, 0);
    let lcp = read.data.vitals.iter().find(|it| it.metric == Metric::Lcp).unwrap();
    assert_eq!((lcp.page_view.as_str(), lcp.element.as_str()), (PAGE, "body > img"));
    let dimensions = &lcp.dimensions;
    assert_eq!(
        (dimensions.name.as_str(), dimensions.device.as_str(), dimensions.browser.as_str()),
        ("/users/:id", "mobile", "Mobile Safari")
    );
    let segment = &read.data.segments[0];
    assert_eq!((segment.kind, segment.duration), (SegmentKind::PageLoad, 2_000.0));
    assert_eq!(segment.user.as_deref(), Some(user_hash("7").as_str()));
}

/// As versions 8 to 10 of `@sentry/browser` send it.
#[test]
fn an_interaction_by_itself() {
    let sent = json!({
        "trace_id": TRACE, "span_id": "00000000000000aa", "parent_span_id": PAGE, "segment_id": PAGE,
        "op": "ui.interaction.click", "description": "body > button", "is_segment": true, "exclusive_time": 88,
        "start_timestamp": NOW - 3.0, "timestamp": NOW - 2.9,
        "measurements": {"inp": {"value": 88, "unit": "millisecond"}},
        "data": {"release": "shop@7", "environment": "staging", "transaction": "/users/7", "user": "7",
            "user_agent.original": AGENT, "sentry.pageload.span_id": PAGE, "sentry.platform": "javascript"},
    });
    let read = read_spans(&sent).unwrap();
    assert_eq!((read.data.segments.len(), read.data.spans.len(), read.data.vital_spans.len()), (0, 0, 1));
    let [inp] = read.data.vitals.as_slice() else { panic!("{read:?}") };
    assert_eq!((inp.metric, inp.value, inp.page_view.as_str()), (Metric::Inp, 88.0, PAGE));
    assert_eq!((inp.element.as_str(), inp.dimensions.name.as_str()), ("body > button", "/users/:id"));
    assert_eq!((inp.dimensions.release.as_str(), inp.dimensions.device.as_str()), ("shop@7", "mobile"));
}

/// After fifty interactions INP is the second longest one, which may be older than the longest.
#[test]
fn an_inp_that_falls_is_later_than_the_one_before() {
    let inp = |value: u32, from: f64, report: Option<f64>| {
        let mut attributes = json!({"sentry.op": {"value": "ui.interaction.click", "type": "string"},
            "browser.web_vital.inp.value": {"value": value, "type": "integer"},
            "sentry.pageload.span_id": {"value": PAGE, "type": "string"}});
        if let Some(report) = report {
            attributes["browser.web_vital.inp.report_time"] =
                json!({"value": NOW + report, "type": "double"});
        }
        json!({"trace_id": TRACE, "span_id": "00000000000000aa", "name": "Click", "attributes": attributes,
            "start_timestamp": NOW + from, "end_timestamp": NOW + from + f64::from(value) / 1e3})
    };
    let measured = |report: [Option<f64>; 2]| {
        let items = [inp(900, -60.0, report[0]), inp(300, -90.0, report[1])];
        let read = read_spans(&json!({"version": 2, "items": items})).unwrap();
        read.data.vitals.iter().map(|it| it.measured.0 - NOW).collect::<Vec<_>>()
    };
    assert_eq!(measured([Some(-50.0), Some(-10.0)]), [-50.0, -10.0]);
    // Sentry's SDK does not say it: the order of arrival counts.
    assert_eq!(measured([None, None]), [0.0, 0.0]);
}

#[test]
fn an_absurd_vital_leaves_nothing_of_its_span() {
    let sent = json!({"version": 2, "items": [{
        "trace_id": TRACE, "span_id": "00000000000000aa", "name": "LCP", "start_timestamp": NOW, "end_timestamp": NOW,
        "attributes": {"sentry.op": {"value": "ui.webvital.lcp", "type": "string"},
            "browser.web_vital.lcp.value": {"value": 1e9, "type": "double"}}}]});
    let read = read_spans(&sent).unwrap();
    assert_eq!((read.data.spans.len(), read.data.vitals.len(), read.data.vital_spans.len()), (0, 0, 0));
    assert_eq!(read.losses, Losses { absurd: 1, ..Losses::default() });
    // A page load stays without such a value.
    let lcp = json!({"lcp": {"value": 1e9, "unit": "millisecond"}, "fcp": {"value": 900}});
    let read = read_transaction(&page_load(json!({"measurements": lcp}))).unwrap();
    assert_eq!((read.data.segments.len(), read.data.vitals.len(), read.data.vital_spans.len()), (1, 1, 0));
    assert_eq!(read.losses, Losses::default());
}

#[test]
fn resources_are_named_by_the_page_of_their_item() {
    let resource = |n: usize, op: &str, name: &str| {
        json!({"span_id": format!("{n:016x}"), "op": op, "description": name, "start_timestamp": NOW - 2.0,
            "timestamp": NOW - 1.9, "data": {"http.response_transfer_size": 300}})
    };
    let read = read_transaction(&page_load(json!({"spans": [
        resource(1, "resource.script", "https://a.test/app.3f9ac1.js"),
        resource(2, "resource.css", "https://cdn.test/x.css"),
        resource(3, "db", "SELECT 1"),
    ]})))
    .unwrap();
    let names: Vec<_> = read.data.resources.iter().map(|it| it.dimensions.name.as_str()).collect();
    assert_eq!((names, read.data.spans.len()), (vec!["/app.*.js", "cdn.test/x.css"], 3));
    assert_eq!(read.data.resources[0].dimensions.release, "shop@7");
    assert_eq!(read.data.resources[0].transfer_size, Some(300));
}

#[test]
fn refused() {
    for (payload, reason) in [
        (json!([]), DiscardReason::Malformed),
        (json!({}), DiscardReason::Malformed),
        (json!({"version": 3, "items": []}), DiscardReason::Unsupported),
        (json!({"version": 2}), DiscardReason::Malformed),
        (json!({"version": 2, "items": {}}), DiscardReason::Malformed),
        (json!({"trace_id": TRACE}), DiscardReason::Malformed),
    ] {
        assert_eq!(read_spans(&payload).unwrap_err().reason(), reason, "{payload}");
    }
    for event in [json!({}), json!({"contexts": []}), json!({"contexts": {"trace": {"trace_id": TRACE}}})] {
        assert_eq!(read_transaction(&event).unwrap_err().reason(), DiscardReason::Malformed, "{event}");
    }
}

#[test]
fn absurd_times_and_failures() {
    let read = read_transaction(&page_load(json!({
        "start_timestamp": 100.0, "timestamp": 101.0,
        "contexts": {"trace": {"trace_id": TRACE, "span_id": PAGE, "op": "task", "status": "internal_error"}},
        "spans": [{"span_id": "0000000000000001", "start_timestamp": 100.5, "timestamp": 100.75, "status": "cancelled"}],
    })))
    .unwrap();
    let (segment, span) = (&read.data.segments[0], &read.data.spans[0]);
    assert_eq!((segment.start.0, segment.duration, segment.is_failed), (NOW, 1_000.0, true));
    assert_eq!((span.start.0, span.duration, span.is_failed), (NOW + 0.5, 250.0, false));
}
