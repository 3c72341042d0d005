//! Changes to issues by people, their record, undoing them, and comments.

use balefire_proxy::model::event::Event;
use balefire_proxy::model::issue_state::{
    ActivityKind, Actor, Archive, ArchiveUntil, IssueChange, IssueState, Priority, ResolveIn, Status,
    StatusChange,
};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{ChangeError, Store};

use super::{NOW, all, event, over_each, record};

pub(super) fn to(status: StatusChange) -> IssueChange {
    IssueChange { status: Some(status), ..IssueChange::default() }
}

pub(super) fn resolve(place: ResolveIn) -> IssueChange {
    to(StatusChange::Resolve(place))
}

fn archive(until: ArchiveUntil) -> IssueChange {
    to(StatusChange::Archive(until))
}

fn ci() -> Actor {
    Actor::Token("ci".into())
}

fn state(store: &dyn Store, id: i64) -> IssueState {
    store.issue(id).unwrap().unwrap().state
}

fn kinds(store: &dyn Store, id: i64) -> Vec<ActivityKind> {
    store.activity(id, 0, 100).unwrap().into_iter().map(|it| it.kind).collect()
}

/// Three issues, with the numbers 1 to 3.
fn three(store: &dyn Store) {
    for id in 1..=3 {
        record(store, &event(id, &format!("g{id}"), NOW));
    }
}

#[test]
fn a_change_of_many_issues_is_recorded_and_undone_where_nothing_changed_since() {
    over_each(|store| {
        three(store);
        let assign = IssueChange { assignee: Some(Some("Anna".into())), ..IssueChange::default() };
        store.change_issues(&[2], &assign, &ci(), Timestamp(NOW)).unwrap();
        let before: Vec<IssueState> = (1..=3).map(|id| state(store, id)).collect();
        let change = IssueChange { priority: Some(Some(Priority::Low)), ..resolve(ResolveIn::Now) };
        // Twice the same, and one that is not there.
        let applied = store.change_issues(&[3, 1, 2, 1, 77], &change, &ci(), Timestamp(NOW + 1.0)).unwrap();
        assert_eq!(applied.changed, [1, 2, 3]);
        let after = state(store, 2);
        assert_eq!((after.status.as_str(), after.since), ("resolved", Some(Timestamp(NOW + 1.0))));
        assert_eq!((after.assignee.as_deref(), after.priority), (Some("Anna"), Some(Priority::Low)));
        let newest = &store.activity(2, 0, 1).unwrap()[0];
        assert_eq!((newest.at, &newest.actor), (Timestamp(NOW + 1.0), &ci()));
        assert_eq!(kinds(store, 2).len(), 3);

        let id = applied.change_id.unwrap();
        let found = store.change(id).unwrap().unwrap();
        assert_eq!((found.id, found.issues, found.undoable), (id, 3, 3));
        assert!(matches!(found.activity.kind, ActivityKind::Resolved { .. }));
        // One is changed since.
        store.change_issues(&[3], &to(StatusChange::Unresolve), &Actor::Pages, Timestamp(NOW + 2.0)).unwrap();
        assert_eq!(store.change(id).unwrap().unwrap().undoable, 2);
        assert_eq!(store.undo_change(id, &Actor::Pages, Timestamp(NOW + 3.0)).unwrap(), [1, 2]);
        assert_eq!(state(store, 1), before[0]);
        assert_eq!(state(store, 2), before[1]);
        assert_eq!(state(store, 3).priority, Some(Priority::Low));
        assert_eq!(kinds(store, 1)[0], ActivityKind::Undone);
        // No more than once.
        assert!(store.undo_change(id, &Actor::Pages, Timestamp(NOW + 4.0)).unwrap().is_empty());
        assert_eq!(store.undo_change(9_999, &ci(), Timestamp(NOW)).unwrap(), Vec::<i64>::new());
        assert_eq!(store.change(9_999).unwrap(), None);
    });
}

