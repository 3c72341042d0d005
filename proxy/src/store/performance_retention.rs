//! Store methods for deleting old performance data.

use std::ops::AddAssign;

use super::StoreError;
use crate::model::timestamp::Timestamp;

/// Numbers of deleted rows of performance data.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PerformanceDeleted {
    /// Segments.
    pub segments: u64,
    /// Spans within segments.
    pub spans: u64,
    /// Vitals of page views. Their values stay in the distributions.
    pub vitals: u64,
    /// States of sessions and of their users. The counts of sessions stay.
    pub sessions: u64,
    /// Distributions of an hour or a day, and counts of sessions of an hour.
    pub distributions: u64,
}

impl AddAssign for PerformanceDeleted {
    fn add_assign(&mut self, other: Self) {
        self.segments += other.segments;
        self.spans += other.spans;
        self.vitals += other.vitals;
        self.sessions += other.sessions;
        self.distributions += other.distributions;
    }
}

/// The result of one deletion step. A step is one transaction.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PerformanceStep {
    /// Numbers of deleted rows.
    pub deleted: PerformanceDeleted,
    /// Whether another step may delete more.
    pub is_more: bool,
}

/// The size of performance data, in bytes, as counted while it was written: within some percent of the room in the file.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PerformanceSize {
    /// Segments, spans, vitals and sessions: what the limit of the size is about.
    pub recent: u64,
    /// Distributions of hours.
    pub hours: u64,
    /// Distributions of days.
    pub days: u64,
}

impl PerformanceSize {
    /// The distributions of hours and of days.
    #[must_use]
    pub fn distributions(&self) -> u64 {
        self.hours.saturating_add(self.days)
    }

    /// All of it.
    #[must_use]
    pub fn total(&self) -> u64 {
        self.recent.saturating_add(self.distributions())
    }
}

/// Measures performance data.
pub trait PerformanceUse: Send + Sync {
    /// The size of performance data. The query is fast.
    fn performance_size(&self) -> Result<PerformanceSize, StoreError>;
}

/// Deletes performance data, in small steps.
pub trait RetainPerformance: PerformanceUse {
    /// Deletes some segments, spans, folded vitals and users of sessions that arrived before a time, in the order of their
    /// arrival. A row whose arrival is after `ahead` is deleted together with its neighbours.
    fn expire_performance(&self, before: Timestamp, ahead: Timestamp) -> Result<PerformanceStep, StoreError>;
    /// Deletes some users of the oldest day, or some of the states of sessions that arrived first, if these take more than
    /// their share; else some of the segments, spans or folded vitals that arrived first, and before a time.
    fn thin_performance(&self, before: Timestamp) -> Result<PerformanceStep, StoreError>;
    /// Deletes some states of sessions that arrived before a time, and the oldest ones of a project that has more than
    /// `most`. A row whose arrival is after `ahead` is deleted together with its neighbours.
    fn expire_sessions(
        &self,
        before: Timestamp,
        ahead: Timestamp,
        most: u64,
    ) -> Result<PerformanceStep, StoreError>;
    /// The ends of the oldest days that have distributions of hours, and of days.
    fn oldest_distributions(&self) -> Result<[Option<Timestamp>; 2], StoreError>;
    /// Deletes some distributions of hours and of days that lie before these times, and then the dimensions without use.
    fn expire_distributions(&self, hours: Timestamp, days: Timestamp) -> Result<PerformanceStep, StoreError>;
}
