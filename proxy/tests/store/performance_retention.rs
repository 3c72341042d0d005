//! Performance data that has to go, and what stays of it.

use balefire_proxy::config::Retention;
use balefire_proxy::model::session::{SessionCounts, SessionData, SessionState, SessionUpdate};
use balefire_proxy::model::span::{SegmentKind, Span, TraceData};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::model::vital::{Metric, Vital};
use balefire_proxy::retention::enforce::{Enforced, Enforcer};
use balefire_proxy::store::{Dimension, HealthFilter, Measure, PerformanceFilter, Store, VITALS_OPEN};

use super::performance::{count, item, last, route, segment, store};
use super::{NOW, over_each};

const DAY: f64 = 86_400.0;
const PAGE_LOAD: Measure = Measure::Duration(SegmentKind::PageLoad);

/// A page load with a vital, spans and a session, that arrived at a time.
fn page_load(id: u64, at: f64) -> TraceData {
    let segment = segment(id, "/", at - 1.0, 100.0);
    let spans = (0..3)
        .map(|n| Span {
            trace_id: segment.trace_id.clone(),
            span_id: format!("{:016x}", id * 10 + n),
            parent_span_id: None,
            segment_id: Some(segment.span_id.clone()),
            op: "resource.img".into(),
            name: "x".repeat(500),
            start: Timestamp(at),
            duration: 1.0,
            is_failed: false,
            data: serde_json::Map::new(),
        })
        .collect();
    let vital = Vital {
        metric: Metric::Lcp,
        value: 1_000.0,
        page_view: segment.span_id.clone(),
        navigation: String::new(),
        trace_id: segment.trace_id.clone(),
        start: Timestamp(at - 1.0),
        measured: Timestamp(at),
        navigation_type: String::new(),
        element: String::new(),
        dimensions: route("/"),
        sample_rate: 1.0,
    };
    TraceData { segments: vec![segment], spans, vitals: vec![vital], ..item(at) }
}

fn session(it: &dyn Store, sid: u64, at: f64, state: SessionState) {
    let update = SessionUpdate {
        sid: format!("{sid:032x}"),
        user: Some("u".into()),
        started: Timestamp(at),
        state,
        release: "shop@1.0.0".into(),
        environment: String::new(),
    };
    let mut batch = it.begin().unwrap();
    let received = Timestamp(at);
    batch
        .record_sessions(&SessionData {
            project_id: 1,
            received,
            updates: vec![update],
            counts: vec![],
            too_many: 0,
        })
        .unwrap();
    batch.commit().unwrap();
}

fn enforce(it: &dyn Store, rules: Retention, now: f64) -> Enforced {
    Enforcer::default().enforce(it, rules, Timestamp(now), &|| true).unwrap()
}

fn days(from: f64, to: f64) -> PerformanceFilter {
    PerformanceFilter { from: Timestamp(NOW + from * DAY), to: Timestamp(NOW + to * DAY), ..last(1.0) }
}

#[test]
fn the_trend_of_a_range_whose_hours_are_gone_comes_in_days() {
    over_each(|it| {
        for day in [0.0, 1.0, 5.0, 63.0] {
            store(it, &page_load((day * 10.0) as u64 + 1, NOW + day * DAY));
        }
        let trend = |from: f64, to: f64| -> Vec<(f64, u64)> {
            let found = it.trend(&days(from, to), PAGE_LOAD).unwrap();
            found.iter().map(|(at, of)| (at.0 % DAY, of.histogram.count())).collect()
        };
        let hour = 7.0 * 3_600.0;
        assert_eq!(trend(-1.0, 1.1), [(hour, 1), (hour, 1)]);
        enforce(it, Retention::default(), NOW + 63.5 * DAY);
        assert_eq!(trend(-1.0, 1.1), [(0.0, 1), (0.0, 1)]);
        assert_eq!(trend(0.9, 1.1), [(0.0, 1)]);
        // Hours that are kept stay hours, also if the range begins before the first of them.
        assert_eq!(trend(3.5, 5.1), [(hour, 1)]);
        assert_eq!(trend(62.0, 64.0), [(hour, 1)]);
    });
}

