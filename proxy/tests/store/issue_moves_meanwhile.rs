//! What others see and do while a move goes on.

use balefire_proxy::model::event::{Description, Event, Symbolicated};
use balefire_proxy::model::issue_state::{Actor, ArchiveUntil, IssueChange, StatusChange};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::search::parse;
use balefire_proxy::store::{ExportCursor, IssueQuery, Recorded, Store};

use super::{NOW, event, over_each, record};

const DAY: f64 = 86_400.0;
/// More events than a merge moves before its call returns.
const LARGE: u128 = 4_010;

fn me() -> Actor {
    Actor::Token("ci".into())
}

fn store_all(store: &dyn Store, events: impl Iterator<Item = Event>) {
    let mut batch = store.begin().unwrap();
    for event in events {
        batch.record(&event).unwrap();
    }
    batch.commit().unwrap();
}

fn issue_of(store: &dyn Store, event: u128) -> i64 {
    store.event(None, &format!("{event:032x}")).unwrap().expect("it is stored").issue_id
}

fn found(store: &dyn Store, search: &str) -> Vec<i64> {
    let search = parse(search, Timestamp(NOW)).unwrap();
    let query = IssueQuery { search, limit: 99, now: Timestamp(NOW), ..IssueQuery::default() };
    let found: Vec<i64> = store.issues(&query).unwrap().iter().map(|issue| issue.id).collect();
    assert_eq!(store.count_issues(&query, 99).unwrap() as usize, found.len());
    found
}

/// Begins the merge of a large issue, which is not done then, into a small one. Returns both.
fn begin_merge(store: &dyn Store, large: impl Iterator<Item = Event>, small: &Event) -> (i64, i64) {
    record(store, small);
    store_all(store, large);
    let (small, large) = (issue_of(store, 1), issue_of(store, 10));
    store.merge_issues(small, &[large], &me(), Timestamp(NOW)).unwrap();
    (small, large)
}

fn all_work(store: &dyn Store) {
    while store.work_on_issues().unwrap() {}
}

fn symbolicated() -> Option<Symbolicated> {
    let description = Description { title: "with symbols".into(), ..Description::default() };
    Some(Symbolicated { description, group: "s".into(), body: "{}".into() })
}

#[test]
fn an_issue_that_leaves_is_neither_shown_nor_changed() {
    over_each(|store| {
        record(store, &event(1, "a", NOW));
        store_all(store, (10..10 + LARGE).map(|id| event(id, "b", NOW)));
        let (small, large) = (issue_of(store, 1), issue_of(store, 10));
        let to = |status| IssueChange { status: Some(status), ..IssueChange::default() };
        let resolve = to(StatusChange::Resolve(balefire_proxy::model::issue_state::ResolveIn::Now));
        let archive = to(StatusChange::Archive(ArchiveUntil::Minutes(1)));
        let former = store.change_issues(&[large], &archive, &me(), Timestamp(NOW)).unwrap();
        store.merge_issues(small, &[large], &me(), Timestamp(NOW)).unwrap();
        assert_eq!(issue_of(store, 10 + LARGE - 1), large, "the merge is not done");

        let check = || {
            for search in
                ["", "!is:resolved", "!is:unresolved", "is:unresolved", "is:archived", "has:nothing"]
            {
                assert!(!found(store, search).contains(&large), "{search}");
            }
            assert!(store.issue(large).unwrap().is_none());
            let exported = store.export_issues(1, Timestamp(0.0), ExportCursor::default()).unwrap().0;
            assert!(exported.iter().all(|issue| issue.id == small));
            assert_eq!(store.issues_between(1, (0, 99), 99).unwrap().len(), 1);
        };
        check();
        assert!(store.change_issues(&[large], &resolve, &me(), Timestamp(NOW)).unwrap().changed.is_empty());
        assert!(store.undo_change(former.change_id.unwrap(), &me(), Timestamp(NOW)).unwrap().is_empty());
        assert_eq!(store.end_archives(Timestamp(NOW + 99.0), 9).unwrap(), 0);
        assert!(store.add_comment(large, "lost?", &me(), Timestamp(NOW)).unwrap().is_none());
        check();
        all_work(store);
        assert_eq!(found(store, ""), [small]);
    });
}

#[test]
fn an_issue_to_which_events_are_on_their_way_stays_without_its_own() {
    over_each(|store| {
        let old = Event { received: Timestamp(NOW - 99.0 * DAY), ..event(1, "a", NOW - 99.0 * DAY) };
        let (small, large) = begin_merge(store, (10..10 + LARGE).map(|id| event(id, "b", NOW)), &old);
        // As retention does, while nothing was moved yet.
        assert_eq!(issue_of(store, 10 + LARGE - 1), large, "the merge is not done");
        store_old_only(store, small);
        all_work(store);
        assert_eq!((found(store, ""), issue_of(store, 10 + LARGE - 1)), (vec![small], small));
        assert!(matches!(record(store, &event(9_000, "b", NOW)), Recorded::Seen { .. }));
    });
}

