//! Storing events in transactions.

use balefire_proxy::model::event::Event;
use balefire_proxy::model::offset::Offset;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{Ingest, Issues, ProjectAdmin, Projects, Recorded, Sqlite};

use super::{NOW, all, event, over_each, record};

#[test]
fn first_event_makes_an_issue_and_the_second_is_counted() {
    over_each(|store| {
        let first = record(store, &event(1, "g", NOW - 10.0));
        assert!(matches!(first, Recorded::New(_)));
        let second = record(store, &event(2, "g", NOW));
        assert!(matches!(second, Recorded::Seen { .. }));
        let issue = &all(store)[0];
        assert_eq!(
            (issue.count, issue.description.title.as_str(), issue.project.as_str()),
            (2, "title 2", "demo")
        );
        assert_eq!((issue.first_seen, issue.last_seen), (Timestamp(NOW - 10.0), Timestamp(NOW)));
        assert_eq!(store.latest_event(issue.id).unwrap().unwrap().body, "{\"n\":2}");
    });
}

/// With one, SQLite keeps a copy of each page that an event changes; in a large batch it writes these into a file.
#[test]
fn no_trigger_runs_as_an_event_is_stored() {
    let directory = tempfile::tempdir().unwrap();
    drop(Sqlite::open(directory.path()).unwrap());
    let connection = rusqlite::Connection::open(directory.path().join("store.db")).unwrap();
    let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'trigger' AND sql LIKE '%INSERT ON events%'";
    assert_eq!(connection.query_one(sql, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
}

#[test]
fn an_event_counts_for_identical_ones_and_for_those_that_were_not_sampled() {
    over_each(|store| {
        let tags = vec![("os".into(), "Linux".into())];
        let first = Event { times_seen: 30, sample_rate: 0.25, tags, ..event(1, "g", NOW - 10.0) };
        let Recorded::New(issue) = record(store, &first) else { panic!("a new issue") };
        assert_eq!((issue.count, issue.extrapolated_count), (30, 120.0));
        assert!(matches!(record(store, &first), Recorded::Duplicate));
        record(store, &Event { times_seen: 7, ..event(2, "g", NOW) });
        let issue = &all(store)[0];
        assert_eq!((issue.count, issue.extrapolated_count), (37, 127.0));
        assert_eq!(store.hourly(&[issue.id], Timestamp(NOW)).unwrap()[0].iter().sum::<u32>(), 37);
        assert_eq!(store.tags(issue.id).unwrap()[0].count, 30);
        // The estimate feeds no quota.
        let usage = store.usages(Timestamp(NOW)).unwrap()[&1];
        assert_eq!((usage.hour, usage.day), (37, 37));
    });
}

#[test]
fn late_event_is_counted_but_does_not_rename() {
    over_each(|store| {
        record(store, &event(1, "g", NOW));
        record(store, &event(2, "g", NOW - 50.0));
        let issue = &all(store)[0];
        assert_eq!((issue.count, issue.description.title.as_str()), (2, "title 1"));
        assert_eq!((issue.first_seen, issue.last_seen), (Timestamp(NOW - 50.0), Timestamp(NOW)));
        assert_eq!(store.latest_event(issue.id).unwrap().unwrap().body, "{\"n\":1}");
    });
}

#[test]
fn same_event_id_changes_nothing_but_another_project_has_its_own() {
    over_each(|store| {
        record(store, &event(1, "g", NOW));
        assert!(matches!(record(store, &event(1, "other", NOW)), Recorded::Duplicate));
        assert_eq!(all(store).len(), 1);
        let elsewhere = Event { project_id: 2, ..event(1, "g", NOW) };
        assert!(matches!(record(store, &elsewhere), Recorded::New(_)));
        assert_eq!(all(store)[0].project, "shop");
    });
}

#[test]
fn dropped_batch_leaves_no_trace() {
    over_each(|store| {
        let mut batch = store.begin().unwrap();
        batch.record(&event(1, "g", NOW)).unwrap();
        batch.set_cursor(&Offset::new("7")).unwrap();
        drop(batch);
        assert!(all(store).is_empty());
        assert_eq!(store.cursor().unwrap(), Offset::default());
        let mut batch = store.begin().unwrap();
        batch.set_cursor(&Offset::new("1/8 2/9")).unwrap();
        batch.commit().unwrap();
        assert_eq!(store.cursor().unwrap(), Offset::new("1/8 2/9"));
    });
}

#[test]
fn readers_see_the_committed_state_while_a_batch_is_open() {
    over_each(|store| {
        record(store, &event(1, "g", NOW));
        let mut batch = store.begin().unwrap();
        batch.record(&event(2, "g", NOW)).unwrap();
        assert_eq!(all(store)[0].count, 1);
        batch.commit().unwrap();
        assert_eq!(all(store)[0].count, 2);
    });
}

#[test]
fn reopened_store_has_everything() {
    let directory = tempfile::tempdir().unwrap();
    for round in 1..=2 {
        let store = Sqlite::open(directory.path()).unwrap();
        store.ensure_project("demo", "k1").unwrap();
        record(&store, &event(round, "g", NOW));
        assert_eq!(all(&store)[0].count, round as i64);
    }
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
