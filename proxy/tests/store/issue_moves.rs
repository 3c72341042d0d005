//! Merging, dividing, deleting and discarding issues.

use balefire_proxy::model::event::Event;
use balefire_proxy::model::issue_state::{ActivityKind, Actor};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{IssueQuery, MoveError, Recorded, Store};
use serde_json::json;

use super::{NOW, event, over_each, record};

const HOUR: f64 = 3_600.0;

fn me() -> Actor {
    Actor::Token("ci".into())
}

/// An event with the facts that are counted, in its columns and in its body.
fn counted(id: u128, group: &str, timestamp: f64, user: &str) -> Event {
    let tags = vec![("browser".to_owned(), format!("b{}", id % 2)), ("group".to_owned(), group.to_owned())];
    let body = json!({
        "tags": tags.iter().cloned().collect::<std::collections::BTreeMap<_, _>>(),
        "user": {"id": user}, "level": "error", "platform": "javascript",
        "exception": {"values": [{"type": "E", "value": format!("{group} {id}")}]},
    });
    Event { user: Some(user.to_owned()), tags, body: body.to_string(), ..event(id, group, timestamp) }
}

/// Stores events of a group: so many, an hour apart, each of another user. Returns the issue.
fn store_group(store: &dyn Store, first: u128, count: u128, group: &str) -> i64 {
    for id in first..first + count {
        record(
            store,
            &counted(id, group, NOW - 10.0 * HOUR + id as f64 * HOUR % (9.0 * HOUR), &format!("u{id}")),
        );
    }
    issue_of(store, first)
}

fn issue_of(store: &dyn Store, event: u128) -> i64 {
    store.event(None, &format!("{event:032x}")).unwrap().expect("it is stored").issue_id
}

fn issues(store: &dyn Store) -> Vec<i64> {
    let query = IssueQuery { limit: 99, ..IssueQuery::default() };
    let mut ids: Vec<i64> = store.issues(&query).unwrap().iter().map(|issue| issue.id).collect();
    ids.sort_unstable();
    ids
}

fn tags(store: &dyn Store, issue: i64) -> Vec<(String, String, i64)> {
    let mut tags: Vec<_> =
        store.tags(issue).unwrap().into_iter().map(|tag| (tag.key, tag.value, tag.count)).collect();
    tags.sort();
    tags
}

fn hours(store: &dyn Store, issue: i64) -> u32 {
    store.hourly(&[issue], Timestamp(NOW)).unwrap()[0].iter().sum()
}

fn groups(store: &dyn Store, issue: i64) -> Vec<(String, i64)> {
    store.groups(issue).unwrap().into_iter().map(|group| (group.hash, group.events)).collect()
}

fn all_work(store: &dyn Store) {
    while store.work_on_issues().unwrap() {}
}

#[test]
fn a_merge_moves_all_that_issues_have() {
    over_each(|store| {
        let (one, other) = (store_group(store, 1, 3, "a"), store_group(store, 11, 4, "b"));
        store.add_comment(other, "of the other", &me(), Timestamp(NOW)).unwrap();
        let before = [one, other].map(|id| store.issue(id).unwrap().unwrap());
        store.merge_issues(one, &[other, one], &me(), Timestamp(NOW)).unwrap();
        all_work(store);
        let merged = store.issue(one).unwrap().unwrap();
        assert!(store.issue(other).unwrap().is_none());
        assert_eq!((merged.count, merged.users, merged.comments), (7, 7, 1));
        assert_eq!(merged.first_seen.0, before[0].first_seen.0.min(before[1].first_seen.0));
        assert_eq!(merged.last_seen.0, before[0].last_seen.0.max(before[1].last_seen.0));
        assert_eq!(groups(store, one), [("b".to_owned(), 4), ("a".to_owned(), 3)]);
        let expect = [("browser", "b0", 3), ("browser", "b1", 4), ("group", "a", 3), ("group", "b", 4)];
        assert_eq!(tags(store, one), expect.map(|(key, value, count)| (key.into(), value.into(), count)));
        assert_eq!(hours(store, one), 7);
        let activity = store.activity(one, 0, 10).unwrap();
        assert!(
            activity
                .iter()
                .any(|it| it.kind == ActivityKind::Merged { issues: vec![other] } && it.actor == me())
        );
        assert!(activity.iter().any(|it| it.kind.is_comment()));
        // What comes later in either group goes there too.
        assert!(matches!(record(store, &counted(20, "b", NOW, "u20")), Recorded::Seen { .. }));
        assert_eq!(issue_of(store, 20), one);
    });
}