#[test]
fn undoing_makes_nothing_resolved_that_came_back_meanwhile() {
    over_each(|store| {
        let of = |id: u128, group: &str, release: Option<&str>, at: f64| Event {
            release: release.map(str::to_owned),
            tags: release.map(|release| ("release".to_owned(), release.to_owned())).into_iter().collect(),
            ..event(id, group, at)
        };
        for (id, group) in [(1, "now"), (2, "release"), (3, "quiet"), (4, "same")] {
            record(store, &of(id, group, Some("a@1.0.0"), NOW));
        }
        let at = |seconds: f64| Timestamp(NOW + seconds);
        let make = |ids: &[i64], change: &IssueChange, now| {
            store.change_issues(ids, change, &ci(), now).unwrap().change_id.unwrap()
        };
        make(&[1, 3], &resolve(ResolveIn::Now), at(10.0));
        make(&[2, 4], &resolve(ResolveIn::Release("a@1.0.0".into())), at(10.0));
        let reopened = make(&[1, 2, 3, 4], &to(StatusChange::Unresolve), at(20.0));
        record(store, &of(5, "now", None, NOW + 30.0));
        record(store, &of(6, "release", Some("a@1.0.1"), NOW + 30.0));
        record(store, &of(7, "quiet", None, NOW + 5.0));
        record(store, &of(8, "same", Some("a@1.0.0"), NOW + 30.0));
        assert_eq!(store.change(reopened).unwrap().unwrap().undoable, 2);
        assert_eq!(store.undo_change(reopened, &ci(), at(40.0)).unwrap(), [3, 4]);
        let words: Vec<&str> = (1..=4).map(|id| state(store, id).status.as_str()).collect();
        assert_eq!(words, ["unresolved", "unresolved", "resolved", "resolved"]);
        // What is resolved before and after a change stays undoable, whatever comes.
        let marked =
            make(&[4], &IssueChange { is_bookmarked: Some(true), ..IssueChange::default() }, at(50.0));
        record(store, &of(9, "same", Some("a@1.0.0"), NOW + 60.0));
        assert_eq!(store.undo_change(marked, &ci(), at(70.0)).unwrap(), [4]);
    });
}

#[test]
fn what_is_so_already_is_not_recorded() {
    over_each(|store| {
        three(store);
        let change = archive(ArchiveUntil::Forever);
        assert_eq!(store.change_issues(&[1], &change, &ci(), Timestamp(NOW)).unwrap().changed, [1]);
        let again = store.change_issues(&[1], &change, &ci(), Timestamp(NOW + 1.0)).unwrap();
        assert_eq!((again.change_id, again.changed), (None, Vec::new()));
        assert_eq!(kinds(store, 1).len(), 1);
    });
}

#[test]
fn a_change_has_limits_and_changes_all_or_nothing() {
    over_each(|store| {
        three(store);
        let many: Vec<i64> = (1..=1_001).collect();
        let refused = store.change_issues(&many, &resolve(ResolveIn::Now), &ci(), Timestamp(NOW));
        assert!(matches!(refused, Err(ChangeError::Invalid(_))));
        let long = IssueChange { assignee: Some(Some("x".repeat(201))), ..IssueChange::default() };
        assert!(store.change_issues(&[1], &long, &ci(), Timestamp(NOW)).is_err());
        // The project of the last one has no release.
        record(store, &Event { release: Some("a@1.0.0".into()), ..event(5, "g1", NOW) });
        record(store, &Event { project_id: 2, ..event(4, "g4", NOW) });
        let refused = store.change_issues(&[1, 4], &resolve(ResolveIn::NextRelease), &ci(), Timestamp(NOW));
        assert!(matches!(refused, Err(ChangeError::NoRelease(project)) if project == "shop"));
        assert!(all(store).iter().all(|issue| issue.state.status.as_str() == "unresolved"));
        assert!(store.change_issues(&[1], &resolve(ResolveIn::NextRelease), &ci(), Timestamp(NOW)).is_ok());
    });
}

