//! The feedback of visitors.

use balefire_proxy::model::feedback::Feedback;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::store::{FeedbackFilter, Store};

use super::{NOW, all, event, over_each, record};

fn feedback(id: u128, event: Option<u128>) -> Feedback {
    Feedback {
        project_id: 1,
        feedback_id: format!("{id:032x}"),
        event_id: event.map(|event| format!("{event:032x}")).unwrap_or_default(),
        name: "Ada".into(),
        email: "ada@b.test".into(),
        message: format!("words {id}"),
        url: "https://a.test/".into(),
        release: "a@1".into(),
        environment: "e".into(),
        timestamp: Timestamp(NOW),
        received: Timestamp(NOW),
    }
}

fn add(store: &dyn Store, feedback: &Feedback) -> bool {
    let mut batch = store.begin().unwrap();
    let is_new = batch.record_feedback(feedback).unwrap();
    batch.commit().unwrap();
    is_new
}

fn words(store: &dyn Store, filter: FeedbackFilter<'_>) -> Vec<(String, Option<i64>)> {
    let found = store.feedback(&filter, 0, 100).unwrap();
    found.into_iter().map(|entry| (entry.feedback.message, entry.issue_id)).collect()
}

#[test]
fn lists_by_project_event_and_issue() {
    over_each(|store| {
        record(store, &event(1, "g", NOW));
        record(store, &event(2, "h", NOW + 1.0));
        let issue = all(store).last().unwrap().id;
        for entry in [feedback(11, None), feedback(12, Some(1)), feedback(13, Some(9))] {
            assert!(add(store, &entry));
        }
        add(store, &Feedback { project_id: 2, ..feedback(14, Some(1)) });
        let entry = |id: u128, issue| (format!("words {id}"), issue);
        let of_demo = [entry(13, None), entry(12, Some(issue)), entry(11, None)];
        assert_eq!(words(store, FeedbackFilter::Project(Some("demo"))), of_demo);
        assert_eq!(words(store, FeedbackFilter::Project(None)).len(), 4);
        assert!(words(store, FeedbackFilter::Project(Some("none"))).is_empty());
        let event_id = format!("{:032x}", 1);
        assert_eq!(words(store, FeedbackFilter::Event(1, &event_id)), [entry(12, Some(issue))]);
        assert!(words(store, FeedbackFilter::Event(1, "")).is_empty());
        assert_eq!(words(store, FeedbackFilter::Issue(issue)), [entry(12, Some(issue))]);
        assert!(words(store, FeedbackFilter::Issue(99)).is_empty());
        let stored = store.feedback(&FeedbackFilter::Event(1, &event_id), 0, 1).unwrap().remove(0);
        assert_eq!((stored.feedback, stored.project.as_str()), (feedback(12, Some(1)), "demo"));
        assert_eq!(store.feedback(&FeedbackFilter::Project(None), 3, 9).unwrap().len(), 1);
    });
}

#[test]
fn a_repeated_one_is_stored_once() {
    over_each(|store| {
        assert_eq!([add(store, &feedback(1, None)), add(store, &feedback(1, None))], [true, false]);
        assert!(add(store, &Feedback { project_id: 2, ..feedback(1, None) }));
        assert_eq!(words(store, FeedbackFilter::Project(None)).len(), 2);
    });
}

#[test]
fn a_project_has_a_bounded_number_and_age() {
    over_each(|store| {
        let mut batch = store.begin().unwrap();
        for id in 0..10_003 {
            batch.record_feedback(&feedback(id, None)).unwrap();
        }
        batch.commit().unwrap();
        let filter = FeedbackFilter::Project(None);
        let newest = store.feedback(&filter, 0, 20_000).unwrap();
        assert_eq!((newest.len(), newest[9_999].feedback.message.as_str()), (10_000, "words 3"));
        assert!(!store.expire_feedback(Timestamp(NOW)).unwrap());
        assert!(store.expire_feedback(Timestamp(NOW + 1.0)).unwrap());
        assert_eq!(store.feedback(&filter, 0, 20_000).unwrap().len(), 9_950);
    });
}

#[test]
fn feedback_follows_its_event() {
    over_each(|store| {
        // The event comes after it, and in another project there is one of the same id.
        add(store, &feedback(11, Some(1)));
        record(store, &balefire_proxy::model::event::Event { project_id: 2, ..event(1, "other", NOW) });
        assert_eq!(words(store, FeedbackFilter::Project(Some("demo"))), [("words 11".into(), None)]);
        record(store, &event(1, "a", NOW));
        record(store, &event(2, "b", NOW));
        let issue_of = |id: u128| store.event(Some("demo"), &format!("{id:032x}")).unwrap().unwrap().issue_id;
        let (one, other) = (issue_of(1), issue_of(2));
        let entry = |issue| [("words 11".to_owned(), Some(issue))];
        assert_eq!(words(store, FeedbackFilter::Issue(one)), entry(one));
        let me = balefire_proxy::model::issue_state::Actor::named(None);
        store.merge_issues(other, &[one], &me, Timestamp(NOW)).unwrap();
        while store.work_on_issues().unwrap() {}
        assert_eq!(words(store, FeedbackFilter::Issue(other)), entry(other));
        assert!(words(store, FeedbackFilter::Issue(one)).is_empty());
        store.delete_issues(&[other]).unwrap();
        while store.work_on_issues().unwrap() {}
        assert!(words(store, FeedbackFilter::Issue(other)).is_empty());
        assert_eq!(words(store, FeedbackFilter::Project(Some("demo"))), [("words 11".into(), None)]);
    });
}
