//! Storage of the channels that fail.

use super::StoreError;
use crate::model::alert::Delivery;
use crate::model::channel_failure::{ChannelFailure, ChannelReport};
use crate::model::timestamp::Timestamp;

/// Reads which channels fail.
pub trait ChannelFailures: Send + Sync {
    /// The channels that fail, by name.
    fn channel_failures(&self) -> Result<Vec<ChannelFailure>, StoreError>;
}

/// Notes which channels fail, and moves their alerts.
pub trait ChannelHealth: ChannelFailures {
    /// Stores the results of one try to deliver alerts as [`super::AlertOutbox::settle_alert`] does, and what it says about
    /// the channel, in one transaction.
    fn settle_alerts(
        &self,
        results: &[(i64, Delivery)],
        report: Option<&ChannelReport>,
    ) -> Result<(), StoreError>;
    /// Sends the alerts that are due or were tried of a channel that fails by another channel. One of which that other
    /// channel hears anyway is not sent again. The first time the other channel is told of the failure, in the same
    /// transaction. Returns how many alerts it sends.
    fn use_fallback(&self, channel: &str, fallback: &str, now: Timestamp) -> Result<u32, StoreError>;
    /// Forgets the failure of a channel that is not configured any more.
    fn forget_failure(&self, channel: &str) -> Result<(), StoreError>;
}
