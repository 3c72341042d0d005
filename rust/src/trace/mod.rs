//! Tracing: transactions and the spans in them.
//!
//! A transaction is sent when it is finished, with the spans that were finished before it. Its names and shapes are those
//! of the `sentry` crate. Where the page traces, both are spans of the page's tracer instead (`page_span`). The wire format: <https://develop.sentry.dev/sdk/foundations/envelopes/event-payloads/transaction/>

mod app_spans;
mod baggage;
mod clock;
mod page_span;
mod sampling;
mod span;
mod status;
mod transaction;

pub use span::Span;
pub use status::SpanStatus;
pub use transaction::{Transaction, TransactionContext, TransactionOrSpan, start_transaction};

pub(crate) use baggage::set_origin;
#[cfg(target_arch = "wasm32")]
pub(crate) use sampling::millionths;
pub(crate) use sampling::set_sample_rate;
