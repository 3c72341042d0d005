//! Storing what came, in transactions.

use super::{AlertGroup, NewDeadLetter, PendingSymbols, Projects, StoreError};
use crate::model::alert::{Alert, Delivery, Digest};
use crate::model::event::Event;
use crate::model::issue::Issue;
use crate::model::offset::Offset;
use crate::model::timestamp::Timestamp;

/// What recording an event did.
#[derive(Debug, Clone)]
pub enum Recorded {
    /// The first event of its issue.
    New(Box<Issue>),
    /// One more event of a known issue.
    Seen,
    /// This event id is stored already; nothing was changed.
    Duplicate,
}

/// Stores what the inbox holds.
pub trait Ingest: Projects + PendingSymbols {
    /// Opens the one write transaction; dropped without `commit`, it leaves no trace.
    fn begin(&self) -> Result<Box<dyn Batch + '_>, StoreError>;
    /// The offset of the inbox up to which everything is stored; the beginning in a new store.
    fn cursor(&self) -> Result<Offset, StoreError>;
}

/// One write transaction.
pub trait Batch {
    /// Stores an event, and makes or updates its issue, counts, users, tags and hours; all is there once it is committed.
    fn record(&mut self, event: &Event) -> Result<Recorded, StoreError>;
    /// Puts an alert into the outbox; one with a digest takes more issues until it is sealed.
    fn enqueue(&mut self, alert: &Alert, created: Timestamp, delivery: &Delivery) -> Result<(), StoreError>;
    /// The alerts of a project for a channel: those made within a minute from `since` on, those that wait, and the digest
    /// that takes more.
    fn alert_group(
        &mut self,
        project_id: i64,
        channel: Option<&str>,
        since: Timestamp,
    ) -> Result<AlertGroup, StoreError>;
    /// Writes a digest that has grown over the one that waits.
    fn update_digest(&mut self, id: i64, digest: &Digest) -> Result<(), StoreError>;
    /// Gives up the oldest alerts that wait for a channel, those of single issues that are not fatal first, until at most
    /// so many wait; how many.
    fn drop_alerts(&mut self, channel: Option<&str>, most: u32) -> Result<u64, StoreError>;
    /// Puts an envelope on its way to the project's upstream, unless `most` bytes of it are waiting already; whether it
    /// has found a place.
    fn forward(&mut self, project_id: i64, envelope: &[u8], most: u64) -> Result<bool, StoreError>;
    /// Keeps an item that cannot be stored, and drops the oldest dead letters where there is no room for it; how many.
    fn bury(&mut self, letter: &NewDeadLetter) -> Result<u64, StoreError>;
    /// Stores the offset of the inbox up to which everything is stored, as it is.
    fn set_cursor(&mut self, cursor: &Offset) -> Result<(), StoreError>;
    /// Makes it all true at once.
    fn commit(self: Box<Self>) -> Result<(), StoreError>;
}