#[test]
fn a_group_that_is_taken_out_again_has_what_it_had_and_stays_out() {
    over_each(|store| {
        let (one, other) = (store_group(store, 1, 3, "a"), store_group(store, 11, 4, "b"));
        store.merge_issues(one, &[other], &me(), Timestamp(NOW)).unwrap();
        let out = store.unmerge_group(one, "b", &me(), Timestamp(NOW)).unwrap();
        all_work(store);
        let [rest, taken] = [one, out].map(|id| store.issue(id).unwrap().unwrap());
        assert_eq!((rest.count, taken.count, taken.users), (3, 4, 4));
        assert_eq!(taken.description.title, "E: b 14");
        assert_eq!((groups(store, one), groups(store, out)), (vec![("a".into(), 3)], vec![("b".into(), 4)]));
        let expect = [("browser", "b0", 2), ("browser", "b1", 2), ("group", "b", 4)];
        assert_eq!(tags(store, out), expect.map(|(key, value, count)| (key.into(), value.into(), count)));
        let expect = [("browser", "b0", 1), ("browser", "b1", 2), ("group", "a", 3)];
        assert_eq!(tags(store, one), expect.map(|(key, value, count)| (key.into(), value.into(), count)));
        assert_eq!((hours(store, one), hours(store, out)), (3, 4));
        for id in 11..15 {
            assert_eq!(issue_of(store, id), out);
        }
        record(store, &counted(30, "b", NOW, "u"));
        assert_eq!(issue_of(store, 30), out);
        assert!(matches!(
            store.activity(out, 0, 1).unwrap()[0].kind,
            ActivityKind::UnmergedFrom { issue } if issue == one
        ));
    });
}

#[test]
fn the_first_group_of_an_issue_can_go_too() {
    over_each(|store| {
        let (one, other) = (store_group(store, 1, 3, "a"), store_group(store, 11, 4, "b"));
        store.merge_issues(one, &[other], &me(), Timestamp(NOW)).unwrap();
        all_work(store);
        let out = store.unmerge_group(one, "a", &me(), Timestamp(NOW)).unwrap();
        all_work(store);
        assert_eq!((groups(store, one), groups(store, out)), (vec![("b".into(), 4)], vec![("a".into(), 3)]));
        assert_eq!((issue_of(store, 1), issue_of(store, 11)), (out, one));
        // And back again.
        store.merge_issues(out, &[one], &me(), Timestamp(NOW)).unwrap();
        all_work(store);
        assert_eq!((issues(store), groups(store, out).len()), (vec![out], 2));
        assert_eq!(store.issue(out).unwrap().unwrap().count, 7);
    });
}

#[test]
fn deleting_takes_all_with_it_and_the_next_event_is_a_new_issue() {
    over_each(|store| {
        let (one, other) = (store_group(store, 1, 700, "a"), store_group(store, 1_001, 2, "b"));
        store.delete_issues(&[one]).unwrap();
        // A new event need not wait for the end.
        assert!(matches!(record(store, &counted(2_000, "a", NOW, "u")), Recorded::New(_)));
        all_work(store);
        assert!(
            store.issue(one).unwrap().is_none()
                && store.event(None, &format!("{:032x}", 1)).unwrap().is_none()
        );
        assert!(store.tags(one).unwrap().is_empty() && store.groups(one).unwrap().is_empty());
        assert_eq!(issues(store), [other, issue_of(store, 2_000)]);
        assert!(store.discards(None, 0, 9).unwrap().is_empty());
    });
}

#[test]
fn what_is_discarded_is_dropped_and_counted_until_that_is_undone() {
    over_each(|store| {
        let one = store_group(store, 1, 3, "a");
        store.discard_issues(&[one], &me(), Timestamp(NOW)).unwrap();
        all_work(store);
        assert!(issues(store).is_empty());
        for id in 10..12 {
            let event = Event { times_seen: 3, ..counted(id, "a", NOW, "u") };
            assert!(matches!(record(store, &event), Recorded::Discarded));
        }
        assert!(matches!(record(store, &counted(13, "other", NOW, "u")), Recorded::New(_)));
        assert!(matches!(
            record(store, &Event { project_id: 2, ..counted(14, "a", NOW, "u") }),
            Recorded::New(_)
        ));
        let discards = store.discards(Some("demo"), 0, 9).unwrap();
        let [discard] = &discards[..] else { panic!("{discards:?}") };
        assert_eq!(
            (discard.events, discard.by.as_deref(), discard.title.as_str()),
            (6, Some("ci"), "title 3")
        );
        assert_eq!(discard.last_event, Some(Timestamp(NOW)));
        assert!(store.discards(Some("shop"), 0, 9).unwrap().is_empty());
        assert!(store.end_discard(discard.id).unwrap() && !store.end_discard(discard.id).unwrap());
        assert!(matches!(record(store, &counted(15, "a", NOW, "u")), Recorded::New(_)));
    });
}

