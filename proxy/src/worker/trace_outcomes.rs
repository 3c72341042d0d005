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
        let all = (data.segments.len() + data.spans.len()) as u64 + read.vital_spans;
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
    use crate::process::Losses;

    const ALL: TraceRecorded = TraceRecorded { segments: 1, spans: 0, duplicates: 0, late: 0 };

    #[track_caller]
    fn check(category: Category, recorded: TraceRecorded, losses: Losses, expect: &[Counted]) {
        let read = ReadTrace { vital_spans: 5, losses, ..ReadTrace::default() };
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
}
