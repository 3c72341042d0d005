//! One table of cases, run over each store.

mod alerts;
mod bounds;
mod grouping;
mod retention;
mod tokens;
mod users;

use balefire_proxy::model::event::{Description, Event, Symbolicated};
use balefire_proxy::model::issue::Issue;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{IssueQuery, ProjectAdmin, Recorded, Sqlite, Store};

const NOW: f64 = 1_800_000_000.0;

/// Runs a case over each store there is.
fn over_each(case: fn(&dyn Store)) {
    let directory = tempfile::tempdir().unwrap();
    let store = Sqlite::open(directory.path()).unwrap();
    store.ensure_project("demo", "k1").unwrap();
    store.ensure_project("shop", "k2").unwrap();
    case(&store);
}

fn event(id: u128, group: &str, timestamp: f64) -> Event {
    Event {
        project_id: 1,
        event_id: format!("{id:032x}"),
        timestamp: Timestamp(timestamp),
        received: Timestamp(NOW),
        level: "error".into(),
        platform: "javascript".into(),
        description: Description {
            title: format!("title {id}"),
            culprit: "pay(app.js)".into(),
            exception_type: "TypeError".into(),
            value: "x is 100% null".into(),
            filename: "app.js".into(),
            function: "pay".into(),
        },
        release: None,
        environment: None,
        user: None,
        tags: Vec::new(),
        group: group.into(),
        pending_symbols: Vec::new(),
        body: format!("{{\"n\":{id}}}"),
    }
}

fn record(store: &dyn Store, event: &Event) -> Recorded {
    let mut batch = store.begin().unwrap();
    let recorded = batch.record(event).unwrap();
    batch.commit().unwrap();
    recorded
}

fn all(store: &dyn Store) -> Vec<Issue> {
    store.issues(&IssueQuery { limit: 100, ..IssueQuery::default() }).unwrap()
}

#[test]
fn first_event_makes_an_issue_and_the_second_is_counted() {
    over_each(|store| {
        let first = record(store, &event(1, "g", NOW - 10.0));
        assert!(matches!(first, Recorded::New(_)));
        let second = record(store, &event(2, "g", NOW));
        assert!(matches!(second, Recorded::Seen));
        let issue = &all(store)[0];
        assert_eq!(
            (issue.count, issue.description.title.as_str(), issue.project.as_str()),
            (2, "title 2", "demo")
        );
        assert_eq!((issue.first_seen, issue.last_seen), (Timestamp(NOW - 10.0), Timestamp(NOW)));
        assert_eq!(store.latest_event(issue.id).unwrap().unwrap().body, "{\"n\":2}");
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
        batch.set_cursor(7).unwrap();
        drop(batch);
        assert!(all(store).is_empty());
        assert_eq!(store.cursor().unwrap(), 0);
        let mut batch = store.begin().unwrap();
        batch.set_cursor(8).unwrap();
        batch.commit().unwrap();
        assert_eq!(store.cursor().unwrap(), 8);
    });
}

#[test]
fn users_are_counted_once_each() {
    over_each(|store| {
        for (id, user) in [(1, Some("a")), (2, Some("b")), (3, Some("a")), (4, None)] {
            record(store, &Event { user: user.map(Into::into), ..event(id, "g", NOW) });
        }
        assert_eq!(all(store)[0].users, 2);
    });
}

#[test]
fn tags_are_counted_and_their_values_bounded() {
    over_each(|store| {
        for id in 0..120 {
            let tags = vec![("os".into(), "Linux".into()), ("url".into(), format!("/{}", id / 2))];
            record(store, &Event { tags, ..event(id, "g", NOW) });
        }
        for id in 200..400 {
            record(
                store,
                &Event { tags: vec![("url".into(), format!("/more/{id}"))], ..event(id, "g", NOW) },
            );
        }
        let tags = store.tags(all(store)[0].id).unwrap();
        assert_eq!((tags[0].key.as_str(), tags[0].value.as_str(), tags[0].count), ("os", "Linux", 120));
        let urls: Vec<i64> = tags.iter().filter(|tag| tag.key == "url").map(|tag| tag.count).collect();
        assert_eq!(urls.len(), 100);
        assert!(urls.is_sorted_by(|a, b| a >= b));
    });
}

