//! Storage of alerts: the outbox.

use super::{FoldRelayed, StoreError};
use crate::model::alert::{Alert, Delivery, Digest};
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
}

/// The alerts of a project for one channel, before one more is added.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AlertGroup {
    /// Number of alerts for single issues that were created since the given time.
    pub recent: u32,
    /// Number of alerts that wait.
    pub waiting: u32,
    /// The digest that is still open for further issues, with the number of its alert.
    pub open: Option<(i64, Digest)>,
}

/// Reads alerts and their deliveries.
pub trait AlertLog: Send + Sync {
    /// The newest alerts.
    fn alerts(&self, limit: u32) -> Result<Vec<StoredAlert>, StoreError>;
}

/// Alerts that wait for their channels, and their results.
pub trait AlertOutbox: FoldRelayed {
    /// The channels of the last deliveries and their times, the last first.
    fn last_deliveries(&self, limit: u32) -> Result<Vec<(String, Timestamp)>, StoreError>;
    /// The channels for which alerts wait.
    fn waiting_channels(&self) -> Result<Vec<Option<String>>, StoreError>;
    /// Waiting alerts of a channel that are due. Projects take turns: one alert of each project, then a second of each,
    /// and so on. Within a project the fatal alerts come first, then the older ones.
    fn due_alerts(
        &self,
        channel: Option<&str>,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<StoredAlert>, StoreError>;
    /// Closes a digest to further issues, and returns it. None: the alert was deleted.
    fn seal_digest(&self, id: i64) -> Result<Option<StoredAlert>, StoreError>;
    /// Opens a digest again after a failed delivery. It may grow until the next attempt.
    fn reopen_digest(&self, id: i64) -> Result<(), StoreError>;
    /// Stores the result of a delivery attempt, and counts the attempt.
    fn settle_alert(&self, id: i64, delivery: &Delivery) -> Result<(), StoreError>;
}
