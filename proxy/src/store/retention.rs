//! What retention asks of a store.

use std::collections::BinaryHeap;
use std::ops::AddAssign;

use super::{DiskUse, StoreError};
use crate::model::timestamp::Timestamp;

/// How much was deleted.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Deleted {
    /// Events.
    pub events: u64,
    /// Issues, each with its last event.
    pub issues: u64,
    /// Alerts that waited when their issue went: they are sent without a link.
    pub orphaned_alerts: u64,
}

impl AddAssign for Deleted {
    fn add_assign(&mut self, other: Self) {
        self.events += other.events;
        self.issues += other.issues;
        self.orphaned_alerts += other.orphaned_alerts;
    }
}

/// One step of deletion, in one transaction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Step {
    /// What was deleted.
    pub deleted: Deleted,
    /// How much room that freed in the file, in bytes.
    pub freed: u64,
    /// Whether a further step may find more.
    pub is_more: bool,
}

/// What to delete next where there is too much, as it was found by the last look: the most first.
#[derive(Debug, Default)]
pub struct ThinningPlan {
    /// Events above what is kept of an issue, and the issue.
    pub issues: BinaryHeap<(i64, i64)>,
    /// Events above what is kept of an hour, and the hour.
    pub hours: BinaryHeap<(i64, Hour)>,
}

/// An hour in which a project received many events.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hour {
    /// The project.
    pub project_id: i64,
    /// Hours since 1970.
    pub hour: i64,
    /// The numbers of the first and the last event.
    pub rows: (i64, i64),
}

/// What the clock showed.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ClockState {
    /// The last time that is believed.
    pub trusted: Option<Timestamp>,
    /// The last time that was seen, believed or not.
    pub seen: Option<Timestamp>,
    /// The first time that was seen after a jump, while deletion by age is paused.
    pub jumped: Option<Timestamp>,
    /// When the first event arrived after the jump.
    pub arrivals_since: Option<Timestamp>,
}

/// A store above its size, of which nothing more can be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full {
    /// Room in use, in bytes.
    pub size: u64,
    /// How much of it waits for upstreams and others, in bytes: deleting events does not free it.
    pub held: u64,
}

/// What retention remembers from one look to the next.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RetentionState {
    /// What the clock showed.
    pub clock: ClockState,
    /// That the store is above its size all the same.
    pub full: Option<Full>,
}

/// Reads what retention remembers.
pub trait RetentionStatus: Send + Sync {
    /// What retention remembers.
    fn retention_state(&self) -> Result<RetentionState, StoreError>;
}

/// Deletes, and measures and gives back the room that this frees.
pub trait Retention: RetentionStatus + DiskUse {
    /// Deletes some events that arrived before a time, the first to arrive first, with the issues that lose their last
    /// event. The order of arrival decides: an event that claims to have arrived after `ahead` goes with its neighbours,
    /// and nothing goes that arrived after an event that stays.
    fn expire(&self, before: Timestamp, ahead: Timestamp) -> Result<Step, StoreError>;
    /// Deletes some of what there is most of. `plan` is looked up anew when it is empty.
    fn thin(&self, plan: &mut ThinningPlan) -> Result<Step, StoreError>;
    /// Deletes all alerts but the newest so many; those that wait stay.
    fn trim_alerts(&self, most: u32) -> Result<u64, StoreError>;
    /// Drops some of the oldest while there are more than so many bytes of them; whether there may be more to drop.
    fn thin_dead_letters(&self, bytes: u64) -> Result<bool, StoreError>;
    /// Drops some that were given up before a time; whether there may be more.
    fn expire_dead_letters(&self, before: Timestamp) -> Result<bool, StoreError>;

    /// How many bytes wait for upstreams: quick to ask, and less than the room they take.
    fn queued(&self) -> Result<u64, StoreError>;
    /// How much room is in use by what does not go with events, in bytes. It reads all of that.
    fn unfreeable(&self) -> Result<u64, StoreError>;
    /// Gives some of the room that is not in use back to the disk; whether there may be more.
    fn shrink(&self) -> Result<bool, StoreError>;

    /// When the last event arrived.
    fn newest_arrival(&self) -> Result<Option<Timestamp>, StoreError>;
    /// Changes what retention remembers, in one transaction; what it is then.
    fn update_retention(
        &self,
        change: &dyn Fn(RetentionState) -> RetentionState,
    ) -> Result<RetentionState, StoreError>;
}
