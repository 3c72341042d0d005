//! Why something that a rule found is not told: silences, mutes and quiet hours say so here.

use crate::alerts::conditions::Subject;
use crate::model::alert_decision::HeldReason;
use crate::model::alert_rule::Severity;
use crate::model::timestamp::Timestamp;

/// What is about to be told, and to which channel.
#[derive(Debug, Clone, Copy)]
pub struct FiringKey<'a> {
    /// The name of the rule.
    pub rule: &'a str,
    /// How much it matters.
    pub severity: Severity,
    /// The project's number.
    pub project_id: i64,
    /// The issue, if it is about one.
    pub issue_id: Option<i64>,
    /// The project's name, environment, release, level and tags.
    pub subject: Subject<'a>,
    /// The channel that would be told.
    pub channel: &'a str,
}

/// Knows what is to be held back.
pub trait HeldBack {
    /// Why the channel is not told now; none: it is told.
    fn held_back(&self, firing: &FiringKey<'_>, now: Timestamp) -> Option<HeldReason>;
}

/// Nothing is held back.
impl HeldBack for () {
    fn held_back(&self, _: &FiringKey<'_>, _: Timestamp) -> Option<HeldReason> {
        None
    }
}
