//! Envelopes that are missing between store and inbox.

use crate::model::offset::Offset;

/// Whether envelopes are missing between the store and the inbox.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Continuity {
    /// The inbox goes on where the store ends.
    Continuous,
    /// Envelopes between the store's cursor and the oldest entry are in neither.
    StoreBehind {
        /// The offset up to which everything is stored.
        cursor: Offset,
        /// The oldest entry of the inbox, or the next one.
        oldest: Offset,
        /// How many envelopes are missing.
        missing: u64,
    },
    /// The store has read further than this inbox ever went.
    InboxBehind {
        /// The offset up to which everything is stored.
        cursor: Offset,
        /// The newest entry that the inbox ever had.
        newest: Offset,
    },
}
