//! The only owner of state: event → scope → sample → queue → envelope.

use alloc::string::{String, ToString};

use balefire_protocol::event::Event;
use balefire_protocol::{envelope, json};

use crate::capture::Captured;
use crate::client_report::{Category, ClientReport, DiscardReason};
use crate::fields::Fields;
use crate::integrations::{global_handlers, panic};
use crate::options::Options;
use crate::queue::{Pushed, Queue, Queued, Urgency};
use crate::rate_limit::{Answer, RateLimits};
use crate::sampling;
use crate::scope::{Breadcrumbs, Scope, Section};
use crate::{SDK_NAME, SDK_VERSION};

/// The client of one page.
#[derive(Debug)]
pub struct Client {
    options: Options,
    scope: Scope,
    breadcrumbs: Breadcrumbs,
    trap: panic::Trap,
    queue: Queue,
    limits: RateLimits,
    losses: ClientReport,
}

impl Client {
    /// A client with nothing in it.
    #[must_use]
    pub fn new(options: Options) -> Self {
        Self {
            breadcrumbs: Breadcrumbs::new(options.max_breadcrumbs),
            options,
            scope: Scope::default(),
            trap: panic::Trap::default(),
            queue: Queue::default(),
            limits: RateLimits::default(),
            losses: ClientReport::default(),
        }
    }

    /// Changes the scope, see [`Scope::patch`].
    pub fn patch_scope(&mut self, fields: Fields<'_>) {
        self.scope.patch(fields);
    }

    /// Adds a breadcrumb, JSON text.
    pub fn add_breadcrumb(&mut self, breadcrumb: String) {
        self.breadcrumbs.add(breadcrumb);
    }

