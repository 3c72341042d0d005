//! Items that could not be stored, kept to be looked at, retried or dropped.

use std::collections::HashMap;

use super::StoreError;
use crate::model::timestamp::Timestamp;
use crate::outcome::DiscardReason;

/// An item on its way to the dead letters.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDeadLetter {
    /// The project it was sent to.
    pub project_id: i64,
    /// The item's type, or `envelope` for all of an envelope.
    pub kind: String,
    /// Bytes of the item's payload.
    pub size: usize,
    /// Why it was not stored.
    pub reason: DiscardReason,
    /// The same in a few words; nothing of the payload.
    pub detail: String,
    /// When it came.
    pub received: Timestamp,
    /// When it was given up.
    pub failed: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
    /// An envelope of the item alone, as it was sent; empty if it is too large to be kept.
    pub envelope: Vec<u8>,
}

/// What may be shown of a dead letter: everything but its envelope.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadLetter {
    /// The number by which it is retried or dropped.
    pub id: i64,
    /// The project's name.
    pub project: String,
    /// The item's type, or `envelope` for all of an envelope.
    pub kind: String,
    /// Bytes of the item's payload.
    pub size: u64,
    /// The code of the reason, as in the metrics.
    pub reason: String,
    /// The reason in a few words.
    pub detail: String,
    /// When it came.
    pub received: Timestamp,
    /// When it was given up.
    pub failed: Timestamp,
    /// How often it was tried.
    pub attempts: u32,
}

/// The envelope of a dead letter.
#[derive(Debug, Clone, PartialEq)]
pub struct BuriedItem {
    /// The project it was sent to.
    pub project_id: i64,
    /// When it came.
    pub received: Timestamp,
    /// An envelope of the item alone, as it was sent; empty if it is too large to be kept.
    pub envelope: Vec<u8>,
}

/// Which dead letters to list: the newest first.
#[derive(Debug, Clone, Default)]
pub struct DeadLetterQuery {
    /// Only this project's.
    pub project: Option<String>,
    /// How many at most.
    pub limit: u32,
}

/// How many dead letters there are, and how many were dropped so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeadLetterTotals {
    /// How many there are.
    pub count: u64,
    /// Bytes of their envelopes.
    pub bytes: u64,
    /// How many were dropped because they were old.
    pub dropped_for_age: u64,
    /// How many were dropped to make room for newer ones.
    pub dropped_for_room: u64,
}

/// Reads what is known of dead letters; never what is in them.
pub trait DeadLetters: Send + Sync {
    /// The newest.
    fn dead_letters(&self, query: &DeadLetterQuery) -> Result<Vec<DeadLetter>, StoreError>;
    /// How many there are.
    fn dead_letter_totals(&self) -> Result<DeadLetterTotals, StoreError>;
    /// How many each project has; a project that is not named has none.
    fn dead_letter_counts(&self) -> Result<HashMap<i64, u64>, StoreError>;
    /// The numbers of all, oldest first.
    fn dead_letter_ids(&self) -> Result<Vec<i64>, StoreError>;
}

/// Takes dead letters out, to retry or to drop them.
pub trait DeadLetterQueue: DeadLetters {
    /// The envelope of one.
    fn buried_item(&self, id: i64) -> Result<Option<BuriedItem>, StoreError>;
    /// Drops one; `false` if there is none of this number.
    fn drop_dead_letter(&self, id: i64) -> Result<bool, StoreError>;
}
