//! Histograms of durations, and counters of alerts and deletions.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use crate::alerts::grouping::Grouped;
use crate::store::{Deleted, PerformanceDeleted};

/// The upper bounds of the buckets, in microseconds.
const BOUNDS: [u64; 14] = [
    500, 1_000, 2_500, 5_000, 10_000, 25_000, 50_000, 100_000, 250_000, 500_000, 1_000_000, 2_500_000,
    10_000_000, 60_000_000,
];

/// A histogram of durations.
#[derive(Debug, Default)]
pub struct Histogram {
    buckets: [AtomicU64; BOUNDS.len()],
    count: AtomicU64,
    micros: AtomicU64,
}

impl Histogram {
    /// Counts one duration.
    pub fn observe(&self, took: Duration) {
        let micros = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
        if let Some(at) = BOUNDS.iter().position(|bound| micros <= *bound) {
            self.buckets[at].fetch_add(1, Ordering::Relaxed);
        }
        self.count.fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(micros, Ordering::Relaxed);
    }

    /// The bounds in seconds, the smallest first, each with the number of durations up to it.
    pub fn buckets(&self) -> impl Iterator<Item = (f64, u64)> {
        let counts = self.buckets.iter().map(|count| count.load(Ordering::Relaxed));
        let sums = counts.scan(0, |sum, count| {
            *sum += count;
            Some(*sum)
        });
        BOUNDS.iter().map(|micros| *micros as f64 / 1e6).zip(sums)
    }

    /// The number of durations.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.count.load(Ordering::Relaxed)
    }

    /// The sum of the durations, in seconds.
    #[must_use]
    pub fn seconds(&self) -> f64 {
        self.micros.load(Ordering::Relaxed) as f64 / 1e6
    }
}

/// The histograms of the server.
#[derive(Debug, Default)]
pub struct Timings {
    /// From the headers of a request to its response, for responses with status 200.
    pub kept: Histogram,
    /// The same for refused requests.
    pub refused: Histogram,
    /// From the response 200 until the event is in the store.
    pub stored: Histogram,
}

/// What became of what alert rules found, counted once for each channel.
#[derive(Debug, Default)]
pub struct AlertCounts([AtomicU64; 4]);

impl AlertCounts {
    /// Counts the results of one batch.
    pub fn count(&self, grouped: &Grouped) {
        for (sum, n) in self.0.iter().zip([grouped.notified, grouped.folded, grouped.held, grouped.dropped]) {
            sum.fetch_add(n, Ordering::Relaxed);
        }
    }

    /// The sums since the start, each with its label.
    pub fn snapshot(&self) -> impl Iterator<Item = (&'static str, u64)> {
        ["notified", "folded", "held", "dropped"]
            .into_iter()
            .zip(self.0.iter().map(|sum| sum.load(Ordering::Relaxed)))
    }
}

/// The number of rows that retention deleted.
#[derive(Debug, Default)]
pub struct Deletions([AtomicU64; 8]);

impl Deletions {
    /// Adds a deletion.
    pub fn count(&self, deleted: Deleted) {
        for (sum, n) in self.0.iter().zip([deleted.events, deleted.issues, deleted.orphaned_alerts]) {
            sum.fetch_add(n, Ordering::Relaxed);
        }
    }

    /// Adds a deletion of performance data.
    pub fn count_performance(&self, deleted: PerformanceDeleted) {
        let PerformanceDeleted { segments, spans, vitals, sessions, distributions } = deleted;
        for (sum, n) in self.0.iter().skip(3).zip([segments, spans, vitals, sessions, distributions]) {
            sum.fetch_add(n, Ordering::Relaxed);
        }
    }

    /// The sums since the start, each with its label.
    pub fn snapshot(&self) -> impl Iterator<Item = (&'static str, u64)> {
        let sums = self.0.iter().map(|sum| sum.load(Ordering::Relaxed));
        ["event", "issue", "orphaned_alert", "segment", "span", "vital", "session", "distribution"]
            .into_iter()
            .zip(sums)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_grow_with_each_batch_and_look() {
        let alerts = AlertCounts::default();
        alerts.count(&Grouped { notified: 5, folded: 95, held: 2, dropped: 1 });
        alerts.count(&Grouped { folded: 5, ..Grouped::default() });
        let sums: Vec<_> = alerts.snapshot().collect();
        assert_eq!(sums, [("notified", 5), ("folded", 100), ("held", 2), ("dropped", 1)]);
        let deletions = Deletions::default();
        deletions.count(Deleted { events: 3, issues: 2, orphaned_alerts: 1 });
        deletions.count_performance(PerformanceDeleted {
            segments: 4,
            spans: 5,
            vitals: 6,
            sessions: 7,
            distributions: 8,
        });
        let sums: Vec<_> = deletions.snapshot().collect();
        assert_eq!(sums[..3], [("event", 3), ("issue", 2), ("orphaned_alert", 1)]);
        let performance = [("segment", 4), ("span", 5), ("vital", 6), ("session", 7), ("distribution", 8)];
        assert_eq!(sums[3..], performance);
    }

    #[test]
    fn buckets_hold_all_that_is_not_longer() {
        let histogram = Histogram::default();
        for millis in [0, 1, 2, 700, 100_000] {
            histogram.observe(Duration::from_millis(millis));
        }
        let at = |seconds: f64| histogram.buckets().find(|(bound, _)| *bound == seconds).unwrap().1;
        assert_eq!([at(0.0005), at(0.001), at(0.0025), at(0.5), at(1.0), at(60.0)], [1, 2, 3, 3, 4, 4]);
        assert_eq!((histogram.count(), histogram.seconds()), (5, 100.703));
    }
}
