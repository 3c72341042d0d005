//! The state of one page: is an event wanted, when is an item due, may it be sent, what was lost.

use alloc::string::String;

use balefire_protocol::category::{Category, of_page_item};
use balefire_protocol::json;

use crate::backoff::Backoff;
use crate::client_report::{ClientReport, DiscardReason, FIRST_REPORT};
use crate::dedupe::{self, LastEvent, SentEvents};
use crate::fields::{Fields, SEPARATOR};
use crate::options::{Options, Sending};
use crate::panic_trap::ExpectedTrap;
use crate::queue::{DELAY_MS, Item, MOST_IN_REQUEST, Queue, Request, Which};
use crate::rate_limit::{RateLimits, Response};
use crate::sampling;

/// The client of one page.
#[derive(Debug, Default)]
pub struct Client {
    options: Options,
    sending: Sending,
    last_event: LastEvent,
    sent_events: SentEvents,
    /// The id of the item that the last capture repeats.
    repeated: u64,
    trap: ExpectedTrap,
    queue: Queue,
    backoff: Backoff,
    limits: RateLimits,
    losses: ClientReport,
}

/// Whether an event of a capture is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wanted {
    /// It is. The hash tells its repeats; 0 if they are not collapsed.
    Yes(u64),
    /// It equals an item that still waits, and should be added to its count.
    Repeat,
    /// It is not, and was counted.
    No,
}

/// The result of queueing an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Enqueued {
    /// It waits.
    Waits,
    /// It was added to the count of an equal item that waits.
    Collapsed,
    /// There was no room: it is lost, and was counted.
    Lost,
}

