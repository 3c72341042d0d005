//! What was lost: (discard reason, category) → count.
//!
//! <https://develop.sentry.dev/sdk/telemetry/client-reports/>

use alloc::string::String;
use alloc::vec::Vec;

use balefire_protocol::json::{self, Object};

/// Why the SDK did not send something, in Sentry's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscardReason {
    /// By chance, see [`crate::sampling`].
    SampleRate,
    /// Too many waited already.
    QueueOverflow,
    /// The server asked for a pause.
    RatelimitBackoff,
    /// The server refused it.
    SendError,
    /// The server was not reached.
    NetworkError,
    /// A filter, or a function of the page's, did not want it.
    EventProcessor,
    /// The page's `beforeSend` did not want it.
    BeforeSend,
    /// A function of the page's threw.
    CallbackError,
}

impl DiscardReason {
    /// The reasons of the recorder, by the numbers that `js/core.js` knows.
    #[must_use]
    pub fn of_recorder(number: u64) -> Self {
        match number {
            0 => Self::EventProcessor,
            1 => Self::BeforeSend,
            2 => Self::CallbackError,
            _ => Self::QueueOverflow,
        }
    }

    fn as_str(self) -> &'static str {
        match self {
            Self::SampleRate => "sample_rate",
            Self::QueueOverflow => "queue_overflow",
            Self::RatelimitBackoff => "ratelimit_backoff",
            Self::SendError => "send_error",
            Self::NetworkError => "network_error",
            Self::EventProcessor => "event_processor",
            Self::BeforeSend => "before_send",
            Self::CallbackError => "callback_error",
        }
    }
}

/// What a thing sent is counted as, by the server's limits too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Category {
    /// Error events and messages.
    #[default]
    Error,
    /// Sessions.
    Session,
    /// Transactions.
    Transaction,
}

impl Category {
    /// All there are.
    pub const ALL: [Self; 3] = [Self::Error, Self::Session, Self::Transaction];

    /// Sentry's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Session => "session",
            Self::Transaction => "transaction",
        }
    }

    /// The category of a type of items, by its first letter; none for that of losses.
    #[must_use]
    pub fn of_item(kind: &str) -> Option<Self> {
        match kind.as_bytes().first()? {
            b'e' => Some(Self::Error),
            b's' => Some(Self::Session),
            b't' => Some(Self::Transaction),
            _ => None,
        }
    }
}

/// Counts of what was lost since the last report.
#[derive(Debug, Default)]
pub struct ClientReport {
    losses: Vec<(DiscardReason, Category, u64)>,
}

impl ClientReport {
    /// Counts losses.
    pub fn count(&mut self, reason: DiscardReason, category: Category, quantity: u64) {
        match self.losses.iter_mut().find(|(r, c, _)| (*r, *c) == (reason, category)) {
            Some((.., n)) => *n += quantity,
            None => self.losses.push((reason, category, quantity)),
        }
    }

    /// Whether nothing was lost.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.losses.is_empty()
    }

    /// The payload of a `client_report` item, and the counts start anew; none where nothing was lost.
    pub fn take(&mut self, now_ms: u64) -> Option<String> {
        if self.losses.is_empty() {
            return None;
        }
        let mut out = String::new();
        let mut report = Object::new(&mut out);
        json::write_millis(report.key("timestamp"), now_ms);
        json::write_array(
            report.key("discarded_events"),
            self.losses.drain(..),
            |out, (reason, category, n)| {
                let mut loss = Object::new(out);
                loss.string("reason", reason.as_str())
                    .string("category", category.as_str())
                    .unsigned("quantity", n);
                loss.end();
            },
        );
        report.end();
        Some(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_are_reported_once() {
        let mut report = ClientReport::default();
        assert_eq!(report.take(0), None);
        report.count(DiscardReason::SampleRate, Category::Error, 1);
        report.count(DiscardReason::QueueOverflow, Category::Error, 1);
        report.count(DiscardReason::SampleRate, Category::Error, 1);
        assert_eq!(
            report.take(1_500).as_deref(),
            Some(
                r#"{"timestamp":1.500,"discarded_events":[{"reason":"sample_rate","category":"error","quantity":2},{"reason":"queue_overflow","category":"error","quantity":1}]}"#
            )
        );
        assert_eq!(report.take(0), None);
    }
}
