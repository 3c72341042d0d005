//! What was counted and measured in an interval, and the aggregates of it.

use std::collections::{BTreeMap, HashSet};

use super::aggregate::{Aggregate, Measured};
use crate::model::vital::Metric;
use crate::store::Distribution;

/// The events of an interval and of a group.
#[derive(Debug, Clone, Default)]
pub(super) struct Cell {
    pub count: f64,
    pub users: HashSet<String>,
    pub durations: Distribution,
    pub vitals: BTreeMap<Metric, Distribution>,
}

/// The cells of a group, one for each interval.
#[derive(Debug, Clone)]
pub(super) struct Group {
    /// The values of the fields by which events are grouped, in their order; none for all events.
    pub values: Vec<String>,
    /// Whether it is all groups beyond the largest.
    pub is_other: bool,
    pub cells: Vec<Cell>,
}

impl Group {
    /// A group without data.
    pub(super) fn empty(values: Vec<String>, cells: usize) -> Self {
        Self { values, is_other: false, cells: vec![Cell::default(); cells] }
    }
}

impl Cell {
    /// Adds all of another cell.
    pub(super) fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.users.extend(other.users.iter().cloned());
        merge(&mut self.durations, &other.durations);
        for (metric, of) in &other.vitals {
            merge(self.vitals.entry(*metric).or_default(), of);
        }
    }

    /// An aggregate. None: there is nothing to make it of.
    pub(super) fn value(&self, aggregate: Aggregate, seconds: f64) -> Option<f64> {
        match aggregate {
            Aggregate::Count => Some(self.count),
            Aggregate::CountPerMinute => Some(self.count / (seconds / 60.0).max(1.0 / 60.0)),
            Aggregate::UniqueUsers => Some(self.users.len() as f64),
            Aggregate::Percentile(share, Measured::Duration) => self.durations.histogram.percentile(share),
            Aggregate::Percentile(share, Measured::Vital(metric)) => {
                self.vitals.get(&metric)?.histogram.percentile(share)
            }
            Aggregate::FailureRate => {
                let count = self.durations.histogram.count();
                (count > 0).then(|| self.durations.failed as f64 / count as f64)
            }
        }
    }
}

/// Adds a distribution.
pub(super) fn merge(to: &mut Distribution, from: &Distribution) {
    to.histogram.merge(&from.histogram);
    to.extrapolated += from.extrapolated;
    to.failed = to.failed.saturating_add(from.failed);
    to.bytes = to.bytes.saturating_add(from.bytes);
}
