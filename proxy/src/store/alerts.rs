//! The store as the outbox sees it.

use super::StoreError;
use crate::model::alert::{Alert, Delivery, Digest};
use crate::model::timestamp::Timestamp;

/// An alert on its way, or arrived.
#[derive(Debug, Clone)]
pub struct StoredAlert {
    /// The number in the outbox.
    pub id: i64,
    /// The notice and its channel.
    pub alert: Alert,
    /// When it was made.
    pub created: Timestamp,
    /// How far it is.
    pub delivery: Delivery,
    /// How many tries so far.
    pub attempts: u32,
}

/// The alerts of a project for one channel, before one more is added.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct AlertGroup {
    /// Alerts of single issues that were made since a time.
    pub recent: u32,
    /// Alerts that wait.
    pub waiting: u32,
    /// The digest that takes more, and the number of its alert.
    pub open: Option<(i64, Digest)>,
}

/// Reads alerts and their deliveries.
pub trait AlertLog: Send + Sync {
    /// The newest alerts.
    fn alerts(&self, limit: u32) -> Result<Vec<StoredAlert>, StoreError>;
}

/// Alerts that wait for their channels, and their results.
pub trait AlertOutbox: Send + Sync {
    /// The channels of the last deliveries and their times, the last first.
    fn last_deliveries(&self, limit: u32) -> Result<Vec<(String, Timestamp)>, StoreError>;
    /// The channels for which alerts wait.
    fn waiting_channels(&self) -> Result<Vec<Option<String>>, StoreError>;
    /// Alerts that wait for a channel and whose time has come: of each project one, then of each a second, and so on.
    /// Within a project the fatal ones come first, then the older ones.
    fn due_alerts(
        &self,
        channel: Option<&str>,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<StoredAlert>, StoreError>;
    /// Closes a digest to further issues, and returns it. None: the alert was deleted.
    fn seal_digest(&self, id: i64) -> Result<Option<StoredAlert>, StoreError>;
    /// Opens a digest again that was not taken: it grows until the next try.
    fn reopen_digest(&self, id: i64) -> Result<(), StoreError>;
    /// Notes how a try ended, and counts it.
    fn settle_alert(&self, id: i64, delivery: &Delivery) -> Result<(), StoreError>;
}
