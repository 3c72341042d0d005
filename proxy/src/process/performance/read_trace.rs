//! The result of reading performance data, and what could not be kept of it.

use crate::filter::Filters;
use crate::lenient_json::ReadJsonError;
use crate::model::span::TraceData;
use crate::outcome::DiscardReason;
use crate::process::Arrival;
use crate::scrub::Scrubber;

use super::TraceHeader;

/// The facts that reading needs besides the payload.
#[derive(Clone, Copy)]
pub struct TraceContext<'a> {
    /// How the envelope came.
    pub arrival: &'a Arrival<'a>,
    /// The trace in the header of the envelope.
    pub trace: &'a TraceHeader,
    /// The scrubber of the project.
    pub scrubber: &'a Scrubber,
    /// The inbound filters of the project.
    pub filters: &'a Filters,
}

/// The performance data of an item.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadTrace {
    /// The data.
    pub data: TraceData,
    /// What was not kept.
    pub losses: Losses,
}

/// Numbers of spans that were not kept.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Losses {
    /// Spans beyond the most of an item.
    pub too_many: u64,
    /// Spans without ids.
    pub malformed: u64,
    /// Spans of vitals alone whose values cannot be. Other spans are kept without such values.
    pub absurd: u64,
}

impl Losses {
    /// The numbers with their reasons, without zeros.
    pub fn counts(self) -> impl Iterator<Item = (DiscardReason, u64)> {
        let all = [
            (DiscardReason::TooMany, self.too_many),
            (DiscardReason::Malformed, self.malformed),
            (DiscardReason::Absurd, self.absurd),
        ];
        all.into_iter().filter(|(_, count)| *count > 0)
    }
}

/// Why performance data cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadTraceError {
    /// Its JSON cannot be read.
    #[error(transparent)]
    Json(#[from] ReadJsonError),
    /// It has no id of a trace or a span.
    #[error("no trace_id or no span_id")]
    NoIds,
    /// It is in a version of the span protocol that is unknown here.
    #[error("unknown version of the span protocol")]
    Version,
    /// An inbound filter of the project drops it.
    #[error("dropped by an inbound filter")]
    Filtered(DiscardReason),
}

impl ReadTraceError {
    /// The reason under which the loss is counted.
    #[must_use]
    pub fn reason(&self) -> DiscardReason {
        match self {
            Self::Json(error) => error.reason(),
            Self::NoIds => DiscardReason::Malformed,
            Self::Version => DiscardReason::Unsupported,
            Self::Filtered(reason) => *reason,
        }
    }
}
