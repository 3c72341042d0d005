//! Tracing: transactions and the spans in them.
//!
//! A transaction is sent when it is finished, with the spans that were finished before it. Its names and shapes are those
//! of the `sentry` crate. The wire format: <https://develop.sentry.dev/sdk/foundations/envelopes/event-payloads/transaction/>

mod clock;
mod span;
mod status;
mod transaction;

pub use span::Span;
pub use status::SpanStatus;
pub use transaction::{Transaction, TransactionContext, TransactionOrSpan, start_transaction};

pub(crate) use transaction::set_sample_rate;
