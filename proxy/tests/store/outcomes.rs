//! Outcomes of projects: counted by hour, folded into days, read by buckets.

use balefire_protocol::category::Category;
use balefire_proxy::config::Config;
use balefire_proxy::inbox::{InboxEntry, Offset};
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::outcome::{DiscardReason, Outcome, ProjectCounts, ProjectOutcomes};
use balefire_proxy::store::{OutcomeCount, OutcomeCounts, OutcomeQuery, ProjectAdmin, Sqlite, Store};
use balefire_proxy::worker::step;

use super::over_each;

/// An hour in the middle of a day.
const HOUR: i64 = 500_000 - 500_000 % 24 + 12;
const DROPPED: Outcome = Outcome::Filtered(DiscardReason::WebCrawler);

fn counts(rows: &[(i64, i64, Outcome, Category, u64)]) -> ProjectCounts {
    let mut counts = ProjectCounts::default();
    for (project_id, hour, outcome, category, quantity) in rows {
        counts.add((*project_id, "", *hour), *outcome, *category, *quantity);
    }
    counts
}

fn at(hour: i64) -> Timestamp {
    Timestamp(hour as f64 * 3_600.0 + 1.0)
}

fn query(from: i64, to: i64, step: u32) -> OutcomeQuery {
    OutcomeQuery { project_id: 1, from: at(from), to: at(to), step, by_key: false }
}

/// Bucket, outcome, reason and number of each count.
fn read(store: &dyn Store, query: OutcomeQuery) -> Vec<(u32, String, String, u64)> {
    let line = |count: OutcomeCount| (count.bucket, count.outcome, count.reason, count.quantity);
    store.outcomes(&query).unwrap().into_iter().map(line).collect()
}

fn line(bucket: u32, outcome: &str, reason: &str, quantity: u64) -> (u32, String, String, u64) {
    (bucket, outcome.to_owned(), reason.to_owned(), quantity)
}

#[test]
fn hours_add_up_in_buckets() {
    over_each(|store| {
        let error = Category::Error;
        let first = [(1, HOUR, Outcome::Accepted, error, 3), (1, HOUR + 1, Outcome::Accepted, error, 4)];
        let more = [
            (1, HOUR + 1, DROPPED, error, 2),
            (2, HOUR, Outcome::Accepted, error, 9),
            (7, HOUR, DROPPED, error, 1),
        ];
        store.add_outcomes(&counts(&first)).unwrap();
        store.add_outcomes(&counts(&first)).unwrap();
        store.add_outcomes(&counts(&more)).unwrap();
        let hourly = read(store, query(HOUR - 1, HOUR + 1, 1));
        let accepted = |bucket, quantity| line(bucket, "accepted", "", quantity);
        let dropped = |bucket| line(bucket, "filtered", "web-crawlers", 2);
        assert_eq!(hourly, [accepted(1, 6), accepted(2, 8), dropped(2)]);
        assert_eq!(read(store, query(HOUR - 1, HOUR + 1, 0)), [accepted(0, 14), dropped(0)]);
        assert_eq!(read(store, query(HOUR - 1, HOUR, 0)), [accepted(0, 6)]);
        assert!(read(store, OutcomeQuery { project_id: 7, ..query(HOUR, HOUR, 0) }).is_empty());
    });
}

#[test]
fn old_hours_become_days_with_the_same_sums() {
    over_each(|store| {
        let rows: Vec<_> =
            (0..60).map(|n| (1 + n % 2, HOUR + n, Outcome::Accepted, Category::Span, 1_u64)).collect();
        store.add_outcomes(&counts(&rows)).unwrap();
        let all = query(HOUR - 24, HOUR + 100, 0);
        assert_eq!(read(store, all), [line(0, "accepted", "", 30)]);
        // Of the day that is not over nothing is folded.
        let before = at(HOUR + 40);
        let folds = (0..100).take_while(|_| store.fold_outcomes(before).unwrap()).count();
        assert_eq!(folds, 4, "two days of two projects");
        assert_eq!(read(store, all), [line(0, "accepted", "", 30)]);
        let midnight = HOUR - 12;
        let daily = read(store, query(midnight, midnight + 71, 24));
        assert_eq!(
            daily.iter().map(|(bucket, .., count)| (*bucket, *count)).collect::<Vec<_>>(),
            [(0, 6), (1, 12), (2, 12)]
        );
        // What comes late is added to its day.
        store.add_outcomes(&counts(&[(1, HOUR, Outcome::Accepted, Category::Span, 5)])).unwrap();
        assert!(store.fold_outcomes(before).unwrap() && !store.fold_outcomes(before).unwrap());
        assert_eq!(read(store, all), [line(0, "accepted", "", 35)]);
    });
}

