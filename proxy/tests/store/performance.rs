//! Storing performance data and answering questions about it.

use std::sync::Arc;

use balefire_proxy::model::event::Event;
use balefire_proxy::model::span::{Dimensions, Resource, Segment, SegmentKind, Span, TraceData};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{
    Dimension, Measure, PerformanceFilter, Recorded, SegmentOrder, Store, TraceRecorded,
};

use super::{NOW, event, over_each, record};

const HOUR: f64 = 3_600.0;
const DAY: f64 = 86_400.0;
const PAGE_LOAD: Measure = Measure::Duration(SegmentKind::PageLoad);

pub(super) fn route(name: &str) -> Arc<Dimensions> {
    Arc::new(Dimensions {
        name: name.into(),
        release: "shop@1.0.0".into(),
        environment: "production".into(),
        device: "mobile".into(),
        browser: "Chrome".into(),
    })
}

pub(super) fn segment(id: u64, name: &str, start: f64, duration: f64) -> Segment {
    Segment {
        trace_id: format!("{id:032x}"),
        span_id: format!("{id:016x}"),
        parent_span_id: None,
        event_id: None,
        kind: SegmentKind::PageLoad,
        op: "pageload".into(),
        start: Timestamp(start),
        duration,
        is_failed: false,
        status: "ok".into(),
        dimensions: route(name),
        url: format!("https://shop.example{name}"),
        platform: "javascript".into(),
        user: Some("u1".into()),
        sample_rate: 1.0,
        data: serde_json::json!({"url.path": name}).as_object().unwrap().clone(),
    }
}

pub(super) fn span(id: u64, segment: &Segment, start: f64) -> Span {
    Span {
        trace_id: segment.trace_id.clone(),
        span_id: format!("{id:016x}"),
        parent_span_id: Some(segment.span_id.clone()),
        segment_id: Some(segment.span_id.clone()),
        op: "resource.script".into(),
        name: "https://shop.example/a \"quoted\".js".into(),
        start: Timestamp(start),
        duration: 12.5,
        is_failed: id % 2 == 1,
        data: serde_json::json!({"n": id}).as_object().unwrap().clone(),
    }
}

pub(super) fn item(received: f64) -> TraceData {
    TraceData { project_id: 1, received: Timestamp(received), ..TraceData::default() }
}

pub(super) fn of(segments: Vec<Segment>) -> TraceData {
    TraceData { segments, ..item(NOW) }
}

pub(super) fn store(store: &dyn Store, data: &TraceData) -> TraceRecorded {
    let mut batch = store.begin().unwrap();
    let recorded = batch.record_trace(data).unwrap();
    batch.commit().unwrap();
    recorded
}

pub(super) fn last(days: f64) -> PerformanceFilter {
    PerformanceFilter {
        project_id: 1,
        from: Timestamp(NOW - days * DAY),
        to: Timestamp(NOW + 1.0),
        ..PerformanceFilter::default()
    }
}

pub(super) fn count(store: &dyn Store, filter: &PerformanceFilter, measure: Measure) -> u64 {
    store.distribution(filter, measure).unwrap().histogram.count()
}

#[test]
fn a_segment_with_spans_and_resources_is_read_as_it_came() {
    over_each(|it| {
        let segment = segment(7, "/checkout", NOW - 10.0, 1_234.5);
        let spans = vec![span(3, &segment, NOW - 2.0), span(2, &segment, NOW - 5.0)];
        let resource = Resource {
            trace_id: segment.trace_id.clone(),
            segment_id: Some(segment.span_id.clone()),
            start: Timestamp(NOW - 5.0),
            duration: 12.5,
            transfer_size: Some(4_000),
            dimensions: route("https://shop.example/*.js"),
            sample_rate: 0.25,
        };
        let data = TraceData {
            segments: vec![segment.clone()],
            spans: spans.clone(),
            resources: vec![resource.clone(), resource],
            ..item(NOW)
        };
        let recorded = store(it, &data);
        assert_eq!(recorded, TraceRecorded { segments: 1, spans: 2, ..Default::default() });
        assert_eq!(it.segment(1, &segment.span_id).unwrap().as_ref(), Some(&segment));
        assert_eq!(it.segment(2, &segment.span_id).unwrap(), None);
        assert_eq!(it.trace(&segment.trace_id, 10).unwrap(), [(1, segment.clone())]);
        let found = it.spans(1, &segment, 10).unwrap();
        assert_eq!(found, [spans[1].clone(), spans[0].clone()]);
        assert_eq!((it.spans(1, &segment, 1).unwrap().len(), it.span_count(1, &segment).unwrap()), (1, 2));
        let resources = it.distribution(&last(1.0), Measure::Resource).unwrap();
        assert_eq!((resources.histogram.count(), resources.bytes, resources.extrapolated), (2, 8_000, 8.0));

        // The same item again changes nothing.
        let again = store(it, &data);
        assert_eq!(again, TraceRecorded { duplicates: 3, ..Default::default() });
        assert_eq!(count(it, &last(1.0), PAGE_LOAD), 1);
        assert_eq!(it.distribution(&last(1.0), Measure::Resource).unwrap(), resources);
        // Another project has its own.
        let elsewhere = TraceData { project_id: 2, ..data };
        assert_eq!(store(it, &elsewhere).segments, 1);
        // Resources name no route.
        assert_eq!(it.dimension_values(1, Dimension::Name, 10).unwrap(), ["/checkout"]);
    });
}

