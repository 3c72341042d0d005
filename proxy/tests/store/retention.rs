//! What has to go, and what stays.

use std::cell::Cell;

use balefire_proxy::config::Retention;
use balefire_proxy::model::alert::{Alert, Delivery, Notice};
use balefire_proxy::model::alert_issue::AlertIssue;
use balefire_proxy::model::event::Event;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::retention::enforce::{Enforced, Enforcer};
use balefire_proxy::store::{ProjectAdmin, Recorded, Sqlite, Store, ThinningPlan};

use super::{NOW, all, event, over_each, record};

const DAY: f64 = 86_400.0;
/// How many different problems there are beside a flood.
const RARE: u128 = 200;

fn enforce_at(store: &dyn Store, days: u32, size: u64, now: f64) -> Enforced {
    Enforcer::default()
        .enforce(store, Retention { days, size, ..Retention::default() }, Timestamp(now), &|| true)
        .unwrap()
}

fn came(id: u128, group: &str, received: f64) -> Event {
    Event { received: Timestamp(received), ..event(id, group, received) }
}

fn store_all(store: &dyn Store, events: impl Iterator<Item = Event>) {
    let mut batch = store.begin().unwrap();
    for event in events {
        batch.record(&event).unwrap();
    }
    batch.commit().unwrap();
}

/// Two hundred problems, each of which came once.
fn rare(store: &dyn Store) {
    store_all(store, (0..RARE).map(|id| event(id, &format!("rare {id}"), NOW)));
}

/// How many of these are still there, and how many other issues.
fn issues(store: &dyn Store) -> (usize, usize) {
    let query = balefire_proxy::store::IssueQuery { limit: 100_000, ..Default::default() };
    let all = store.issues(&query).unwrap();
    let is_rare =
        |title: &str| title.strip_prefix("title ").is_some_and(|id| id.parse::<u128>().unwrap() < RARE);
    let rare = all.iter().filter(|issue| is_rare(&issue.description.title)).count();
    (rare, all.len() - rare)
}

/// Text that does not compress, different for each number.
fn noise(seed: u128, length: usize) -> String {
    let mut state = seed as u64 | 1;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        char::from(b'a' + (state >> 40) as u8 % 26)
    };
    (0..length).map(|_| next()).collect()
}

#[test]
fn envelopes_that_wait_for_an_upstream_push_no_event_out() {
    over_each(|store| {
        rare(store);
        let mut batch = store.begin().unwrap();
        // Each takes twice its length in the file.
        for n in 0..3_000 {
            assert!(batch.forward(1, noise(n, 2_200).as_bytes(), 1 << 30).unwrap());
        }
        batch.commit().unwrap();
        assert!(store.size().unwrap() > 12_000_000);
        let (queued, held) = (store.queued().unwrap(), store.unfreeable().unwrap());
        assert!(queued == 6_600_000 && held > 12_000_000, "{queued} {held}");
        let enforced = enforce_at(store, 90, 2_000_000, NOW);
        assert_eq!(enforced.by_size, Default::default());
        assert_eq!(issues(store), (RARE as usize, 0));
        let full = enforced.state.full.expect("a word about it");
        assert!(full.held >= held && full.size > full.held);
        // Once they are gone there is nothing to say.
        let last = store.forwards(1, 5_000).unwrap().last().unwrap().id;
        store.acknowledge_forwarded(1, last).unwrap();
        assert_eq!(enforce_at(store, 90, 2_000_000, NOW).state.full, None);
        assert_eq!(store.retention_state().unwrap().full, None);
    });
}

