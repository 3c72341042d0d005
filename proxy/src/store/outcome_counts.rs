//! Counts of outcomes by project, time, category, outcome, reason and key.

use super::StoreError;
use crate::model::timestamp::Timestamp;
use crate::outcome::ProjectCounts;

/// A question for counts.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct OutcomeQuery {
    /// The project.
    pub project_id: i64,
    /// The first hour is the one of this time.
    pub from: Timestamp,
    /// The last hour is the one of this time.
    pub to: Timestamp,
    /// Hours of a bucket, at least 1; buckets begin at `from`. 0: one bucket for the whole range. Days that are older than
    /// 30 days stand at their first hour.
    pub step: u32,
    /// Whether keys are told apart.
    pub by_key: bool,
}

/// Counted items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutcomeCount {
    /// The number of the bucket, from 0.
    pub bucket: u32,
    /// The data category as on the wire: `error`, `transaction`, `span`, `session`, ...; `request` for requests that were
    /// refused before their items were known.
    pub category: String,
    /// `accepted`, `filtered`, `rate_limited`, `invalid`, `client_discard`, `forwarded`.
    pub outcome: String,
    /// `browser-extensions`, `quota`, `before_send`, ...; empty without a reason.
    pub reason: String,
    /// The key; empty where it is unknown, or not asked for.
    pub key: String,
    /// The number of items.
    pub quantity: u64,
}

/// Reads the counts of outcomes.
pub trait OutcomeCounts: Send + Sync {
    /// The counts of a project, by bucket, category, outcome, reason and key.
    fn outcomes(&self, query: &OutcomeQuery) -> Result<Vec<OutcomeCount>, StoreError>;
}

/// Writes the counts of outcomes that were decided before the inbox. Those of the worker are written by
/// [`Batch::count_outcomes`](super::Batch::count_outcomes).
pub trait CountOutcomes: Send + Sync {
    /// Adds counts in a transaction. Counts of projects that are unknown are dropped.
    fn add_outcomes(&self, counts: &ProjectCounts) -> Result<(), StoreError>;
    /// Folds the oldest hours before this time into days, at most a day of each project at once. Returns whether there may
    /// be more.
    fn fold_outcomes(&self, before: Timestamp) -> Result<bool, StoreError>;
}
