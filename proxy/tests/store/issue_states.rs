//! What events do to the states of their issues.

use balefire_proxy::model::event::Event;
use balefire_proxy::model::issue_state::{
    ActivityKind, Actor, ArchiveUntil, IssueChange, ResolveIn, Status, StatusChange, Unresolved,
};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{Recorded, Store};

use super::issue_work::{resolve, to};
use super::{NOW, event, over_each, record};

fn of_release(id: u128, release: &str, timestamp: f64) -> Event {
    Event {
        release: Some(release.into()),
        received: Timestamp(timestamp.max(NOW)),
        ..event(id, "g", timestamp)
    }
}

fn change(store: &dyn Store, change: &IssueChange, now: f64) -> i64 {
    let applied = store.change_issues(&[1], change, &Actor::Pages, Timestamp(now)).unwrap();
    assert_eq!(applied.changed, [1]);
    applied.change_id.unwrap()
}

fn word(recorded: &Recorded) -> &'static str {
    match recorded {
        Recorded::New(_) => "new",
        Recorded::Seen { .. } => "seen",
        Recorded::Discarded => "discarded",
        Recorded::Regressed { .. } => "regressed",
        Recorded::Escalating(_) => "escalating",
        Recorded::Unarchived(_) => "unarchived",
        Recorded::Duplicate => "duplicate",
    }
}

#[track_caller]
fn check(store: &dyn Store, event: &Event, expect: &str) {
    assert_eq!(word(&record(store, event)), expect, "{event:?}");
}

#[test]
fn resolved_now_comes_back_with_what_happened_later() {
    over_each(|store| {
        check(store, &event(1, "g", NOW), "new");
        change(store, &resolve(ResolveIn::Now), NOW + 100.0);
        // From an offline queue: it happened before, and came after.
        let late = Event { received: Timestamp(NOW + 500.0), ..event(2, "g", NOW + 99.0) };
        check(store, &late, "seen");
        let Recorded::Regressed { issue, release, .. } =
            record(store, &of_release(3, "a@1.4.3", NOW + 101.0))
        else {
            panic!("not regressed")
        };
        assert_eq!((issue.id, issue.count, release.as_deref()), (1, 3, Some("a@1.4.3")));
        assert_eq!(issue.state.status, Status::Unresolved(Unresolved::Regressed));
        let newest = &store.activity(1, 0, 1).unwrap()[0];
        assert_eq!(newest.kind, ActivityKind::Regressed { release: Some("a@1.4.3".into()) });
        assert_eq!((newest.at, &newest.actor), (Timestamp(NOW + 101.0), &Actor::Server));
        check(store, &event(4, "g", NOW + 102.0), "seen");
        assert_eq!(store.issue(1).unwrap().unwrap().count, 4);
    });
}

#[test]
fn resolved_in_the_next_release_comes_back_with_a_newer_one_alone() {
    over_each(|store| {
        check(store, &of_release(1, "a@1.4.2", NOW), "new");
        check(store, &of_release(2, "a@1.3.9", NOW + 1.0), "seen");
        change(store, &resolve(ResolveIn::NextRelease), NOW + 2.0);
        for (id, release) in [(3, "a@1.4.2"), (4, "a@1.3.9"), (5, "a@1.4.1"), (6, "a@1.4.2-rc.1")] {
            check(store, &of_release(id, release, NOW + 1_000.0 + id as f64), "seen");
        }
        check(store, &event(7, "g", NOW + 2_000.0), "seen");
        check(store, &of_release(8, "a@1.4.3", NOW + 3_000.0), "regressed");
        check(store, &of_release(9, "a@1.4.4", NOW + 3_001.0), "seen");
        // Again, with the newer one as the newest.
        change(store, &resolve(ResolveIn::NextRelease), NOW + 4_000.0);
        check(store, &of_release(10, "a@1.4.4", NOW + 4_001.0), "seen");
        check(store, &of_release(11, "a@1.10.0", NOW + 4_002.0), "regressed");
    });
}

#[test]
fn an_old_build_that_nobody_has_heard_of_reopens_nothing() {
    over_each(|store| {
        for (n, (resolved, old, newer)) in (0..).zip([
            ("a@1.0.0+12", "a@1.0.0+9", "a@1.0.0+13"),
            ("b@42", "b@41", "b@100"),
            ("c@1.0", "c@1.0rc1", "c@1.0.1"),
        ]) {
            let of = |id: u128, release: &str, at: f64| {
                let of = of_release(10 * n + id, release, at);
                Event { group: format!("g{n}"), ..of }
            };
            check(store, &of(1, resolved, NOW), "new");
            let resolve = resolve(ResolveIn::Release(resolved.into()));
            store.change_issues(&[n as i64 + 1], &resolve, &Actor::Pages, Timestamp(NOW + 1.0)).unwrap();
            check(store, &of(2, old, NOW + 100.0), "seen");
            check(store, &of(3, newer, NOW + 200.0), "regressed");
        }
    });
}

#[test]
fn releases_that_are_no_versions_are_compared_by_their_first_events() {
    over_each(|store| {
        check(store, &of_release(1, "9f3c2ab17d", NOW), "new");
        check(store, &of_release(2, "0a1b2c3d4e", NOW + 10.0), "seen");
        change(store, &resolve(ResolveIn::Release("0a1b2c3d4e".into())), NOW + 20.0);
        check(store, &of_release(3, "9f3c2ab17d", NOW + 5_000.0), "seen");
        check(store, &of_release(4, "0a1b2c3d4e", NOW + 5_000.0), "seen");
        // One that nobody knew, from an old client.
        check(store, &of_release(5, "1111111111", NOW + 5.0), "seen");
        check(store, &of_release(6, "2222222222", NOW + 6_000.0), "regressed");
    });
}

