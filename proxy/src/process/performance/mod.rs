//! Performance data: turns transactions and spans of both protocols into segments, spans, vitals and resources.
//!
//! Each protocol has a file that reads it into [`raw_span::RawSpan`] (`transaction`, `span_v1`, `span_v2`). `collect` then
//! takes the same steps for all: times, names, scrubbing, bounds.

mod attributes;
mod client;
mod clock;
mod collect;
mod facts;
mod ids;
mod path_pattern;
mod raw_span;
mod read_trace;
mod resource;
mod segment_name;
mod span_v1;
mod span_v2;
mod spans;
#[cfg(test)]
mod tests;
mod trace_header;
mod transaction;
mod vitals;

pub(super) use clock::seconds;
pub(super) use facts::user_hash;
pub(super) use ids::trace_of_event;
#[cfg(test)]
pub(super) use path_pattern::path_pattern;
pub use read_trace::{Losses, ReadTrace, ReadTraceError, TraceContext};
#[cfg(test)]
pub(super) use resource::resource_name;
pub use spans::read as spans;
pub use trace_header::TraceHeader;
pub use transaction::read as transaction;