#[test]
fn a_flood_of_issues_whose_alerts_wait_pushes_no_other_issue_out() {
    over_each(|store| {
        rare(store);
        let tags = |id| (0..45).map(|n| (format!("tag {n}"), noise(id * 45 + n, 198))).collect();
        let flood = (1_000..1_250).map(|id| {
            let body = noise(id, 9_000);
            Event { tags: tags(id), body, ..event(id, &format!("flood {id}"), NOW) }
        });
        let mut batch = store.begin().unwrap();
        for event in flood {
            let Recorded::New(issue) = batch.record(&event).unwrap() else { panic!("not new") };
            let notice =
                AlertIssue { issue_id: issue.id, description: issue.description, ..AlertIssue::default() };
            let alert = Alert {
                issue_id: Some(issue.id),
                project_id: 1,
                project: issue.project,
                is_fatal: false,
                channel: Some("ops".into()),
                rule: None,
                notice: Notice::NewIssue(Box::new(notice)),
            };
            let waiting = Delivery::Waiting { due: Timestamp(NOW), last_error: None };
            batch.enqueue(&alert, Timestamp(NOW), &waiting).unwrap();
        }
        batch.commit().unwrap();
        let before = store.size().unwrap();
        assert!(before > 4_000_000, "{before}");
        let enforced = enforce_at(store, 90, 2_500_000, NOW);
        let (rare, flood) = issues(store);
        assert_eq!(rare, RARE as usize);
        assert!((10..200).contains(&flood), "{flood}");
        assert!(store.size().unwrap() <= 2_500_000);
        // Their alerts are told all the same, and lead nowhere.
        let waiting = store.due_alerts(Some("ops"), Timestamp(NOW), 1_000).unwrap();
        assert_eq!(waiting.len(), 250);
        let orphans = waiting.iter().filter(|it| it.alert.issue_id.is_none()).count();
        assert_eq!((orphans as u64, orphans), (enforced.by_size.orphaned_alerts, 250 - flood));
        assert_eq!(
            (enforced.by_size.events, enforced.by_size.issues),
            (250 - flood as u64, 250 - flood as u64)
        );
        assert_eq!(enforced.state.full, None);
    });
}

#[test]
fn a_flood_of_users_pushes_no_other_issue_out() {
    over_each(|store| {
        rare(store);
        for begin in (0..40_000).step_by(4_000) {
            let flood = (begin..begin + 4_000)
                .map(|n| Event { user: Some(format!("user {n}")), ..event(1_000 + n, "flood", NOW) });
            store_all(store, flood);
        }
        assert!(store.size().unwrap() > 2_400_000);
        // So tight that the users of the flood have to go too.
        for size in [2_400_000, 700_000] {
            enforce_at(store, 90, size, NOW);
            assert_eq!(issues(store), (RARE as usize, 1));
            let size_of_events = store.size().unwrap() - store.unfreeable().unwrap();
            assert!(size_of_events <= size, "{size_of_events}");
        }
        let query = balefire_proxy::store::IssueQuery {
            search: balefire_proxy::search::parse("times_seen:40000", Timestamp(NOW)).unwrap(),
            limit: 1,
            ..Default::default()
        };
        let flood = &store.issues(&query).unwrap()[0];
        assert_eq!(flood.count, 40_000);
        assert!((36_000..=44_000).contains(&flood.users), "{}", flood.users);
    });
}

#[test]
fn a_flood_of_tags_pushes_no_other_issue_out() {
    over_each(|store| {
        rare(store);
        for n in 0..6 {
            let flood = (0..40).map(|m| {
                let tags = (0..45)
                    .map(|t| (format!("tag {}", (m * 45 + t) % 200), noise(n * 10_000 + m * 45 + t, 198)));
                Event { tags: tags.collect(), ..event(1_000 + n * 100 + m, &format!("flood {n}"), NOW) }
            });
            store_all(store, flood);
        }
        let before = store.size().unwrap();
        assert!(before > 4_000_000, "{before}");
        enforce_at(store, 90, 2_600_000, NOW);
        assert_eq!(issues(store), (RARE as usize, 6));
        let size_of_events = store.size().unwrap() - store.unfreeable().unwrap();
        assert!(size_of_events <= 2_600_000, "{size_of_events}");
    });
}

