//! Spans and segments, in one shape for transactions and for spans of both protocols.

use std::sync::Arc;

use serde_json::{Map, Value};

pub use super::dimensions::Dimensions;
use super::timestamp::Timestamp;
use super::vital::Vital;

/// The kind of a segment, by the `op` of its root span.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SegmentKind {
    /// `pageload`: a document was loaded.
    PageLoad,
    /// `navigation`: the page changed its route, or came back from the back/forward cache.
    Navigation,
    /// Everything else: requests, tasks and commands of back ends, and transactions that a page started itself.
    Other,
}

impl SegmentKind {
    /// The kind of a root span with this `op`.
    #[must_use]
    pub fn of_op(op: &str) -> Self {
        match op {
            "pageload" => Self::PageLoad,
            "navigation" => Self::Navigation,
            _ => Self::Other,
        }
    }

    /// The name in the store and in addresses.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::PageLoad => "pageload",
            Self::Navigation => "navigation",
            Self::Other => "other",
        }
    }

    /// The kind with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::PageLoad, Self::Navigation, Self::Other].into_iter().find(|kind| kind.name() == name)
    }
}

/// The root span of a page load, a navigation, or a request of a back end. A transaction is a segment with its spans.
#[derive(Debug, Clone, PartialEq)]
pub struct Segment {
    /// 32 lower-case hex digits.
    pub trace_id: String,
    /// 16 lower-case hex digits.
    pub span_id: String,
    /// The span of another segment that started this one.
    pub parent_span_id: Option<String>,
    /// 32 lower-case hex digits, if it came as a transaction.
    pub event_id: Option<String>,
    /// The kind, by its `op`.
    pub kind: SegmentKind,
    /// `pageload`, `http.server`, `queue.task`, ...
    pub op: String,
    /// When it began, by the client's clock corrected with `sent_at`.
    pub start: Timestamp,
    /// In ms.
    pub duration: f64,
    /// Whether its status says that it failed.
    pub is_failed: bool,
    /// `ok`, `internal_error`, ...; empty if none.
    pub status: String,
    /// Its route and the rest.
    pub dimensions: Arc<Dimensions>,
    /// The full address, scrubbed; empty if none.
    pub url: String,
    /// `javascript`, `python`, ...
    pub platform: String,
    /// The user as a hash, for counting; none without one.
    pub user: Option<String>,
    /// The share of such segments that the client sends, above 0 and at most 1.
    pub sample_rate: f64,
    /// Attributes, scrubbed and bounded.
    pub data: Map<String, Value>,
}

/// A span within a segment.
#[derive(Debug, Clone, PartialEq)]
pub struct Span {
    /// 32 lower-case hex digits.
    pub trace_id: String,
    /// 16 lower-case hex digits.
    pub span_id: String,
    /// The span around it.
    pub parent_span_id: Option<String>,
    /// The root span of its segment, if the client says so.
    pub segment_id: Option<String>,
    /// `resource.script`, `http.client`, `db`, ...
    pub op: String,
    /// The description: `GET /api/cart`.
    pub name: String,
    /// When it began.
    pub start: Timestamp,
    /// In ms.
    pub duration: f64,
    /// Whether its status says that it failed.
    pub is_failed: bool,
    /// Attributes, scrubbed and bounded.
    pub data: Map<String, Value>,
}

/// A resource that a page loaded, for the statistics.
#[derive(Debug, Clone, PartialEq)]
pub struct Resource {
    /// 32 lower-case hex digits.
    pub trace_id: String,
    /// The root span of its segment, if the client says so.
    pub segment_id: Option<String>,
    /// When its load began.
    pub start: Timestamp,
    /// In ms.
    pub duration: f64,
    /// Bytes that came over the network, if known.
    pub transfer_size: Option<u64>,
    /// Its address as a pattern, without query and without content hashes; and the rest as of its page.
    pub dimensions: Arc<Dimensions>,
    /// The share of page views that the client sends, above 0 and at most 1.
    pub sample_rate: f64,
}

/// The performance data of one item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct TraceData {
    /// The project of the DSN.
    pub project_id: i64,
    /// When the server received it.
    pub received: Timestamp,
    /// Root spans.
    pub segments: Vec<Segment>,
    /// Spans within segments that may have come earlier, or come later.
    pub spans: Vec<Span>,
    /// Vitals of page views.
    pub vitals: Vec<Vital>,
    /// The places in `vitals` of the first value of each span that was sent for vitals alone, in their order.
    pub vital_spans: Vec<usize>,
    /// Resources, for the statistics; they are among `spans` too.
    pub resources: Vec<Resource>,
}
