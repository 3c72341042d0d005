//! Searches for states of issues, and for the newest release.

use balefire_proxy::model::event::Event;
use balefire_proxy::model::issue_state::{
    Actor, ArchiveUntil, IssueChange, Priority, ResolveIn, StatusChange,
};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::search::IssueState;
use balefire_proxy::store::{IssueQuery, Store};

use super::searches::{HOUR, described, fill, ids, query, tagged};
use super::{NOW, event, over_each, record};

#[test]
fn the_latest_release_is_the_first_of_the_list_of_releases() {
    over_each(|store| {
        let of = |id: u128, group: &str, release: &str, at: f64| Event {
            release: Some(release.into()),
            tags: tagged(&[("release", release)]),
            ..event(id, group, at)
        };
        record(store, &of(1, "new", "web@1.10.0", NOW - 100.0));
        // An old client whose release is heard of last.
        record(store, &of(2, "old", "web@1.9.0", NOW));
        record(store, &Event { project_id: 2, ..of(3, "other", "web@1.0.0", NOW) });
        for (text, expect) in [
            ("release:latest", &[1, 3][..]),
            ("!release:latest", &[2]),
            ("firstRelease:latest", &[1, 3]),
            ("project:shop release:latest", &[3]),
        ] {
            let mut found = ids(store, &query(text));
            found.sort_unstable();
            assert_eq!(found, expect, "{text}");
        }
        let of_demo = IssueQuery { projects: Some(vec![1]), ..query("release:latest") };
        assert_eq!(ids(store, &of_demo), [1]);
    });
}

#[test]
fn states_that_people_set() {
    over_each(|store| {
        fill(store);
        let change = |ids: &[i64], change: IssueChange| {
            let record = store.change_issues(ids, &change, &Actor::Pages, Timestamp(NOW));
            record.unwrap_or_else(|error| panic!("{error}"));
        };
        let status = |status| IssueChange { status: Some(status), ..IssueChange::default() };
        change(&[1], status(StatusChange::Resolve(ResolveIn::Now)));
        change(&[2], status(StatusChange::Archive(ArchiveUntil::Forever)));
        change(&[3], IssueChange { assignee: Some(Some("ci".into())), ..IssueChange::default() });
        change(&[4], IssueChange { is_bookmarked: Some(true), ..IssueChange::default() });
        change(&[4], IssueChange { priority: Some(Some(Priority::High)), ..IssueChange::default() });
        for (text, expect) in [
            ("is:unresolved", &[3, 4, 5][..]),
            ("!is:unresolved", &[1, 2]),
            ("is:resolved", &[1]),
            ("is:archived", &[2]),
            ("is:ignored", &[2]),
            ("is:new", &[3, 4]),
            ("is:ongoing", &[5]),
            ("is:for_review", &[3, 4]),
            ("is:regressed", &[]),
            ("is:assigned", &[3]),
            ("is:unassigned", &[1, 2, 4, 5]),
            ("assigned:ci", &[3]),
            ("!assigned:ci", &[1, 2, 4, 5]),
            ("assigned:[ci,none]", &[1, 2, 3, 4, 5]),
            ("has:assigned", &[3]),
            ("is:bookmarked", &[4]),
            ("bookmarks:me", &[4]),
            ("!bookmarks:me", &[1, 2, 3, 5]),
            ("priority:high", &[1, 2, 4, 5]),
            ("priority:low", &[]),
        ] {
            let mut found = ids(store, &query(text));
            found.sort_unstable();
            assert_eq!(found, expect, "{text}");
        }
        let asked = IssueQuery { search: query("assigned:me").search.asked_by(Some("ci")), ..query("") };
        assert_eq!(ids(store, &asked), [3]);
        record(
            store,
            &Event { description: described("TypeError: x is null", "", ""), ..event(9, "pay", NOW + 9.0) },
        );
        assert_eq!(ids(store, &query("is:regressed")), [1]);
        assert!(ids(store, &query("is:escalating")).is_empty());
        counts_of_states_are_those_of_searches(store);
    });
}

#[track_caller]
fn counts_of_states_are_those_of_searches(store: &dyn Store) {
    let states = [
        ("is:unresolved", IssueState::Unresolved),
        ("is:for_review", IssueState::ForReview),
        ("is:regressed", IssueState::Regressed),
        ("is:escalating", IssueState::Escalating),
        ("is:archived", IssueState::Archived),
        ("is:assigned", IssueState::Assigned),
    ];
    let range = IssueQuery { from: Some(Timestamp(NOW - 2.0 * HOUR)), ..query("") };
    for base in [query(""), query("environment:production"), query("!has:city"), range] {
        let counted = store.count_states(&base, &states.map(|(_, state)| state), 100).unwrap();
        let found = states.map(|(text, _)| {
            let mut asked = base.clone();
            asked.search.terms.extend(query(text).search.terms);
            u32::try_from(ids(store, &asked).len()).unwrap()
        });
        assert_eq!(counted, found, "{base:?}");
    }
    assert_eq!(store.count_states(&query(""), &[IssueState::Unresolved], 2).unwrap(), [2]);
}
