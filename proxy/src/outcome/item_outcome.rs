//! The outcome of each item: exactly one, with the reason if the item was lost.

use std::collections::BTreeMap;
use std::sync::Mutex;

use balefire_protocol::category::Category;

use super::client_reason::ClientReason;

/// Why an item or a request was discarded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum DiscardReason {
    /// The request has no key.
    MissingKey,
    /// The project does not have this key.
    UnknownKey,
    /// The page's origin is not allowed.
    Origin,
    /// The address may not send to the project.
    Address,
    /// There is no such project.
    UnknownProject,
    /// The body as sent, or as decompressed, is over its limit.
    TooLarge,
    /// The `Content-Encoding` is unknown, or the body does not match it.
    BadEncoding,
    /// The envelope, or the JSON in it, cannot be read.
    Malformed,
    /// This server does not support the item type.
    Unsupported,
    /// The body broke off, or was too slow.
    Incomplete,
    /// Too many envelopes wait for the disk.
    QueueFull,
    /// Too many envelopes wait to be stored.
    Backlog,
    /// Too many requests a second.
    Rate,
    /// The project's daily quota of events is used up.
    Quota,
    /// More alerts were asked for than the limits allow.
    AlertRequests,
    /// An alert was asked for in a way that the project does not allow.
    AlertNotAllowed,
    /// This hour has far more events than other hours.
    Spike,
    /// Too many connections or requests at once, from one address or in total.
    Connections,
    /// The inbox cannot be written.
    DiskError,
    /// The upstream refused it.
    Upstream,
    /// Too much data waits for the upstream.
    UpstreamFull,
    /// An event, a segment or a span with this id is already stored.
    Duplicate,
    /// The issue of the event was deleted, and what comes again is dropped.
    Discarded,
    /// A vital came after the values of its page view were counted.
    Late,
    /// The item has more spans than are kept of one.
    TooMany,
    /// The value of a vital cannot be.
    Absurd,
    /// The JSON nests too deep.
    TooDeep,
    /// Processing panicked.
    Panicked,
    /// The process died while it processed this item.
    ProcessDied,
    /// The store refused it.
    StoreRefused,
    /// An inbound filter of the project, see [`crate::filter`]: an extension of the browser.
    BrowserExtension,
    /// An inbound filter: the client is a web crawler.
    WebCrawler,
    /// An inbound filter: an error that says nothing, or one that the project does not want.
    ErrorMessage,
    /// An inbound filter: a page on the developer's own machine.
    Localhost,
    /// An inbound filter: a browser that is too old.
    LegacyBrowser,
    /// An inbound filter: a health check.
    FilteredTransaction,
    /// An inbound filter: a part of the page could not be loaded after a new release.
    ChunkLoadError,
    /// An inbound filter: the release.
    ReleaseVersion,
    /// An inbound filter: the address of the client.
    IpAddress,
}

impl DiscardReason {
    /// The metric label.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::MissingKey => "missing_key",
            Self::UnknownKey => "unknown_key",
            Self::Origin => "origin",
            Self::Address => "address",
            Self::UnknownProject => "unknown_project",
            Self::TooLarge => "too_large",
            Self::BadEncoding => "bad_encoding",
            Self::Malformed => "malformed",
            Self::Unsupported => "unsupported",
            Self::Incomplete => "incomplete",
            Self::QueueFull => "queue_full",
            Self::Backlog => "backlog",
            Self::Rate => "rate",
            Self::Quota => "quota",
            Self::AlertRequests => "alert_requests",
            Self::AlertNotAllowed => "alert_not_allowed",
            Self::Spike => "spike",
            Self::Connections => "connections",
            Self::DiskError => "disk_error",
            Self::Upstream => "upstream",
            Self::UpstreamFull => "upstream_full",
            Self::Duplicate => "duplicate",
            Self::Discarded => "discarded",
            Self::Late => "late",
            Self::TooMany => "too_many",
            Self::Absurd => "absurd",
            Self::TooDeep => "too_deep",
            Self::Panicked => "panicked",
            Self::ProcessDied => "process_died",
            Self::StoreRefused => "store_refused",
            // These are Sentry's names: <https://docs.sentry.io/concepts/data-management/filtering/>
            Self::BrowserExtension => "browser-extensions",
            Self::WebCrawler => "web-crawlers",
            Self::ErrorMessage => "error-message",
            Self::Localhost => "localhost",
            Self::LegacyBrowser => "legacy-browsers",
            Self::FilteredTransaction => "filtered-transaction",
            Self::ChunkLoadError => "chunk-load-error",
            Self::ReleaseVersion => "release-version",
            Self::IpAddress => "ip-address",
        }
    }
}

/// The outcome of an item, or of a request that was refused as a whole.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Stored here, or accepted by the upstream.
    Accepted,
    /// Not stored here, and put into the queue for the upstream.
    Forwarded,
    /// Valid, but not stored.
    Filtered(DiscardReason),
    /// Refused for now: the client may send again later.
    RateLimited(DiscardReason),
    /// Refused.
    Invalid(DiscardReason),
    /// Lost in the client, according to its client report.
    ClientDiscard(ClientReason),
}

impl Outcome {
    /// The metric labels: outcome and reason. Metrics do not tell the reasons of clients apart.
    #[must_use]
    pub fn labels(self) -> (&'static str, &'static str) {
        match self {
            Self::Accepted => ("accepted", ""),
            Self::Forwarded => ("forwarded", ""),
            Self::Filtered(reason) => ("filtered", reason.code()),
            Self::RateLimited(reason) => ("rate_limited", reason.code()),
            Self::Invalid(reason) => ("invalid", reason.code()),
            Self::ClientDiscard(_) => ("client_discard", ""),
        }
    }

    /// Outcome and reason as the store keeps them, with the reasons of clients.
    #[must_use]
    pub fn labels_with_client_reason(self) -> (&'static str, &'static str) {
        match self {
            Self::ClientDiscard(reason) => ("client_discard", reason.code()),
            other => other.labels(),
        }
    }

    /// The outcome under which metrics count it.
    fn of_metrics(self) -> Self {
        match self {
            Self::ClientDiscard(_) => Self::ClientDiscard(ClientReason::Other),
            other => other,
        }
    }
}

/// An outcome, the category of the items, and their number.
pub type Counted = (Outcome, Category, u64);

/// Counts of outcomes since the start.
#[derive(Debug, Default)]
pub struct Outcomes(Mutex<BTreeMap<(Outcome, Category), u64>>);

impl Outcomes {
    /// Counts `quantity` items.
    pub fn count(&self, outcome: Outcome, category: Category, quantity: u64) {
        let mut counts = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        *counts.entry((outcome.of_metrics(), category)).or_default() += quantity;
    }

    /// All counts, in a stable order.
    #[must_use]
    pub fn snapshot(&self) -> Vec<Counted> {
        let counts = self.0.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        counts.iter().map(|((outcome, category), n)| (*outcome, *category, *n)).collect()
    }
}
