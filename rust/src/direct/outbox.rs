//! Items that wait and those in flight: the policy is the core's, the payloads are here.

use std::collections::BTreeMap;

use balefire_core::client::{Client, Enqueued, Wanted};
use balefire_core::client_report::{DiscardReason, FIRST_REPORT};
use balefire_core::fields::{Fields, SEPARATOR};
use balefire_core::options::{Options, Sending};
use balefire_core::queue::Which;
use balefire_core::rate_limit::Response;
use balefire_protocol::category::of_page_item;
use balefire_protocol::envelope;
use balefire_protocol::json::Object;
use serde_json::json;

use super::item_kind::ItemKind;

/// Most requests in flight at a time.
const MAX_REQUESTS: usize = 15;

/// How often an item is sent that the server does not take.
const MAX_TRIES: u32 = 3;

/// An item: its type and its JSON.
#[derive(Debug)]
struct Item {
    kind: ItemKind,
    event_id: String,
    json: String,
    tries: u32,
}

/// A request to be made.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Request {
    /// An envelope.
    pub body: String,
    /// The numbers of its items; those of client reports are higher.
    ids: Vec<u64>,
}

/// A response; without one the server was not reached.
#[derive(Debug, Default)]
pub(super) struct Answer {
    pub status: u16,
    /// The headers `Retry-After` and `X-Sentry-Rate-Limits`; empty if absent.
    pub retry_after: String,
    pub rate_limits: String,
}

/// The items of an app.
#[derive(Debug, Default)]
pub(super) struct Outbox {
    client: Client,
    items: BTreeMap<u64, Item>,
    last_id: u64,
    in_flight: usize,
}

impl Outbox {
    pub(super) fn new(sample_rate: f64) -> Self {
        let mut client = Client::new(Options { sample_rate, ..Options::default() });
        client.set_sending(Sending { tries_again: true, ..Sending::default() });
        Self { client, ..Self::default() }
    }

    /// Whether an event is wanted: sampled, no repeat of the last one, not the trap of a panic that is known. `texts` are its
    /// mechanism, type and message, and what else tells events apart. Else it is counted.
    pub(super) fn is_wanted(&mut self, texts: &[&str], now_ms: u64, roll: f64) -> bool {
        let texts: Vec<_> = texts.iter().map(|text| text.replace(SEPARATOR, " ")).collect();
        matches!(self.client.is_wanted(&texts.join(SEPARATOR), now_ms, roll), Wanted::Yes(_))
    }

    /// Counts an event that is lost.
    pub(super) fn count_loss(&mut self, reason: DiscardReason, kind: ItemKind) {
        self.client.count_loss(reason, of_page_item(kind.as_str()), 1);
    }

    /// Adds an item, which is due at once: the app may have no later.
    pub(super) fn push(&mut self, kind: ItemKind, event_id: &str, json: String, now_ms: u64) {
        self.last_id += 1;
        let item = Item { kind, event_id: event_id.to_owned(), json, tries: 0 };
        self.enqueue(self.last_id, item, now_ms);
    }

    fn enqueue(&mut self, id: u64, item: Item, now_ms: u64) {
        let fields = format!("{id}{SEPARATOR}{}{SEPARATOR}{}", item.kind.as_str(), item.json.len());
        if self.client.enqueue(Fields::of(&fields), now_ms, true) == Enqueued::Waits {
            self.items.insert(id, item);
        }
    }

    /// The next request, if one is due. `dsn` is for a tunnel, which needs it to pass the envelope on.
    pub(super) fn take(&mut self, dsn: Option<&str>, now_ms: u64) -> Option<Request> {
        while self.in_flight < MAX_REQUESTS {
            let taken = self.client.dequeue(Which::Due, 0, now_ms);
            let mut fields = Fields::of(&taken);
            // What a limit forbids has no times.
            let (id, times) = loop {
                let (id, times) = (fields.number(), fields.number());
                if times > 0 || id == 0 {
                    break (id, times);
                }
                self.items.remove(&id);
            };
            if times == 0 {
                return None;
            }
            let Some(item) = self.items.get_mut(&id) else { continue };
            item.tries += 1;
            let mut body = String::new();
            let mut header = Object::new(&mut body);
            header.string("event_id", &item.event_id).given("dsn", dsn.unwrap_or_default());
            header.end();
            body.push('\n');
            item.kind.write(&mut body, &item.json);
            let report = self.write_report(&mut body, now_ms);
            self.in_flight += 1;
            return Some(Request { body, ids: [id].into_iter().chain(report).collect() });
        }
        None
    }

    /// Appends a report of the losses that no report has told yet; its number.
    fn write_report(&mut self, body: &mut String, now_ms: u64) -> Option<u64> {
        let losses = self.client.take_losses(now_ms);
        let mut fields = Fields::of(&losses);
        let number = fields.number();
        let mut events = Vec::new();
        while fields.has_more() {
            let (reason, category) = (fields.text(), fields.text());
            events.push(json!({"reason": reason, "category": category, "quantity": fields.number()}));
        }
        if events.is_empty() {
            return None;
        }
        let report = json!({"timestamp": now_ms as f64 / 1000.0, "discarded_events": events});
        envelope::write_item(body, "client_report", &report.to_string());
        Some(number)
    }

    /// Notes the response to a request. What did not arrive is sent again, after a pause.
    pub(super) fn note_answer(&mut self, request: &Request, answer: &Answer, now_ms: u64, roll: f64) {
        self.in_flight = self.in_flight.saturating_sub(1);
        let mut fields = String::new();
        for id in &request.ids {
            let separator = if fields.is_empty() { "" } else { SEPARATOR };
            fields.push_str(&format!("{separator}{id}{SEPARATOR}{}", answer.status));
        }
        let response = Response {
            status: answer.status,
            rate_limits: &answer.rate_limits,
            retry_after: &answer.retry_after,
            roll: (roll * 1_000.0) as u64,
            // Each item here stands for one event, which is counted as it arrives.
            counts_repeats: true,
            items: Fields::of(&fields),
            ..Response::default()
        };
        let outcomes = self.client.note_response(&response, now_ms);
        for (id, outcome) in request.ids.iter().zip(outcomes.bytes()).filter(|(id, _)| **id < FIRST_REPORT) {
            let Some(item) = self.items.remove(id) else { continue };
            match outcome {
                b'r' if item.tries < MAX_TRIES => self.enqueue(*id, item, now_ms),
                b'r' => {
                    let is_reached = answer.status > 0;
                    let reason =
                        if is_reached { DiscardReason::SendError } else { DiscardReason::NetworkError };
                    self.count_loss(reason, item.kind);
                }
                // An answer for batches alone; there are none.
                b'a' => self.count_loss(DiscardReason::SendError, item.kind),
                _ => {}
            }
        }
    }

    /// Whether nothing waits, and nothing is in flight.
    pub(super) fn is_idle(&self) -> bool {
        self.in_flight == 0 && self.items.is_empty()
    }

    /// In how many milliseconds the next request may be made; none if nothing waits, or the answer of another comes first.
    pub(super) fn due_in(&self, now_ms: u64) -> Option<u64> {
        if self.in_flight >= MAX_REQUESTS || self.items.is_empty() {
            return None;
        }
        self.client.due_in(now_ms)
    }
}

#[cfg(test)]
mod tests;
