//! A summary says what the single questions say.

use std::sync::Arc;

use balefire_proxy::model::span::{Dimensions, Segment, SegmentKind, TraceData};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::model::vital::{Metric, Vital};
use balefire_proxy::store::{Dimension, Measure, PerformanceFilter, Store, VITALS_OPEN};

use super::performance::{item, last, segment};
use super::{NOW, over_each};

const SIDES: [Dimension; 4] =
    [Dimension::Release, Dimension::Name, Dimension::Environment, Dimension::Browser];

/// Page loads of ten days, each with a vital; some of the vitals are open.
fn fill(it: &dyn Store) {
    for n in 0..400_u32 {
        let received = NOW - f64::from(n) * 2_160.0;
        let dimensions = Arc::new(Dimensions {
            name: ["/", "/a", "/b"][n as usize % 3].into(),
            release: ["1", ""][n as usize % 2].into(),
            environment: "production".into(),
            device: "mobile".into(),
            browser: ["Chrome", "Safari", "Firefox", "Edge"][n as usize % 4].into(),
        });
        let of = segment(u64::from(n) + 1, "/", received - 5.0, f64::from(n) + 1.0);
        let vital = Vital {
            metric: Metric::Lcp,
            value: f64::from(n * 13 % 97) + 1.0,
            page_view: of.span_id.clone(),
            navigation: String::new(),
            trace_id: of.trace_id.clone(),
            start: of.start,
            measured: of.start,
            navigation_type: String::new(),
            element: String::new(),
            dimensions: Arc::clone(&dimensions),
            sample_rate: 0.5,
        };
        let segments = vec![Segment { dimensions, ..of }];
        super::performance::store(it, &TraceData { segments, vitals: vec![vital], ..item(received) });
    }
    it.fold_vitals(Timestamp(NOW - VITALS_OPEN), 10_000).unwrap();
}

#[test]
fn each_side_is_as_if_it_was_asked_for_alone() {
    over_each(|it| {
        fill(it);
        for measure in
            [Measure::Vital(Metric::Lcp), Measure::Duration(SegmentKind::PageLoad), Measure::Resource]
        {
            for days in [1.0, 3.5, 7.0, 30.0] {
                for name in [None, Some("/a"), Some("/unknown")] {
                    let filter = PerformanceFilter { name: name.map(str::to_owned), ..last(days) };
                    let found = it.summary(&filter, measure, &SIDES, 3).unwrap();
                    assert_eq!(found.all, it.distribution(&filter, measure).unwrap());
                    assert_eq!(found.trend, it.trend(&filter, measure).unwrap());
                    let by = SIDES.map(|it_by| it.distributions_by(&filter, measure, it_by, 3).unwrap());
                    assert_eq!(found.by, by);
                    let is_empty = name == Some("/unknown") || measure == Measure::Resource;
                    assert_eq!(found.all.histogram.count() == 0, is_empty);
                }
            }
        }
    });
}
