//! Events that wait for the symbols of their modules.

use balefire_proxy::model::event::{Description, Event, Symbolicated};
use balefire_proxy::store::Recorded;

use super::{NOW, all, event, over_each, record};

fn symbolicated(group: &str) -> Symbolicated {
    Symbolicated {
        description: Description {
            title: "panic: no such article".into(),
            culprit: "shop::price(src/lib.rs)".into(),
            filename: "src/lib.rs".into(),
            function: "shop::price".into(),
            ..Description::default()
        },
        group: group.into(),
        body: "{\"is\":\"symbolicated\"}".into(),
    }
}

#[test]
fn events_that_wait_for_symbols_are_resolved_once_and_stay_in_their_issue() {
    over_each(|store| {
        let waiting = |id| Event { pending_symbols: vec!["m1".into(), "m2".into()], ..event(id, "g", NOW) };
        // More than one transaction writes.
        for id in 1..=120 {
            record(store, &waiting(id));
        }
        record(store, &event(121, "other", NOW));
        assert_eq!(store.symbolicate_pending("m0", &|_| Some(symbolicated("g2"))).unwrap(), 0);
        assert_eq!(store.symbolicate_pending("m1", &|_| Some(symbolicated("g2"))).unwrap(), 120);
        assert_eq!(store.symbolicate_pending("m1", &|_| Some(symbolicated("g3"))).unwrap(), 0);
        let issues = all(store);
        assert_eq!(issues.len(), 2);
        let issue = issues.iter().find(|issue| issue.count == 120).unwrap();
        assert_eq!(
            (issue.description.title.as_str(), issue.description.culprit.as_str()),
            ("panic: no such article", "shop::price(src/lib.rs)")
        );
        assert_eq!(store.latest_event(issue.id).unwrap().unwrap().body, "{\"is\":\"symbolicated\"}");
        // What comes with its symbols, and what another module's would make of it.
        for (id, group) in [(200, "g"), (201, "g2")] {
            assert!(matches!(record(store, &event(id, group, NOW)), Recorded::Seen { .. }));
        }
        // Of no use: it stays as it is, and waits no more.
        assert_eq!(store.symbolicate_pending("m2", &|_| None).unwrap(), 120);
        assert_eq!(store.symbolicate_pending("m2", &|_| Some(symbolicated("g4"))).unwrap(), 0);
    });
}

#[test]
fn the_newest_of_resolved_events_names_its_issue() {
    over_each(|store| {
        for id in 1..=3 {
            record(store, &Event { pending_symbols: vec!["m".into()], ..event(id, "g", NOW) });
        }
        store
            .symbolicate_pending("m", &|body| {
                Some(Symbolicated {
                    description: Description { title: body.into(), ..Description::default() },
                    ..symbolicated("g2")
                })
            })
            .unwrap();
        assert_eq!(all(store)[0].description.title, "{\"n\":3}");
    });
}

#[test]
fn no_more_than_a_thousand_events_are_resolved() {
    over_each(|store| {
        let mut batch = store.begin().unwrap();
        for id in 0..1_060 {
            batch.record(&Event { pending_symbols: vec!["m".into()], ..event(id, "g", NOW) }).unwrap();
        }
        batch.commit().unwrap();
        let oldest_seen = std::cell::Cell::new(u32::MAX);
        let symbolicate = |body: &str| {
            let id = body.trim_matches(|c: char| !c.is_ascii_digit()).parse().unwrap();
            oldest_seen.set(oldest_seen.get().min(id));
            None
        };
        assert_eq!(store.symbolicate_pending("m", &symbolicate).unwrap(), 1_000);
        assert_eq!(oldest_seen.get(), 60);
        assert_eq!(store.symbolicate_pending("m", &symbolicate).unwrap(), 0);
    });
}
