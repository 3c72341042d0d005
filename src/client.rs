//! The only owner of state: is it wanted? → queue → envelope.

use alloc::string::{String, ToString};

use balefire_protocol::frame::write_frames;
use balefire_protocol::{envelope, json, panic as told, stacktrace};

use crate::client_report::{Category, ClientReport, DiscardReason};
use crate::dedupe;
use crate::fields::Fields;
use crate::integrations::panic;
use crate::options::Options;
use crate::queue::{Pushed, Queue, Queued, Urgency};
use crate::rate_limit::{Answer, RateLimits};
use crate::sampling;

/// The client of one page.
#[derive(Debug, Default)]
pub struct Client {
    options: Options,
    last: dedupe::Last,
    trap: panic::Trap,
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

    /// Whether the page's recorder should make an event of what it caught: the mechanism, the type and message of what
    /// was thrown, and everything else by which one event is another. `roll` is a roll of the dice (0 to below 1).
    pub fn wants(&mut self, caught: &str, now_ms: u64, roll: f64) -> bool {
        let mut fields = Fields::of(caught);
        if fields.text() == "panic" {
            self.trap.expect(now_ms);
        } else if self.trap.is_echo(fields.text(), fields.text(), now_ms) {
            return false;
        }
        let reason = if !sampling::keep(self.options.sample_rate, roll) {
            DiscardReason::SampleRate
        } else if self.options.dedupe && self.last.is_repeat(caught) {
            DiscardReason::EventProcessor
        } else {
            return true;
        };
        self.lose(reason, Category::Error, 1);
        false
    }

    /// Queues an item: its type, its JSON, and the id of the event that it is.
    pub fn keep(&mut self, item: &str, now_ms: u64, is_urgent: bool) {
        let urgency = if is_urgent { Urgency::AtOnce } else { Urgency::Batch };
        let Some(category) = Category::of_item(item) else { return };
        if self.queue.push(Queued { item: item.to_string(), category, urgency }, now_ms) == Pushed::Overflow {
            self.lose(DiscardReason::QueueOverflow, category, 1);
        }
    }

    /// Counts a loss.
    pub fn lose(&mut self, reason: DiscardReason, category: Category, quantity: u64) {
        if self.options.send_client_reports {
            self.losses.count(reason, category, quantity);
        }
    }

    /// In how many milliseconds [`Client::take`] has something; none where nothing waits.
    #[must_use]
    pub fn due_in(&self, now_ms: u64) -> Option<u64> {
        self.queue.due_in(now_ms)
    }

    /// The next envelope to send, and what was lost with it; `sent_at` is the time as RFC 3339.
    ///
    /// Sentry allows one event an envelope, so call it until there is none.
    pub fn take(&mut self, now_ms: u64, sent_at: &str) -> Option<String> {
        while let Some(Queued { item, category, .. }) = self.queue.pop() {
            if self.limits.allows(category, now_ms) {
                return Some(self.envelope(&item, now_ms, sent_at));
            }
            self.lose(DiscardReason::RatelimitBackoff, category, 1);
        }
        None
    }

    /// The envelope that says what was lost, for when the page is left; none where nothing was.
    pub fn take_losses(&mut self, now_ms: u64, sent_at: &str) -> Option<String> {
        let is_limited = !self.limits.allows(Category::Error, now_ms);
        (!is_limited && !self.losses.is_empty()).then(|| self.envelope("", now_ms, sent_at))
    }

    /// Heeds the answer to an envelope.
    pub fn answered(&mut self, answer: &Answer<'_>, now_ms: u64) {
        self.limits.heed(answer, now_ms);
        let Some(category) = Category::of_item(answer.item_type) else { return };
        match answer.status {
            0 => self.lose(DiscardReason::NetworkError, category, 1),
            // Who answers 429 counts it himself.
            200..300 | 429 => {}
            _ => self.lose(DiscardReason::SendError, category, 1),
        }
    }

    /// The envelope of an item, or of losses alone.
    fn envelope(&mut self, item: &str, now_ms: u64, sent_at: &str) -> String {
        let mut fields = Fields::of(item);
        let (kind, payload) = (fields.text(), fields.text());
        let mut text = String::new();
        let mut header = json::Object::new(&mut text);
        header.given("event_id", fields.text()).string("sent_at", sent_at);
        header.end();
        text.push_str("\n");
        if !kind.is_empty() {
            envelope::write_item(&mut text, kind, payload);
        }
        if let Some(report) = self.losses.take(now_ms) {
            envelope::write_item(&mut text, "client_report", &report);
        }
        text
    }
}

