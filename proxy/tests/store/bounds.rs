//! What is counted, and what waits.

use balefire_proxy::model::event::Event;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{Ingest, Issues, ProjectAdmin, Projects, Sqlite};

use super::{NOW, all, event, over_each, record};

#[test]
fn usage_by_hour_day_and_week() {
    over_each(|store| {
        // Ten hours into a day.
        let now = NOW - NOW % 86_400.0 + 36_000.0;
        let at = |id, received| Event { received: Timestamp(received), ..event(id, "g", received) };
        // The last one came while the clock was ahead.
        for (id, ago) in [(1, 0.0), (2, 3_600.0), (3, 11.0 * 3_600.0), (4, 8.0 * 86_400.0), (5, -86_400.0)] {
            record(store, &at(id, now - ago));
            record(store, &at(id, now - ago));
        }
        let usages = store.usages(Timestamp(now)).unwrap();
        assert_eq!((usages[&1].hour, usages[&1].day, usages[&1].week), (1, 2, 2));
        assert!(!usages.contains_key(&2));
    });
}

#[test]
fn forwards_wait_in_order_and_within_bounds() {
    over_each(|store| {
        let put = |project, envelope: &[u8]| {
            let mut batch = store.begin().unwrap();
            let is_in = batch.forward(project, envelope, 8).unwrap();
            batch.commit().unwrap();
            is_in
        };
        assert!(put(1, b"one") && put(2, b"other") && put(1, b"two!!") && !put(1, b"three"));
        let waiting = || {
            let all = store.forwards(1, 10).unwrap();
            all.into_iter().map(|it| (it.id, String::from_utf8(it.envelope).unwrap())).collect::<Vec<_>>()
        };
        let [(first, one), (_, two)] = &waiting()[..] else { panic!("{:?}", waiting()) };
        assert_eq!((one.as_str(), two.as_str()), ("one", "two!!"));
        store.acknowledge_forwarded(1, *first).unwrap();
        assert!(put(1, b"three"));
        assert_eq!(waiting().iter().map(|(_, it)| it.as_str()).collect::<Vec<_>>(), ["two!!", "three"]);
        assert_eq!(store.forwards(2, 10).unwrap().len(), 1);
    });
}

#[test]
fn events_of_one_batch_are_counted_as_if_each_came_alone() {
    let events: Vec<Event> = (0..60_u32)
        .map(|n| Event {
            user: (n % 4 > 0).then(|| format!("user {}", n % 4)),
            tags: vec![("os".into(), format!("os {}", n % 2))],
            ..event(u128::from(n % 50), ["a", "b", "c"][n as usize % 3], NOW - f64::from(n * 7919 % 1_000))
        })
        .collect();
    let told = |in_one: bool| {
        let directory = tempfile::tempdir().unwrap();
        let store = Sqlite::open(directory.path()).unwrap();
        store.ensure_project("demo", "k1").unwrap();
        let mut recorded = Vec::new();
        if in_one {
            let mut batch = store.begin().unwrap();
            recorded.extend(events.iter().map(|event| batch.record(event).unwrap()));
            batch.commit().unwrap();
        } else {
            recorded.extend(events.iter().map(|event| record(&store, event)));
        }
        let recorded = recorded.iter().map(|it| format!("{it:?}")).collect::<Vec<_>>();
        let issues = all(&store);
        let ids: Vec<i64> = issues.iter().map(|issue| issue.id).collect();
        let tags: Vec<_> = ids.iter().map(|id| store.tags(*id).unwrap()).collect();
        let hours = store.hourly(&ids, Timestamp(NOW)).unwrap();
        let usage = store.usages(Timestamp(NOW)).unwrap();
        (recorded, format!("{issues:?} {tags:?} {hours:?} {usage:?}"))
    };
    let (one_by_one, together) = (told(false), told(true));
    assert_eq!(one_by_one.0, together.0);
    assert_eq!(one_by_one.1, together.1);
    assert!(together.0.iter().any(|it| it.contains("Duplicate")));
}