#[test]
fn a_flood_of_issues_in_an_hour_pushes_those_of_other_hours_out_last() {
    over_each(|store| {
        // One a day for 200 days, then 5,000 within an hour, each no larger than these.
        let days = (0..RARE).map(|id| came(id, &format!("rare {id}"), NOW - (RARE - id) as f64 * DAY));
        store_all(store, days);
        store_all(store, (1_000..6_000).map(|id| came(id, &format!("flood {id}"), NOW)));
        enforce_at(store, 0, 1_000_000, NOW);
        let (rare, flood) = issues(store);
        assert_eq!(rare, RARE as usize);
        assert!((100..3_000).contains(&flood), "{flood}");
    });
}

#[test]
fn too_many_events_go_from_the_issue_that_has_most() {
    over_each(|store| {
        record(store, &event(1, "rare", NOW - 100.0));
        store_all(store, (10..1_010).map(|id| event(id, "flood", NOW + id as f64)));
        let mut plan = ThinningPlan::default();
        let mut thin = || store.thin(&mut plan).unwrap().deleted.events;
        assert_eq!((thin(), thin()), (500, 490));
        // The flood is down to its newest, and the rare one is untouched.
        let titles: Vec<_> = all(store).into_iter().map(|issue| issue.description.title).collect();
        assert_eq!(titles, ["title 1009", "title 1"]);
        assert_eq!((thin(), thin()), (11, 0));
        assert!(all(store).is_empty());
    });
}

#[test]
fn room_on_disk_is_given_back() {
    let directory = tempfile::tempdir().unwrap();
    let store = Sqlite::open(directory.path()).unwrap();
    store.ensure_project("demo", "k1").unwrap();
    let size = || std::fs::metadata(directory.path().join("store.db")).unwrap().len();
    let body = format!("{{\"x\":\"{}\"}}", "x".repeat(4_000));
    store_all(&store, (0..2_000).map(|id| Event { body: body.clone(), ..event(id, "g", NOW) }));
    let enforced = enforce_at(&store, 0, 0, NOW);
    let full = size();
    assert!(
        full > 8_000_000 && enforced == Enforced { state: enforced.state, ..Default::default() },
        "{full}"
    );
    enforce_at(&store, 0, 4_000_000, NOW);
    assert!(size() <= 4_000_000, "{} of {full}", size());
    assert!(size() > 1_000_000, "not all is gone: {}", size());
}

#[test]
fn deletion_stops_between_two_steps_when_told_to() {
    over_each(|store| {
        store_all(store, (0..2_000).map(|id| came(id, "old", NOW - 100.0 * DAY)));
        record(store, &came(9_999, "new", NOW));
        let left = Cell::new(2);
        let pause = || {
            left.set(left.get() - 1);
            left.get() > 0
        };
        let rules = Retention { days: 90, size: 0, ..Retention::default() };
        let enforced = Enforcer::default().enforce(store, rules, Timestamp(NOW), &pause).unwrap();
        assert_eq!(enforced.by_age.events, 1_000);
    });
}

#[test]
fn old_events_go_and_with_the_last_its_issue() {
    over_each(|store| {
        record(store, &came(1, "old", NOW - 91.0 * DAY));
        record(store, &came(2, "both", NOW - 91.0 * DAY));
        record(store, &came(3, "both", NOW));
        let enforced = enforce_at(store, 90, 0, NOW);
        assert_eq!((enforced.by_age.events, enforced.by_age.issues), (2, 1));
        let left = all(store);
        assert_eq!(left.len(), 1);
        assert_eq!(store.latest_event(left[0].id).unwrap().unwrap().event_id, format!("{:032x}", 3));
        // The same problem again is a new issue.
        assert!(matches!(record(store, &came(4, "old", NOW)), Recorded::New(_)));
    });
}

