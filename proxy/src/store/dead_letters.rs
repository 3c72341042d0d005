//! Dead letters: items that could not be stored. An operator can list, retry or drop them.

use std::collections::HashMap;

use super::StoreError;
use crate::model::timestamp::Timestamp;
use crate::outcome::DiscardReason;

/// A new dead letter.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDeadLetter {
    /// The project to which it was sent.
    pub project_id: i64,
    /// The item's type, or `envelope` for a whole envelope.
    pub kind: String,
    /// Bytes of the item's payload.
    pub size: usize,
    /// Why it was not stored.
    pub reason: DiscardReason,
    /// The reason in a few words, without any of the payload.
    pub detail: String,
    /// When the server received it.
    pub received: Timestamp,
    /// When the server gave up storing it.
    pub failed: Timestamp,
    /// Number of attempts to store it.
    pub attempts: u32,
    /// An envelope with this item alone, as it was sent; empty if it is too large to be stored.
    pub envelope: Vec<u8>,
}

/// The visible data of a dead letter: everything except its envelope.
#[derive(Debug, Clone, PartialEq)]
pub struct DeadLetter {
    /// The number by which it is retried or dropped.
    pub id: i64,
    /// The project's name.
    pub project: String,
    /// The item's type, or `envelope` for a whole envelope.
    pub kind: String,
    /// Bytes of the item's payload.
    pub size: u64,
    /// The code of the reason, as in the metrics.
    pub reason: String,
    /// The reason in a few words.
    pub detail: String,
    /// When the server received it.
    pub received: Timestamp,
    /// When the server gave up storing it.
    pub failed: Timestamp,
    /// Number of attempts to store it.
    pub attempts: u32,
}

/// The envelope of a dead letter.
#[derive(Debug, Clone, PartialEq)]
pub struct BuriedItem {
    /// The project to which it was sent.
    pub project_id: i64,
    /// When the server received it.
    pub received: Timestamp,
    /// An envelope with this item alone, as it was sent; empty if it is too large to be stored.
    pub envelope: Vec<u8>,
}

/// A query for dead letters. The newest come first.
#[derive(Debug, Clone, Default)]
pub struct DeadLetterQuery {
    /// Only the dead letters of this project.
    pub project: Option<String>,
    /// The largest number of results.
    pub limit: u32,
}

/// Number of stored and dropped dead letters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DeadLetterTotals {
    /// Number of stored dead letters.
    pub count: u64,
    /// Total size of their envelopes, in bytes.
    pub bytes: u64,
    /// Number of dead letters that were dropped because of their age.
    pub dropped_for_age: u64,
    /// Number of dead letters that were dropped to make room for newer ones.
    pub dropped_for_room: u64,
}

/// Lists and counts dead letters, without their envelopes.
pub trait DeadLetters: Send + Sync {
    /// The newest dead letters that match the query.
    fn dead_letters(&self, query: &DeadLetterQuery) -> Result<Vec<DeadLetter>, StoreError>;
    /// The totals over all dead letters.
    fn dead_letter_totals(&self) -> Result<DeadLetterTotals, StoreError>;
    /// Number of dead letters of each project. A project without dead letters is left out.
    fn dead_letter_counts(&self) -> Result<HashMap<i64, u64>, StoreError>;
    /// The numbers of all dead letters, oldest first.
    fn dead_letter_ids(&self) -> Result<Vec<i64>, StoreError>;
}

/// Retries or drops dead letters.
pub trait DeadLetterQueue: DeadLetters {
    /// The envelope of a dead letter.
    fn buried_item(&self, id: i64) -> Result<Option<BuriedItem>, StoreError>;
    /// Drops a dead letter; `false` if this number does not exist.
    fn drop_dead_letter(&self, id: i64) -> Result<bool, StoreError>;
}
