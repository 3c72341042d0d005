//! An append under way, and the means to end it.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::sync::oneshot;

use super::entry::Appended;
use super::inbox_error::InboxError;

/// How each envelope of an append ended, in their order.
type Ended = Result<Vec<Appended>, InboxError>;

/// An append under way: a future that ends once all of its envelopes are durable, or refused.
///
/// It is a concrete type, so that [`Inbox`](crate::inbox::Inbox) can be a trait object without a boxed future for each envelope.
#[derive(Debug)]
pub struct Append(oneshot::Receiver<Ended>);

/// Ends an [`Append`]. Dropped before, it ends the append with an error.
#[derive(Debug)]
pub struct Completion(oneshot::Sender<Ended>);

impl Append {
    /// An append under way, and its completion.
    #[must_use]
    pub fn pending() -> (Completion, Self) {
        let (sender, receiver) = oneshot::channel();
        (Completion(sender), Self(receiver))
    }

    /// An append that has ended already.
    #[must_use]
    pub fn ready(result: Ended) -> Self {
        let (completion, append) = Self::pending();
        completion.complete(result);
        append
    }
}

impl Completion {
    /// Ends the append. The client may have gone meanwhile; then the result has no reader.
    pub fn complete(self, result: Ended) {
        let _ = self.0.send(result);
    }
}

impl Future for Append {
    type Output = Ended;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        let ended = |_| Err(InboxError::Unavailable("the inbox has ended".into()));
        Pin::new(&mut self.0).poll(context).map(|result| result.unwrap_or_else(ended))
    }
}
