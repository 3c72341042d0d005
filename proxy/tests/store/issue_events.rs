//! Reading the events of one issue.

use std::ops::ControlFlow;

use balefire_proxy::model::event::Event;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{EventRange, Store};

use super::{NOW, all, event, over_each, record};

const HOUR: f64 = 3600.0;

/// The last digits of the ids that a visit meets, how many events it read, and whether these are all.
fn visit(store: &dyn Store, range: &EventRange, most: u32, end: usize) -> (Vec<u128>, (u32, bool)) {
    let mut met = Vec::new();
    let visited = store
        .visit_events(range, most, &mut |event| {
            met.push(u128::from_str_radix(&event.event_id, 16).unwrap());
            if met.len() == end { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        })
        .unwrap();
    (met, (visited.events, visited.is_complete))
}

#[test]
fn a_visit_is_newest_first_and_within_its_range() {
    over_each(|store| {
        // Two of one moment: the later arrival is the newer one.
        for (id, at) in [(1, 0.0), (2, 3.0), (3, 1.0), (4, 3.0)] {
            record(store, &event(id, "g", NOW + at));
        }
        record(store, &event(9, "other", NOW));
        let issue = all(store).iter().find(|issue| issue.count == 4).unwrap().id;
        let range = EventRange::all(issue);
        let complete = |events| (events, true);
        let cut = |events| (events, false);
        assert_eq!(visit(store, &range, 10, 99), (vec![4, 2, 3, 1], complete(4)));
        assert_eq!(visit(store, &range, 4, 99), (vec![4, 2, 3, 1], complete(4)));
        assert_eq!(visit(store, &range, 3, 99), (vec![4, 2, 3], cut(3)));
        assert_eq!(visit(store, &range, 10, 2), (vec![4, 2], cut(2)));
        let inner = EventRange { from: Timestamp(NOW + 1.0), to: Timestamp(NOW + 3.0), ..range };
        assert_eq!(visit(store, &inner, 10, 99), (vec![3], complete(1)));
        assert_eq!(visit(store, &EventRange::all(99), 10, 99), (vec![], complete(0)));
        assert_eq!(store.oldest_event(issue).unwrap().unwrap().event_id, format!("{:032x}", 1));
        assert!(store.oldest_event(99).unwrap().is_none());
    });
}

#[test]
fn a_visit_goes_on_behind_the_last_event_that_was_read() {
    over_each(|store| {
        // Three of one moment, and some before and after.
        for (id, at) in [(1, 0.0), (2, 3.0), (3, 3.0), (4, 3.0), (5, 3.000_000_1), (6, 1.0)] {
            record(store, &event(id, "g", NOW + at));
        }
        let issue = all(store)[0].id;
        for step in 1..=6 {
            let (mut range, mut met) = (EventRange::all(issue), Vec::new());
            loop {
                let visited = store
                    .visit_events(&range, step, &mut |event| {
                        met.push(u128::from_str_radix(&event.event_id, 16).unwrap());
                        ControlFlow::Continue(())
                    })
                    .unwrap();
                if visited.is_complete {
                    break;
                }
                range.before = visited.last;
            }
            assert_eq!(met, [5, 4, 3, 2, 6, 1], "{step}");
        }
    });
}

#[test]
fn a_visit_ends_when_it_takes_too_long() {
    over_each(|store| {
        for id in 1..=9 {
            record(store, &event(id, "g", NOW + id as f64));
        }
        let issue = all(store)[0].id;
        let mut met = 0;
        let slow = &mut |_| {
            met += 1;
            std::thread::sleep(std::time::Duration::from_millis(250));
            ControlFlow::Continue(())
        };
        let visited = store.visit_events(&EventRange::all(issue), 10, slow).unwrap();
        assert!((1..=3).contains(&met), "{met}");
        assert_eq!((visited.events, visited.is_complete), (met, false));
    });
}

#[test]
fn a_visit_ends_when_it_has_read_enough_bytes() {
    over_each(|store| {
        let body = format!("\"{}\"", "x".repeat(8 << 20));
        for id in 0..6 {
            record(store, &Event { body: body.clone(), ..event(id, "g", NOW + id as f64) });
        }
        let (met, visited) = visit(store, &EventRange::all(all(store)[0].id), 100, 99);
        assert_eq!((met.len(), visited), (4, (4, false)));
    });
}

#[test]
fn hours_with_events() {
    over_each(|store| {
        for (id, ago) in [(1, 0.0), (2, 0.0), (3, 5.0 * HOUR), (4, 400.0 * HOUR)] {
            record(store, &Event { times_seen: 3, ..event(id, "g", NOW - ago) });
        }
        let issue = all(store)[0].id;
        let at = |ago: f64| Timestamp(((NOW - ago) / HOUR).floor() * HOUR);
        let all_hours = store.events_by_hour(&EventRange::all(issue)).unwrap();
        assert_eq!(all_hours, [(at(400.0 * HOUR), 3), (at(5.0 * HOUR), 3), (at(0.0), 6)]);
        let range = EventRange { from: Timestamp(NOW - 6.0 * HOUR), ..EventRange::all(issue) };
        assert_eq!(store.events_by_hour(&range).unwrap().len(), 2);
        let before = EventRange { to: at(0.0), ..range };
        assert_eq!(store.events_by_hour(&before).unwrap(), [(at(5.0 * HOUR), 3)]);
    });
}

#[test]
fn first_events_of_releases() {
    over_each(|store| {
        for (id, release, at) in [(1, "a@1", 0.0), (2, "a@2", 10.0), (3, "a@1", 20.0), (4, "a@3", 30.0)] {
            record(store, &Event { release: Some(release.into()), ..event(id, "g", NOW + at) });
        }
        let found = |from: f64, to: f64, limit| {
            let found =
                store.first_events_of_releases(1, Timestamp(NOW + from), Timestamp(NOW + to), limit).unwrap();
            found.into_iter().map(|(version, at)| (version, at.0 - NOW)).collect::<Vec<_>>()
        };
        let at = |version: &str, at: f64| (version.to_owned(), at);
        assert_eq!(found(0.0, 99.0, 9), [at("a@1", 0.0), at("a@2", 10.0), at("a@3", 30.0)]);
        assert_eq!(found(0.0, 99.0, 2), [at("a@2", 10.0), at("a@3", 30.0)]);
        assert_eq!(found(1.0, 30.0, 9), [at("a@2", 10.0)]);
        assert!(
            store.first_events_of_releases(2, Timestamp(0.0), Timestamp(NOW * 2.0), 9).unwrap().is_empty()
        );
    });
}