    /// Takes what the recorder caught, see [`Captured::read`]; `roll` is a roll of the dice (0 to below 1).
    pub fn capture(&mut self, fields: Fields<'_>, now_ms: u64, roll: f64) {
        let mut scope = self.scope.clone();
        let captured = Captured::read(fields, &mut scope);
        let is_panic = captured.is_panic();
        if is_panic {
            self.trap.expect(now_ms);
        } else if self.trap.is_echo(&captured.thrown, now_ms) {
            return;
        }
        if !sampling::keep(self.options.sample_rate, roll) {
            return self.losses.count(DiscardReason::SampleRate, Category::Error);
        }
        let payload = self.payload(&captured, &scope, now_ms);
        let event = Queued { event_id: captured.event_id.to_string(), payload };
        let urgency = if is_panic { Urgency::AtOnce } else { Urgency::Batch };
        if self.queue.push(event, urgency, now_ms) == Pushed::Overflow {
            self.losses.count(DiscardReason::QueueOverflow, Category::Error);
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
        while let Some(event) = self.queue.pop() {
            if self.limits.allows(Category::Error, now_ms) {
                return Some(self.envelope(Some(&event), now_ms, sent_at));
            }
            self.losses.count(DiscardReason::RatelimitBackoff, Category::Error);
        }
        None
    }

    /// The envelope that says what was lost, for when the page is left; none where nothing was.
    pub fn take_losses(&mut self, now_ms: u64, sent_at: &str) -> Option<String> {
        let is_limited = !self.limits.allows(Category::Error, now_ms);
        (!is_limited && !self.losses.is_empty()).then(|| self.envelope(None, now_ms, sent_at))
    }

    /// Heeds the answer to an envelope.
    pub fn answered(&mut self, answer: &Answer<'_>, now_ms: u64) {
        self.limits.heed(answer, now_ms);
        match answer.status {
            0 => self.losses.count(DiscardReason::NetworkError, Category::Error),
            // Who answers 429 counts it himself.
            200..300 | 429 => {}
            _ => self.losses.count(DiscardReason::SendError, Category::Error),
        }
    }

    /// The JSON of the event: what was caught, with its scope.
    fn payload(&self, captured: &Captured<'_>, scope: &Scope, now_ms: u64) -> String {
        let mut exceptions = global_handlers::exceptions(&captured.thrown, captured.mechanism);
        if let Some(thrown) = exceptions.last_mut() {
            panic::locate(&mut thrown.frames, captured.location);
        }
        let event = Event {
            event_id: captured.event_id,
            timestamp_ms: now_ms,
            level: scope.level().unwrap_or(captured.level()),
            message: captured.message,
            exceptions,
            request: captured.request,
            release: &self.options.release,
            environment: &self.options.environment,
            breadcrumbs: self.breadcrumbs.all(),
            user: scope.value(Section::User),
            tags: &scope.object(Section::Tags),
            extra: &scope.object(Section::Extra),
            contexts: &scope.object(Section::Contexts),
            fingerprint: scope.value(Section::Fingerprint),
            sdk_name: SDK_NAME,
            sdk_version: SDK_VERSION,
        };
        let mut payload = String::new();
        event.write(&mut payload);
        payload
    }

    fn envelope(&mut self, event: Option<&Queued>, now_ms: u64, sent_at: &str) -> String {
        let mut text = String::new();
        let mut header = json::Object::new(&mut text);
        if let Some(event) = event {
            header.string("event_id", &event.event_id);
        }
        header.string("sent_at", sent_at);
        header.end();
        text.push_str("\n");
        if let Some(event) = event {
            envelope::write_item(&mut text, "event", &event.payload);
        }
        if let Some(report) = self.losses.take(now_ms) {
            envelope::write_item(&mut text, "client_report", &report);
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SENT_AT: &str = "2026-01-01T00:00:00.000Z";

    fn client(options: &str) -> Client {
        Client::new(Options::read(Fields::of(options)).0)
    }

    /// What the recorder says of an error at a time; `thrown` is its type, message and stack.
    fn capture(client: &mut Client, now_ms: u64, mechanism: &str, thrown: [&str; 3], more: &[&str]) {
        let event_id = format!("{now_ms:032x}");
        let location = if mechanism == "panic" { "src/main.rs:7:3" } else { "" };
        let mut fields = vec![&*event_id, mechanism, "0", "https://a.test/", "", "UA", "", location, "1"];
        fields.extend(thrown.iter().chain(["", "", ""].iter()).chain(more));
        client.capture(Fields::of(&fields.join("\u{1f}")), now_ms, 0.5);
    }

    const ERROR: [&str; 3] = ["TypeError", "x", ""];

    /// The payloads of the items of the next envelope.
    fn next(client: &mut Client, now_ms: u64) -> Vec<serde_json::Value> {
        let text = client.take(now_ms, SENT_AT).unwrap_or_else(|| "{}".into());
        let envelope = envelope::parse(text.as_bytes()).unwrap();
        envelope.items.iter().map(|item| serde_json::from_slice(item.payload).unwrap()).collect()
    }

    #[test]
    fn an_error_becomes_an_envelope_with_the_scope() {
        let mut client = client("release\u{1f}web@1");
        client.patch_scope(Fields::of("tags\u{1f}\"page\"\u{1f}\"cart\"\u{1f}level\u{1f}\u{1f}\"warning\""));
        client.add_breadcrumb(r#"{"message":"click"}"#.into());
        capture(&mut client, 1_000, "onerror", ERROR, &[]);
        assert_eq!(client.due_in(1_000), Some(250));
        let event = &next(&mut client, 1_250)[0];
        assert_eq!(event["exception"]["values"][0]["type"], "TypeError");
        assert_eq!(event["tags"]["page"], "cart");
        assert_eq!(event["level"], "warning");
        assert_eq!(event["release"], "web@1");
        assert_eq!(event["breadcrumbs"]["values"][0]["message"], "click");
        assert_eq!(client.take(1_250, SENT_AT), None);
    }

    #[test]
    fn a_scope_of_one_event_stays_with_it() {
        let mut client = client("");
        capture(&mut client, 1, "generic", ERROR, &["tags", "\"once\"", "\"1\""]);
        capture(&mut client, 2, "generic", ERROR, &[]);
        assert_eq!(next(&mut client, 2)[0]["tags"]["once"], "1");
        assert!(next(&mut client, 2)[0].get("tags").is_none());
    }

    #[test]
    fn a_panic_goes_at_once_and_its_trap_is_dropped() {
        let mut client = client("");
        let stack = "at app.wasm.f (http://h/m.wasm:wasm-function[1]:0x10)";
        capture(&mut client, 1_000, "panic", ["panic", "boom", stack], &[]);
        capture(&mut client, 1_001, "onerror", ["RuntimeError", "unreachable", ""], &[]);
        assert_eq!(client.due_in(1_001), Some(0));
        let event = &next(&mut client, 1_001)[0];
        assert_eq!(event["level"], "fatal");
        let frame = &event["exception"]["values"][0]["stacktrace"]["frames"][0];
        assert_eq!(
            (&frame["function"], &frame["filename"], &frame["lineno"]),
            (&"f".into(), &"src/main.rs".into(), &7.into())
        );
        assert_eq!(client.due_in(1_001), None);
    }

    #[test]
    fn what_is_sampled_away_is_reported() {
        let mut client = client("sampleRate\u{1f}0.25");
        capture(&mut client, 1, "onerror", ERROR, &[]);
        assert_eq!(client.take(1, SENT_AT), None);
        let text = client.take_losses(1, SENT_AT).unwrap();
        assert!(text.contains(r#"{"reason":"sample_rate","category":"error","quantity":1}"#), "{text}");
        assert_eq!(client.take_losses(1, SENT_AT), None);
    }

    #[test]
    fn a_pause_the_server_asks_for_is_kept_and_its_losses_go_with_the_next_envelope() {
        let mut client = client("");
        client.answered(&Answer { status: 429, retry_after: "10", ..Answer::default() }, 0);
        capture(&mut client, 1, "onerror", ERROR, &[]);
        assert_eq!(client.take(1, SENT_AT), None);
        assert_eq!(client.take_losses(1, SENT_AT), None);
        capture(&mut client, 10_000, "onerror", ERROR, &[]);
        let items = next(&mut client, 10_000);
        assert_eq!(items[1]["discarded_events"][0]["reason"], "ratelimit_backoff");
    }

    #[test]
    fn failures_are_counted_by_their_kind() {
        let mut client = client("");
        for status in [0, 200, 413, 500] {
            client.answered(&Answer { status, ..Answer::default() }, 0);
        }
        let text = client.take_losses(0, SENT_AT).unwrap();
        assert!(text.contains(r#"{"reason":"network_error","category":"error","quantity":1}"#), "{text}");
        assert!(text.contains(r#"{"reason":"send_error","category":"error","quantity":2}"#), "{text}");
    }
}