/// A page load that was deleted would count as new if it were sent again.
#[test]
fn the_last_day_stays_unless_it_exceeds_the_size_by_itself() {
    over_each(|it| {
        for n in 1..=30_u32 {
            store(it, &page_load(u64::from(n), NOW - 5.0 * DAY + f64::from(n)));
        }
        for n in 31..=300_u32 {
            store(it, &page_load(u64::from(n), NOW - 3_600.0 + f64::from(n)));
        }
        it.fold_vitals(Timestamp(NOW), 1_000).unwrap();
        let size = it.performance_size().unwrap().recent;
        // Without the old ones it is below the limit, and above nine tenths of it.
        let rules = Retention { performance_size: size * 95 / 100, ..Retention::default() };
        let deleted = enforce(it, rules, NOW).performance.by_size;
        assert_eq!((deleted.segments, deleted.spans, deleted.vitals), (30, 90, 30));
        let young = page_load(31, NOW - 3_600.0 + 31.0);
        assert_eq!(store(it, &young).duplicates, 4);
        let rules = Retention { performance_size: size / 2, ..Retention::default() };
        assert!(enforce(it, rules, NOW).performance.by_size.segments > 0);
        assert!(it.performance_size().unwrap().recent <= size / 2);
    });
}

#[test]
fn old_page_loads_go_and_their_distributions_stay() {
    over_each(|it| {
        for day in 0..40_u32 {
            let at = NOW + f64::from(day) * DAY;
            store(it, &page_load(u64::from(day) + 1, at));
            session(it, u64::from(day), at, SessionState::Healthy);
            it.fold_vitals(Timestamp(at + 2.0 * VITALS_OPEN), 100).unwrap();
            enforce(it, Retention::default(), at);
        }
        let now = NOW + 39.0 * DAY;
        assert!(it.segment(1, "0000000000000009").unwrap().is_none());
        assert!(it.page_view_vitals(1, "0000000000000009").unwrap().is_empty());
        let youngest = it.segment(1, "000000000000000a").unwrap().unwrap();
        assert_eq!(it.spans(1, &youngest, 10).unwrap().len(), 3);
        assert_eq!(count(it, &days(-1.0, 40.0), PAGE_LOAD), 40);
        assert_eq!(count(it, &days(-1.0, 40.0), Measure::Vital(Metric::Lcp)), 40);
        let all = HealthFilter {
            project_id: 1,
            release: None,
            environment: None,
            from: Timestamp(NOW - DAY),
            to: Timestamp(now + DAY),
        };
        assert_eq!(it.health(&all).unwrap().sessions.total, 40);
        // The state of a session is gone after five days: its news count as another session.
        session(it, 30, NOW + 30.0 * DAY, SessionState::Crashed);
        assert_eq!(it.health(&all).unwrap().sessions.total, 41);
        session(it, 38, NOW + 38.0 * DAY, SessionState::Crashed);
        assert_eq!(it.health(&all).unwrap().sessions.total, 41);
    });
}

#[test]
fn hours_go_before_days() {
    over_each(|it| {
        let rules = Retention { distribution_days: 100, ..Retention::default() };
        for day in 0..110_u32 {
            let at = NOW + f64::from(day) * DAY;
            store(it, &TraceData { vitals: Vec::new(), ..page_load(u64::from(day) + 1, at) });
            let distributions = enforce(it, rules, at).performance.by_age.distributions;
            // 60 days and the part of the 61st, then an hour each day; the same with 100 days. Each has two coarser forms.
            let expect = 3 * (u64::from(day > 60) + u64::from(day > 100));
            assert_eq!(distributions, expect, "{day}");
        }
        assert_eq!(count(it, &days(-1.0, 110.0), PAGE_LOAD), 101);
        // A range that begins within a day whose hours are gone has all of it.
        assert_eq!(count(it, &days(20.5, 30.0), PAGE_LOAD), 11);
        assert_eq!(count(it, &days(80.0, 81.0), PAGE_LOAD), 1);
        assert_eq!(it.dimension_values(1, Dimension::Name, 10).unwrap(), ["/"]);
        // Nothing is left of a project that has ended, after a look on each of the days.
        for day in 110..=220_u32 {
            enforce(it, rules, NOW + f64::from(day) * DAY);
        }
        assert_eq!(it.performance_size().unwrap().total(), 0);
        assert!(it.dimension_values(1, Dimension::Name, 10).unwrap().is_empty());
    });
}

