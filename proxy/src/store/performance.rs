//! Reading performance data: distributions, segments and spans.

use super::StoreError;
use crate::model::histogram::Histogram;
use crate::model::span::{Segment, SegmentKind, Span};
use crate::model::timestamp::Timestamp;
use crate::model::vital::{Metric, Vital};

/// How long a vital may be replaced by a later value of its page view, in seconds from its first arrival: half an hour.
/// INP is sent again each time the page is hidden, and most page views are over by then.
pub const OPEN: f64 = 1_800.0;

/// The name under which values are counted that find no room under their own.
pub const OTHER_NAME: &str = "(other)";
/// Most names of a project: of routes and transactions together, and of resources. A client that sends addresses as names
/// reaches it.
pub const MOST_NAMES: u32 = 2_000;
/// Most combinations of dimensions of a project that have names of their own, as above.
pub const MOST_COMBINATIONS: u32 = 50_000;

/// A measured quantity with a distribution.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Measure {
    /// A web vital of page loads, and of returns out of the back/forward cache.
    Vital(Metric),
    /// A web vital of soft navigations. They begin at a click, with the page in memory, so their values are apart:
    /// <https://developer.chrome.com/docs/web-platform/soft-navigations>
    SoftVital(Metric),
    /// The duration of segments of a kind, in ms.
    Duration(SegmentKind),
    /// The duration of resources, in ms.
    Resource,
}

/// A property by which distributions are told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Dimension {
    /// The route, the transaction's name, or the pattern of a resource.
    Name,
    /// The release.
    Release,
    /// The environment.
    Environment,
    /// The class of the device.
    Device,
    /// The browser.
    Browser,
}

/// The data that a question is about. A missing property means all of its values; an empty text means data without it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PerformanceFilter {
    /// The project.
    pub project_id: i64,
    /// Start of the range; its hour counts wholly.
    pub from: Timestamp,
    /// End of the range.
    pub to: Timestamp,
    /// As [`crate::model::span::Dimensions`].
    pub name: Option<String>,
    /// As above.
    pub release: Option<String>,
    /// As above.
    pub environment: Option<String>,
    /// As above.
    pub device: Option<String>,
    /// As above.
    pub browser: Option<String>,
}

/// The values of a measure.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Distribution {
    /// The values. Their number is that of what was received.
    pub histogram: Histogram,
    /// The number that there would be without sampling in clients.
    pub extrapolated: f64,
    /// How many of the segments failed.
    pub failed: u64,
    /// Bytes that came over the network, of resources.
    pub bytes: u64,
}

impl Distribution {
    /// Adds another distribution.
    pub fn merge(&mut self, other: &Self) {
        self.histogram.merge(&other.histogram);
        self.extrapolated += other.extrapolated;
        self.failed = self.failed.saturating_add(other.failed);
        self.bytes = self.bytes.saturating_add(other.bytes);
    }
}

/// A measure seen from several sides.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Summary {
    /// All values.
    pub all: Distribution,
    /// As [`Performance::trend`] has it.
    pub trend: Vec<(Timestamp, Distribution)>,
    /// For each dimension that was asked for, what [`Performance::distributions_by`] has.
    pub by: Vec<Vec<(String, Distribution)>>,
}

/// The order of a list of segments.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SegmentOrder {
    /// The newest first.
    Newest,
    /// The slowest first.
    Slowest,
}

/// An error that belongs to a trace.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceError {
    /// The event.
    pub event_id: String,
    /// Its issue.
    pub issue_id: i64,
    /// The title of its issue.
    pub title: String,
    /// Its level.
    pub level: String,
    /// When it happened.
    pub timestamp: Timestamp,
    /// The span in which it happened, if it says so.
    pub span_id: Option<String>,
}

/// Reads performance data.
pub trait Performance: Send + Sync {
    /// The distribution of a measure.
    fn distribution(&self, filter: &PerformanceFilter, measure: Measure) -> Result<Distribution, StoreError>;
    /// The distributions of a measure for each value of a dimension, the most frequent first.
    fn distributions_by(
        &self,
        filter: &PerformanceFilter,
        measure: Measure,
        dimension: Dimension,
        limit: u32,
    ) -> Result<Vec<(String, Distribution)>, StoreError>;
    /// What the questions before and after this one answer, for several dimensions, in one pass over the data.
    fn summary(
        &self,
        filter: &PerformanceFilter,
        measure: Measure,
        dimensions: &[Dimension],
        limit: u32,
    ) -> Result<Summary, StoreError>;
    /// The distributions of a measure over time, oldest first: in hours up to a range of three days, else in days, and also
    /// in days if its hours are no longer kept. Without values an hour or a day is missing.
    fn trend(
        &self,
        filter: &PerformanceFilter,
        measure: Measure,
    ) -> Result<Vec<(Timestamp, Distribution)>, StoreError>;
    /// The known values of a dimension of a project, for filters, the most recent first.
    fn dimension_values(
        &self,
        project_id: i64,
        dimension: Dimension,
        limit: u32,
    ) -> Result<Vec<String>, StoreError>;

    /// Segments of a kind, in hours that count wholly.
    fn segments(
        &self,
        filter: &PerformanceFilter,
        kind: SegmentKind,
        order: SegmentOrder,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<Segment>, StoreError>;
    /// A segment by its span id.
    fn segment(&self, project_id: i64, span_id: &str) -> Result<Option<Segment>, StoreError>;
    /// The segments of a trace that arrived first, of all projects with their numbers, oldest first.
    fn trace(&self, trace_id: &str, limit: u32) -> Result<Vec<(i64, Segment)>, StoreError>;
    /// The spans of a segment, by start.
    fn spans(&self, project_id: i64, segment: &Segment, limit: u32) -> Result<Vec<Span>, StoreError>;
    /// The number of the spans of a segment.
    fn span_count(&self, project_id: i64, segment: &Segment) -> Result<u64, StoreError>;
    /// The vitals of a page view, of all its navigations.
    fn page_view_vitals(&self, project_id: i64, page_view: &str) -> Result<Vec<Vital>, StoreError>;
    /// The errors of a trace that arrived first, oldest first.
    fn trace_errors(&self, trace_id: &str, limit: u32) -> Result<Vec<TraceError>, StoreError>;
    /// How many values of a project were counted under the name `(other)`, as it has too many names or combinations of
    /// dimensions.
    fn dimension_overflow(&self, project_id: i64) -> Result<u64, StoreError>;
}

/// Folds vitals into the distributions.
pub trait FoldVitals: Send + Sync {
    /// Folds at most `most` vitals whose first value arrived before a time, in one transaction, and returns their number.
    /// Later values of a folded vital are late.
    fn fold_vitals(&self, opened_before: Timestamp, most: u32) -> Result<u64, StoreError>;
    /// Prepares the distributions of one more day for quick answers, in one transaction: the newest of those that an older
    /// version has written. Returns whether there may be more.
    fn prepare_older_day(&self) -> Result<bool, StoreError>;
}
