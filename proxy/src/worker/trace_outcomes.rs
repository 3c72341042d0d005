//! The outcomes of performance data. A transaction is one item, and a list of spans is as many items as it has spans.

use balefire_protocol::category::Category;

use crate::outcome::{Counted, DiscardReason, Outcome};
use crate::process::ReadTrace;
use crate::store::TraceRecorded;

/// The outcomes of an item that was stored.
pub(super) fn trace_outcomes(read: &ReadTrace, category: Category, recorded: TraceRecorded) -> Vec<Counted> {
    let late = (Outcome::Filtered(DiscardReason::Late), Category::Span, recorded.late);
    let mut outcomes = if category == Category::Transaction {
        let is_duplicate = recorded.segments == 0 && recorded.duplicates > 0;
        let duplicate = Outcome::Filtered(DiscardReason::Duplicate);
        vec![(if is_duplicate { duplicate } else { Outcome::Accepted }, category, 1), late]
    } else {
        let data = &read.data;
        let all = (data.segments.len() + data.spans.len() + data.vital_spans.len()) as u64;
        let accepted = all.saturating_sub(recorded.duplicates).saturating_sub(recorded.late);
        let duplicate = Outcome::Filtered(DiscardReason::Duplicate);
        vec![(Outcome::Accepted, category, accepted), (duplicate, category, recorded.duplicates), late]
    };
    outcomes.extend(read.losses.counts().map(|(reason, count)| (outcome(reason), Category::Span, count)));
    outcomes.retain(|(.., count)| *count > 0);
    outcomes
}

/// A span that breaks the protocol is invalid; the others are valid, and not stored.
fn outcome(reason: DiscardReason) -> Outcome {
    if reason == DiscardReason::Malformed { Outcome::Invalid(reason) } else { Outcome::Filtered(reason) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use crate::inbox::{InboxEntry, Offset};
    use crate::model::timestamp::Timestamp;
    use crate::process::Losses;
    use crate::store::{ProjectAdmin, Sqlite};
    use crate::worker::step;

    const ALL: TraceRecorded = TraceRecorded { segments: 1, spans: 0, duplicates: 0, late: 0 };

    #[track_caller]
    fn check(category: Category, recorded: TraceRecorded, losses: Losses, expect: &[Counted]) {
        let mut read = ReadTrace { losses, ..ReadTrace::default() };
        read.data.vital_spans = (0..5).collect();
        assert_eq!(trace_outcomes(&read, category, recorded), expect);
    }

    #[test]
    fn a_transaction_is_one_item() {
        let duplicate = Outcome::Filtered(DiscardReason::Duplicate);
        let again = TraceRecorded { segments: 0, duplicates: 3, ..ALL };
        check(
            Category::Transaction,
            ALL,
            Losses::default(),
            &[(Outcome::Accepted, Category::Transaction, 1)],
        );
        check(Category::Transaction, again, Losses::default(), &[(duplicate, Category::Transaction, 1)]);
    }

    #[test]
    fn each_span_has_an_outcome() {
        let losses = Losses { too_many: 7, malformed: 2, absurd: 1 };
        check(
            Category::Span,
            TraceRecorded { duplicates: 1, late: 2, ..ALL },
            losses,
            &[
                (Outcome::Accepted, Category::Span, 2),
                (Outcome::Filtered(DiscardReason::Duplicate), Category::Span, 1),
                (Outcome::Filtered(DiscardReason::Late), Category::Span, 2),
                (Outcome::Filtered(DiscardReason::TooMany), Category::Span, 7),
                (Outcome::Invalid(DiscardReason::Malformed), Category::Span, 2),
                (Outcome::Filtered(DiscardReason::Absurd), Category::Span, 1),
            ],
        );
    }

    /// Spans are counted one by one, whatever they came in.
    #[test]
    fn transactions_spans_and_sessions_are_accepted() {
        let directory = tempfile::tempdir().unwrap();
        let store = Sqlite::open(directory.path()).unwrap();
        store.ensure_project("demo", "k").unwrap();
        let kept = |row: i64, envelope: &str| InboxEntry {
            offset: Offset::new(row.to_string()),
            project_id: 1,
            key: "k".into(),
            received: Timestamp(1.8e9),
            envelope: envelope.to_owned().into(),
        };
        let trace = r#""trace_id":"0af7651916cd43dd8448eb211c80319c""#;
        let transaction = |n: u32| {
            format!(
                r#"{{"type":"transaction","contexts":{{"trace":{{{trace},"span_id":"{n:016x}"}}}},"spans":[{{"span_id":"{:016x}"}},{{}}]}}"#,
                n + 1
            )
        };
        let span = |n: u32| format!(r#"{{{trace},"span_id":"{n:016x}","is_segment":{}}}"#, n % 10 == 1);
        let spans =
            |n: u32| format!(r#"{{"version":2,"items":[{},{},{}]}}"#, span(n), span(n + 1), span(n + 2));
        let item = |kind: &str, count: u32, payload: &str| {
            format!("{{\"type\":\"{kind}\",\"item_count\":{count}}}\n{payload}\n")
        };
        let session = r#"{"sid":"c7515dfb2ff94b07b4fe62008494ba53","attrs":{"release":"shop@7"}}"#;
        let all = [
            kept(1, &format!("{{}}\n{}", item("transaction", 1, &transaction(101)))),
            kept(2, &format!("{{}}\n{}", item("event", 1, &transaction(111)))),
            kept(3, &format!("{{}}\n{}", item("span", 3, &spans(1)))),
            kept(4, &format!("{{}}\n{}{}", item("span", 2, &spans(11)), item("span", 1, &span(29)))),
            kept(5, &format!("{{}}\n{}", item("span", 3, r#"{"version":3,"items":[]}"#))),
            kept(6, &format!("{{}}\n{}", item("span", 3, "{"))),
            kept(7, &format!("{{}}\n{}", item("session", 1, session))),
        ];
        let done = step(&all, &store, &(), &Config::default(), Timestamp(1.8e9)).unwrap();
        let (filtered, malformed) = (Outcome::Filtered, Outcome::Invalid(DiscardReason::Malformed));
        assert_eq!(
            done.outcomes,
            [
                (Outcome::Accepted, Category::Transaction, 1),
                (malformed, Category::Span, 1),
                (Outcome::Accepted, Category::Transaction, 1),
                (malformed, Category::Span, 1),
                (Outcome::Accepted, Category::Span, 3),
                (Outcome::Accepted, Category::Span, 2),
                (filtered(DiscardReason::TooMany), Category::Span, 1),
                (Outcome::Accepted, Category::Span, 1),
                (filtered(DiscardReason::Unsupported), Category::Span, 3),
                (malformed, Category::Span, 3),
                (Outcome::Accepted, Category::Session, 1),
            ]
        );
    }
}
