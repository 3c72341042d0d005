//! The state of one page: is an event wanted, when is an item due, may it be sent, what was lost.

use alloc::string::String;

use balefire_protocol::category::{Category, of_page_item};

use crate::client_report::{ClientReport, DiscardReason};
use crate::dedupe;
use crate::fields::Fields;
use crate::options::Options;
use crate::panic_trap::ExpectedTrap;
use crate::queue::{Pushed, Queue, Queued, Urgency};
use crate::rate_limit::{RateLimits, Response};
use crate::sampling;

/// The client of one page.
#[derive(Debug, Default)]
pub struct Client {
    options: Options,
    last_event: dedupe::LastEvent,
    trap: ExpectedTrap,
    queue: Queue,
    limits: RateLimits,
    losses: ClientReport,
}

impl Client {
    /// A client with nothing in it.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options, ..Self::default() }
    }

    /// Whether the page's recorder should make an event of a capture. The fields are the mechanism, type and message of the
    /// thrown value, and everything else that tells events apart. `roll` is random (0 to below 1).
    pub fn is_wanted(&mut self, captured: &str, now_ms: u64, roll: f64) -> bool {
        let mut fields = Fields::of(captured);
        if fields.text() == "panic" {
            self.trap.expect(now_ms);
        } else if self.trap.is_echo(fields.text(), fields.text(), now_ms) {
            return false;
        }
        let reason = if !sampling::is_sampled(self.options.sample_rate, roll) {
            DiscardReason::SampleRate
        } else if self.options.dedupe && self.last_event.is_repeat(captured) {
            DiscardReason::EventProcessor
        } else {
            return true;
        };
        self.count_loss(reason, Category::Error, 1);
        false
    }

    /// Queues an item of a type; whether there is room. The recorder holds the payload.
    pub fn enqueue(&mut self, item_type: &str, now_ms: u64, is_urgent: bool) -> bool {
        let urgency = if is_urgent { Urgency::AtOnce } else { Urgency::Batch };
        let category = of_page_item(item_type);
        if category == Category::Internal {
            return false;
        }
        let pushed = self.queue.push(Queued { category, urgency }, now_ms);
        if pushed == Pushed::Overflow {
            self.count_loss(DiscardReason::QueueOverflow, category, 1);
        }
        pushed == Pushed::Queued
    }

    /// Counts a loss.
    pub fn count_loss(&mut self, reason: DiscardReason, category: Category, quantity: u64) {
        // A client report that is lost is not counted in the next one.
        if self.options.send_client_reports && category != Category::Internal {
            self.losses.count(reason, category, quantity);
        }
    }

    /// In how many milliseconds the oldest item is due; none if the queue is empty.
    #[must_use]
    pub fn due_in(&self, now_ms: u64) -> Option<u64> {
        self.queue.due_in(now_ms)
    }

    /// Takes the oldest item out of the queue: whether it may be sent; none if the queue is empty.
    pub fn dequeue(&mut self, now_ms: u64) -> Option<bool> {
        let Queued { category, .. } = self.queue.pop()?;
        let is_allowed = self.limits.allows(category, now_ms);
        if !is_allowed {
            self.count_loss(DiscardReason::RatelimitBackoff, category, 1);
        }
        Some(is_allowed)
    }

    /// The losses since the last call: reason, category and quantity of each, as fields. Nothing while the server wants no
    /// events.
    pub fn take_losses(&mut self, now_ms: u64) -> String {
        if self.limits.allows(Category::Error, now_ms) { self.losses.take() } else { String::new() }
    }

    /// Notes the server's response to an envelope: its limits, and the loss if it failed.
    pub fn note_response(&mut self, response: &Response<'_>, now_ms: u64) {
        self.limits.update(response, now_ms);
        let category = of_page_item(response.item_type);
        match response.status {
            0 => self.count_loss(DiscardReason::NetworkError, category, 1),
            // A server that answers 429 counts the loss itself.
            200..300 | 429 => {}
            _ => self.count_loss(DiscardReason::SendError, category, 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::{KEPT_FREE, MOST_WAITING};

    const ERROR: [&str; 3] = ["onerror", "TypeError", "x"];

    fn client() -> Client {
        Client::new(Options::default())
    }

    /// Whether the client wants this capture; if so, its event waits.
    fn capture(client: &mut Client, now_ms: u64, captured: [&str; 3]) -> bool {
        let is_wanted = client.is_wanted(&captured.join("\u{1f}"), now_ms, 0.5);
        if is_wanted {
            assert!(client.enqueue("event", now_ms, captured[0] == "panic"));
        }
        is_wanted
    }

    /// The losses, as the recorder reads them.
    fn losses(client: &mut Client, now_ms: u64) -> Vec<(String, String, String)> {
        let text = client.take_losses(now_ms);
        let fields: Vec<&str> = text.split('\u{1f}').collect();
        fields.chunks_exact(3).map(|loss| (loss[0].into(), loss[1].into(), loss[2].into())).collect()
    }

    fn loss(reason: &str, category: &str, quantity: &str) -> (String, String, String) {
        (reason.into(), category.into(), quantity.into())
    }

    #[test]
    fn an_error_waits_for_its_time() {
        let mut client = client();
        assert!(capture(&mut client, 1_000, ERROR));
        assert_eq!(client.due_in(1_000), Some(250));
        assert_eq!((client.dequeue(1_250), client.dequeue(1_250)), (Some(true), None));
    }

    #[test]
    fn a_panic_goes_at_once_and_its_trap_is_dropped() {
        let mut client = client();
        assert!(capture(&mut client, 1_000, ["panic", "panic", "boom"]));
        assert!(!capture(&mut client, 1_001, ["onerror", "RuntimeError", "unreachable"]));
        assert_eq!(client.due_in(1_001), Some(0));
        assert_eq!(client.dequeue(1_001), Some(true));
        assert_eq!(losses(&mut client, 1_001), [], "and nothing is counted as lost");
        assert_eq!(client.due_in(1_001), None);
    }

    #[test]
    fn repeats_are_dropped_and_counted_unless_they_are_wanted() {
        let mut picky = client();
        assert!(capture(&mut picky, 1, ERROR));
        assert!(!capture(&mut picky, 2, ERROR));
        assert_eq!(losses(&mut picky, 2), [loss("event_processor", "error", "1")]);
        let mut patient = Client::new(Options { dedupe: false, ..Options::default() });
        assert!(capture(&mut patient, 1, ERROR) && capture(&mut patient, 2, ERROR));
    }

    #[test]
    fn what_is_sampled_away_is_reported_once() {
        let mut client = Client::new(Options { sample_rate: 0.25, ..Options::default() });
        assert!(!capture(&mut client, 1, ERROR));
        assert_eq!(client.dequeue(1), None);
        assert_eq!(losses(&mut client, 1), [loss("sample_rate", "error", "1")]);
        assert_eq!(client.take_losses(1), "");
    }

    #[test]
    fn losses_are_not_counted_where_that_is_not_wanted() {
        let mut client =
            Client::new(Options { sample_rate: 0.25, send_client_reports: false, ..Options::default() });
        assert!(!capture(&mut client, 1, ERROR));
        assert_eq!(client.take_losses(1), "");
    }

    #[test]
    fn a_pause_the_server_asks_for_is_kept_and_its_losses_wait_for_its_end() {
        let mut client = Client::new(Options { dedupe: false, ..Options::default() });
        client.note_response(&Response { status: 429, retry_after: "10", ..Response::default() }, 0);
        capture(&mut client, 1, ERROR);
        assert_eq!((client.dequeue(1), client.dequeue(1)), (Some(false), None));
        assert_eq!(client.take_losses(1), "");
        capture(&mut client, 10_000, ERROR);
        assert_eq!(client.dequeue(10_000), Some(true));
        assert_eq!(losses(&mut client, 10_000), [loss("ratelimit_backoff", "error", "1")]);
    }

    #[test]
    fn failures_are_counted_by_their_kind() {
        let mut client = client();
        for status in [0, 200, 413, 500] {
            client.note_response(&Response { status, item_type: "event", ..Response::default() }, 0);
        }
        client.note_response(&Response { item_type: "transaction", ..Response::default() }, 0);
        client.note_response(&Response { item_type: "client_report", ..Response::default() }, 0);
        assert_eq!(
            losses(&mut client, 0),
            [
                loss("network_error", "error", "1"),
                loss("send_error", "error", "2"),
                loss("network_error", "transaction", "1"),
            ]
        );
    }

    #[test]
    fn a_pause_for_one_category_alone() {
        for paused in ["session", "transaction"] {
            let mut client = client();
            let rate_limits = &format!("60:{paused}:key");
            client.note_response(&Response { status: 200, rate_limits, ..Response::default() }, 0);
            assert!(client.enqueue(paused, 1, false) && capture(&mut client, 1, ERROR));
            assert_eq!((client.dequeue(1), client.dequeue(1)), (Some(false), Some(true)));
            assert_eq!(losses(&mut client, 1), [loss("ratelimit_backoff", paused, "1")]);
        }
    }

    #[test]
    fn an_item_is_counted_in_the_category_of_its_type() {
        for (item_type, category) in
            [("session", "session"), ("feedback", "feedback"), ("of_the_future", "unknown")]
        {
            let mut client = client();
            assert!(client.enqueue(item_type, 1, false));
            assert_eq!(client.dequeue(1), Some(true));
            client.note_response(&Response { status: 500, item_type, ..Response::default() }, 1);
            assert_eq!(losses(&mut client, 1), [loss("send_error", category, "1")]);
        }
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut client = client();
        let kept = (0..=MOST_WAITING + KEPT_FREE).filter(|_| client.enqueue("session", 1, true)).count();
        assert_eq!(kept, MOST_WAITING + KEPT_FREE);
        assert_eq!(client.due_in(1), Some(0));
        assert_eq!(losses(&mut client, 1), [loss("queue_overflow", "session", "1")]);
        assert!(!client.enqueue("client_report", 1, true), "the recorder sends those itself");
    }
}
