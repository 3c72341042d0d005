//! What alert rules read and write within a transaction.

use super::StoreError;
use crate::model::alert::{Alert, Delivery, Digest, Notice};
use crate::model::alert_decision::AlertDecision;
use crate::model::firing::Cause;
use crate::model::issue::Issue;
use crate::model::silence::Silence;
use crate::model::timestamp::Timestamp;

/// A group: what one rule finds in one project for one channel.
#[derive(Debug, Clone, Copy)]
pub struct GroupKey<'a> {
    /// The project.
    pub project_id: i64,
    /// The channel; none where none is configured.
    pub channel: Option<&'a str>,
    /// The name of the rule.
    pub rule: &'a str,
}

/// The alerts of a group, before one more is added.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AlertGroup {
    /// The alert that is still open.
    pub open: Option<OpenAlert>,
    /// When the last other one was delivered, or grew last if it was not.
    pub last: Option<Timestamp>,
    /// The same of the urgent ones.
    pub last_urgent: Option<Timestamp>,
}

/// An alert into which more can be folded.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenAlert {
    /// The number in the outbox.
    pub id: i64,
    /// The content.
    pub notice: Notice,
    /// When it was made.
    pub created: Timestamp,
    /// When it is sent.
    pub due: Timestamp,
    /// Whether it is sent before others.
    pub is_urgent: bool,
    /// Number of attempts so far.
    pub attempts: u32,
}

/// Something that a rule found and that goes on: it waits for more events, or was told and is not over.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertState {
    /// The name of the rule.
    pub rule: String,
    /// The project.
    pub project_id: i64,
    /// The issue, if it is about one.
    pub issue_id: Option<i64>,
    /// When it began.
    pub since: Timestamp,
    /// When it was told last; none: not yet.
    pub told: Option<Timestamp>,
    /// What was found.
    pub cause: Cause,
    /// The environment, if it is about one.
    pub environment: Option<String>,
}

/// The part of a write transaction that alert rules use.
pub trait AlertBatch {
    /// Adds an alert to the outbox, and returns its number. A digest accepts more issues until it is sealed.
    fn enqueue(&mut self, alert: &Alert, created: Timestamp, delivery: &Delivery) -> Result<i64, StoreError>;
    /// Lets an alert accept more until it is sealed.
    fn set_open(&mut self, id: i64) -> Result<(), StoreError>;
    /// The alerts of a group.
    fn alert_group(&mut self, group: &GroupKey<'_>, now: Timestamp) -> Result<AlertGroup, StoreError>;
    /// Makes an open alert the digest that it has become.
    fn fold_alert(&mut self, open: &OpenAlert, digest: &Digest) -> Result<(), StoreError>;
    /// The silences that are in force now.
    fn silences(&mut self, now: Timestamp) -> Result<Vec<Silence>, StoreError>;
    /// Gives up the oldest alerts that wait for a channel, until at most `most` wait. Alerts of single issues that are
    /// not fatal go first, and the decisions about these say so. Returns how many were given up.
    fn drop_alerts(&mut self, channel: Option<&str>, most: u32) -> Result<u64, StoreError>;
    /// Stores what was decided about a firing.
    fn decide(&mut self, decision: &AlertDecision) -> Result<(), StoreError>;
    /// The stored state of the same rule, project and issue.
    fn alert_state_now(&mut self, of: &AlertState) -> Result<Option<AlertState>, StoreError>;
    /// Stores a state in the place of the one of the same rule, project and issue.
    fn set_alert_state(&mut self, state: &AlertState) -> Result<(), StoreError>;
    /// Deletes the state of a rule, project and issue.
    fn end_alert_state(&mut self, state: &AlertState) -> Result<(), StoreError>;
    /// An issue, with the events of this transaction.
    fn issue_now(&mut self, id: i64) -> Result<Option<Issue>, StoreError>;
    /// The number of events of an issue in each of the 24 hours up to `now`, oldest first, as before this transaction.
    fn issue_hours(&mut self, issue_id: i64, now: Timestamp) -> Result<Vec<u32>, StoreError>;
    /// Whether a release of a project had an event before this transaction.
    fn has_events_of_release(&mut self, project_id: i64, version: &str) -> Result<bool, StoreError>;
    /// When a release of a project began, as before this transaction: with its first event, else when it was created. None: it
    /// is not known.
    fn release_date(&mut self, project_id: i64, version: &str) -> Result<Option<Timestamp>, StoreError>;
    /// The release of a project that began last between two times, as before this transaction.
    fn release_begun(
        &mut self,
        project_id: i64,
        from: Timestamp,
        to: Timestamp,
    ) -> Result<Option<String>, StoreError>;
    /// Counts events of an issue for a rule.
    fn count_events(&mut self, rule: &str, issue_id: i64, minute: i64, events: u64)
    -> Result<(), StoreError>;
    /// Counts a user of an issue for a rule.
    fn count_user(&mut self, rule: &str, issue_id: i64, minute: i64, user: &str) -> Result<(), StoreError>;
}