impl Client {
    /// A client with nothing in it.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self { options, ..Self::default() }
    }

    /// Notes how items are sent.
    pub fn set_sending(&mut self, sending: Sending) {
        self.sending = sending;
    }

    /// Whether the page's recorder should make an event of a capture. The fields are the mechanism, type and message of the
    /// thrown value, and everything else that tells events apart. `roll` is random (0 to below 1).
    pub fn is_wanted(&mut self, captured: &str, now_ms: u64, roll: f64) -> Wanted {
        let mut fields = Fields::of(captured);
        if fields.text() == "panic" {
            self.trap.expect(now_ms);
        } else if self.trap.is_echo(fields.text(), fields.text(), now_ms) {
            return Wanted::No;
        }
        let is_sampled = sampling::is_sampled(self.options.sample_rate, roll);
        let reason = if !is_sampled {
            DiscardReason::SampleRate
        } else if !self.options.dedupe {
            return Wanted::Yes(0);
        } else {
            let hash = dedupe::hash(captured);
            if self.sending.counts_repeats {
                let Some(item) = self.queue.repeated(hash) else { return Wanted::Yes(hash) };
                self.repeated = item.id;
                return Wanted::Repeat;
            }
            if !self.last_event.is_repeat(hash) {
                return Wanted::Yes(0);
            }
            DiscardReason::EventProcessor
        };
        self.count_loss(reason, Category::Error, 1);
        Wanted::No
    }

    /// Adds to the count of the item that the last capture repeats.
    pub fn count_repeat(&mut self, times: u64) {
        if let Some(item) = self.queue.item(self.repeated) {
            item.times += times;
        }
    }

    /// Queues an item. The fields are its id, its type, its size in bytes, the number of events that it stands for, and its
    /// hash. The recorder holds the payload.
    pub fn enqueue(&mut self, mut fields: Fields<'_>, now_ms: u64, is_urgent: bool) -> Enqueued {
        let id = fields.number();
        let category = of_page_item(fields.text());
        let (bytes, times, hash) = (fields.number(), fields.number().max(1), fields.number());
        if category == Category::Internal {
            return Enqueued::Lost;
        }
        if let Some(item) = self.queue.repeated(hash) {
            item.times += times;
            return Enqueued::Collapsed;
        }
        let wait_ms = if is_urgent { 0 } else { self.sent_events.wait_ms(hash, now_ms).unwrap_or(DELAY_MS) };
        let due_ms = now_ms + wait_ms;
        let most = MOST_IN_REQUEST;
        let item = Item { id, category, bytes, times, hash, due_ms, most, is_in_flight: false };
        if self.queue.push(item) {
            return Enqueued::Waits;
        }
        self.count_loss(DiscardReason::QueueOverflow, category, times);
        Enqueued::Lost
    }

    /// Counts a loss.
    pub fn count_loss(&mut self, reason: DiscardReason, category: Category, quantity: u64) {
        // A client report that is lost is not counted in the next one.
        if quantity > 0 && self.options.send_client_reports && category != Category::Internal {
            self.losses.count(reason, category, quantity);
        }
    }

    /// In how many milliseconds the next request is due; none if nothing waits, and requests do not fail.
    #[must_use]
    pub fn due_in(&self, now_ms: u64) -> Option<u64> {
        let paused_ms = self.backoff.until_ms.saturating_sub(now_ms);
        match self.queue.due_ms(self.sending.in_batches) {
            Some(due_ms) => Some(due_ms.saturating_sub(now_ms).max(paused_ms)),
            None => (paused_ms > 0).then_some(paused_ms),
        }
    }

    /// Takes the items of the next request: id and the number of events of each, as fields. The number is 0 for an item that
    /// was dropped because of a limit.
    pub fn dequeue(&mut self, which: Which, bytes: u64, now_ms: u64) -> String {
        let mut out = String::new();
        if which == Which::Now {
            self.backoff.succeed();
        } else if now_ms < self.backoff.until_ms {
            return out;
        }
        let Self { queue, limits, losses, sent_events, sending, options, .. } = self;
        let is_batch = sending.in_batches;
        let mut count = |reason, category, quantity| {
            if options.send_client_reports {
                losses.count(reason, category, quantity);
            }
        };
        queue.take(now_ms, Request { which, bytes, is_batch }, &mut |item| {
            let is_allowed = limits.allows(item.category, now_ms);
            if !is_allowed {
                count(DiscardReason::RatelimitBackoff, item.category, item.times);
            } else if item.hash != 0 {
                sent_events.note(item.hash, now_ms);
            }
            for number in [item.id, if is_allowed { item.times } else { 0 }] {
                json::write_unsigned(&mut out, number);
                out.push_str(SEPARATOR);
            }
            is_allowed
        });
        out
    }

    /// A report of the losses since the last call, see [`ClientReport::take`]. Nothing while the server wants no events.
    pub fn take_losses(&mut self, now_ms: u64) -> String {
        if self.limits.allows(Category::Error, now_ms) { self.losses.take() } else { String::new() }
    }

    /// Notes the server's response to a request. For each of its items, of which the fields are id and status, the answer has
    /// a letter: `d` if it is done, sent or lost; `a` if it waits again; `r` if it should be tried again later, and is in the
    /// recorder's hands alone. A report has its number as id.
    pub fn note_response(&mut self, response: &Response<'_>, now_ms: u64) -> String {
        self.limits.update(response, now_ms);
        let mut outcomes = String::new();
        let mut failed = false;
        let mut items = response.items;
        while items.has_more() {
            let (id, status) = (items.number(), items.number());
            let is_failure = status == 0 || status >= 500;
            failed |= is_failure;
            if id >= FIRST_REPORT {
                let is_refused = status == 413 || status == 400 && response.is_batch;
                self.losses.note_response(id, !is_failure && !is_refused);
            }
            outcomes.push_str(self.note_outcome(id, status, response));
        }
        self.queue.sweep();
        if failed && self.sending.tries_again {
            self.backoff.fail(now_ms, response.retry_after_ms(), response.roll);
        } else if matches!(response.status, 200..300) {
            self.backoff.succeed();
        }
        outcomes
    }

    fn note_outcome(&mut self, id: u64, status: u64, response: &Response<'_>) -> &'static str {
        let tries_again = self.sending.tries_again;
        let Some(item) = self.queue.item(id) else { return "d" };
        let reason = match status {
            // For a server that knows no count, the event stands for itself alone; a container has all its spans in it.
            200..300 if !response.counts_repeats && item.category != Category::Span => {
                item.times -= 1;
                Some(DiscardReason::EventProcessor)
            }
            // A server that answers 429 counts the loss itself.
            200..300 | 429 => None,
            413 if item.most > 1 => {
                item.most = item.most.div_ceil(2);
                item.is_in_flight = false;
                return "a";
            }
            // A server that knows no batches.
            400 if response.is_batch => {
                item.most = MOST_IN_REQUEST;
                item.is_in_flight = false;
                return "a";
            }
            0 | 500.. if tries_again => {
                item.times = 0;
                return "r";
            }
            0 => Some(DiscardReason::NetworkError),
            _ => Some(DiscardReason::SendError),
        };
        let (category, times) = (item.category, core::mem::take(&mut item.times));
        if let Some(reason) = reason {
            self.count_loss(reason, category, times);
        }
        "d"
    }
}

#[cfg(test)]
mod random_tests;
#[cfg(test)]
mod tests;
