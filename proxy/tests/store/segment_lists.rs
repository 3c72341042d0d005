//! Lists of segments: the newest and the slowest.

use balefire_proxy::model::span::{Segment, SegmentKind, TraceData};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{PerformanceFilter, SegmentOrder, Store};

use super::performance::{item, last, segment};
use super::{NOW, over_each};

const HOUR: f64 = 3_600.0;
const ROUTES: [&str; 3] = ["/", "/a", "/rare"];

/// Segments of some days, among them some of the same duration and some of another kind.
fn fill(it: &dyn Store) -> Vec<Segment> {
    let all: Vec<Segment> = (1..=900_u32)
        .map(|n| {
            let route = if n % 97 == 0 { ROUTES[2] } else { ROUTES[n as usize % 2] };
            let (start, duration) =
                (NOW - f64::from(n * 7919 % 2_000) / 20.0 * HOUR, f64::from(n * 31 % 499));
            let kind = if n % 50 == 0 { SegmentKind::Navigation } else { SegmentKind::PageLoad };
            Segment { kind, ..segment(u64::from(n), route, start, duration) }
        })
        .collect();
    let mut batch = it.begin().unwrap();
    batch.record_trace(&TraceData { segments: all.clone(), ..item(NOW) }).unwrap();
    batch.commit().unwrap();
    all
}

#[track_caller]
fn check(it: &dyn Store, all: &[Segment], filter: &PerformanceFilter, (offset, limit): (u32, u32)) {
    let hours = (filter.from.0 / HOUR).floor() * HOUR..(filter.to.0 / HOUR).ceil() * HOUR;
    let kind = SegmentKind::PageLoad;
    let mut wanted: Vec<&Segment> = all
        .iter()
        .filter(|it| it.kind == kind && hours.contains(&it.start.0))
        .filter(|it| filter.name.as_ref().is_none_or(|name| *name == it.dimensions.name))
        .collect();
    for order in [SegmentOrder::Newest, SegmentOrder::Slowest] {
        let by = |it: &Segment| match order {
            SegmentOrder::Newest => it.start.0,
            SegmentOrder::Slowest => it.duration,
        };
        wanted.sort_by(|a, b| by(b).total_cmp(&by(a)));
        let expect: Vec<f64> =
            wanted.iter().skip(offset as usize).take(limit as usize).map(|it| by(it)).collect();
        let found = it.segments(filter, kind, order, offset, limit).unwrap();
        assert_eq!(found.iter().map(by).collect::<Vec<_>>(), expect, "{order:?}");
    }
}

#[test]
fn pages_of_a_list_are_those_of_the_whole_list() {
    over_each(|it| {
        let all = fill(it);
        for days in [0.01, 0.5, 3.0, 10.0] {
            for name in [None, Some("/a"), Some("/rare"), Some("/unknown")] {
                let filter = PerformanceFilter { name: name.map(str::to_owned), ..last(days) };
                for page in [(0, 10), (5, 20), (0, 2_000), (700, 500), (3_000, 10), (0, 0)] {
                    check(it, &all, &filter, page);
                }
            }
        }
        let past = PerformanceFilter { from: Timestamp(0.0), to: Timestamp(NOW - 40.0 * HOUR), ..last(1.0) };
        check(it, &all, &past, (0, 50));
        let odd = PerformanceFilter { from: Timestamp(f64::MIN), to: Timestamp(f64::NAN), ..last(1.0) };
        assert!(it.segments(&odd, SegmentKind::PageLoad, SegmentOrder::Slowest, 0, 9).unwrap().is_empty());
    });
}

#[test]
fn a_segment_is_in_one_page_alone() {
    over_each(|it| {
        fill(it);
        for order in [SegmentOrder::Newest, SegmentOrder::Slowest] {
            let mut ids = Vec::new();
            for page in 0..10 {
                let found = it.segments(&last(10.0), SegmentKind::PageLoad, order, page * 100, 100).unwrap();
                ids.extend(found.into_iter().map(|it| it.span_id));
            }
            let count = ids.len();
            ids.sort_unstable();
            ids.dedup();
            assert_eq!((ids.len(), count), (882, 882), "{order:?}");
        }
    });
}
