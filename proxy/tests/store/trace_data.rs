//! What an item adds to a trace that is stored in part.

use balefire_proxy::model::span::{Resource, Segment, SegmentKind, TraceData};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::Measure;

use super::performance::{count, item, last, of, route, segment, span, store};
use super::{NOW, over_each};

#[test]
fn resources_count_with_the_spans_that_are_new() {
    over_each(|it| {
        let group = |n: u64| {
            let segment = segment(n, "/", NOW - 10.0, 100.0);
            let resource = Resource {
                trace_id: segment.trace_id.clone(),
                segment_id: Some(segment.span_id.clone()),
                start: Timestamp(NOW - 5.0),
                duration: 12.5,
                transfer_size: None,
                dimensions: route("/a.js"),
                sample_rate: 0.5,
            };
            (span(n * 10, &segment, NOW - 5.0), resource)
        };
        let data = |groups: &[u64]| {
            let (spans, resources) = groups.iter().map(|n| group(*n)).unzip();
            TraceData { spans, resources, ..item(NOW) }
        };
        store(it, &data(&[1, 2]));
        let recorded = store(it, &data(&[2, 3]));
        assert_eq!((recorded.spans, recorded.duplicates), (1, 1));
        let resources = it.distribution(&last(1.0), Measure::Resource).unwrap();
        assert_eq!((resources.histogram.count(), resources.extrapolated), (3, 6.0));
    });
}

#[test]
fn a_page_load_that_comes_late_keeps_its_start_beside_its_spans() {
    over_each(|it| {
        let late = segment(1, "/", NOW - 10.0 * 86_400.0, 100.0);
        store(it, &of(vec![late.clone()]));
        assert_eq!(it.segment(1, &late.span_id).unwrap(), Some(late));
        assert_eq!(count(it, &last(0.01), Measure::Duration(SegmentKind::PageLoad)), 1);
    });
}

/// Sorting a whole trace for few rows would take as long as the trace is.
#[test]
fn of_a_trace_those_that_arrived_first_are_read() {
    over_each(|it| {
        let trace_id = format!("{:032x}", 7);
        let of_trace =
            |n: u64, at: f64| Segment { trace_id: trace_id.clone(), ..segment(n, "/", NOW + at, 1.0) };
        store(it, &of(vec![of_trace(1, -1.0), of_trace(2, -2.0), of_trace(3, -3.0)]));
        let found = it.trace(&trace_id, 2).unwrap();
        let ids: Vec<_> = found.iter().map(|(_, it)| it.span_id.trim_start_matches('0')).collect();
        assert_eq!(ids, ["2", "1"]);
    });
}
