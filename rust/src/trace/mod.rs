//! Tracing: transactions and the spans in them.
//!
//! A transaction is sent when it is finished, with the spans that were finished before it. Its names and shapes are those
//! of the `sentry` crate. Where the page traces, both are spans of the page's tracer instead (`page_span`). The wire format:
//! <https://develop.sentry.dev/sdk/foundations/envelopes/event-payloads/transaction/>

mod app_spans;
mod baggage;
mod clock;
mod open_span;
mod page_span;
mod sampling;
mod span;
mod status;
mod transaction;

pub use span::Span;
pub use status::SpanStatus;
pub use transaction::{Transaction, TransactionContext, TransactionOrSpan, start_transaction};

use crate::Options;

/// Whether transactions of a trace are sent.
pub(crate) fn is_sampled(trace_id: &str) -> bool {
    sampling::Sampling::of(trace_id, None).is_sampled
}

/// Notes the options that traces need. As with all options, the first call counts.
pub(crate) fn set_options(options: &Options) {
    sampling::set_sample_rate(options.traces_millionths());
    baggage::set_origin(options);
}
