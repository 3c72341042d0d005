//! Counts of outcomes by project, hour and key, as they are kept in the store.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use balefire_protocol::category::Category;

use super::item_outcome::Outcome;

/// Most distinct counts in memory between two writes. More come only of a fault; they are added to the count without a key.
const MOST: usize = 20_000;

/// Items of one project, hour, key, category, outcome and reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProjectCount {
    /// The project.
    pub project_id: i64,
    /// The hour of arrival since 1970.
    pub hour: i64,
    /// The key with which they came; empty where it is unknown.
    pub key: Box<str>,
    /// The data category, as on the wire.
    pub category: &'static str,
    /// `accepted`, `filtered`, ..., as in [`Outcome::labels`].
    pub outcome: &'static str,
    /// Why; empty without a reason.
    pub reason: &'static str,
    /// The number of items.
    pub quantity: u64,
}

type Row = (i64, i64, Box<str>, &'static str, &'static str, &'static str);

/// Counts that are not yet in the store.
#[derive(Debug, Default)]
pub struct ProjectCounts(BTreeMap<Row, u64>);

impl ProjectCounts {
    /// Counts items that arrived in this hour with this key of a project.
    pub fn add(
        &mut self,
        (project_id, key, hour): (i64, &str, i64),
        outcome: Outcome,
        category: Category,
        quantity: u64,
    ) {
        let (outcome, reason) = outcome.labels_with_client_reason();
        self.add_row((project_id, hour, key.into(), category.code(), outcome, reason), quantity);
    }

    /// Whether nothing is counted.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// All counts.
    pub fn rows(&self) -> impl Iterator<Item = ProjectCount> {
        self.0.iter().map(|((project_id, hour, key, category, outcome, reason), quantity)| ProjectCount {
            project_id: *project_id,
            hour: *hour,
            key: key.clone(),
            category,
            outcome,
            reason,
            quantity: *quantity,
        })
    }

    fn add_row(&mut self, mut row: Row, quantity: u64) {
        if quantity == 0 {
            return;
        }
        if self.0.len() >= MOST && !self.0.contains_key(&row) {
            row.2 = Box::default();
        }
        let count = self.0.entry(row).or_default();
        *count = count.saturating_add(quantity);
    }
}

/// The counts of what was decided before the inbox: they wait in memory until a task writes them.
#[derive(Debug, Default)]
pub struct ProjectOutcomes(Mutex<ProjectCounts>);

impl ProjectOutcomes {
    /// Counts items with their outcome. The key is that of the request, if it is one of the project's.
    pub fn count(&self, at: (i64, &str, i64), outcome: Outcome, category: Category, quantity: u64) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).add(at, outcome, category, quantity);
    }

    /// Takes all counts out.
    #[must_use]
    pub fn take(&self) -> ProjectCounts {
        std::mem::take(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Puts counts back that could not be written.
    pub fn put_back(&self, counts: ProjectCounts) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for (row, quantity) in counts.0 {
            all.add_row(row, quantity);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::outcome::{ClientReason, DiscardReason};

    #[test]
    fn counts_are_taken_once_and_put_back() {
        let outcomes = ProjectOutcomes::default();
        let limited = Outcome::RateLimited(DiscardReason::Rate);
        outcomes.count((1, "k", 7), limited, Category::Error, 2);
        outcomes.count((1, "k", 7), limited, Category::Error, 3);
        outcomes.count((1, "", 7), Outcome::ClientDiscard(ClientReason::BeforeSend), Category::Span, 1);
        outcomes.count((1, "", 7), Outcome::Accepted, Category::Span, 0);
        let taken = outcomes.take();
        let rows: Vec<_> = taken.rows().map(|row| (row.outcome, row.reason, row.quantity)).collect();
        assert_eq!(rows, [("client_discard", "before_send", 1), ("rate_limited", "rate", 5)]);
        assert!(outcomes.take().is_empty());
        outcomes.count((1, "k", 7), limited, Category::Error, 1);
        outcomes.put_back(taken);
        assert_eq!(outcomes.take().rows().map(|row| row.quantity).sum::<u64>(), 7);
    }

    #[test]
    fn the_number_of_counts_is_bounded() {
        let outcomes = ProjectOutcomes::default();
        for n in 0..MOST + 100 {
            outcomes.count((1, &n.to_string(), 7), Outcome::Accepted, Category::Error, 1);
        }
        let taken = outcomes.take();
        assert_eq!(
            (taken.rows().count(), taken.rows().map(|row| row.quantity).sum()),
            (MOST + 1, MOST as u64 + 100)
        );
    }
}
