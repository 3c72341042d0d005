//! Storage of alerts: the outbox.

use super::{ChannelHealth, FoldRelayed, StoreError};
use crate::model::alert::{Alert, Delivery};
use crate::model::alert_decision::AlertDecision;
use crate::model::channel_failure::Redirected;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;

/// A stored alert, delivered or not.
#[derive(Debug, Clone)]
pub struct StoredAlert {
    /// The number in the outbox.
    pub id: i64,
    /// The notice and its channel.
    pub alert: Alert,
    /// When the alert was created.
    pub created: Timestamp,
    /// The delivery state.
    pub delivery: Delivery,
    /// Number of attempts so far.
    pub attempts: u32,
    /// Why another channel sends it; none: its own does.
    pub redirected: Option<Redirected>,
}

/// An alert that takes nothing more.
#[derive(Debug, Clone)]
pub struct SealedAlert {
    /// The alert.
    pub stored: StoredAlert,
    /// Whether it was open until now. One that was not may have been tried by a process that ended before the result was
    /// stored.
    pub was_open: bool,
}

/// Reads alerts and their deliveries.
pub trait AlertLog: Send + Sync {
    /// The newest alerts.
    fn alerts(&self, limit: u32) -> Result<Vec<StoredAlert>, StoreError>;
    /// The issues that an alert tells of and that are still stored, newest first.
    fn issues_of_alert(&self, id: i64, limit: u32) -> Result<Vec<Issue>, StoreError>;
    /// The newest decisions; of one issue if one is given.
    fn decisions(&self, issue: Option<i64>, limit: u32) -> Result<Vec<AlertDecision>, StoreError>;
}

/// Alerts that wait for their channels, and their results.
pub trait AlertOutbox: FoldRelayed + ChannelHealth {
    /// The times of a channel's last deliveries, the last first.
    fn last_deliveries(&self, channel: &str, limit: u32) -> Result<Vec<Timestamp>, StoreError>;
    /// The channels that have alerts to send, their own or those of another one that fails.
    fn waiting_channels(&self) -> Result<Vec<Option<String>>, StoreError>;
    /// Waiting alerts that are due and that a channel sends. Projects take turns: one alert of each project, then a second of each,
    /// and so on. Within a project the fatal alerts come first, then the older ones.
    fn due_alerts(
        &self,
        channel: Option<&str>,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<StoredAlert>, StoreError>;
    /// Closes an alert to whatever else its rule finds, and returns it. None: the alert was deleted.
    fn seal_alert(&self, id: i64) -> Result<Option<SealedAlert>, StoreError>;
    /// Stores the result of a delivery attempt, and counts the attempt.
    fn settle_alert(&self, id: i64, delivery: &Delivery) -> Result<(), StoreError>;
}
