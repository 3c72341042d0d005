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
        assert!(matches!(record(store, &counted(20, "b", NOW, "u20")), Recorded::Seen));
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
