//! The only owner of state: event → scope → sample → queue → envelope.

use alloc::string::{String, ToString};

use balefire_protocol::event::{Event, Level};
use balefire_protocol::{envelope, json};

use crate::capture::Captured;
use crate::client_report::{Category, ClientReport, DiscardReason};
use crate::integrations::{global_handlers, panic};
use crate::options::Options;
use crate::queue::{Pushed, Queue, Queued, Urgency};
use crate::rate_limit::{Answer, RateLimits};
use crate::sampling;
use crate::scope::{Breadcrumbs, Scope};
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
    pub fn patch_scope(&mut self, patch: &str) {
        self.scope.patch(patch);
    }

    /// Adds a breadcrumb, JSON text.
    pub fn add_breadcrumb(&mut self, breadcrumb: String) {
        self.breadcrumbs.add(breadcrumb);
    }

    /// Takes what the recorder caught; `roll` is a roll of the dice (0 to below 1) for sampling.
    pub fn capture(&mut self, captured: Captured, roll: f64) {
        let now_ms = captured.timestamp_ms;
        let is_panic = captured.mechanism.kind == panic::MECHANISM;
        if is_panic {
            self.trap.expect(now_ms);
        } else if self.trap.is_echo(&captured.thrown, now_ms) {
            return;
        }
        if !sampling::keep(self.options.sample_rate, roll) {
            return self.losses.count(DiscardReason::SampleRate, Category::Error);
        }
        let urgency = if is_panic { Urgency::AtOnce } else { Urgency::Batch };
        let event = self.event(captured);
        let mut payload = String::new();
        event.write(&mut payload);
        if self.queue.push(Queued { event_id: event.event_id, payload }, urgency, now_ms) == Pushed::Overflow
        {
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

    fn event(&self, captured: Captured) -> Event {
        let is_panic = captured.mechanism.kind == panic::MECHANISM;
        let mut exceptions = global_handlers::exceptions(captured.thrown, &captured.mechanism);
        if let (Some(location), Some(thrown)) = (&captured.location, exceptions.last_mut()) {
            panic::locate(&mut thrown.frames, location);
        }
        let mut event = Event {
            event_id: captured.event_id,
            timestamp_ms: captured.timestamp_ms,
            message: captured.message,
            exceptions,
            level: if is_panic { Level::Fatal } else { Level::Error },
            request: Some(captured.request),
            release: self.options.release.clone(),
            environment: Some(self.options.environment.clone()),
            sdk: Some((SDK_NAME, SDK_VERSION)),
            ..Event::default()
        };
        let mut scope = self.scope.clone();
        scope.patch(captured.scope.as_deref().unwrap_or_default());
        scope.apply(&mut event);
        self.breadcrumbs.apply(&mut event);
        if let Some(location) = captured.location {
            event.contexts.push(("rust".to_string(), rust_context(&location)));
        }
        // What is known of this one event goes before what was said of all.
        if let Some(level) = captured.level {
            event.level = level;
        }
        event
    }

    fn envelope(&mut self, event: Option<&Queued>, now_ms: u64, sent_at: &str) -> String {
        let mut text = String::new();
        let mut header = json::Object::new(&mut text);
        header.optional("event_id", event.map(|event| event.event_id.as_str())).string("sent_at", sent_at);
        header.end();
        text.push('\n');
        if let Some(event) = event {
            envelope::write_item(&mut text, "event", &event.payload);
        }
        if let Some(report) = self.losses.take(now_ms) {
            envelope::write_item(&mut text, "client_report", &report);
        }
        text
    }
}

/// Where Rust says the panic happened, kept apart from the frames, which a server may rewrite.
fn rust_context(location: &str) -> String {
    let mut text = String::new();
    let mut context = json::Object::new(&mut text);
    context.string("panic_location", location);
    context.end();
    text
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::capture::Thrown;

    const SENT_AT: &str = "2026-01-01T00:00:00.000Z";

    fn client(options: &str) -> Client {
        Client::new(Options::parse(options).0)
    }

    fn error(kind: &str, value: &str, mechanism: &str, now_ms: u64) -> Captured {
        let text = format!(
            r#"{{"event_id":"{now_ms:032x}","timestamp":{now_ms},"mechanism":"{mechanism}","handled":false}}"#
        );
        let thrown = Thrown { kind: kind.into(), value: value.into(), ..Thrown::default() };
        Captured { thrown: vec![thrown], ..Captured::parse(&text) }
    }

    /// The payloads of the items of the next envelope.
    fn next(client: &mut Client, now_ms: u64) -> Vec<serde_json::Value> {
        let text = client.take(now_ms, SENT_AT).unwrap_or_else(|| "{}".into());
        let envelope = envelope::parse(text.as_bytes()).unwrap();
        envelope.items.iter().map(|item| serde_json::from_slice(item.payload).unwrap()).collect()
    }

    #[test]
    fn an_error_becomes_an_envelope_with_the_scope() {
        let mut client = client(r#"{"release":"web@1","environment":"test"}"#);
        client.patch_scope(r#"{"tags":{"page":"cart"},"level":"warning"}"#);
        client.add_breadcrumb(r#"{"message":"click"}"#.into());
        client.capture(error("TypeError", "x", "onerror", 1_000), 0.0);
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
        let mut client = client("{}");
        let with_scope =
            Captured { scope: Some(r#"{"tags":{"once":"1"}}"#.into()), ..error("E", "", "generic", 1) };
        client.capture(with_scope, 0.0);
        client.capture(error("E", "", "generic", 2), 0.0);
        assert_eq!(next(&mut client, 2)[0]["tags"]["once"], "1");
        assert!(next(&mut client, 2)[0].get("tags").is_none());
    }

    #[test]
    fn a_panic_goes_at_once_and_its_trap_is_dropped() {
        let mut client = client("{}");
        let panic =
            Captured { location: Some("src/main.rs:7:3".into()), ..error("panic", "boom", "panic", 1_000) };
        client.capture(panic, 0.0);
        client.capture(error("RuntimeError", "unreachable", "onerror", 1_001), 0.0);
        assert_eq!(client.due_in(1_001), Some(0));
        let event = &next(&mut client, 1_001)[0];
        assert_eq!(event["level"], "fatal");
        assert_eq!(event["contexts"]["rust"]["panic_location"], "src/main.rs:7:3");
        assert_eq!(client.due_in(1_001), None);
    }

    #[test]
    fn what_is_sampled_away_is_reported() {
        let mut client = client(r#"{"sampleRate":0.5}"#);
        client.capture(error("E", "", "onerror", 1), 0.7);
        assert_eq!(client.take(1, SENT_AT), None);
        let text = client.take_losses(1, SENT_AT).unwrap();
        assert!(text.contains(r#"{"reason":"sample_rate","category":"error","quantity":1}"#), "{text}");
        assert_eq!(client.take_losses(1, SENT_AT), None);
    }

    #[test]
    fn a_pause_the_server_asks_for_is_kept_and_its_losses_go_with_the_next_envelope() {
        let mut client = client("{}");
        client.answered(&Answer { status: 429, retry_after: "10", ..Answer::default() }, 0);
        client.capture(error("E", "", "onerror", 1), 0.0);
        assert_eq!(client.take(1, SENT_AT), None);
        assert_eq!(client.take_losses(1, SENT_AT), None);
        client.capture(error("E", "", "onerror", 10_000), 0.0);
        let items = next(&mut client, 10_000);
        assert_eq!(items[1]["discarded_events"][0]["reason"], "ratelimit_backoff");
    }

    #[test]
    fn failures_are_counted_by_their_kind() {
        let mut client = client("{}");
        for status in [0, 200, 413, 500] {
            client.answered(&Answer { status, ..Answer::default() }, 0);
        }
        let text = client.take_losses(0, SENT_AT).unwrap();
        assert!(text.contains(r#"{"reason":"network_error","category":"error","quantity":1}"#), "{text}");
        assert!(text.contains(r#"{"reason":"send_error","category":"error","quantity":2}"#), "{text}");
    }
}