#[test]
fn archived_until_escalating() {
    over_each(|store| {
        let hour = (NOW / 3_600.0).floor() * 3_600.0;
        check(store, &Event { times_seen: 5, ..event(1, "g", hour + 1.0) }, "new");
        change(store, &to(StatusChange::Archive(ArchiveUntil::Escalating)), hour + 2.0);
        // At most 15 in an hour, of which five are there.
        let mut batch = store.begin().unwrap();
        for id in 2..=11 {
            assert_eq!(word(&batch.record(&event(id, "g", hour + 3.0)).unwrap()), "seen");
        }
        let Recorded::Escalating(issue) = batch.record(&event(12, "g", hour + 3.0)).unwrap() else {
            panic!("not escalating")
        };
        assert_eq!(issue.count, 16);
        assert_eq!(word(&batch.record(&event(13, "g", hour + 3.0)).unwrap()), "seen");
        batch.commit().unwrap();
        assert_eq!(store.activity(1, 0, 1).unwrap()[0].kind, ActivityKind::Escalated { hour: 16 });
        // The next hour begins from nothing.
        change(store, &to(StatusChange::Archive(ArchiveUntil::Escalating)), hour + 4.0);
        check(store, &Event { times_seen: 51, ..event(14, "g", hour + 3_601.0) }, "seen");
        check(store, &event(15, "g", hour + 3_602.0), "escalating");
    });
}

#[test]
fn archived_until_more_events_or_users() {
    over_each(|store| {
        let with_user = |id: u128, user: &str| Event { user: Some(user.into()), ..event(id, "g", NOW) };
        check(store, &with_user(1, "a"), "new");
        change(store, &to(StatusChange::Archive(ArchiveUntil::Events(3, None))), NOW);
        check(store, &event(2, "g", NOW), "seen");
        check(store, &Event { times_seen: 2, ..event(3, "g", NOW) }, "unarchived");

        change(store, &to(StatusChange::Archive(ArchiveUntil::Users(2, None))), NOW);
        let mut batch = store.begin().unwrap();
        for (id, user, expect) in
            [(4, "a", "seen"), (5, "b", "seen"), (6, "b", "seen"), (7, "c", "unarchived")]
        {
            assert_eq!(word(&batch.record(&with_user(id, user)).unwrap()), expect, "{user}");
        }
        batch.commit().unwrap();

        // Three within ten minutes.
        let within = change(store, &to(StatusChange::Archive(ArchiveUntil::Events(3, Some(10)))), NOW);
        let at = |id, seconds: f64| Event { received: Timestamp(NOW + seconds), ..event(id, "g", NOW) };
        for (id, seconds, expect) in [
            (8, 1.0, "seen"),
            (9, 2.0, "seen"),
            (10, 700.0, "seen"),
            (11, 1_299.0, "seen"),
            (12, 1_300.0, "unarchived"),
        ] {
            // Another period is no other state.
            assert_eq!(store.change(within).unwrap().unwrap().undoable, 1);
            check(store, &at(id, seconds), expect);
        }
        assert_eq!(store.change(within).unwrap().unwrap().undoable, 0);
    });
}

#[test]
fn archived_in_an_environment_for_ever_and_for_a_time() {
    over_each(|store| {
        let of = |id: u128, environment: &str| Event {
            environment: Some(environment.into()),
            ..event(id, "g", NOW + id as f64)
        };
        check(store, &of(1, "staging"), "new");
        change(store, &to(StatusChange::Archive(ArchiveUntil::Environment("staging".into()))), NOW + 1.5);
        check(store, &of(2, "staging"), "seen");
        check(store, &of(3, "production"), "unarchived");
        change(store, &to(StatusChange::Archive(ArchiveUntil::Forever)), NOW + 3.5);
        check(store, &Event { times_seen: 1_000_000, ..of(4, "production") }, "seen");
        change(store, &to(StatusChange::Archive(ArchiveUntil::Minutes(1))), NOW + 4.5);
        check(store, &of(5, "production"), "seen");
        let after = Event { received: Timestamp(NOW + 65.0), ..of(6, "production") };
        check(store, &after, "unarchived");
        assert_eq!(store.end_archives(Timestamp(NOW + 1e6), 10).unwrap(), 0);
    });
}

#[test]
fn a_batch_that_is_dropped_reopens_nothing() {
    over_each(|store| {
        check(store, &event(1, "g", NOW), "new");
        change(store, &resolve(ResolveIn::Now), NOW + 1.0);
        let mut batch = store.begin().unwrap();
        assert_eq!(word(&batch.record(&event(2, "g", NOW + 2.0)).unwrap()), "regressed");
        drop(batch);
        assert_eq!(store.issue(1).unwrap().unwrap().state.status.as_str(), "resolved");
        assert_eq!(store.activity(1, 0, 10).unwrap().len(), 1);
        check(store, &event(2, "g", NOW + 2.0), "regressed");
    });
}

#[test]
fn retention_deletes_the_record_with_the_issue() {
    over_each(|store| {
        check(store, &event(1, "g", NOW), "new");
        change(store, &resolve(ResolveIn::Now), NOW + 1.0);
        store.add_comment(1, "x", &Actor::Pages, Timestamp(NOW)).unwrap();
        while store.expire(Timestamp(NOW + 10.0), Timestamp(NOW + 10.0)).unwrap().is_more {}
        assert!(store.issue(1).unwrap().is_none());
        assert!(store.activity(1, 0, 10).unwrap().is_empty());
        // What comes again is a new issue.
        check(store, &event(2, "g", NOW + 20.0), "new");
    });
}
