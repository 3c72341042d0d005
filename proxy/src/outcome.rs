//! The one fate of each item: accepted, filtered, rate limited, invalid or discarded by the client.

use std::collections::BTreeMap;
use std::sync::Mutex;

/// Why something was not kept. Every place that drops names one of these.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DiscardReason {
    /// No key came with the request.
    MissingKey,
    /// The key is not one of the project's.
    UnknownKey,
    /// The page's origin is not allowed.
    Origin,
    /// There is no such project.
    UnknownProject,
    /// The body as sent, or as decompressed, is over its limit.
    TooLarge,
    /// The `Content-Encoding` is unknown, or the body is not of it.
    BadEncoding,
    /// The envelope, or the JSON in it, cannot be read.
    Malformed,
    /// An item type this server has no use for.
    Unsupported,
    /// A session: taken and counted, as SDKs send them with every page, but nothing is told of release health yet.
    Session,
    /// The body broke off, or was too slow.
    Incomplete,
    /// The inbox is full.
    QueueFull,
    /// The inbox cannot be written.
    DiskError,
    /// An event of this id is stored already.
    Duplicate,
}

impl DiscardReason {
    /// The metric label.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::MissingKey => "missing_key",
            Self::UnknownKey => "unknown_key",
            Self::Origin => "origin",
            Self::UnknownProject => "unknown_project",
            Self::TooLarge => "too_large",
            Self::BadEncoding => "bad_encoding",
            Self::Malformed => "malformed",
            Self::Unsupported => "unsupported",
            Self::Session => "session",
            Self::Incomplete => "incomplete",
            Self::QueueFull => "queue_full",
            Self::DiskError => "disk_error",
            Self::Duplicate => "duplicate",
        }
    }
}

/// The fate of one item (or of one request that was refused whole).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Stored.
    Accepted,
    /// Understood, and not kept.
    Filtered(DiscardReason),
    /// Told to come back later.
    RateLimited(DiscardReason),
    /// Refused.
    Invalid(DiscardReason),
    /// Lost in the browser, as its client report says.
    ClientDiscard,
}

impl Outcome {
    /// The metric labels: outcome and reason.
    #[must_use]
    pub fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Accepted => ("accepted", ""),
            Self::Filtered(reason) => ("filtered", reason.code()),
            Self::RateLimited(reason) => ("rate_limited", reason.code()),
            Self::Invalid(reason) => ("invalid", reason.code()),
            Self::ClientDiscard => ("client_discard", ""),
        }
    }
}

/// Counts of outcomes since the start.
#[derive(Debug, Default)]
pub struct Outcomes(Mutex<BTreeMap<Outcome, u64>>);

impl Outcomes {
    /// Counts `quantity` items.
    pub fn count(&self, outcome: Outcome, quantity: u64) {
        let mut counts = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        *counts.entry(outcome).or_default() += quantity;
    }

    /// All counts, in a stable order.
    #[must_use]
    pub fn snapshot(&self) -> Vec<(Outcome, u64)> {
        let counts = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        counts.iter().map(|(outcome, n)| (*outcome, *n)).collect()
    }
}