/// The frames of a stack as JSON, oldest first: the location of a panic (or nothing), and the text of the stack, whose
/// newest frames are of a helper that made the error. Empty where there is none.
#[must_use]
pub fn frames(mut fields: Fields<'_>, to_pop: usize) -> String {
    let location = fields.text();
    let mut frames = stacktrace::parse(fields.text());
    for _ in 0..to_pop.min(frames.len()) {
        frames.pop();
    }
    told::locate(&mut frames, location);
    let mut out = String::new();
    if !frames.is_empty() {
        write_frames(&mut out, &frames);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queue::{KEPT_FREE, MOST_WAITING};

    const SENT_AT: &str = "2026-01-01T00:00:00.000Z";
    const ERROR: [&str; 3] = ["onerror", "TypeError", "x"];

    fn client() -> Client {
        Client::new(Options::default())
    }

    /// Whether the client wants this; if so, it becomes an event.
    fn capture(client: &mut Client, now_ms: u64, caught: [&str; 3]) -> bool {
        let is_wanted = client.wants(&caught.join("\u{1f}"), now_ms, 0.5);
        if is_wanted {
            let item = format!("event\u{1f}{{\"message\":{:?}}}\u{1f}{now_ms:032x}", caught[2]);
            client.keep(&item, now_ms, caught[0] == "panic");
        }
        is_wanted
    }

    /// The types and payloads of the items of the next envelope.
    fn next(client: &mut Client, now_ms: u64) -> Vec<(String, serde_json::Value)> {
        let text = client.take(now_ms, SENT_AT).unwrap_or_else(|| "{}".into());
        let envelope = envelope::parse(text.as_bytes()).unwrap();
        let read =
            |item: &envelope::Item<'_>| (item.kind.clone(), serde_json::from_slice(item.payload).unwrap());
        envelope.items.iter().map(read).collect()
    }

    #[test]
    fn an_error_becomes_an_envelope() {
        let mut client = client();
        assert!(capture(&mut client, 1_000, ERROR));
        assert_eq!(client.due_in(1_000), Some(250));
        let (kind, event) = &next(&mut client, 1_250)[0];
        assert_eq!((kind.as_str(), &event["message"]), ("event", &"x".into()));
        assert_eq!(client.take(1_250, SENT_AT), None);
    }

    #[test]
    fn a_panic_goes_at_once_and_its_trap_is_dropped() {
        let mut client = client();
        assert!(capture(&mut client, 1_000, ["panic", "panic", "boom"]));
        assert!(!capture(&mut client, 1_001, ["onerror", "RuntimeError", "unreachable"]));
        assert_eq!(client.due_in(1_001), Some(0));
        assert_eq!(next(&mut client, 1_001).len(), 1, "and nothing is counted as lost");
        assert_eq!(client.due_in(1_001), None);
    }

    #[test]
    fn frames_carry_the_location_of_the_panic() {
        let stack = "at app.wasm.f (http://h/m.wasm:wasm-function[1]:0x10)";
        let read = |fields: [&str; 2], to_pop| {
            let json = frames(Fields::of(&fields.join("\u{1f}")), to_pop);
            serde_json::from_str::<serde_json::Value>(&json).unwrap_or_default()
        };
        let frame = &read(["src/main.rs:7:3", stack], 0)[0];
        assert_eq!(
            (&frame["function"], &frame["filename"], &frame["lineno"]),
            (&"f".into(), &"src/main.rs".into(), &7.into())
        );
        assert_eq!(read(["", stack], 0)[0]["filename"], "http://h/m.wasm");
        assert!(read(["", stack], 1).is_null() && read(["", "no stack"], 9).is_null());
    }

    #[test]
    fn repeats_are_dropped_and_counted_unless_they_are_wanted() {
        let mut picky = client();
        assert!(capture(&mut picky, 1, ERROR));
        assert!(!capture(&mut picky, 2, ERROR));
        let items = next(&mut picky, 2);
        assert_eq!(items[1].1["discarded_events"][0]["reason"], "event_processor");
        let mut patient = Client::new(Options { dedupe: false, ..Options::default() });
        assert!(capture(&mut patient, 1, ERROR) && capture(&mut patient, 2, ERROR));
    }

    #[test]
    fn what_is_sampled_away_is_reported() {
        let mut client = Client::new(Options { sample_rate: 0.25, ..Options::default() });
        assert!(!capture(&mut client, 1, ERROR));
        assert_eq!(client.take(1, SENT_AT), None);
        let text = client.take_losses(1, SENT_AT).unwrap();
        assert!(text.contains(r#"{"reason":"sample_rate","category":"error","quantity":1}"#), "{text}");
        assert_eq!(client.take_losses(1, SENT_AT), None);
    }

    #[test]
    fn losses_are_not_counted_where_that_is_not_wanted() {
        let mut client =
            Client::new(Options { sample_rate: 0.25, send_client_reports: false, ..Options::default() });
        assert!(!capture(&mut client, 1, ERROR));
        assert_eq!(client.take_losses(1, SENT_AT), None);
    }

    #[test]
    fn a_pause_the_server_asks_for_is_kept_and_its_losses_go_with_the_next_envelope() {
        let mut client = Client::new(Options { dedupe: false, ..Options::default() });
        client.answered(&Answer { status: 429, retry_after: "10", ..Answer::default() }, 0);
        capture(&mut client, 1, ERROR);
        assert_eq!(client.take(1, SENT_AT), None);
        assert_eq!(client.take_losses(1, SENT_AT), None);
        capture(&mut client, 10_000, ERROR);
        let items = next(&mut client, 10_000);
        assert_eq!(items[1].1["discarded_events"][0]["reason"], "ratelimit_backoff");
    }

    #[test]
    fn failures_are_counted_by_their_kind() {
        let mut client = client();
        for status in [0, 200, 413, 500] {
            client.answered(&Answer { status, item_type: "event", ..Answer::default() }, 0);
        }
        client.answered(&Answer { item_type: "transaction", ..Answer::default() }, 0);
        client.answered(&Answer { item_type: "client_report", ..Answer::default() }, 0);
        let text = client.take_losses(0, SENT_AT).unwrap();
        assert!(text.contains(r#"{"reason":"network_error","category":"error","quantity":1}"#), "{text}");
        assert!(text.contains(r#"{"reason":"send_error","category":"error","quantity":2}"#), "{text}");
        assert!(
            text.contains(r#"{"reason":"network_error","category":"transaction","quantity":1}"#),
            "{text}"
        );
        assert_eq!(text.matches("reason").count(), 3, "{text}");
    }

    #[test]
    fn each_item_is_an_envelope_and_only_events_have_an_id() {
        let mut client = client();
        client.keep("session\u{1f}{\"sid\":\"ab\"}", 1, true);
        client.keep("transaction\u{1f}{}\u{1f}0123", 1, false);
        assert_eq!(client.due_in(1), Some(0));
        for (kind, header) in [
            ("session", format!("{{\"sent_at\":\"{SENT_AT}\"}}\n")),
            ("transaction", format!("{{\"event_id\":\"0123\",\"sent_at\":\"{SENT_AT}\"}}\n")),
        ] {
            let text = client.take(1, SENT_AT).unwrap();
            assert!(text.starts_with(&header), "{text}");
            assert_eq!(envelope::parse(text.as_bytes()).unwrap().items[0].kind, kind);
        }
        assert_eq!(client.take(1, SENT_AT), None);
    }

    #[test]
    fn a_pause_for_one_category_alone() {
        for paused in ["session", "transaction"] {
            let mut client = client();
            let rate_limits = &format!("60:{paused}:key");
            client.answered(&Answer { status: 200, rate_limits, ..Answer::default() }, 0);
            client.keep(&format!("{paused}\u{1f}{{}}"), 1, false);
            assert!(capture(&mut client, 1, ERROR));
            let items = next(&mut client, 1);
            assert_eq!((items[0].0.as_str(), items[1].0.as_str()), ("event", "client_report"));
            let loss = &items[1].1["discarded_events"][0];
            assert_eq!((&loss["reason"], &loss["category"]), (&"ratelimit_backoff".into(), &paused.into()));
        }
    }

    #[test]
    fn what_waits_is_bounded() {
        let mut client = client();
        for _ in 0..=MOST_WAITING + KEPT_FREE {
            client.keep("session\u{1f}{}", 1, true);
        }
        let losses = &next(&mut client, 1)[1].1["discarded_events"][0];
        assert_eq!((&losses["reason"], &losses["category"]), (&"queue_overflow".into(), &"session".into()));
    }
}