#[test]
fn too_much_goes_oldest_first_and_open_vitals_stay() {
    over_each(|it| {
        for n in 0..4_000_u64 {
            store(it, &page_load(n + 1, NOW + n as f64));
        }
        let size = it.performance_size().unwrap();
        // As the file has it: the estimate is not far off.
        let file = it.size().unwrap();
        assert!(size.total() > file * 7 / 10 && size.total() < file * 13 / 10, "{size:?} {file}");
        it.fold_vitals(Timestamp(NOW + 2_000.0), 10_000).unwrap();
        let rules = Retention { performance_size: size.recent / 2, ..Retention::default() };
        let enforced = enforce(it, rules, NOW + 4_000.0);
        let deleted = enforced.performance.by_size;
        assert!(
            deleted.segments >= 1_500 && deleted.spans >= 4_500 && deleted.vitals >= 1_500,
            "{deleted:?}"
        );
        assert!(deleted.vitals <= 2_000, "{deleted:?}");
        assert!(it.performance_size().unwrap().recent <= size.recent / 2);
        assert!(it.segment(1, &format!("{:016x}", 4_000)).unwrap().is_some());
        assert!(it.segment(1, &format!("{:016x}", 1)).unwrap().is_none());
        assert_eq!(count(it, &days(-1.0, 1.0), PAGE_LOAD), 4_000);
        assert_eq!(count(it, &days(-1.0, 1.0), Measure::Vital(Metric::Lcp)), 4_000);
        // Even where nothing may stay, a vital that is not folded does.
        let rules = Retention { performance_size: 1, ..Retention::default() };
        enforce(it, rules, NOW + 4_000.0);
        assert_eq!(count(it, &days(-1.0, 1.0), Measure::Vital(Metric::Lcp)), 4_000);
        assert_eq!(it.page_view_vitals(1, &format!("{:016x}", 4_000)).unwrap().len(), 1);
    });
}

#[test]
fn users_of_sessions_push_no_page_load_out() {
    over_each(|it| {
        for n in 0..100_u64 {
            store(it, &page_load(n + 1, NOW));
        }
        let traces = it.performance_size().unwrap().recent;
        let mut batch = it.begin().unwrap();
        for n in 0..30_000_u32 {
            let counts = SessionCounts {
                started: Timestamp(NOW + f64::from(n / 10_000) * DAY),
                user: Some(n.to_string()),
                release: "shop@1.0.0".into(),
                environment: String::new(),
                healthy: 1,
                errored: 0,
                unhandled: 0,
                crashed: 0,
                abnormal: 0,
            };
            let received = counts.started;
            batch
                .record_sessions(&SessionData {
                    project_id: 1,
                    received,
                    updates: vec![],
                    counts: vec![counts],
                    too_many: 0,
                })
                .unwrap();
        }
        batch.commit().unwrap();
        assert!(it.performance_size().unwrap().recent > 3 * traces);
        let rules = Retention { performance_size: traces * 2, ..Retention::default() };
        let deleted = enforce(it, rules, NOW + 2.0 * DAY).performance.by_size;
        assert!(deleted.sessions > 10_000 && deleted.segments == 0, "{deleted:?}");
        assert!(it.segment(1, "0000000000000001").unwrap().is_some());
        // The oldest days have gone, and the sessions of their users are counted all the same.
        let of = |day: f64| HealthFilter {
            project_id: 1,
            release: None,
            environment: None,
            from: Timestamp(NOW + day * DAY),
            to: Timestamp(NOW + day * DAY + 1.0),
        };
        let first = it.health(&of(0.0)).unwrap();
        assert_eq!((first.sessions.total, first.users.total), (10_000, 0));
        assert!(it.health(&of(2.0)).unwrap().users.total > 0);
    });
}

#[test]
fn a_session_of_a_clock_that_was_ahead_keeps_no_other_one() {
    over_each(|it| {
        for (sid, at) in [(1, NOW + 1_000.0 * DAY), (2, NOW), (3, NOW + 9.0 * DAY)] {
            session(it, sid, at, SessionState::Healthy);
        }
        let states = it.performance_size().unwrap().recent;
        let ahead = Timestamp(NOW + 11.0 * DAY);
        let step = it.expire_sessions(Timestamp(NOW + 5.0 * DAY), ahead, 500_000).unwrap();
        assert_eq!(step.deleted.sessions, 2);
        assert!(it.performance_size().unwrap().recent < states);
        // More than a project may have.
        let step = it.expire_sessions(Timestamp(NOW), ahead, 0).unwrap();
        assert_eq!(step.deleted.sessions, 1);
    });
}