/// Deletes what arrived long ago.
fn store_old_only(store: &dyn Store, small: i64) {
    let before = store.events(small, 0, 9_999).unwrap().len();
    store.expire(Timestamp(NOW - DAY), Timestamp(NOW + DAY)).unwrap();
    assert_eq!(store.events(small, 0, 9_999).unwrap().len(), before - 1);
}

#[test]
fn symbols_that_come_late_give_no_group_to_an_issue_that_leaves() {
    over_each(|store| {
        let waiting = |id| Event { pending_symbols: vec!["m".into()], ..event(id, "b", NOW) };
        let large = (10..10 + LARGE).map(|id| event(id, "b", NOW)).chain([waiting(8_000)]);
        let (small, large) = begin_merge(store, large, &event(1, "a", NOW));
        assert_eq!(issue_of(store, 8_000), large, "the merge is not done");
        store.symbolicate_pending("m", &|_| symbolicated()).unwrap();
        assert!(matches!(record(store, &event(8_001, "s", NOW)), Recorded::Seen { .. }));
        all_work(store);
        assert!(matches!(record(store, &event(8_002, "s", NOW)), Recorded::Seen { .. }));
        assert_eq!([8_000, 8_001, 8_002].map(|id| issue_of(store, id)), [small; 3]);
    });
}

#[test]
fn an_event_that_is_deleted_while_its_symbols_are_looked_up_is_no_error() {
    over_each(|store| {
        for (id, group) in [(1, "a"), (2, "b")] {
            record(store, &Event { pending_symbols: vec!["m".into()], ..event(id, group, NOW) });
        }
        let (gone, kept) = (issue_of(store, 1), issue_of(store, 2));
        let deleted = std::cell::Cell::new(false);
        let symbolicate = |_: &str| {
            if !deleted.replace(true) {
                store.delete_issues(&[gone]).unwrap();
            }
            symbolicated()
        };
        store.symbolicate_pending("m", &symbolicate).unwrap();
        assert_eq!(found(store, ""), [kept]);
        assert_eq!(store.latest_event(kept).unwrap().unwrap().body, "{}");
    });
}

#[test]
fn a_merged_issue_has_no_more_values_of_a_tag_than_any_other() {
    over_each(|store| {
        let tagged = |id: u128, group: &str| Event {
            tags: vec![("n".into(), id.to_string()), ("same".into(), "x".into())],
            ..event(id, group, NOW)
        };
        store_all(store, (1..=80).map(|id| tagged(id, "a")));
        store_all(store, (101..=180).map(|id| tagged(id, "b")));
        let (one, other) = (issue_of(store, 1), issue_of(store, 101));
        store.merge_issues(one, &[other], &me(), Timestamp(NOW)).unwrap();
        all_work(store);
        let tags = store.tags(one).unwrap();
        assert_eq!(tags.iter().filter(|tag| tag.key == "n").count(), 100);
        assert!(tags.iter().any(|tag| tag.key == "same" && tag.count == 160));
    });
}

/// Symbols may come while a group is on its way out of its issue: the group that they give goes with it, and that of an event
/// which stays stays.
#[test]
fn symbols_that_come_late_for_a_group_that_is_taken_out_go_with_it() {
    over_each(|store| {
        let waiting = |id: u128, group: &str, module: &str, at: f64| Event {
            pending_symbols: vec![module.into()],
            ..event(id, group, NOW + at)
        };
        record(store, &event(1, "a", NOW));
        store_all(store, (10..10 + LARGE).map(|id| event(id, "b", NOW)));
        let (one, other) = (issue_of(store, 1), issue_of(store, 10));
        store.merge_issues(one, &[other], &me(), Timestamp(NOW)).unwrap();
        all_work(store);
        record(store, &waiting(8_000, "b", "goes", 5.0));
        record(store, &waiting(8_001, "a", "stays", 6.0));
        let out = store.unmerge_group(one, "b", &me(), Timestamp(NOW)).unwrap();
        assert_eq!([8_000, 8_001].map(|id| issue_of(store, id)), [one, one], "the split is not done");
        let named = |group: &'static str| {
            move |_: &str| symbolicated().map(|of| Symbolicated { group: group.into(), ..of })
        };
        store.symbolicate_pending("goes", &named("of b")).unwrap();
        store.symbolicate_pending("stays", &named("of a")).unwrap();
        for (id, group, issue) in [(8_002, "of b", out), (8_003, "of a", one)] {
            assert!(matches!(record(store, &event(id, group, NOW)), Recorded::Seen { .. }));
            assert_eq!(issue_of(store, id), issue, "{group}");
        }
        all_work(store);
        assert_eq!([8_000, 8_001, 8_002, 8_003].map(|id| issue_of(store, id)), [out, one, out, one]);
    });
}
