//! What was decided about the firings of rules: sent, folded, or held back and why.

use maud::{Markup, html};

use super::held_reason::held_reason;
use super::language::t;
use super::reveal_hidden::reveal_hidden;
use super::{links, relative_time};
use crate::model::alert_decision::{AlertDecision, Decision};
use crate::model::firing::CauseKind;
use crate::model::timestamp::Timestamp;

/// Most decisions on the page of an issue.
pub(super) const OF_ISSUE: u32 = 10;
/// Most decisions on the page of a rule.
pub(super) const OF_RULE: usize = 30;
/// Number of newest decisions among which those are looked for that were held back.
pub(super) const LOOK: u32 = 200;

/// The section of an issue's page; empty if no rule has fired.
pub(super) fn of_issue(decisions: &[AlertDecision], now: Timestamp) -> Markup {
    html! {
        @if !decisions.is_empty() {
            section.panel.decisions {
                h2 { (t("Alerts")) }
                ul { @for made in decisions { (entry(made, false, now)) } }
            }
        }
    }
}

/// The section of a rule's page.
pub(super) fn of_rule(decisions: &[&AlertDecision], now: Timestamp) -> Markup {
    html! {
        section.panel.decisions #decisions {
            h2 { (t("Last decisions")) }
            @if decisions.is_empty() {
                p { (t("This rule has found nothing lately.")) }
            } @else {
                ul { @for made in decisions { (entry(made, true, now)) } }
            }
        }
    }
}

/// The section of the alerts page: what was held back lately.
pub(super) fn held_back(decisions: &[AlertDecision], now: Timestamp) -> Markup {
    let held: Vec<_> = decisions.iter().filter(|made| matches!(made.decision, Decision::Held(_))).collect();
    html! {
        @if !held.is_empty() {
            details.panel.decisions #held {
                summary { (t("Held back lately")) " (" (held.len()) ")" }
                ul { @for made in held { (entry(made, true, now)) } }
            }
        }
    }
}

fn entry(made: &AlertDecision, has_issue: bool, now: Timestamp) -> Markup {
    html! {
        li {
            span.quiet { (relative_time::ago(made.at, now)) }
            " "
            @if has_issue && let Some(issue) = made.issue_id { a href=(links::issue(issue)) { "#" (issue) } " " }
            (cause(made.cause)) " · " span translate="no" { (reveal_hidden(&made.rule)) }
            @if let Some(channel) = &made.channel { " → " span translate="no" { (reveal_hidden(channel)) } }
            ": "
            strong { (decision(&made.decision, now)) }
        }
    }
}

fn decision(decision: &Decision, now: Timestamp) -> Markup {
    html! {
        @match decision {
            Decision::Sent => (t("alerted")),
            Decision::Folded => (t("in a shared message")),
            Decision::Redirected => (t("alerted by the fallback")),
            Decision::Held(reason) => (held_reason(reason, now)),
        }
    }
}

/// Why a rule fired.
pub(super) fn cause(cause: CauseKind) -> &'static str {
    match cause {
        CauseKind::NewIssue => t("New issue"),
        CauseKind::Regression => t("Regression"),
        CauseKind::ReopenedInNewerRelease => t("Reopened in a newer release"),
        CauseKind::Escalating => t("Escalating"),
        CauseKind::Unarchived => t("No longer archived"),
        CauseKind::FirstEventOfRelease => t("First event of a release"),
        CauseKind::Requested => t("Requested by the page"),
        CauseKind::Threshold => t("Beyond a limit"),
        CauseKind::NothingHeard => t("Nothing heard"),
        CauseKind::Recovered => t("Recovered"),
        CauseKind::Relayed => t("Of another program"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::alert_decision::HeldReason;

    fn made(decision: Decision) -> AlertDecision {
        AlertDecision {
            at: Timestamp(1_000.0),
            rule: "<slow>".into(),
            project_id: 1,
            issue_id: Some(7),
            cause: CauseKind::Regression,
            channel: Some("ops".into()),
            alert_id: None,
            decision,
        }
    }

    #[test]
    fn held_ones_stand_on_the_page_of_alerts_and_all_on_that_of_the_issue() {
        let all = [
            made(Decision::Sent),
            made(Decision::Held(HeldReason::Silenced { id: 12 })),
            made(Decision::Folded),
        ];
        let now = Timestamp(1_060.0);
        let page = held_back(&all, now).into_string();
        assert!(page.contains("Held back lately (1)") && page.contains("/issues/7/"), "{page}");
        assert!(page.contains("Regression · <span translate=\"no\">&lt;slow&gt;</span> → "), "{page}");
        assert!(page.contains("#silence-12"));
        let section = of_issue(&all, now).into_string();
        assert_eq!(section.matches("<li>").count(), 3);
        assert!(section.contains("alerted") && section.contains("in a shared message"));
        assert_eq!(held_back(&all[..1], now).into_string() + &of_issue(&[], now).into_string(), "");
    }
}