#[test]
fn hours_go_no_later_than_days() {
    over_each(|it| {
        store(it, &TraceData { vitals: Vec::new(), ..page_load(1, NOW) });
        let rules = Retention { distribution_days: 7, performance_days: 1, ..Retention::default() };
        for day in 0..=8_u32 {
            store(
                it,
                &TraceData {
                    vitals: Vec::new(),
                    ..page_load(u64::from(day) + 2, NOW + f64::from(day) * DAY)
                },
            );
            enforce(it, rules, NOW + f64::from(day) * DAY);
        }
        let size = it.performance_size().unwrap();
        assert_eq!(count(it, &days(-1.0, 1.0), PAGE_LOAD), 1);
        assert!(size.hours > 0 && size.hours < size.days * 11 / 10, "{size:?}");
    });
}

#[test]
fn distributions_beyond_their_size_go_by_whole_days_and_those_of_today_stay() {
    over_each(|it| {
        for hour in 0..20 * 24_u32 {
            let at = NOW + f64::from(hour) * 3_600.0;
            store(
                it,
                &TraceData { vitals: Vec::new(), spans: Vec::new(), ..page_load(u64::from(hour) + 1, at) },
            );
        }
        let now = NOW + 20.0 * DAY - 1.0;
        let size = it.performance_size().unwrap();
        let most = size.hours;
        let rules = Retention { performance_size: most, ..Retention::default() };
        let enforced = enforce(it, rules, now);
        assert!(enforced.performance.by_size.distributions > 200);
        let left = it.performance_size().unwrap();
        assert!(left.hours <= most / 2 && left.hours > most / 3 && left.days == size.days, "{left:?}");
        assert_eq!(count(it, &days(-1.0, 20.0), PAGE_LOAD), 480);
        // Of a day without hours, all of it is told.
        assert_eq!(count(it, &days(2.1, 2.2), PAGE_LOAD), 24);
        let rules = Retention { performance_size: 1, ..Retention::default() };
        enforce(it, rules, now);
        let left = it.performance_size().unwrap();
        assert!(left.days > 0 && left.days < size.days / 10 && left.hours > 0, "{left:?}");
    });
}

#[test]
fn a_vital_counts_with_its_texts() {
    over_each(|it| {
        let with = |length: usize| {
            let data = page_load(1, NOW);
            let vitals = data.vitals.iter().map(|it| Vital { element: "x".repeat(length), ..it.clone() });
            TraceData { vitals: vitals.collect(), ..data }
        };
        store(it, &with(0));
        let empty = it.performance_size().unwrap().recent;
        for length in [1_000, 300] {
            store(it, &with(length));
            assert_eq!(it.performance_size().unwrap().recent, empty + length as u64);
        }
        it.fold_vitals(Timestamp(NOW + 2.0 * VITALS_OPEN), 100).unwrap();
        enforce(it, Retention { performance_size: 1, ..Retention::default() }, NOW);
        assert_eq!(it.performance_size().unwrap().recent, 0);
    });
}

#[test]
fn performance_data_pushes_no_event_out() {
    over_each(|it| {
        for n in 0..20 {
            super::record(it, &super::event(n, &format!("g{n}"), NOW));
        }
        for n in 0..2_000_u64 {
            store(it, &page_load(n + 1, NOW));
        }
        let rules = Retention { size: 1_500_000, ..Retention::default() };
        assert!(it.size().unwrap() > 3_000_000);
        let enforced = enforce(it, rules, NOW);
        assert_eq!((enforced.by_size, enforced.state.full), (Default::default(), None));
    });
}

#[test]
fn a_jump_of_the_clock_deletes_no_performance_data() {
    over_each(|it| {
        store(it, &page_load(1, NOW));
        enforce(it, Retention::default(), NOW);
        let ahead = NOW + 500.0 * DAY;
        let enforced = enforce(it, Retention::default(), ahead);
        assert!(enforced.state.clock.jumped.is_some());
        assert_eq!(enforced.performance, Default::default());
        // Page loads that arrive make the new time believed, as events do.
        for minute in 1..70_u32 {
            let now = ahead + f64::from(minute) * 60.0;
            store(it, &page_load(u64::from(minute) + 1, now - 1.0));
            enforce(it, Retention::default(), now);
        }
        assert!(it.segment(1, "0000000000000001").unwrap().is_none());
    });
}
