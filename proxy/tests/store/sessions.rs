//! Sessions: their states move, and are counted by hour and by user.

use balefire_proxy::model::session::{SessionCounts, SessionData, SessionState, SessionUpdate};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{Health, HealthCounts, HealthFilter, Store};

use super::{NOW, over_each};

const HOUR: f64 = 3_600.0;

fn update(sid: u32, state: SessionState) -> SessionUpdate {
    SessionUpdate {
        sid: format!("{sid:032x}"),
        user: Some(format!("user {}", sid % 3)),
        started: Timestamp(NOW - 60.0),
        state,
        release: "shop@1.0.0".into(),
        environment: "production".into(),
    }
}

fn store(it: &dyn Store, updates: Vec<SessionUpdate>, counts: Vec<SessionCounts>) {
    let mut batch = it.begin().unwrap();
    let data = SessionData { project_id: 1, received: Timestamp(NOW), updates, counts, too_many: 0 };
    batch.record_sessions(&data).unwrap();
    batch.commit().unwrap();
}

fn last(hours: f64) -> HealthFilter {
    let (from, to) = (Timestamp(NOW - hours * HOUR), Timestamp(NOW));
    HealthFilter { project_id: 1, release: None, environment: None, from, to }
}

/// Total, errored, unhandled, crashed, abnormal.
fn counts([total, errored, unhandled, crashed, abnormal]: [u64; 5]) -> HealthCounts {
    HealthCounts { total, errored, unhandled, crashed, abnormal }
}

#[track_caller]
fn check(it: &dyn Store, filter: &HealthFilter, sessions: [u64; 5], users: [u64; 5]) {
    let expect = Health { sessions: counts(sessions), users: counts(users), ..Health::default() };
    assert_eq!(it.health(filter).unwrap(), expect);
    assert_eq!(it.session_counts(filter).unwrap(), expect.sessions);
    let trend = it.health_trend(filter).unwrap();
    assert_eq!(trend.iter().map(|(_, it)| it.total).sum::<u64>(), sessions[0]);
    assert_eq!(trend.iter().map(|(_, it)| it.crashed).sum::<u64>(), sessions[3]);
}

#[test]
fn a_session_is_counted_once_by_its_worst_state() {
    use SessionState::{Abnormal, Crashed, Errored, Healthy, Unhandled};
    over_each(|it| {
        let states = [
            // As news come one by one, and all at once.
            vec![update(0, Healthy), update(1, Healthy), update(2, Healthy)],
            vec![update(0, Errored)],
            vec![update(0, Healthy)],
            vec![update(1, Unhandled), update(1, Crashed), update(1, Errored)],
            vec![update(3, Abnormal)],
        ];
        for updates in states {
            store(it, updates, Vec::new());
        }
        // Users 0 and 3 are the same.
        check(it, &last(2.0), [4, 1, 0, 1, 1], [3, 0, 0, 1, 1]);
        check(it, &last(200.0), [4, 1, 0, 1, 1], [3, 0, 0, 1, 1]);
        let other = HealthFilter { release: Some("shop@2.0.0".into()), ..last(2.0) };
        check(it, &other, [0; 5], [0; 5]);
        let same = HealthFilter {
            release: Some("shop@1.0.0".into()),
            environment: Some("production".into()),
            ..last(2.0)
        };
        check(it, &same, [4, 1, 0, 1, 1], [3, 0, 0, 1, 1]);
    });
}

#[test]
fn later_news_stay_in_the_hour_and_the_release_of_the_first() {
    over_each(|it| {
        store(it, vec![update(1, SessionState::Healthy)], Vec::new());
        let moved = SessionUpdate {
            started: Timestamp(NOW - 50.0 * HOUR),
            release: "shop@2.0.0".into(),
            ..update(1, SessionState::Crashed)
        };
        store(it, vec![moved], Vec::new());
        check(it, &last(1.0), [1, 0, 0, 1, 0], [1, 0, 0, 1, 0]);
        let by = it.health_by_release(&last(100.0), 10).unwrap();
        assert_eq!(by.len(), 1);
        assert_eq!((by[0].0.as_str(), by[0].1.sessions.crashed, by[0].1.users.crashed), ("shop@1.0.0", 1, 1));
    });
}

