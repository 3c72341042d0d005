//! A change of the operator's rules splits no issue.

use std::sync::Arc;

use balefire_proxy::model::event::Event;
use balefire_proxy::model::grouping_rules::{GroupingRule, GroupingRules};
use balefire_proxy::model::issue_state::Actor;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::process::{Arrival, Processed, Processing, ReadEvent, process_item};
use balefire_proxy::scrub::{Scrubber, Settings};
use balefire_proxy::store::{Recorded, Store};

use super::{NOW, over_each, record};

/// Rules that give each event of a type this fingerprint.
fn rules(of: &[(&str, &[&str])]) -> Arc<GroupingRules> {
    let rule = |(kind, parts): &(&str, &[&str])| GroupingRule {
        r#type: Some((*kind).to_owned()),
        fingerprint: Some(parts.iter().map(|part| (*part).to_owned()).collect()),
        ..GroupingRule::default()
    };
    Arc::new(GroupingRules::new(&of.iter().map(rule).collect::<Vec<_>>(), &[]).unwrap())
}

fn none() -> Arc<GroupingRules> {
    Arc::default()
}

/// An error of this type with this message, at a place of the page.
fn event(kind: &str, function: &str, number: u32, rules: &Arc<GroupingRules>) -> Event {
    let payload = format!(
        "{{\"event_id\":\"{number:032x}\",\"exception\":{{\"values\":[{{\"type\":\"{kind}\",\"value\":\"m\",\
         \"stacktrace\":{{\"frames\":[{{\"function\":\"{function}\",\"filename\":\"/a.js\",\"in_app\":true}}]}}}}]}}}}"
    );
    let arrival = Arrival { project_id: 1, received: Timestamp(NOW), event_id: None, sent_at: None };
    let scrubber = Scrubber::new(&Settings::default()).unwrap();
    let with =
        Processing { scrubber: &scrubber, filters: &Default::default(), symbols: &(), grouping: rules };
    let read = ReadEvent::read(payload.as_bytes()).unwrap();
    match process_item(read, payload.as_bytes(), None, &arrival, &with) {
        Processed::Event(event) => *event,
        other => panic!("{other:?}"),
    }
}

/// The issue of the event, after it is stored.
fn stored(store: &dyn Store, event: &Event) -> (bool, i64) {
    let is_new = match record(store, event) {
        Recorded::New(_) => true,
        Recorded::Seen { .. } => false,
        other => panic!("{other:?}"),
    };
    (is_new, store.event(None, &event.event_id).unwrap().unwrap().issue_id)
}

#[test]
fn a_first_rule_keeps_an_error_in_its_issue() {
    over_each(|store| {
        let first = stored(store, &event("E", "pay", 1, &none()));
        let with = rules(&[("E", &["{{ default }}", "checkout"])]);
        assert_eq!(stored(store, &event("E", "pay", 2, &with)), (false, first.1));
        // By now the new group is known, and the rule may go again.
        assert_eq!(stored(store, &event("E", "pay", 3, &with)), (false, first.1));
        assert_eq!(stored(store, &event("E", "pay", 4, &none())), (false, first.1));
        // Another error has no former group.
        assert!(stored(store, &event("E", "load", 5, &with)).0);
    });
}

#[test]
fn a_changed_rule_and_a_removed_one_keep_errors_in_their_issues() {
    over_each(|store| {
        let sets =
            [rules(&[("E", &["one"])]), rules(&[("E", &["two"])]), none(), rules(&[("E", &["three"])])];
        let first = stored(store, &event("E", "pay", 1, &sets[0]));
        assert!(first.0);
        for (number, rules) in (2..).zip(&sets[1..]) {
            assert_eq!(stored(store, &event("E", "pay", number, rules)), (false, first.1), "{number}");
        }
    });
}

#[test]
fn errors_that_a_rule_joins_go_to_the_issue_that_comes_first() {
    over_each(|store| {
        let issues = ["pay", "load"]
            .map(|function| stored(store, &event("E", function, function.len() as u32, &none())));
        let joined = rules(&[("E", &["all"])]);
        assert_eq!(stored(store, &event("E", "load", 11, &joined)), (false, issues[1].1));
        assert_eq!(stored(store, &event("E", "pay", 12, &joined)), (false, issues[1].1));
        assert_ne!(issues[0].1, issues[1].1);
    });
}

#[test]
fn rules_keep_apart_what_is_new_since_they_are_there() {
    over_each(|store| {
        // The group without the rule is made under the same set of rules, so it is no former one.
        let set = rules(&[("Other", &["x"]), ("E", &["{{ default }}", "special"])]);
        let plain = event("F", "pay", 1, &set);
        let mut special = event("E", "pay", 2, &set);
        assert!(stored(store, &plain).0);
        special.body = plain.body.replace("\"F\"", "\"E\"").replace(&plain.event_id, &special.event_id);
        assert!(stored(store, &special).0);
    });
}

#[test]
fn no_more_than_five_sets_are_remembered() {
    for (others, is_forgotten) in [(4, false), (5, true)] {
        let directory = tempfile::tempdir().unwrap();
        let store = balefire_proxy::store::Sqlite::open(directory.path()).unwrap();
        balefire_proxy::store::ProjectAdmin::ensure_project(&store, "demo", "k1").unwrap();
        let set = |name: &str| rules(&[("E", &[name])]);
        stored(&store, &event("E", "pay", 1, &set("0")));
        for number in 1..=others {
            // A new error makes a set known.
            let new = event("Other", &"load".repeat(number as usize), 10 + number, &set(&number.to_string()));
            assert!(stored(&store, &new).0);
        }
        assert_eq!(stored(&store, &event("E", "pay", 2, &set("9"))).0, is_forgotten, "{others}");
    }
}

#[test]
fn a_group_that_was_taken_out_is_joined_by_no_former_rules_even_when_its_issue_is_gone() {
    over_each(|store| {
        let first = stored(store, &event("E", "pay", 1, &none())).1;
        let with = rules(&[("E", &["{{ default }}", "checkout"])]);
        let special = event("E", "pay", 2, &with);
        assert_eq!(stored(store, &special), (false, first));
        let out = store.unmerge_group(first, &special.group, &Actor::Pages, Timestamp(NOW)).unwrap();
        assert_eq!(stored(store, &event("E", "pay", 3, &with)), (false, out));
        store.delete_issues(&[out]).unwrap();
        let again = stored(store, &event("E", "pay", 4, &with));
        assert!(again.0 && again.1 != first, "{again:?}");
        // What the rule does not reach is still of the first issue.
        assert_eq!(stored(store, &event("E", "pay", 5, &none())), (false, first));
    });
}

#[test]
fn a_discarded_error_stays_discarded_under_other_rules() {
    over_each(|store| {
        let first = stored(store, &event("E", "pay", 1, &none())).1;
        store.discard_issues(&[first], &Actor::Pages, Timestamp(NOW)).unwrap();
        let with = rules(&[("E", &["one"])]);
        for number in 2..4 {
            assert!(matches!(record(store, &event("E", "pay", number, &with)), Recorded::Discarded));
        }
        assert!(stored(store, &event("F", "pay", 5, &with)).0);
    });
}