#[test]
fn spans_that_name_no_segment_belong_to_those_of_their_trace() {
    over_each(|it| {
        let segment = segment(7, "/", NOW - 10.0, 100.0);
        store(it, &of(vec![segment.clone()]));
        for n in 0..3 {
            let late = Span { segment_id: None, ..span(10 + n, &segment, NOW - n as f64) };
            let data = TraceData { spans: vec![late], ..item(NOW) };
            assert_eq!(store(it, &data).spans, 1);
        }
        let ids: Vec<_> = it.spans(1, &segment, 10).unwrap().into_iter().map(|it| it.span_id).collect();
        assert_eq!(ids, ["000000000000000c", "000000000000000b", "000000000000000a"]);
    });
}

#[test]
fn a_dropped_batch_leaves_no_trace() {
    over_each(|it| {
        let data = of(vec![segment(1, "/", NOW, 100.0)]);
        let mut batch = it.begin().unwrap();
        batch.record_trace(&data).unwrap();
        drop(batch);
        assert_eq!(count(it, &last(1.0), PAGE_LOAD), 0);
        assert_eq!(it.performance_size().unwrap().total(), 0);
        assert_eq!(store(it, &data).segments, 1);
    });
}

#[test]
fn items_of_one_batch_are_counted_as_if_each_came_alone() {
    let data: Vec<TraceData> = (0..40_u32)
        .map(|n| {
            let start = NOW - f64::from(n * 7919 % 9_000);
            let failed = Segment {
                is_failed: n % 5 == 0,
                sample_rate: 0.25,
                ..segment(u64::from(n % 30), ["/a", "/b"][n as usize % 2], start, f64::from(n))
            };
            of(vec![failed])
        })
        .collect();
    let told = |in_one: bool| {
        let directory = tempfile::tempdir().unwrap();
        let it = balefire_proxy::store::Sqlite::open(directory.path()).unwrap();
        balefire_proxy::store::ProjectAdmin::ensure_project(&it, "demo", "k1").unwrap();
        if in_one {
            let mut batch = balefire_proxy::store::Ingest::begin(&it).unwrap();
            for data in &data {
                batch.record_trace(data).unwrap();
            }
            batch.commit().unwrap();
        } else {
            for data in &data {
                store(&it, data);
            }
        }
        let it: &dyn Store = &it;
        let by = it.distributions_by(&last(1.0), PAGE_LOAD, Dimension::Name, 10).unwrap();
        let trend = it.trend(&last(1.0), PAGE_LOAD).unwrap();
        (by, trend, it.performance_size().unwrap())
    };
    let (alone, together) = (told(false), told(true));
    assert_eq!(alone, together);
    let total: f64 = alone.0.iter().map(|(_, it)| it.extrapolated).sum();
    let failed: u64 = alone.0.iter().map(|(_, it)| it.failed).sum();
    assert_eq!((total, failed, alone.0.len()), (120.0, 6, 2));
}

