//! Why an event may make a rule fire: pure.

use crate::model::alert_rule::{Rule, Trigger};
use crate::model::firing::Cause;
use crate::store::Recorded;

/// What is known of an event besides what the store says.
#[derive(Debug, Clone, Copy, Default)]
pub struct Circumstances<'a> {
    /// The release, if the event is its first one.
    pub first_of_release: Option<&'a str>,
    /// Whether the page asked for an alert.
    pub is_requested: bool,
}

/// The causes that an event gives, each with its trigger, the most telling first.
///
/// One more event of a known issue gives none, so a broken page that is loaded a million times sends one message.
#[must_use]
pub fn causes(recorded: &Recorded, circumstances: Circumstances<'_>) -> Vec<(Trigger, Cause)> {
    let mut found = Vec::new();
    match recorded {
        Recorded::New(_) => found.push((Trigger::NewIssue, Cause::NewIssue)),
        Recorded::Regressed { release, is_newer_release, .. } => {
            if *is_newer_release {
                let release = release.clone();
                found.push((Trigger::ReopenedInNewerRelease, Cause::ReopenedInNewerRelease { release }));
            }
            found.push((Trigger::Regression, Cause::Regression { release: release.clone() }));
        }
        Recorded::Escalating(_) => found.push((Trigger::Escalating, Cause::Escalating)),
        Recorded::Unarchived(_) => found.push((Trigger::Escalating, Cause::Unarchived)),
        Recorded::Seen { .. } => {}
        Recorded::Duplicate | Recorded::Discarded => return Vec::new(),
    }
    if circumstances.is_requested {
        found.push((Trigger::Requested, Cause::Requested));
    }
    if let Some(release) = circumstances.first_of_release {
        let release = release.to_owned();
        found.push((Trigger::FirstEventOfRelease, Cause::FirstEventOfRelease { release }));
    }
    found
}

/// The first of the causes for which a rule has a trigger.
#[must_use]
pub fn cause_of<'c>(rule: &Rule, causes: &'c [(Trigger, Cause)]) -> Option<&'c Cause> {
    causes.iter().find(|(trigger, _)| rule.triggers.contains(trigger)).map(|(_, cause)| cause)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::samples;
    use crate::model::firing::CauseKind;

    #[track_caller]
    fn check(recorded: &Recorded, circumstances: Circumstances<'_>, expect: &[CauseKind]) {
        let found: Vec<_> = causes(recorded, circumstances).iter().map(|(_, cause)| cause.kind()).collect();
        assert_eq!(found, expect);
    }

    fn regressed(is_newer_release: bool) -> Recorded {
        Recorded::Regressed {
            issue: Box::new(samples::issue()),
            release: Some("1.4.3".into()),
            is_newer_release,
        }
    }

    #[test]
    fn what_each_event_gives() {
        let plain = Circumstances::default();
        check(&Recorded::New(Box::new(samples::issue())), plain, &[CauseKind::NewIssue]);
        check(&regressed(false), plain, &[CauseKind::Regression]);
        check(&regressed(true), plain, &[CauseKind::ReopenedInNewerRelease, CauseKind::Regression]);
        check(&Recorded::Escalating(Box::new(samples::issue())), plain, &[CauseKind::Escalating]);
        check(&Recorded::Unarchived(Box::new(samples::issue())), plain, &[CauseKind::Unarchived]);
        check(&Recorded::Seen { issue_id: 7 }, plain, &[]);
    }

    #[test]
    fn a_repeated_event_is_silent_whatever_it_asks_for() {
        let asks = Circumstances { first_of_release: Some("1.4.3"), is_requested: true };
        check(&Recorded::Seen { issue_id: 7 }, asks, &[CauseKind::Requested, CauseKind::FirstEventOfRelease]);
        check(&Recorded::Duplicate, asks, &[]);
        check(&Recorded::Discarded, asks, &[]);
    }

    #[test]
    fn a_rule_fires_for_its_own_triggers() {
        let causes = causes(&regressed(true), Circumstances::default());
        let rule = |triggers| Rule { triggers, ..crate::config::alert_rules::default_rule() };
        let kind = |triggers| cause_of(&rule(triggers), &causes).map(Cause::kind);
        assert_eq!(kind(vec![Trigger::NewIssue]), None);
        assert_eq!(kind(vec![Trigger::NewIssue, Trigger::Regression]), Some(CauseKind::Regression));
        assert_eq!(
            kind(vec![Trigger::Regression, Trigger::ReopenedInNewerRelease]),
            Some(CauseKind::ReopenedInNewerRelease)
        );
    }
}