#[test]
fn counts_of_many_sessions_add_up() {
    over_each(|it| {
        let many = |release: &str, user: Option<&str>, healthy, crashed| SessionCounts {
            started: Timestamp(NOW - 60.0),
            user: user.map(str::to_owned),
            release: release.into(),
            environment: String::new(),
            healthy,
            errored: 2,
            unhandled: 0,
            crashed,
            abnormal: 0,
        };
        store(
            it,
            Vec::new(),
            vec![
                many("a@1", None, 10, 0),
                many("a@1", Some("u1"), 5, 1),
                many("a@1", Some("u1"), 5, 0),
                many("b@1", Some("u1"), 100, 0),
                // Without a release nothing can be said of it.
                many("", Some("u2"), 1, 1),
            ],
        );
        let of = |release: &str| HealthFilter { release: Some(release.into()), ..last(1.0) };
        check(it, &of("a@1"), [27, 6, 0, 1, 0], [1, 0, 0, 1, 0]);
        check(it, &of("b@1"), [102, 2, 0, 0, 0], [1, 1, 0, 0, 0]);
        check(it, &last(1.0), [129, 8, 0, 1, 0], [1, 0, 0, 1, 0]);
        let by = it.health_by_release(&last(1.0), 10).unwrap();
        let told: Vec<_> = by.iter().map(|(it, health)| (it.as_str(), health.sessions.total)).collect();
        assert_eq!(told, [("b@1", 102), ("a@1", 27)]);
        assert_eq!(it.health_by_release(&last(1.0), 1).unwrap().len(), 1);
        assert_eq!(it.releases(1, 0, 10).unwrap().len(), 2);
    });
}

#[test]
fn users_count_once_on_each_day() {
    over_each(|it| {
        let on = |day: f64, sid: u32, state| SessionUpdate {
            started: Timestamp(NOW - day * 24.0 * HOUR),
            ..update(sid, state)
        };
        let updates = vec![
            on(2.0, 1, SessionState::Healthy),
            on(2.0, 4, SessionState::Crashed),
            on(2.0, 2, SessionState::Healthy),
            on(0.0, 7, SessionState::Healthy),
        ];
        store(it, updates, Vec::new());
        let days = it.users_by_day(&last(100.0)).unwrap();
        let midnight = |day: f64| Timestamp(((NOW / 86_400.0).floor() - day) * 86_400.0);
        let expect = [(midnight(2.0), counts([2, 0, 0, 1, 0])), (midnight(0.0), counts([1, 0, 0, 0, 0]))];
        assert_eq!(days, expect);
        let other = HealthFilter { environment: Some("staging".into()), ..last(100.0) };
        assert!(it.users_by_day(&other).unwrap().is_empty());
    });
}

#[test]
fn ranges_are_hours_and_trends_hours_or_days() {
    over_each(|it| {
        let all = (0..100_u32)
            .map(|n| SessionUpdate {
                started: Timestamp(NOW - (f64::from(n) + 0.5) * HOUR),
                ..update(n, SessionState::Healthy)
            })
            .collect();
        store(it, all, Vec::new());
        for (hours, sessions, points) in [(1.0, 1, 1), (1.5, 2, 2), (72.0, 72, 72), (96.0, 96, 5)] {
            assert_eq!(it.health(&last(hours)).unwrap().sessions.total, sessions);
            assert_eq!(it.health_trend(&last(hours)).unwrap().len(), points);
        }
        let absurd = HealthFilter { from: Timestamp(f64::MIN), to: Timestamp(f64::MAX), ..last(1.0) };
        assert_eq!(it.health(&absurd).unwrap().sessions.total, 100);
        assert_eq!(it.health_trend(&absurd).unwrap().len(), 5);
        let none = HealthFilter { from: Timestamp(f64::NAN), to: Timestamp(f64::MIN), ..last(1.0) };
        assert_eq!(it.health(&none).unwrap(), Health::default());
    });
}
