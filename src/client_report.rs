//! Losses: (discard reason, category) → count.
//!
//! <https://develop.sentry.dev/sdk/telemetry/client-reports/>

use alloc::string::String;
use alloc::vec::Vec;

use balefire_protocol::category::{Category, page_name};
use balefire_protocol::json;

use crate::fields::SEPARATOR;

/// Why the SDK did not send something, in Sentry's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DiscardReason {
    /// The event was not sampled, see [`crate::sampling`].
    SampleRate,
    /// The queue was full.
    QueueOverflow,
    /// The server asked for a pause.
    RatelimitBackoff,
    /// The server refused the item.
    SendError,
    /// The server was not reached.
    NetworkError,
    /// A filter or a function of the page dropped it.
    EventProcessor,
    /// The page's `beforeSend` dropped it.
    BeforeSend,
    /// A function of the page threw.
    CallbackError,
}

impl DiscardReason {
    /// The reasons that the recorder reports; the place of each is its number. `js/core/discard_reasons.js` has the same
    /// list, and a test compares the two.
    pub const OF_RECORDER: [Self; 4] =
        [Self::EventProcessor, Self::BeforeSend, Self::CallbackError, Self::QueueOverflow];

    /// The reason of a number.
    #[must_use]
    pub fn of_recorder(number: u64) -> Self {
        let place = usize::try_from(number).unwrap_or(usize::MAX);
        Self::OF_RECORDER.get(place).copied().unwrap_or(Self::QueueOverflow)
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

/// Counts of losses since the last report.
#[derive(Debug, Default)]
pub struct ClientReport {
    losses: Vec<Loss>,
    /// Those in a report that is in flight.
    in_flight: Vec<Loss>,
}

type Loss = (DiscardReason, Category, u64);

impl ClientReport {
    /// Counts losses.
    pub fn count(&mut self, reason: DiscardReason, category: Category, quantity: u64) {
        match self.losses.iter_mut().find(|(r, c, _)| (*r, *c) == (reason, category)) {
            Some((.., n)) => *n += quantity,
            None => self.losses.push((reason, category, quantity)),
        }
    }

    /// Takes all losses, as fields: reason, category and quantity of each. Nothing while a report is in flight.
    pub fn take(&mut self) -> String {
        let mut out = String::new();
        if !self.in_flight.is_empty() {
            return out;
        }
        self.in_flight = core::mem::take(&mut self.losses);
        for &(reason, category, quantity) in &self.in_flight {
            for text in [reason.as_str(), page_name(category)] {
                out.push_str(text);
                out.push_str(SEPARATOR);
            }
            json::write_unsigned(&mut out, quantity);
            out.push_str(SEPARATOR);
        }
        out
    }

    /// How many losses there are, in flight or not.
    #[cfg(test)]
    pub(crate) fn total(&self) -> u64 {
        self.losses.iter().chain(&self.in_flight).map(|loss| loss.2).sum()
    }

    /// Notes whether the server has had the report in flight; if not, its losses go with the next one.
    pub fn note_response(&mut self, is_done: bool) {
        for (reason, category, quantity) in core::mem::take(&mut self.in_flight) {
            if !is_done {
                self.count(reason, category, quantity);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::js_list;

    #[test]
    fn the_recorder_has_the_same_reasons() {
        let names = DiscardReason::OF_RECORDER.map(|it| format!("{it:?}"));
        assert_eq!(js_list::of(include_str!("../js/core/discard_reasons.js")), js_list::expected(&names));
    }

    #[test]
    fn counts_are_told_once() {
        let mut report = ClientReport::default();
        assert_eq!(report.take(), "");
        report.count(DiscardReason::SampleRate, Category::Error, 1);
        report.count(DiscardReason::QueueOverflow, Category::Session, 1);
        report.count(DiscardReason::SampleRate, Category::Error, 1);
        assert_eq!(
            report.take(),
            "sample_rate\u{1f}error\u{1f}2\u{1f}queue_overflow\u{1f}session\u{1f}1\u{1f}"
        );
        assert_eq!(report.take(), "");
    }

    #[test]
    fn a_report_that_did_not_arrive_is_sent_again_with_what_came_since() {
        let mut report = ClientReport::default();
        report.count(DiscardReason::SampleRate, Category::Error, 2);
        assert_eq!(report.take(), "sample_rate\u{1f}error\u{1f}2\u{1f}");
        report.count(DiscardReason::SampleRate, Category::Error, 1);
        assert_eq!(report.take(), "", "one report at a time");
        report.note_response(false);
        assert_eq!(report.take(), "sample_rate\u{1f}error\u{1f}3\u{1f}");
        report.note_response(true);
        assert_eq!(report.take(), "");
    }
}
