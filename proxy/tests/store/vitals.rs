//! Vitals of page views: they replace each other, are folded once, and are late after that.

use balefire_proxy::model::span::{Segment, SegmentKind, TraceData};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::model::vital::{Metric, Vital};
use balefire_proxy::store::{Dimension, Measure, PerformanceFilter, Store, VITALS_OPEN};

use super::performance::{count, item, last, route, segment, store};
use super::{NOW, over_each};

const LCP: Measure = Measure::Vital(Metric::Lcp);

fn vital(page_view: u64, metric: Metric, value: f64) -> Vital {
    Vital {
        metric,
        value,
        page_view: format!("{page_view:016x}"),
        navigation: String::new(),
        trace_id: format!("{page_view:032x}"),
        start: Timestamp(NOW - 100.0),
        measured: Timestamp(NOW - 90.0),
        navigation_type: "navigate".into(),
        element: "img.hero".into(),
        dimensions: route("/checkout"),
        sample_rate: 0.5,
    }
}

/// Stores vitals that arrive at a time; returns how many were late.
fn arrive(it: &dyn Store, received: f64, vitals: Vec<Vital>) -> u64 {
    let vital_spans = (0..vitals.len()).collect();
    store(it, &TraceData { vitals, vital_spans, ..item(received) }).late
}

fn fold(it: &dyn Store, now: f64) -> u64 {
    it.fold_vitals(Timestamp(now - VITALS_OPEN), 100).unwrap()
}

#[track_caller]
fn check(it: &dyn Store, measure: Measure, expect: &[f64]) {
    let route = PerformanceFilter { name: Some("/checkout".into()), ..last(1.0) };
    let by = it.distributions_by(&last(1.0), measure, Dimension::Device, 10).unwrap();
    let trend = it.trend(&last(1.0), measure).unwrap();
    let all = it.distribution(&last(1.0), measure).unwrap();
    assert_eq!(all.histogram.count(), expect.len() as u64);
    assert_eq!(all.extrapolated, 2.0 * expect.len() as f64);
    assert_eq!(it.distribution(&route, measure).unwrap(), all);
    assert_eq!(by.into_iter().map(|(_, it)| it).collect::<Vec<_>>(), vec![all.clone(); expect.len().min(1)]);
    assert_eq!(trend.into_iter().map(|(_, it)| it.histogram.count()).sum::<u64>(), all.histogram.count());
    for (n, value) in expect.iter().enumerate() {
        let found = all.histogram.percentile((n as f64 + 0.5) / expect.len() as f64).unwrap();
        assert!((found - value).abs() <= value * 0.005, "{found} for {value}");
    }
}

/// Sentry's SDK sends vitals without the name of their page, before or after the page load.
#[test]
fn vitals_without_a_name_have_that_of_their_page_load() {
    over_each(|it| {
        let nameless = |page_view, navigation: &str| Vital {
            dimensions: route(""),
            navigation: navigation.into(),
            ..vital(page_view, Metric::Lcp, 900.0)
        };
        let load = |id| {
            let segments = vec![segment(id, "/checkout", NOW - 100.0, 300.0)];
            store(it, &TraceData { segments, ..item(NOW) });
        };
        load(1);
        arrive(it, NOW, vec![nameless(1, ""), nameless(2, ""), nameless(3, "")]);
        load(2);
        let named = |name: &str| {
            let filter = PerformanceFilter { name: Some(name.into()), ..last(1.0) };
            it.distribution(&filter, LCP).unwrap().histogram.count()
        };
        assert_eq!((named("/checkout"), named("")), (2, 1));
        arrive(it, NOW, vec![nameless(1, "7")]);
        assert_eq!((named("/checkout"), named("")), (2, 2), "a navigation is another page");
        fold(it, NOW + 2_000.0);
        load(3);
        assert_eq!((named("/checkout"), named("")), (2, 2), "it is counted");
    });
}

#[test]
fn a_later_value_replaces_the_one_before_until_it_is_folded() {
    over_each(|it| {
        // A page that is open for long, and is hidden a hundred times.
        for n in 0..100_u32 {
            let at = NOW + f64::from(n) * 10.0;
            assert_eq!(arrive(it, at, vec![vital(1, Metric::Inp, 100.0 + f64::from(n))]), 0);
        }
        let inp = Measure::Vital(Metric::Inp);
        check(it, inp, &[199.0]);
        assert_eq!(fold(it, NOW + 1_799.0), 0);
        assert_eq!(fold(it, NOW + 1_801.0), 1);
        check(it, inp, &[199.0]);
        // A day later it is hidden again.
        assert_eq!(arrive(it, NOW + 86_400.0, vec![vital(1, Metric::Inp, 900.0)]), 1);
        assert_eq!((fold(it, NOW + 90_000.0), fold(it, NOW + 99_000.0)), (0, 0));
        check(it, inp, &[199.0]);
        // Its own page shows the value that counts.
        let vitals = it.page_view_vitals(1, "0000000000000001").unwrap();
        assert_eq!(vitals, [vital(1, Metric::Inp, 199.0)]);
    });
}

/// Retries may bring an earlier value later.
#[test]
fn the_value_that_was_measured_last_stands() {
    over_each(|it| {
        let inp = |value, at| Vital { measured: Timestamp(NOW + at), ..vital(1, Metric::Inp, value) };
        for (sent, stands) in [
            ((100.0, 5.0), 100.0),
            ((300.0, 9.0), 300.0),
            ((200.0, 7.0), 300.0),
            ((310.0, 9.0), 310.0),
            ((90.0, 9.5), 90.0),
        ] {
            assert_eq!(arrive(it, NOW, vec![inp(sent.0, sent.1)]), 0);
            check(it, Measure::Vital(Metric::Inp), &[stands]);
        }
        arrive(it, NOW, vec![inp(7.0, f64::NAN)]);
        check(it, Measure::Vital(Metric::Inp), &[90.0]);
    });
}

