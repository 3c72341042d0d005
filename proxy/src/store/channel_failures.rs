//! Storage of the channels that fail.

use super::StoreError;
use crate::model::alert::Delivery;
use crate::model::channel_failure::{ChannelFailure, ChannelReport};
use crate::model::timestamp::Timestamp;

/// The result of one try to deliver an alert.
#[derive(Debug, Clone)]
pub struct TryResult {
    /// The alert's number in the outbox.
    pub id: i64,
    /// Its new state.
    pub delivery: Delivery,
    /// Whether it may grow until the next try: no try of it can have arrived.
    pub reopens: bool,
}

/// Reads which channels fail.
pub trait ChannelFailures: Send + Sync {
    /// The channels that fail, by name.
    fn channel_failures(&self) -> Result<Vec<ChannelFailure>, StoreError>;
}

/// Notes which channels fail, and moves their alerts.
pub trait ChannelHealth: ChannelFailures {
    /// Stores the results of one try to deliver alerts as [`super::AlertOutbox::settle_alert`] does, and what it says about
    /// the channel, in one transaction. Alerts that may grow are open after that.
    fn settle_alerts(&self, results: &[TryResult], report: Option<&ChannelReport>) -> Result<(), StoreError>;
    /// Sends the alerts that are due or were tried of a channel that fails by another channel. One of which that other
    /// channel hears anyway is not sent again. The first time the other channel is told of the failure, in the same
    /// transaction. Returns how many alerts it sends.
    fn use_fallback(&self, channel: &str, fallback: &str, now: Timestamp) -> Result<u32, StoreError>;
    /// Forgets the failure of a channel that is not configured any more.
    fn forget_failure(&self, channel: &str) -> Result<(), StoreError>;
}