#[test]
fn a_clock_that_is_ahead_at_the_start_deletes_nothing() {
    over_each(|store| {
        store_all(store, (0..30).map(|id| came(id, &format!("g{id}"), NOW)));
        enforce_at(store, 90, 0, NOW);
        let ahead = NOW + 100.0 * DAY;
        for minute in 0..70 {
            let enforced = enforce_at(store, 90, 0, ahead + f64::from(minute) * 60.0);
            assert!(enforced.state.clock.jumped.is_some());
        }
        assert_eq!(all(store).len(), 30);
        // Set right again, all goes on.
        assert_eq!(enforce_at(store, 90, 0, NOW + 3.0 * 3_600.0).state.clock.jumped, None);
        assert_eq!(all(store).len(), 30);
    });
}

#[test]
fn a_store_of_an_older_version_is_no_older_than_its_newest_event() {
    over_each(|store| {
        store_all(store, (0..30).map(|id| came(id, &format!("g{id}"), NOW)));
        assert!(enforce_at(store, 90, 0, NOW + 100.0 * DAY).state.clock.jumped.is_some());
        assert_eq!(all(store).len(), 30);
    });
}

#[test]
fn after_an_hour_of_events_or_a_word_of_the_operator_the_old_ones_go() {
    for is_confirmed in [false, true] {
        over_each(if is_confirmed { confirmed } else { an_hour_of_events });
    }
    fn jumped(store: &dyn Store) -> f64 {
        store_all(store, (0..30).map(|id| came(id, &format!("g{id}"), NOW)));
        enforce_at(store, 90, 0, NOW);
        let ahead = NOW + 100.0 * DAY;
        assert!(enforce_at(store, 90, 0, ahead).state.clock.jumped.is_some());
        ahead
    }
    fn confirmed(store: &dyn Store) {
        let ahead = jumped(store);
        store
            .update_retention(&|state| balefire_proxy::store::RetentionState {
                clock: balefire_proxy::retention::clock::confirm(state.clock),
                ..state
            })
            .unwrap();
        let enforced = enforce_at(store, 90, 0, ahead + 60.0);
        assert_eq!((enforced.by_age.events, enforced.by_age.issues), (30, 30));
    }
    fn an_hour_of_events(store: &dyn Store) {
        let ahead = jumped(store);
        for minute in 1..70 {
            let now = ahead + f64::from(minute) * 60.0;
            record(store, &came(1_000 + minute as u128, "new", now - 1.0));
            let enforced = enforce_at(store, 90, 0, now);
            // The first that arrived was seen in the first minute.
            let expect = if minute == 61 { 30 } else { 0 };
            assert_eq!(enforced.by_age.events, expect, "{minute}");
        }
        assert_eq!(all(store).len(), 1);
    }
}

#[test]
fn events_from_the_future_go_with_their_neighbours() {
    over_each(|store| {
        // The clock was a year ahead for a while, and one event came by it long ago, many lately.
        record(store, &came(1, "first", NOW - 95.0 * DAY));
        store_all(store, (100..1_700).map(|id| came(id, "ahead", NOW + 300.0 * DAY)));
        record(store, &came(2, "second", NOW - 94.0 * DAY));
        record(store, &came(3, "young", NOW - 5.0 * DAY));
        record(store, &came(4, "ahead, lately", NOW + 360.0 * DAY));
        // Behind its time, but it came after one that stays.
        record(store, &came(5, "behind", NOW - 200.0 * DAY));
        record(store, &came(6, "new", NOW));
        let enforced = enforce_at(store, 90, 0, NOW);
        assert_eq!(enforced.by_age.events, 1_602);
        let mut left: Vec<_> = all(store).into_iter().map(|issue| issue.description.title).collect();
        left.sort();
        assert_eq!(left, ["title 3", "title 4", "title 5", "title 6"]);
        // Later they go too, whatever they claim.
        store_all(store, (7..8).map(|id| came(id, "now", NOW + 86.0 * DAY)));
        for day in 1..=95 {
            enforce_at(store, 90, 0, NOW + f64::from(day) * DAY);
        }
        assert_eq!(all(store).len(), 1);
    });
}
