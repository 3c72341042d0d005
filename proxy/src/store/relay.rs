//! Storage of messages that other programs send through this server.

use super::StoreError;
use crate::model::alert::{Alert, Delivery};
use crate::model::timestamp::Timestamp;

/// Puts messages of other programs into the outbox.
pub trait RelayAlerts: Send + Sync {
    /// Adds the alerts of a message, one for each channel, in one transaction. If more than `most` alerts wait for a channel, the
    /// oldest are given up as [`super::AlertBatch::drop_alerts`] does. Returns how many.
    fn relay(&self, alerts: &[(Alert, Delivery)], created: Timestamp, most: u32) -> Result<u64, StoreError>;
}

/// An issue with an event of late, of which a channel was or will be told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ToldIssue {
    /// The issue's number.
    pub issue_id: i64,
    /// The alert about it.
    pub alert_id: i64,
    /// The type of the exception.
    pub exception_type: String,
    /// Its value.
    pub value: String,
}

/// Finds and drops messages that repeat what a channel hears anyway.
pub trait FoldRelayed: Send + Sync {
    /// The issues of a project with an event since then that have an alert for the channel, the newest alerts first: those
    /// whose type, and the first line of whose value, stand in a text. However many issues there are, none of these is missed.
    fn told_issues(
        &self,
        project_id: i64,
        channel: &str,
        since: Timestamp,
        text: &str,
        limit: u32,
    ) -> Result<Vec<ToldIssue>, StoreError>;
    /// Takes a message out of the outbox, and notes that it shares the alert about an issue.
    fn fold_relayed(&self, id: i64, into: &ToldIssue, now: Timestamp) -> Result<(), StoreError>;
}