#[test]
fn each_state_comes_back_from_the_store_as_it_was() {
    over_each(|store| {
        record(store, &Event { release: Some("a@1.0.0".into()), ..event(1, "g", NOW) });
        for (n, change) in [
            resolve(ResolveIn::Now),
            resolve(ResolveIn::NextRelease),
            resolve(ResolveIn::Release("a@1.0.0+x '\"".into())),
            archive(ArchiveUntil::Escalating),
            archive(ArchiveUntil::Forever),
            archive(ArchiveUntil::Minutes(5)),
            archive(ArchiveUntil::Events(5, Some(60))),
            archive(ArchiveUntil::Users(5, None)),
            archive(ArchiveUntil::Environment("staging".into())),
            IssueChange { is_bookmarked: Some(true), is_seen: Some(false), ..to(StatusChange::Unresolve) },
        ]
        .into_iter()
        .enumerate()
        {
            let before = state(store, 1);
            let now = Timestamp(NOW + n as f64);
            let applied = store.change_issues(&[1], &change, &ci(), now).unwrap();
            let after = state(store, 1);
            assert_ne!(before, after);
            let listed = all(store);
            assert_eq!(listed[0].state, after);
            store.undo_change(applied.change_id.unwrap(), &ci(), now).unwrap();
            assert_eq!(state(store, 1), before);
            store.change_issues(&[1], &change, &ci(), now).unwrap();
        }
    });
}

#[test]
fn comments_are_counted_and_deleted_by_their_number() {
    over_each(|store| {
        three(store);
        let text = "<b>\u{202e} seen in ' OR 1=1 --";
        let comment = store.add_comment(1, text, &ci(), Timestamp(NOW)).unwrap().unwrap();
        assert_eq!((comment.issue_id, &comment.actor), (1, &ci()));
        store.change_issues(&[1], &resolve(ResolveIn::Now), &ci(), Timestamp(NOW)).unwrap();
        assert_eq!(store.comments(1, 0, 10).unwrap(), std::slice::from_ref(&comment));
        assert_eq!(
            (store.activity(1, 0, 10).unwrap().len(), store.comments(2, 0, 10).unwrap().len()),
            (2, 0)
        );
        assert_eq!(store.issue(1).unwrap().unwrap().comments, 1);
        assert!(store.add_comment(1, " ", &ci(), Timestamp(NOW)).is_err());
        assert_eq!(store.add_comment(77, "x", &ci(), Timestamp(NOW)).unwrap(), None);
        // Neither of another issue, nor something else that happened.
        assert!(!store.delete_comment(2, comment.id).unwrap());
        assert!(!store.delete_comment(1, comment.id + 1).unwrap());
        assert!(store.delete_comment(1, comment.id).unwrap());
        assert_eq!(store.issue(1).unwrap().unwrap().comments, 0);
    });
}

#[test]
fn old_activity_goes_and_comments_stay() {
    over_each(|store| {
        three(store);
        store.add_comment(1, "first", &ci(), Timestamp(NOW)).unwrap();
        for n in 0..505 {
            let bookmark = |is| IssueChange { is_bookmarked: Some(is), ..IssueChange::default() };
            for is_bookmarked in [true, false] {
                store
                    .change_issues(&[1], &bookmark(is_bookmarked), &ci(), Timestamp(NOW + f64::from(n)))
                    .unwrap();
            }
        }
        assert_eq!(store.activity(1, 0, 5_000).unwrap().len(), 1_001);
        assert_eq!(store.comments(1, 0, 10).unwrap().len(), 1);
    });
}

#[test]
fn archiving_for_a_time_ends_by_itself() {
    over_each(|store| {
        three(store);
        store.change_issues(&[1, 2], &archive(ArchiveUntil::Minutes(1)), &ci(), Timestamp(NOW)).unwrap();
        store.change_issues(&[3], &archive(ArchiveUntil::Forever), &ci(), Timestamp(NOW)).unwrap();
        assert_eq!(store.end_archives(Timestamp(NOW + 59.0), 10).unwrap(), 0);
        assert_eq!(store.end_archives(Timestamp(NOW + 60.0), 1).unwrap(), 1);
        assert_eq!(store.end_archives(Timestamp(NOW + 60.0), 10).unwrap(), 1);
        assert_eq!(store.end_archives(Timestamp(NOW + 1e6), 10).unwrap(), 0);
        for (id, status) in [(1, "unresolved"), (2, "unresolved"), (3, "ignored")] {
            assert_eq!(state(store, id).status.as_str(), status);
        }
        assert_eq!(state(store, 3).status, Status::Archived(Archive::Forever));
        let newest = &store.activity(1, 0, 1).unwrap()[0];
        assert_eq!((&newest.actor, &newest.kind), (&Actor::Server, &ActivityKind::Unarchived));
        assert_eq!(newest.at, Timestamp(NOW + 60.0));
    });
}
