//! Transactions.

use super::{Span, SpanStatus};
use crate::{Value, platform};

/// The beginning of a transaction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransactionContext {
    name: String,
    op: String,
    is_sampled: Option<bool>,
}

impl TransactionContext {
    /// A name (`/cart`, `save order`) and an operation (`navigation`, `ui.action`).
    #[must_use]
    pub fn new(name: &str, op: &str) -> Self {
        Self { name: name.to_owned(), op: op.to_owned(), is_sampled: None }
    }

    /// Sets whether it is sent; `None` leaves that to `Options::traces_sample_rate`. Where the page traces, a trace that is
    /// not sampled stays so.
    pub fn set_sampled(&mut self, is_sampled: impl Into<Option<bool>>) {
        self.is_sampled = is_sampled.into();
    }
}

/// Begins a transaction. It is sent when it is finished, if it is sampled, see
/// [`Options::traces_sample_rate`](crate::Options::traces_sample_rate).
///
/// ```
/// use balefire::{SpanStatus, TransactionContext, configure_scope, start_transaction};
///
/// let transaction = start_transaction(TransactionContext::new("save order", "ui.action"));
/// // Errors that come know where they stand in it.
/// configure_scope(|scope| scope.set_span(Some(transaction.clone().into())));
///
/// let request = transaction.start_child("http.client", "POST /orders");
/// request.set_data("articles", 3.into());
/// request.set_status(SpanStatus::Ok);
/// request.finish();
///
/// configure_scope(|scope| scope.set_span(None));
/// transaction.finish();
/// ```
#[must_use]
pub fn start_transaction(context: TransactionContext) -> Transaction {
    let TransactionContext { name, op, is_sampled } = context;
    let root = Span::root(&name, &op, is_sampled);
    Transaction { name, root }
}

/// A transaction: one thing that the visitor or the app does. Its copies are the same transaction.
#[derive(Debug, Clone)]
pub struct Transaction {
    name: String,
    root: Span,
}

impl Transaction {
    /// Begins a child span with an operation (`http.client`) and a description.
    #[must_use]
    pub fn start_child(&self, op: &str, description: &str) -> Span {
        self.root.start_child(op, description)
    }

    /// Sets data.
    pub fn set_data(&self, key: &str, value: Value) {
        self.root.set_data(key, value);
    }

    /// Sets a tag.
    pub fn set_tag(&self, key: &str, value: impl ToString) {
        self.root.set_tag(key, value);
    }

    /// Sets how it ended.
    pub fn set_status(&self, status: SpanStatus) {
        self.root.set_status(status);
    }

    /// Whether it is sent.
    #[must_use]
    pub fn is_sampled(&self) -> bool {
        self.root.is_sampled()
    }

    /// Headers by which another server continues the trace.
    pub fn iter_headers(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.root.iter_headers()
    }

    /// Ends it, and sends it with the spans that ended before.
    pub fn finish(self) {
        if let Some(event) = self.root.finish_root(&self.name, platform::now_micros()) {
            platform::call("captureEvent", &format!("[{event}]"));
        }
    }
}

/// The transaction or span that events belong to, see [`Scope::set_span`](crate::Scope::set_span).
#[derive(Debug, Clone)]
pub enum TransactionOrSpan {
    /// A transaction itself.
    Transaction(Transaction),
    /// A span in it.
    Span(Span),
}

impl TransactionOrSpan {
    /// Begins a child span with an operation (`http.client`) and a description.
    #[must_use]
    pub fn start_child(&self, op: &str, description: &str) -> Span {
        self.span().start_child(op, description)
    }

    /// Sets data.
    pub fn set_data(&self, key: &str, value: Value) {
        self.span().set_data(key, value);
    }

    /// Sets a tag.
    pub fn set_tag(&self, key: &str, value: impl ToString) {
        self.span().set_tag(key, value);
    }

    /// Sets how it ended.
    pub fn set_status(&self, status: SpanStatus) {
        self.span().set_status(status);
    }

    /// Whether it is sent.
    #[must_use]
    pub fn is_sampled(&self) -> bool {
        self.span().is_sampled()
    }

    /// Headers by which another server continues the trace.
    pub fn iter_headers(&self) -> impl Iterator<Item = (&'static str, String)> {
        self.span().iter_headers()
    }

    /// Ends it.
    pub fn finish(self) {
        match self {
            Self::Transaction(transaction) => transaction.finish(),
            Self::Span(span) => span.finish(),
        }
    }

    pub(crate) fn span(&self) -> &Span {
        match self {
            Self::Transaction(transaction) => &transaction.root,
            Self::Span(span) => span,
        }
    }
}

impl From<Transaction> for TransactionOrSpan {
    fn from(transaction: Transaction) -> Self {
        Self::Transaction(transaction)
    }
}

impl From<Span> for TransactionOrSpan {
    fn from(span: Span) -> Self {
        Self::Span(span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_app_may_decide() {
        let mut context = TransactionContext::new("a", "b");
        assert!(!start_transaction(context.clone()).is_sampled(), "without a page nothing is");
        context.set_sampled(true);
        assert!(start_transaction(context).is_sampled());
    }
}
