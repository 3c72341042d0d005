//! Processing: turns the bytes of an event item into a grouped event. The steps are pure and have a fixed order.
//! `performance` and `sessions` do the same for transactions, spans and sessions.
//!
//! `parse` (old shapes to the documented shape) → `normalize` (limits, defaults) → [`crate::scrub`] → `tags` →
//! `symbolicate` (wasm addresses to source lines) → `describe` (title, culprit) and `group`.

mod arrival;
mod clock_drift;
mod cut_text;
mod describe;
mod event_bounds;
mod event_fields;
mod event_kind;
mod feedback;

mod documented_shape;
mod file_path;
mod frame_name;
mod group;
mod lenient;
mod library_crates;
#[cfg(test)]
mod linear;
mod native_crash;
mod normalize;
mod panic;
mod panic_place;
mod parse;
mod performance;
mod pipeline;
mod raw_stack;
mod read_event;
mod sample_rate;
mod security;
mod sessions;
mod source_context;
mod stored_event;
mod symbolicate;
mod tags;
mod threads;
mod trim_values;
pub mod user_agent;
mod wasm_frames;

pub(crate) use describe::describe;
pub(crate) use file_path::path;
pub(crate) use frame_name::plain_function;
pub use group::VERSION as GROUPING_VERSION;
pub use group::{
    DEFAULT as DEFAULT_GROUP, DefaultReason, ExceptionReason, FingerprintReason, GroupReasons,
    Part as GroupPart,
};
pub use native_crash::NativeCrash;
pub use read_event::ReadEvent;
pub(crate) use security::{REPORT, ReportsError, report, reports};
pub(crate) use source_context::with_source_lines;

pub use arrival::Arrival;
pub use feedback::{ReadFeedbackError, feedback, user_report};
pub use performance::{Losses, ReadTrace, ReadTraceError, TraceContext, TraceHeader, spans, transaction};
pub use sessions::{AGGREGATES as MOST_SESSION_ENTRIES, ReadSessionError, session, session_counts};
pub use stored_event::{StoredEventFacts, stored_event_facts};

pub use pipeline::{
    Processed, Processing, former_groups, group_reasons, process, process_item, symbolicate_pending,
};