/// A soft navigation begins with the page in memory: its values are no page load's, open or folded.
#[test]
fn soft_navigations_are_counted_apart() {
    over_each(|it| {
        let of = |navigation: &str, kind: &str, value| Vital {
            navigation: navigation.into(),
            navigation_type: kind.into(),
            ..vital(1, Metric::Lcp, value)
        };
        let all = vec![
            of("", "navigate", 2_000.0),
            of("2", "soft-navigation", 90.0),
            of("3", "soft-navigation", 110.0),
            of("4", "back-forward-cache", 1_000.0),
        ];
        arrive(it, NOW, all.clone());
        // Measured again.
        arrive(it, NOW, vec![of("3", "soft-navigation", 130.0)]);
        for _ in 0..2 {
            check(it, LCP, &[1_000.0, 2_000.0]);
            check(it, Measure::SoftVital(Metric::Lcp), &[90.0, 130.0]);
            fold(it, NOW + 2_000.0);
        }
        let mut of_page_view = it.page_view_vitals(1, &format!("{:016x}", 1)).unwrap();
        of_page_view.sort_by(|a, b| a.navigation.cmp(&b.navigation));
        let expect = [&all[..2], &[of("3", "soft-navigation", 130.0)], &all[3..]].concat();
        assert_eq!(of_page_view, expect);
    });
}

#[test]
fn late_values_of_other_spans_are_no_late_spans() {
    over_each(|it| {
        let vitals =
            vec![vital(1, Metric::Fcp, 1.0), vital(1, Metric::Ttfb, 1.0), vital(1, Metric::Lcp, 1.0)];
        let data = TraceData { vitals, vital_spans: vec![2], ..item(NOW) };
        assert_eq!(store(it, &data).late, 0);
        assert_eq!(fold(it, NOW + VITALS_OPEN + 1.0), 3);
        assert_eq!(store(it, &data).late, 1);
    });
}

/// Sentry's SDK sends interactions as segments of their own, each under another id.
#[test]
fn vitals_that_name_no_page_view_belong_to_the_page_load_of_their_trace() {
    over_each(|it| {
        let trace = |n: u64| format!("{n:032x}");
        let inp = |n: u64, value| Vital { page_view: trace(n), ..vital(n, Metric::Inp, value) };
        let navigation =
            |n: u64| Segment { kind: SegmentKind::Navigation, ..segment(n, "/checkout", NOW, 5.0) };
        let value = |n: u64| -> Vec<f64> {
            it.page_view_vitals(1, &format!("{n:016x}")).unwrap().iter().map(|it| it.value).collect()
        };
        store(it, &TraceData { segments: vec![segment(1, "/checkout", NOW, 5.0)], ..item(NOW) });
        arrive(it, NOW, vec![inp(1, 100.0), inp(1, 150.0)]);
        assert_eq!(value(1), [150.0]);
        // The page load or the navigation comes later.
        arrive(it, NOW, vec![inp(2, 100.0), inp(2, 160.0)]);
        store(it, &TraceData { segments: vec![navigation(2)], ..item(NOW) });
        arrive(it, NOW, vec![inp(2, 170.0)]);
        assert_eq!(value(2), [170.0]);
        check(it, Measure::Vital(Metric::Inp), &[150.0, 170.0]);
    });
}

#[test]
fn metrics_navigations_and_page_views_stand_side_by_side() {
    over_each(|it| {
        let restored = |n: u32, value| Vital {
            navigation: format!("{n:016x}"),
            navigation_type: "back-forward-cache".into(),
            ..vital(1, Metric::Lcp, value)
        };
        let all = vec![
            vital(1, Metric::Lcp, 1_000.0),
            vital(1, Metric::Cls, 0.05),
            vital(2, Metric::Lcp, 3_000.0),
            restored(1, 100.0),
            restored(2, 200.0),
        ];
        assert_eq!(arrive(it, NOW, all.clone()), 0);
        // The same item again, and a value of another project.
        assert_eq!(arrive(it, NOW, all), 0);
        let elsewhere = TraceData { project_id: 2, vitals: vec![vital(1, Metric::Lcp, 7.0)], ..item(NOW) };
        store(it, &elsewhere);
        for now in [NOW, NOW + VITALS_OPEN + 1.0] {
            fold(it, now);
            check(it, LCP, &[100.0, 200.0, 1_000.0, 3_000.0]);
            check(it, Measure::Vital(Metric::Cls), &[0.05]);
        }
        assert_eq!(it.page_view_vitals(1, "0000000000000001").unwrap().len(), 4);
    });
}

#[test]
fn folding_takes_bounded_steps_and_nothing_twice() {
    over_each(|it| {
        arrive(it, NOW, (0..250).map(|n| vital(n, Metric::Lcp, 1_000.0)).collect());
        let later = NOW + VITALS_OPEN + 1.0;
        let steps: Vec<_> = (0..4).map(|_| fold(it, later)).collect();
        assert_eq!(steps, [100, 100, 50, 0]);
        assert_eq!(count(it, &last(1.0), LCP), 250);
    });
}

#[test]
fn a_vital_that_arrived_while_the_clock_was_ahead_is_folded() {
    over_each(|it| {
        arrive(it, NOW + 300.0 * 86_400.0, vec![vital(1, Metric::Lcp, 1_000.0)]);
        arrive(it, NOW + 3_600.0, vec![vital(2, Metric::Lcp, 1_000.0)]);
        assert_eq!(fold(it, NOW), 1);
    });
}