/// Numbers between 0 and 1, the same in each run.
fn random(seed: u64) -> impl FnMut() -> f64 {
    let mut state = seed;
    move || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[test]
fn percentiles_are_within_half_a_percent_of_the_exact_ones() {
    over_each(|it| {
        let mut random = random(5);
        let mut exact: Vec<(usize, f64, f64)> = Vec::new();
        for part in 0..4 {
            let mut batch = it.begin().unwrap();
            for n in 0..1_000 {
                let (day, name) = ((random() * 6.0).floor(), (random() * 3.0) as usize);
                let (start, duration) =
                    (NOW - day * DAY - random() * DAY, 5.0 * (9.0 * random() * random()).exp());
                let id = part * 1_000 + n + 1;
                let data = of(vec![segment(id, ["/", "/a", "/b"][name], start, duration)]);
                batch.record_trace(&data).unwrap();
                exact.push((name, start, duration));
            }
            batch.commit().unwrap();
        }
        for days in [0.25, 1.0, 3.3, 7.0] {
            for name in [None, Some(0), Some(2)] {
                let filter = PerformanceFilter {
                    name: name.map(|name: usize| ["/", "/a", "/b"][name].to_owned()),
                    ..last(days)
                };
                let from = (filter.from.0 / HOUR).floor() * HOUR;
                let mut values: Vec<f64> = exact
                    .iter()
                    .filter(|(of, start, _)| *start >= from && name.is_none_or(|name| name == *of))
                    .map(|(.., duration)| *duration)
                    .collect();
                values.sort_by(f64::total_cmp);
                let found = it.distribution(&filter, PAGE_LOAD).unwrap().histogram;
                assert_eq!(found.count(), values.len() as u64, "{days} {name:?}");
                for share in [0.5, 0.75, 0.95, 0.99] {
                    let exact = values[((share * values.len() as f64).ceil() as usize).max(1) - 1];
                    let percentile = found.percentile(share).unwrap();
                    assert!(
                        (percentile - exact).abs() <= exact * 0.005,
                        "{days} {share}: {percentile} for {exact}"
                    );
                }
            }
        }
    });
}

#[test]
fn ranges_begin_with_their_hour_and_end_with_theirs() {
    // 8:00 of a day.
    assert_eq!(NOW % DAY, 8.0 * HOUR);
    over_each(|it| {
        // One page load in the middle of each of the last 100 hours.
        let all = (0..100).map(|n| segment(n, "/", NOW - (n as f64 + 0.5) * HOUR, 100.0)).collect();
        store(it, &of(all));
        let check = |from: f64, to: f64, expect: u64| {
            let (from, to) = (Timestamp(NOW + from * HOUR), Timestamp(NOW + to * HOUR));
            let filter = PerformanceFilter { from, to, ..last(1.0) };
            assert_eq!(count(it, &filter, PAGE_LOAD), expect, "{from:?} {to:?}");
            let route = PerformanceFilter { name: Some("/".into()), ..filter.clone() };
            assert_eq!(count(it, &route, PAGE_LOAD), expect, "{from:?} {to:?}");
            let trend = it.trend(&filter, PAGE_LOAD).unwrap();
            assert_eq!(trend.iter().map(|(_, it)| it.histogram.count()).sum::<u64>(), expect);
            assert!(trend.windows(2).all(|two| two[0].0 < two[1].0));
        };
        check(-3.0, 0.0, 3);
        check(-2.7, -1.2, 2);
        check(-90.5, 0.0, 91);
        check(-90.5, -10.5, 81);
        check(-90.0, -60.0, 30);
        check(-32.0, -8.0, 24);
        check(-1_000.0, 1.0, 100);
        check(5.0, 10.0, 0);
        check(5.0, -10.0, 0);
        assert_eq!(it.trend(&last(3.0), PAGE_LOAD).unwrap().len(), 72);
        assert_eq!(it.trend(&last(4.0), PAGE_LOAD).unwrap().len(), 5);
    });
}

#[test]
fn distributions_by_a_dimension_come_most_frequent_first() {
    over_each(|it| {
        let all =
            (0..9).map(|n| segment(n, ["/", "/a", "/a"][n as usize % 3], NOW, 100.0 * n as f64)).collect();
        store(it, &of(all));
        let by = it.distributions_by(&last(1.0), PAGE_LOAD, Dimension::Name, 10).unwrap();
        let told: Vec<_> = by.iter().map(|(name, it)| (name.as_str(), it.histogram.count())).collect();
        assert_eq!(told, [("/a", 6), ("/", 3)]);
        let by = it.distributions_by(&last(1.0), PAGE_LOAD, Dimension::Browser, 10).unwrap();
        assert_eq!((by.len(), by[0].0.as_str(), by[0].1.histogram.count()), (1, "Chrome", 9));
        assert_eq!(it.distributions_by(&last(1.0), PAGE_LOAD, Dimension::Name, 1).unwrap().len(), 1);
        for (filter, expect) in [
            (PerformanceFilter { release: Some("shop@1.0.0".into()), ..last(1.0) }, 9),
            (PerformanceFilter { release: Some(String::new()), ..last(1.0) }, 0),
            (PerformanceFilter { device: Some("desktop".into()), ..last(1.0) }, 0),
            (PerformanceFilter { browser: Some("Chrome".into()), name: Some("/".into()), ..last(1.0) }, 3),
            (PerformanceFilter { project_id: 2, ..last(1.0) }, 0),
        ] {
            assert_eq!(count(it, &filter, PAGE_LOAD), expect, "{filter:?}");
        }
        // Navigations have distributions of their own.
        assert_eq!(count(it, &last(1.0), Measure::Duration(SegmentKind::Navigation)), 0);
    });
}

#[test]
fn names_without_end_are_counted_together() {
    over_each(|it| {
        let all = (0..2_100).map(|n| segment(n, &format!("/order/{n}"), NOW, 100.0)).collect();
        store(it, &of(all));
        assert_eq!(it.dimension_overflow(1).unwrap(), 100);
        let by = it.distributions_by(&last(1.0), PAGE_LOAD, Dimension::Name, 3_000).unwrap();
        assert_eq!((by.len(), by[0].0.as_str(), by[0].1.histogram.count()), (2_001, "(other)", 100));
        assert_eq!(by[0].1.histogram.count() + by.len() as u64 - 1, 2_100);
        // A route that is known goes on to be counted by its name.
        store(it, &of(vec![segment(9_999, "/order/7", NOW, 100.0)]));
        let known = PerformanceFilter { name: Some("/order/7".into()), ..last(1.0) };
        assert_eq!(count(it, &known, PAGE_LOAD), 2);
        // Resources have names of their own, and so do other projects.
        let mut other = TraceData { project_id: 2, ..of(vec![segment(1, "/order/9000", NOW, 1.0)]) };
        other.segments[0].data.clear();
        store(it, &other);
        assert_eq!(it.dimension_overflow(2).unwrap(), 0);
    });
}

#[test]
fn segments_are_listed_by_time_and_by_duration() {
    over_each(|it| {
        let all = (0..50_u64)
            .map(|n| segment(n, ["/", "/a"][n as usize % 2], NOW - n as f64, (n * 7 % 50) as f64))
            .collect();
        store(it, &of(all));
        let list = |filter: &PerformanceFilter, order, offset, limit| -> Vec<(u64, f64)> {
            it.segments(filter, SegmentKind::PageLoad, order, offset, limit)
                .unwrap()
                .into_iter()
                .map(|it| (u64::from_str_radix(&it.span_id, 16).unwrap(), it.duration))
                .collect()
        };
        assert_eq!(list(&last(1.0), SegmentOrder::Newest, 0, 3), [(0, 0.0), (1, 7.0), (2, 14.0)]);
        assert_eq!(list(&last(1.0), SegmentOrder::Newest, 48, 5), [(48, 36.0), (49, 43.0)]);
        assert_eq!(list(&last(1.0), SegmentOrder::Slowest, 1, 2), [(14, 48.0), (21, 47.0)]);
        let route = PerformanceFilter { name: Some("/a".into()), ..last(1.0) };
        assert_eq!(list(&route, SegmentOrder::Newest, 0, 2), [(1, 7.0), (3, 21.0)]);
        assert_eq!(list(&route, SegmentOrder::Slowest, 0, 1), [(7, 49.0)]);
        let earlier = PerformanceFilter { to: Timestamp(NOW - 40.0), ..last(1.0) };
        // Its last hour counts wholly.
        assert_eq!(list(&earlier, SegmentOrder::Newest, 0, 1), [(1, 7.0)]);
        assert!(list(&last(1.0), SegmentOrder::Newest, 50, 10).is_empty());
        assert!(list(&last(1.0), SegmentOrder::Newest, u32::MAX, u32::MAX).is_empty());
    });
}

#[test]
fn absurd_times_count_at_their_arrival() {
    over_each(|it| {
        let times = [NOW + 1e9, -5.0, f64::NAN, f64::INFINITY];
        let all = (0..).zip(times).map(|(n, start)| segment(n, "/", start, 100.0)).collect();
        store(it, &of(all));
        assert_eq!(count(it, &last(0.01), PAGE_LOAD), 4);
    });
}

#[test]
fn errors_of_a_trace() {
    over_each(|it| {
        let trace = "0123456789abcdef0123456789abcdef";
        for (id, trace_id) in [(1, Some(trace)), (2, None), (3, Some(trace))] {
            let event = Event {
                trace_id: trace_id.map(str::to_owned),
                span_id: (id == 3).then(|| "00000000000000aa".into()),
                ..event(id, "g", NOW - id as f64)
            };
            assert!(!matches!(record(it, &event), Recorded::Duplicate));
        }
        let errors = it.trace_errors(trace, 10).unwrap();
        let told: Vec<_> = errors.iter().map(|it| (&it.event_id[31..], it.span_id.as_deref())).collect();
        assert_eq!(told, [("3", Some("00000000000000aa")), ("1", None)]);
        assert_eq!((errors[0].title.as_str(), errors[0].level.as_str()), ("title 1", "error"));
        assert_eq!(it.trace_errors(trace, 1).unwrap().len(), 1);
        assert!(it.trace_errors("", 10).unwrap().is_empty());
    });
}