#[test]
fn what_cannot_be_moved() {
    over_each(|store| {
        let (one, other) = (store_group(store, 1, 1, "a"), store_group(store, 11, 1, "b"));
        record(store, &Event { project_id: 2, ..counted(21, "a", NOW, "u") });
        let foreign = issue_of(store, 21);
        let merge =
            |into, issues: &[i64]| store.merge_issues(into, issues, &me(), Timestamp(NOW)).unwrap_err();
        assert!(matches!(merge(one, &[one]), MoveError::OneIssue));
        assert!(matches!(merge(one, &[999]), MoveError::NoIssue(999)));
        assert!(matches!(merge(999, &[one]), MoveError::NoIssue(999)));
        assert!(matches!(merge(one, &[other, foreign]), MoveError::OtherProject));
        let unmerge =
            |issue, group: &str| store.unmerge_group(issue, group, &me(), Timestamp(NOW)).unwrap_err();
        assert!(matches!(unmerge(one, "a"), MoveError::OnlyGroup));
        assert!(matches!(unmerge(one, "b"), MoveError::NoGroup));
        assert!(matches!(store.delete_issues(&[one, 999]).unwrap_err(), MoveError::NoIssue(999)));
        let many: Vec<i64> = (0..1_001).collect();
        assert!(matches!(store.delete_issues(&many).unwrap_err(), MoveError::TooMany));
        // Nothing of these was begun.
        assert_eq!(issues(store), [one, other, foreign]);
        assert_eq!(
            (groups(store, one), groups(store, other)),
            (vec![("a".into(), 1)], vec![("b".into(), 1)])
        );
    });
}

#[test]
fn a_large_merge_ends_after_the_call_and_keeps_others_away_meanwhile() {
    over_each(|store| {
        let one = store_group(store, 1, 1, "a");
        let mut batch = store.begin().unwrap();
        for id in 10..5_010 {
            batch.record(&event(id, "b", NOW)).unwrap();
        }
        batch.commit().unwrap();
        let other = issue_of(store, 10);
        store.merge_issues(one, &[other], &me(), Timestamp(NOW)).unwrap();
        // 20 pieces of 200 events are done by now.
        assert_eq!(issue_of(store, 5_009), other);
        assert!(matches!(store.delete_issues(&[other]).unwrap_err(), MoveError::Busy(_)));
        assert!(matches!(store.delete_issues(&[one]).unwrap_err(), MoveError::Busy(_)));
        assert!(matches!(
            store.unmerge_group(one, "b", &me(), Timestamp(NOW)).unwrap_err(),
            MoveError::Busy(_)
        ));
        record(store, &event(6_000, "b", NOW));
        assert_eq!(issue_of(store, 6_000), one);
        all_work(store);
        assert_eq!((issue_of(store, 5_009), issues(store)), (one, vec![one]));
        assert_eq!(store.issue(one).unwrap().unwrap().count, 5_002);
    });
}

/// Users, hours, comments and alerts go in pieces too, each within what may hold the only writer.
#[test]
fn a_merge_of_many_users_and_hours_has_them_all_at_the_end() {
    over_each(|store| {
        let user = |id: u128, group: &str, name: String, ago: f64| Event {
            user: Some(name),
            ..event(id, group, NOW - ago * HOUR)
        };
        let mut batch = store.begin().unwrap();
        for n in 0..3_500_u128 {
            batch.record(&user(n, "a", format!("u{n}"), (n % 1_300) as f64)).unwrap();
            batch.record(&user(10_000 + n, "b", format!("u{}", n + 1_500), (n % 2_100) as f64)).unwrap();
        }
        batch.commit().unwrap();
        let (one, other) = (issue_of(store, 0), issue_of(store, 10_000));
        for n in 0..150 {
            store.add_comment(other, &format!("n{n}"), &me(), Timestamp(NOW)).unwrap();
        }
        store.merge_issues(one, &[other], &me(), Timestamp(NOW)).unwrap();
        all_work(store);
        let merged = store.issue(one).unwrap().unwrap();
        assert_eq!((merged.count, merged.users, merged.comments), (7_000, 5_000, 150));
        let counts = store.counts_over_time(&[one], Timestamp(NOW).hour() - 3_000, 3_001, 1).unwrap();
        assert_eq!(counts, [[7_000]]);
        assert_eq!(store.comments(one, 0, 999).unwrap().len(), 150);
        // Each of them is known: none is counted again.
        record(store, &user(20_000, "a", "u4999".into(), 0.0));
        assert_eq!(store.issue(one).unwrap().unwrap().users, 5_000);
    });
}

