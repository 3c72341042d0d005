//! What rules with a threshold read, and the transaction in which they write.

use super::{AlertBatch, AlertState, Issues, Performance, Projects, Releases, StoreError};
use crate::model::timestamp::Timestamp;

/// How much a rule counted of an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RuleCount {
    /// The project.
    pub project_id: i64,
    /// The issue.
    pub issue_id: i64,
    /// The number.
    pub count: u64,
}

/// Reads what rules with a threshold ask for.
pub trait AlertFacts: Projects + Issues + Performance + Releases {
    /// The states of all rules, oldest first; of each rule at most so many, whose issues had an event last.
    fn alert_states(&self, limit: u32) -> Result<Vec<AlertState>, StoreError>;
    /// The issues of which a rule counted more than `above` events from a minute on.
    fn events_of_rule(&self, rule: &str, from_minute: i64, above: u64) -> Result<Vec<RuleCount>, StoreError>;
    /// The issues of which a rule counted more than `above` users from a minute on.
    fn users_of_rule(&self, rule: &str, from_minute: i64, above: u64) -> Result<Vec<RuleCount>, StoreError>;
    /// The events of each issue of a project in hours from `from` to `to`, both included.
    fn issue_counts(&self, project_id: i64, from: i64, to: i64) -> Result<Vec<(i64, i64, u64)>, StoreError>;
    /// The events that a project received in each hour from `from` to `to`, both included, oldest first. Hours without
    /// events are missing.
    fn project_counts(&self, project_id: i64, from: i64, to: i64) -> Result<Vec<(i64, u64)>, StoreError>;
    /// When a project last sent something that was accepted: an event to the second, anything else to its hour.
    fn last_heard(&self, project_id: i64) -> Result<Option<Timestamp>, StoreError>;
}

/// Writes what rules with a threshold found.
pub trait EvaluateAlerts: AlertFacts {
    /// Deletes counts of rules before a minute.
    fn trim_rule_counts(&self, before_minute: i64) -> Result<u64, StoreError>;
    /// Works in a write transaction, which is committed if `work` succeeds.
    fn with_alerts(
        &self,
        work: &mut dyn FnMut(&mut dyn AlertBatch) -> Result<(), StoreError>,
    ) -> Result<(), StoreError>;
}