#[test]
fn hours() {
    over_each(|store| {
        for (id, ago) in [(1, 0.0), (2, 0.0), (3, 3600.0), (4, 23.0 * 3600.0), (5, 24.0 * 3600.0)] {
            record(store, &event(id, "g", NOW - ago));
        }
        let hours = store.hourly(&[all(store)[0].id, 999], Timestamp(NOW)).unwrap();
        assert_eq!((hours[0][23], hours[0][22], hours[0][0]), (2, 1, 1));
        assert_eq!(hours[0].iter().sum::<u32>(), 4);
        assert_eq!(hours[1], [0; 24]);
    });
}

#[test]
fn issues_by_project_text_and_page() {
    over_each(|store| {
        for id in 1..=5 {
            let project_id = if id == 5 { 2 } else { 1 };
            record(store, &Event { project_id, ..event(id, &format!("g{id}"), NOW + id as f64) });
        }
        let titles = |query: IssueQuery| -> Vec<String> {
            store.issues(&query).unwrap().into_iter().map(|issue| issue.description.title).collect()
        };
        let page = IssueQuery { limit: 2, offset: 1, ..IssueQuery::default() };
        assert_eq!(titles(page), ["title 4", "title 3"]);
        let project =
            |name: &str| IssueQuery { project: Some(name.into()), limit: 9, ..IssueQuery::default() };
        assert_eq!(titles(project("shop")), ["title 5"]);
        assert!(titles(project("none")).is_empty());
        let text = |text: &str| IssueQuery { text: Some(text.into()), limit: 9, ..IssueQuery::default() };
        assert_eq!(titles(text("TITLE 3")), ["title 3"]);
        assert_eq!(titles(text("100% n")).len(), 5);
        assert!(titles(text("1_0")).is_empty());
        assert!(titles(text("' OR 1=1 --")).is_empty());
    });
}

#[test]
fn a_search_finds_what_stands_behind_a_nul_and_takes_any_length() {
    over_each(|store| {
        let titled = |id, title: &str| Event {
            description: Description { title: title.into(), ..Description::default() },
            ..event(id, &format!("g{id}"), NOW)
        };
        record(store, &titled(1, "CPU \0 over 90 %"));
        record(store, &titled(2, "Straße über_all\\"));
        let count = |text: &str| {
            store
                .issues(&IssueQuery { text: Some(text.into()), limit: 9, ..IssueQuery::default() })
                .unwrap()
                .len()
        };
        for (text, expect) in [
            ("cpu", 1),
            ("OVER", 1),
            ("CPU \0 over", 1),
            ("\0", 1),
            ("straße", 1),
            ("ÜBER", 0),
            ("r_all\\", 1),
            ("r%all", 0),
            ("", 2),
        ] {
            assert_eq!(count(text), expect, "{text:?}");
        }
        assert_eq!(count(&"%_a".repeat(30_000)), 0);
    });
}

#[test]
fn keys_are_added_and_revoked() {
    over_each(|store| {
        assert!(store.add_key(1, "k3").unwrap());
        // Neither twice, nor another project's, nor of a project that is none.
        for (project_id, key) in [(1, "k3"), (2, "k1"), (7, "k4")] {
            assert!(!store.add_key(project_id, key).unwrap(), "{key}");
        }
        assert_eq!(store.projects().unwrap()[0].keys, ["k1", "k3"]);
        assert!(store.revoke_key("k1").unwrap());
        assert!(!store.revoke_key("k1").unwrap());
        assert_eq!(store.projects().unwrap()[0].keys, ["k3"]);
        assert_eq!(store.projects().unwrap()[1].keys, ["k2"]);
    });
}

#[test]
fn projects() {
    over_each(|store| {
        let again = store.ensure_project("demo", "other").unwrap();
        assert_eq!((again.id, again.keys), (1, vec!["k1".to_owned()]));
        let slugs: Vec<String> = store.projects().unwrap().into_iter().map(|project| project.slug).collect();
        assert_eq!(slugs, ["demo", "shop"]);
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
            assert!(matches!(record(store, &event(id, group, NOW)), Recorded::Seen));
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
