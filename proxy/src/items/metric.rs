//! `statsd` and `metric_buckets`, of older SDKs, and `trace_metric`. Nothing of it is stored yet.
//!
//! <https://develop.sentry.dev/sdk/telemetry/metrics/>

use balefire_protocol::category::Category;

use super::content::Content;
use super::kind::{ItemKind, Stored};
use super::limits::{MIB, Quota, Size, TELEMETRY};

/// The types share one bound.
const QUOTA: Quota = Quota { group: "metric", most: 100 };

pub(super) const KINDS: &[ItemKind] = &[
    ItemKind {
        name: "statsd",
        category: Category::MetricBucket,
        size: Size::Bytes(MIB),
        quota: Some(QUOTA),
        content: Content::Text,
        stored: Stored::Nothing,
    },
    ItemKind {
        name: "metric_buckets",
        category: Category::MetricBucket,
        size: Size::Bytes(MIB),
        quota: Some(QUOTA),
        content: Content::Json,
        stored: Stored::Nothing,
    },
    ItemKind {
        name: "trace_metric",
        category: Category::TraceMetric,
        size: Size::Bytes(12 * MIB),
        quota: Some(TELEMETRY),
        content: Content::Json,
        stored: Stored::Nothing,
    },
];
