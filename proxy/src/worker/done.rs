//! The result of a step.

use balefire_protocol::category::Category;

use crate::alerts::grouping::Grouped;
use crate::inbox::Offset;
use crate::outcome::{Counted, DiscardReason};

/// The result of a step.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// The store's cursor afterwards; `None` if it did not move.
    pub cursor: Option<Offset>,
    /// How many envelopes are stored.
    pub envelopes: usize,
    /// The outcomes of the items.
    pub outcomes: Vec<Counted>,
    /// The alerts of new issues.
    pub alerts: Grouped,
    /// How many envelopes an upstream gets.
    pub forwards: usize,
    /// How many of these were dropped because the queue of the upstream is full.
    pub not_forwarded: u64,
    /// The items that were left out of these, with the reason.
    pub left_out: Vec<(DiscardReason, Category)>,
    /// How many dead letters were stored.
    pub dead_letters: u64,
}

impl Done {
    /// Adds the result of a later transaction.
    pub(super) fn add(&mut self, mut part: Self) {
        self.cursor = part.cursor.or(self.cursor.take());
        self.envelopes += part.envelopes;
        self.outcomes.append(&mut part.outcomes);
        self.alerts += part.alerts;
        self.forwards += part.forwards;
        self.not_forwarded += part.not_forwarded;
        self.left_out.append(&mut part.left_out);
        self.dead_letters += part.dead_letters;
    }
}