#[test]
fn outcomes_of_a_batch_are_counted_when_it_is_stored() {
    over_each(|store| {
        let one = counts(&[(1, HOUR, Outcome::Accepted, Category::Error, 1)]);
        let mut lost = store.begin().unwrap();
        lost.count_outcomes(&one).unwrap();
        drop(lost);
        let mut stored = store.begin().unwrap();
        stored.count_outcomes(&one).unwrap();
        stored.commit().unwrap();
        assert_eq!(read(store, query(HOUR, HOUR, 1)), [line(0, "accepted", "", 1)]);
    });
}

#[test]
fn what_was_accepted_today() {
    over_each(|store| {
        let span = Category::Span;
        store
            .add_outcomes(&counts(&[
                (1, HOUR - 13, Outcome::Accepted, span, 50),
                (1, HOUR - 12, Outcome::Accepted, span, 4),
                (1, HOUR, Outcome::Forwarded, span, 5),
                (1, HOUR, Outcome::RateLimited(DiscardReason::Quota), span, 70),
                (1, HOUR, Outcome::Filtered(DiscardReason::Late), span, 70),
                (1, HOUR + 1, Outcome::Accepted, span, 70),
                (1, HOUR, Outcome::Accepted, Category::Session, 3),
                (2, HOUR, Outcome::Accepted, span, 2),
            ]))
            .unwrap();
        let mut today = store.accepted_today(at(HOUR)).unwrap();
        today.sort_unstable();
        let row = |project_id, category: &str, items| (project_id, category.to_owned(), items);
        assert_eq!(today, [row(1, "session", 3), row(1, "span", 9), row(2, "span", 2)]);
    });
}

#[test]
fn keys_are_told_apart_on_demand() {
    over_each(|store| {
        let outcomes = ProjectOutcomes::default();
        let limited = Outcome::RateLimited(DiscardReason::Rate);
        for (key, quantity) in [("k1", 2), ("k3", 5)] {
            outcomes.count((1, key, HOUR), limited, Category::Error, quantity);
            outcomes.count((1, key, HOUR), Outcome::Accepted, Category::Error, 10);
        }
        store.add_outcomes(&outcomes.take()).unwrap();
        let sums = [line(0, "accepted", "", 20), line(0, "rate_limited", "rate", 7)];
        assert_eq!(read(store, query(HOUR, HOUR, 0)), sums);
        let by_key = store.outcomes(&OutcomeQuery { by_key: true, ..query(HOUR, HOUR, 0) }).unwrap();
        let mut rows: Vec<_> =
            by_key.iter().map(|it| (it.key.as_str(), it.outcome.as_str(), it.quantity)).collect();
        rows.sort_unstable();
        let expect = [
            ("k1", "accepted", 10),
            ("k1", "rate_limited", 2),
            ("k3", "accepted", 10),
            ("k3", "rate_limited", 5),
        ];
        assert_eq!(rows, expect);
    });
}

#[test]
fn outcomes_have_the_key_of_their_envelope() {
    let directory = tempfile::tempdir().unwrap();
    let store = Sqlite::open(directory.path()).unwrap();
    store.ensure_project("demo", "one").unwrap();
    let item = |kind: &str, payload: &str| format!("{{}}\n{{\"type\":\"{kind}\"}}\n{payload}\n");
    let lost = r#"{"discarded_events":[{"reason":"before_send","category":"error","quantity":3}]}"#;
    let all = [
        ("one", item("event", r#"{"message":"hi"}"#)),
        ("two", item("event", "no json")),
        ("two", item("client_report", lost)),
        ("", item("event", r#"{"message":"of nobody"}"#)),
    ];
    let entry = |(row, (key, envelope)): (usize, (&str, String))| InboxEntry {
        offset: Offset::new((row + 1).to_string()),
        project_id: 1,
        key: key.into(),
        received: at(HOUR),
        envelope: envelope.into(),
    };
    let entries: Vec<_> = all.into_iter().enumerate().map(entry).collect();
    step(&entries, &store, &(), &Config::default(), at(HOUR)).unwrap();
    let found = store.outcomes(&OutcomeQuery { by_key: true, ..query(HOUR, HOUR, 0) }).unwrap();
    let rows: Vec<_> = found.iter().map(|it| (it.key.as_str(), it.outcome.as_str(), it.quantity)).collect();
    let expect =
        [("", "accepted", 1), ("one", "accepted", 1), ("two", "client_discard", 3), ("two", "invalid", 1)];
    assert_eq!(rows, expect);
}
