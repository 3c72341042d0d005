//! Store methods for retention: deleting old data.

use std::collections::BinaryHeap;
use std::ops::AddAssign;

use super::{DiskUse, RetainAttachments, RetainPerformance, StoreError};
use crate::model::timestamp::Timestamp;

/// Numbers of deleted rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Deleted {
    /// Deleted events.
    pub events: u64,
    /// Deleted issues. An issue is deleted with its last event.
    pub issues: u64,
    /// Alerts that still waited when their issue was deleted: they are sent without a link.
    pub orphaned_alerts: u64,
}

impl AddAssign for Deleted {
    fn add_assign(&mut self, other: Self) {
        self.events += other.events;
        self.issues += other.issues;
        self.orphaned_alerts += other.orphaned_alerts;
    }
}

/// The result of one deletion step. A step is one transaction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Step {
    /// Numbers of deleted rows.
    pub deleted: Deleted,
    /// Space that became free in the file, in bytes.
    pub freed: u64,
    /// Whether another step may delete more.
    pub is_more: bool,
}

/// Candidates for deletion when the store is too large, as of the last search. The largest come first.
#[derive(Debug, Default)]
pub struct ThinningPlan {
    /// For each candidate issue: the number of events above its minimum, and the issue.
    pub issues: BinaryHeap<(i64, i64)>,
    /// For each candidate hour: the number of events above its minimum, and the hour.
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

/// Observations of the clock.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct ClockState {
    /// The last time that is trusted.
    pub trusted: Option<Timestamp>,
    /// The last time that was observed, trusted or not.
    pub seen: Option<Timestamp>,
    /// The first time that was observed after a jump, while deletion by age is paused.
    pub jumped: Option<Timestamp>,
    /// When the first event arrived after the jump.
    pub arrivals_since: Option<Timestamp>,
}

/// A store that is above its size limit although nothing more can be deleted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full {
    /// Space in use, in bytes.
    pub size: u64,
    /// Space that other data uses, such as envelopes for upstreams, in bytes. Deleting events does not free it.
    pub held: u64,
}

/// The saved state of retention.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct RetentionState {
    /// Observations of the clock.
    pub clock: ClockState,
    /// Present if the store stays above its size limit.
    pub full: Option<Full>,
}

/// Reads the saved state of retention.
pub trait RetentionStatus: Send + Sync {
    /// The saved state of retention.
    fn retention_state(&self) -> Result<RetentionState, StoreError>;
}

/// Deletes data, measures the freed space and returns it to the disk.
pub trait Retention: RetentionStatus + DiskUse + RetainPerformance + RetainAttachments {
    /// Deletes some events that arrived before a time, in the order of arrival, and the issues that lose their last
    /// event. An event whose arrival time is after `ahead` is deleted together with its neighbours. An event that
    /// arrived after a kept event is never deleted.
    fn expire(&self, before: Timestamp, ahead: Timestamp) -> Result<Step, StoreError>;
    /// Deletes some of the most frequent data. An empty `plan` is filled first.
    fn thin(&self, plan: &mut ThinningPlan) -> Result<Step, StoreError>;
    /// Deletes all alerts except the newest `most`. Waiting alerts stay.
    fn trim_alerts(&self, most: u32) -> Result<u64, StoreError>;
    /// Deletes all decisions about alerts except the newest `most`, and those from before a time, if one is given.
    fn trim_decisions(&self, most: u32, before: Option<Timestamp>) -> Result<u64, StoreError>;
    /// Drops some of the oldest dead letters while they take more than `bytes`. Returns whether there may be more to
    /// drop.
    fn thin_dead_letters(&self, bytes: u64) -> Result<bool, StoreError>;
    /// Drops some dead letters that were given up before a time. Returns whether there may be more to drop.
    fn expire_dead_letters(&self, before: Timestamp) -> Result<bool, StoreError>;

    /// Size of all envelopes that wait for upstreams, in bytes. The query is fast; the space on disk is larger.
    fn queued(&self) -> Result<u64, StoreError>;
    /// Space used by data that retention cannot delete, in bytes. The query reads all of that data.
    fn unfreeable(&self) -> Result<u64, StoreError>;
    /// Returns some of the unused space to the disk. Returns whether there may be more.
    fn shrink(&self) -> Result<bool, StoreError>;

    /// When the last event arrived.
    fn newest_arrival(&self) -> Result<Option<Timestamp>, StoreError>;
    /// Changes the saved state of retention in one transaction, and returns the new state.
    fn update_retention(
        &self,
        change: &dyn Fn(RetentionState) -> RetentionState,
    ) -> Result<RetentionState, StoreError>;
}
