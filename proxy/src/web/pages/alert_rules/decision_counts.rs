//! What became of the firings of each rule: pure.

use std::collections::{BTreeMap, HashMap};

use maud::{Markup, html};

use crate::model::alert_decision::{AlertDecision, Decision, HeldReason};
use crate::model::timestamp::Timestamp;
use crate::web::pages::language::{fill, plural, t, text};
use crate::web::pages::number_format::number;

/// Most decisions that are kept, and read.
pub(super) const MOST: u32 = 10_000;
/// How far counts go back, in seconds: a week.
pub(super) const RANGE: f64 = 7.0 * 86_400.0;

/// The decisions about one rule.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct DecisionCounts {
    sent: u64,
    folded: u64,
    /// By the word of the reason.
    held: BTreeMap<&'static str, u64>,
}

/// The decisions about each rule since a time.
pub(super) fn counts(decisions: &[AlertDecision], since: Timestamp) -> HashMap<&str, DecisionCounts> {
    let mut counts: HashMap<&str, DecisionCounts> = HashMap::new();
    for made in decisions.iter().filter(|made| made.at >= since) {
        let of_rule = counts.entry(made.rule.as_str()).or_default();
        match &made.decision {
            Decision::Sent | Decision::Redirected => of_rule.sent += 1,
            Decision::Folded => of_rule.folded += 1,
            Decision::Held(reason) => *of_rule.held.entry(word(reason)).or_default() += 1,
        }
    }
    counts
}

/// The time from which on all decisions are kept, if that is later than the beginning of the range.
pub(super) fn begins_late(decisions: &[AlertDecision], since: Timestamp) -> Option<Timestamp> {
    let oldest = decisions.last()?.at;
    (decisions.len() >= MOST as usize && oldest > since).then_some(oldest)
}

impl DecisionCounts {
    /// In words.
    pub(super) fn markup(&self) -> Markup {
        let held: u64 = self.held.values().sum();
        if self.sent + self.folded + held == 0 {
            return html! { span.quiet { (t("nothing found")) } };
        }
        let reasons = self.held.iter().map(|(word, n)| {
            fill(
                "{reason}: {n}",
                &[("reason", t(word)), ("n", &number(i64::try_from(*n).unwrap_or(i64::MAX)))],
            )
        });
        let reasons: Vec<String> = reasons.collect();
        html! {
            (plural(self.sent, "{n} sent", "{n} sent")) " · "
            (plural(self.folded, "{n} in a shared message", "{n} in shared messages")) " · "
            (plural(held, "{n} held back", "{n} held back"))
            @if !reasons.is_empty() { " (" (reasons.join(", ")) ")" }
        }
    }
}

fn word(reason: &HeldReason) -> &'static str {
    match reason {
        HeldReason::BelowCount => text("too few events or users"),
        HeldReason::AlreadyAlerted => text("told already"),
        HeldReason::RepeatInterval => text("repeated later"),
        HeldReason::Silenced { .. } => text("silenced"),
        HeldReason::Muted { .. } => text("muted"),
        HeldReason::QuietHours { .. } => text("quiet hours"),
        HeldReason::NoChannel => text("no channel"),
        HeldReason::Storm => text("too many alerts waiting"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::firing::CauseKind;

    fn made(at: f64, rule: &str, decision: Decision) -> AlertDecision {
        AlertDecision {
            at: Timestamp(at),
            rule: rule.into(),
            project_id: 1,
            issue_id: None,
            cause: CauseKind::NewIssue,
            channel: None,
            alert_id: None,
            decision,
        }
    }

    #[test]
    fn decisions_are_counted_by_rule_and_reason() {
        let until = Timestamp(9.0);
        let all = [
            made(9.0, "a", Decision::Sent),
            made(8.0, "b", Decision::Folded),
            made(7.0, "a", Decision::Held(HeldReason::Silenced { id: 1 })),
            made(6.0, "a", Decision::Held(HeldReason::QuietHours { until })),
            made(5.0, "a", Decision::Held(HeldReason::Silenced { id: 2 })),
            made(4.0, "a", Decision::Sent),
        ];
        let found = counts(&all, Timestamp(5.0));
        assert_eq!(
            found["a"].markup().into_string(),
            "1 sent · 0 in shared messages · 3 held back (quiet hours: 1, silenced: 2)"
        );
        assert_eq!(found["b"].markup().into_string(), "0 sent · 1 in a shared message · 0 held back");
        assert!(DecisionCounts::default().markup().into_string().contains("nothing found"));
        assert_eq!(begins_late(&all, Timestamp(1.0)), None);
        let many = vec![made(6.0, "a", Decision::Sent); MOST as usize];
        assert_eq!(begins_late(&many, Timestamp(5.0)), Some(Timestamp(6.0)));
        assert_eq!(begins_late(&many, Timestamp(7.0)), None);
    }
}