/// Of more than 10,000 users a sample is kept, which both issues have to share.
#[test]
fn a_merge_into_and_out_of_a_sample_of_users_is_near_their_number() {
    over_each(|store| {
        let mut batch = store.begin().unwrap();
        for n in 0..30_000_u128 {
            let user = Some(format!("u{n}"));
            let group = if n < 24_000 { "many" } else { "few" };
            batch.record(&Event { user, ..event(n, group, NOW) }).unwrap();
        }
        batch.commit().unwrap();
        let (many, few) = (issue_of(store, 0), issue_of(store, 29_999));
        store.merge_issues(few, &[many], &me(), Timestamp(NOW)).unwrap();
        all_work(store);
        let users = store.issue(few).unwrap().unwrap().users;
        assert!((28_500..31_500).contains(&users), "{users}");
    });
}

#[test]
fn what_a_merged_issue_was_found_by_finds_the_one_that_has_it() {
    over_each(|store| {
        let told = |id: u128, title: &str, function: &str, at: f64| {
            let body = json!({
                "exception": {"values": [{"stacktrace": {"frames": [{"function": function, "filename": "f.js"}]}}]},
                "request": {"url": format!("https://a.test/{function}")},
            });
            let mut of = Event { body: body.to_string(), ..event(id, title, at) };
            of.description.title = title.into();
            of
        };
        record(store, &told(1, "cannot pay", "payNow", NOW));
        record(store, &told(2, "cannot ship", "shipNow", NOW - 9.0));
        let (one, other) = (issue_of(store, 1), issue_of(store, 2));
        store.merge_issues(one, &[other], &me(), Timestamp(NOW)).unwrap();
        all_work(store);
        let check = |words: &str| {
            let search = balefire_proxy::search::parse(words, Timestamp(NOW)).unwrap();
            let query = IssueQuery { search, limit: 9, ..IssueQuery::default() };
            let found: Vec<i64> = store.issues(&query).unwrap().iter().map(|issue| issue.id).collect();
            assert_eq!(found, [one], "{words}");
        };
        let all = [
            "\"cannot pay\"",
            "\"cannot ship\"",
            "payNow",
            "shipNow",
            "a.test/shipNow",
            "stack.function:shipNow",
        ];
        all.into_iter().for_each(check);
        // Also when the title changes, as with each event of the other group.
        record(store, &told(3, "cannot ship", "shipNow", NOW + 1.0));
        record(store, &told(4, "cannot pay", "payNow", NOW + 2.0));
        all.into_iter().for_each(check);
    });
}

#[test]
fn values_of_tags_have_times_that_a_merge_joins() {
    over_each(|store| {
        let tagged = |id, group: &str, at: f64| Event {
            tags: vec![("os".into(), "Linux".into())],
            ..event(id, group, NOW + at)
        };
        for (id, group, at) in [(1, "a", 5.0), (2, "a", 9.0), (3, "b", 1.0), (4, "b", 7.0)] {
            record(store, &tagged(id, group, at));
        }
        let times = |issue| {
            let tag = store.tags(issue).unwrap().remove(0);
            (tag.count, tag.first_seen.unwrap().0 - NOW, tag.last_seen.unwrap().0 - NOW)
        };
        let (one, other) = (issue_of(store, 1), issue_of(store, 3));
        assert_eq!((times(one), times(other)), ((2, 5.0, 9.0), (2, 1.0, 7.0)));
        store.merge_issues(one, &[other], &me(), Timestamp(NOW)).unwrap();
        all_work(store);
        assert_eq!(times(one), (4, 1.0, 9.0));
    });
}

#[test]
fn groups_have_their_newest_event() {
    over_each(|store| {
        let (one, other) = (store_group(store, 1, 3, "a"), store_group(store, 11, 4, "b"));
        store.merge_issues(one, &[other], &me(), Timestamp(NOW)).unwrap();
        all_work(store);
        let mut newest: Vec<(String, String)> = store
            .newest_of_groups(one)
            .unwrap()
            .into_iter()
            .map(|(group, event)| (group, event.event_id))
            .collect();
        newest.sort();
        assert_eq!(newest, [("a".into(), format!("{:032x}", 3)), ("b".into(), format!("{:032x}", 14))]);
        assert!(store.newest_of_groups(99).unwrap().is_empty());
    });
}
