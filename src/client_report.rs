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
    /// More spans waited than there was room for.
    BufferOverflow,
    /// A span that is wanted only within another.
    NoParentSpan,
    /// The page's `ignoreSpans` names the span.
    Ignored,
}

impl DiscardReason {
    /// The reasons by their numbers; the place of each is its number. `js/core/discard_reasons.js` has the same
    /// list, and a test compares the two.
    pub const OF_RECORDER: [Self; 11] = [
        Self::EventProcessor,
        Self::BeforeSend,
        Self::CallbackError,
        Self::QueueOverflow,
        Self::SendError,
        Self::SampleRate,
        Self::BufferOverflow,
        Self::NoParentSpan,
        Self::Ignored,
        Self::NetworkError,
        Self::RatelimitBackoff,
    ];

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
            Self::BufferOverflow => "buffer_overflow",
            Self::NoParentSpan => "no_parent_span",
            Self::Ignored => "ignored",
        }
    }
}

/// The number of the first report. Items have smaller numbers.
pub const FIRST_REPORT: u64 = 1 << 32;

/// Losses of one reason and category.
#[derive(Debug)]
struct Loss {
    reason: DiscardReason,
    category: Category,
    quantity: u64,
    /// The report that is in flight with it; 0 if it waits for one.
    report: u64,
}

/// Counts of losses, until the server has had them.
#[derive(Debug, Default)]
pub struct ClientReport {
    losses: Vec<Loss>,
    reports: u64,
}

impl ClientReport {
    /// Counts losses.
    pub fn count(&mut self, reason: DiscardReason, category: Category, quantity: u64) {
        let is_same = |it: &&mut Loss| (it.reason, it.category, it.report) == (reason, category, 0);
        match self.losses.iter_mut().find(is_same) {
            Some(loss) => loss.quantity += quantity,
            None => self.losses.push(Loss { reason, category, quantity, report: 0 }),
        }
    }

    /// Takes all losses that wait, as fields: the number of the report, then reason, category and quantity of each.
    pub fn take(&mut self) -> String {
        let mut out = String::new();
        let report = FIRST_REPORT + self.reports;
        for loss in self.losses.iter_mut().filter(|it| it.report == 0) {
            loss.report = report;
            if out.is_empty() {
                self.reports += 1;
                json::write_unsigned(&mut out, report);
            }
            for text in [loss.reason.as_str(), page_name(loss.category)] {
                out.push_str(SEPARATOR);
                out.push_str(text);
            }
            out.push_str(SEPARATOR);
            json::write_unsigned(&mut out, loss.quantity);
        }
        out
    }

    /// How many losses there are, in flight or not.
    #[cfg(test)]
    pub(crate) fn total(&self) -> u64 {
        self.losses.iter().map(|loss| loss.quantity).sum()
    }

    /// Notes whether the server has had a report; if not, its losses go with the next one.
    pub fn note_response(&mut self, report: u64, is_done: bool) {
        if is_done {
            self.losses.retain(|it| it.report != report);
        }
        for loss in self.losses.iter_mut().filter(|it| it.report == report) {
            loss.report = 0;
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
        let script = include_str!("../js/core/discard_reasons.js");
        let mut numbers = js_list::of(script);
        numbers.retain(|line| line != "NAMES = [");
        assert_eq!(numbers, js_list::expected(&names));
        assert_eq!(js_list::words(script, "NAMES"), DiscardReason::OF_RECORDER.map(DiscardReason::as_str));
    }

    #[test]
    fn counts_are_told_once() {
        let mut report = ClientReport::default();
        assert_eq!(report.take(), "");
        report.count(DiscardReason::SampleRate, Category::Error, 1);
        report.count(DiscardReason::QueueOverflow, Category::Session, 1);
        report.count(DiscardReason::SampleRate, Category::Error, 1);
        let fields = "4294967296\u{1f}sample_rate\u{1f}error\u{1f}2\u{1f}queue_overflow\u{1f}session\u{1f}1";
        assert_eq!(report.take(), fields);
        assert_eq!(report.take(), "");
        report.note_response(FIRST_REPORT, true);
        assert_eq!((report.take(), report.total()), (String::new(), 0));
    }

    #[test]
    fn a_report_that_did_not_arrive_is_sent_again_with_what_came_since() {
        let mut report = ClientReport::default();
        report.count(DiscardReason::SampleRate, Category::Error, 2);
        report.take();
        report.count(DiscardReason::SampleRate, Category::Error, 1);
        assert_eq!(
            report.take(),
            "4294967297\u{1f}sample_rate\u{1f}error\u{1f}1",
            "while another is in flight"
        );
        report.count(DiscardReason::SampleRate, Category::Error, 4);
        report.note_response(FIRST_REPORT, false);
        report.note_response(FIRST_REPORT + 1, true);
        assert_eq!(report.total(), 6);
        assert_eq!(
            report.take(),
            "4294967298\u{1f}sample_rate\u{1f}error\u{1f}2\u{1f}sample_rate\u{1f}error\u{1f}4"
        );
    }
}
