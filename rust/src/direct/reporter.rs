//! Makes events, and keeps what they need: scopes, breadcrumbs, the app's module.

use std::collections::VecDeque;

use balefire_core::client_report::DiscardReason;
use balefire_protocol::dsn::{Dsn, ParseDsnError};
use serde_json::{Map, Value, json};

use super::image::Image;
use super::item_kind::ItemKind;
use super::outbox::{Answer, Outbox, Request};
use super::parts::{Link, exception, exceptions, frames};
use super::scope_members::Scope;
use crate::options::Options;

/// Data of a capture that only the host has.
#[derive(Debug, Clone, Default)]
pub(super) struct Moment {
    /// Milliseconds since 1970.
    pub now_ms: f64,
    /// The id of the event: 32 hex digits.
    pub id: String,
    /// Random, 0 to below 1.
    pub roll: f64,
    /// The stack of the call, as the engine prints it.
    pub stack: String,
}

/// What an error of JavaScript was caught by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Source {
    /// The app, which reports it.
    App,
    /// The event `error` of the host.
    OnError,
    /// The event `unhandledrejection`.
    OnRejection,
}

impl Source {
    fn mechanism(self) -> &'static str {
        match self {
            Self::App => "generic",
            Self::OnError => "auto.browser.global_handlers.onerror",
            Self::OnRejection => "auto.browser.global_handlers.onunhandledrejection",
        }
    }
}

/// The host, as events say it.
#[derive(Debug, Clone, Default)]
pub(super) struct Host {
    /// The address of the page or worker, without query.
    pub url: String,
    pub user_agent: String,
    /// The trace of all events and transactions: 32 and 16 hex digits.
    pub trace_id: String,
    pub span_id: String,
}

/// Holds scopes and breadcrumbs, and makes events.
#[derive(Debug)]
pub(super) struct Reporter {
    /// Where envelopes go.
    pub url: String,
    options: Options,
    host: Host,
    /// The scope of the app, then those of `with_scope`, the innermost last.
    scopes: Vec<Scope>,
    breadcrumbs: VecDeque<Value>,
    last_id: String,
    image: Option<Image>,
    outbox: Outbox,
}

impl Reporter {
    pub(super) fn new(options: Options, host: Host) -> Result<Self, ParseDsnError> {
        let dsn = Dsn::parse(options.dsn.as_deref().unwrap_or_default())?;
        let posted = format!("{}?sentry_version=7&sentry_key={}", dsn.envelope_url(), dsn.public_key);
        let url = options.tunnel.as_deref().map_or(posted, str::to_owned);
        Ok(Self {
            url,
            // As the recorder, without a share that is one.
            outbox: Outbox::new(if options.has_sample_rate() { options.sample_rate.into() } else { 1.0 }),
            options,
            host,
            scopes: vec![Scope::default()],
            breadcrumbs: VecDeque::new(),
            last_id: String::new(),
            image: None,
        })
    }

    /// The innermost scope.
    pub(super) fn scope(&mut self) -> Option<&mut Scope> {
        self.scopes.last_mut()
    }

    /// Begins a scope of its own.
    pub(super) fn push_scope(&mut self) {
        let scope = self.scopes.last().cloned().unwrap_or_default();
        self.scopes.push(scope);
    }

    /// Ends it.
    pub(super) fn pop_scope(&mut self) {
        if self.scopes.len() > 1 {
            self.scopes.pop();
        }
    }

    pub(super) fn last_id(&self) -> String {
        self.last_id.clone()
    }

    pub(super) fn trace_id(&self) -> &str {
        &self.host.trace_id
    }

    pub(super) fn set_image(&mut self, image: Image) {
        self.image = Some(image);
    }

    pub(super) fn add_breadcrumb(&mut self, breadcrumb: Value, now_ms: f64) {
        let Value::Object(mut breadcrumb) = breadcrumb else { return };
        breadcrumb.entry("timestamp").or_insert_with(|| json!(now_ms / 1000.0));
        self.breadcrumbs.push_back(Value::Object(breadcrumb));
        while self.breadcrumbs.len() > self.options.max_breadcrumbs {
            self.breadcrumbs.pop_front();
        }
    }

    pub(super) fn message(&mut self, text: &str, level: &str, moment: Moment) -> String {
        let (event, stack) = self.message_event(text, level, &moment);
        self.judged(&["", "", text, stack], event, &moment)
    }

    /// A message that asks for an alert; it is always in the sample, and never a repeat.
    pub(super) fn alert(&mut self, text: &str, level: &str, moment: Moment) -> String {
        let (event, _) = self.message_event(text, level, &moment);
        self.last_id.clone_from(&moment.id);
        self.push(ItemKind::Alert, event, &moment);
        moment.id
    }

    fn message_event<'a>(
        &self,
        text: &str,
        level: &str,
        moment: &'a Moment,
    ) -> (Map<String, Value>, &'a str) {
        let mut event = Map::from_iter([("message".into(), text.into()), ("level".into(), level.into())]);
        let stack = if self.options.attach_stacktrace { moment.stack.as_str() } else { "" };
        let frames = frames(stack, "", self.image.as_ref());
        if !frames.is_null() {
            let thread = json!({"values": [{"stacktrace": {"frames": frames}, "current": true}]});
            event.insert("threads".into(), thread);
        }
        (event, stack)
    }

    /// An error with its sources, the error itself first; one of Rust has no stack of its own, and gets that of the call.
    pub(super) fn error(&mut self, mut chain: Vec<Link>, source: Source, moment: Moment) -> String {
        let Some(first) = chain.first_mut() else { return String::new() };
        if first.stack.is_empty() && source == Source::App {
            first.stack.clone_from(&moment.stack);
        }
        let level = if chain.first().is_some_and(Link::is_death) { "fatal" } else { "error" };
        let values = exceptions(&chain, source.mechanism(), source == Source::App, self.image.as_ref());
        let event = Map::from_iter([("level".into(), level.into()), ("exception".into(), values)]);
        let mut texts = vec![source.mechanism()];
        for Link { name, message, stack } in &chain {
            texts.extend([name.as_str(), message, stack]);
        }
        self.judged(&texts, event, &moment)
    }

    /// A panic at a location, `src/main.rs:7:3`.
    pub(super) fn panic(&mut self, message: &str, location: &str, moment: Moment) -> String {
        let mechanism = json!({"type": "panic", "handled": false});
        let frames = frames(&moment.stack, location, self.image.as_ref());
        let values = json!({"values": [exception("panic", message, mechanism, frames)]});
        let event = Map::from_iter([("level".into(), "fatal".into()), ("exception".into(), values)]);
        self.judged(&["panic", "panic", message, location, &moment.stack], event, &moment)
    }

    /// Notes a panic that the app's hooks have dropped: the trap that follows is dropped with it.
    pub(super) fn drop_panic(&mut self, now_ms: f64) {
        self.outbox.is_wanted(&["panic"], now_ms as u64, 0.0);
        self.outbox.count_loss(DiscardReason::BeforeSend, ItemKind::Event);
    }

    /// An event of the app's own making, or a transaction.
    pub(super) fn event(&mut self, event: Map<String, Value>, moment: Moment) -> String {
        if event.get("type").and_then(Value::as_str) == Some("transaction") {
            self.push(ItemKind::Transaction, event, &moment);
            return moment.id;
        }
        let text = Value::Object(event.clone()).to_string();
        self.judged(&["", "", &text], event, &moment)
    }

    /// Sends an event if it is wanted; its id in any case, as Sentry's SDKs do.
    fn judged(&mut self, texts: &[&str], event: Map<String, Value>, moment: &Moment) -> String {
        self.last_id.clone_from(&moment.id);
        if self.outbox.is_wanted(texts, moment.now_ms as u64, moment.roll) {
            self.push(ItemKind::Event, event, moment);
        }
        moment.id.clone()
    }

    fn push(&mut self, kind: ItemKind, mut event: Map<String, Value>, moment: &Moment) {
        let Moment { now_ms, id, .. } = moment;
        event.insert("event_id".into(), id.as_str().into());
        let Options { release, environment, dist, .. } = &self.options;
        for (key, value) in [
            ("timestamp", json!(now_ms / 1000.0)),
            ("platform", json!("javascript")),
            ("release", json!(release)),
            ("environment", json!(environment.as_deref().unwrap_or("production"))),
            ("dist", json!(dist)),
            ("sdk", json!({"name": "balefire.rust", "version": env!("CARGO_PKG_VERSION")})),
            ("request", request(&self.host)),
            ("debug_meta", json!(self.image.as_ref().map(|image| json!({"images": [image.to_json()]})))),
        ] {
            if !value.is_null() {
                event.entry(key).or_insert(value);
            }
        }
        if let Some(scope) = self.scopes.last() {
            scope.apply(&mut event);
        }
        let contexts = event.entry("contexts").or_insert_with(|| json!({}));
        if let (Value::Object(contexts), false) = (contexts, self.host.trace_id.is_empty()) {
            let trace = || json!({"trace_id": self.host.trace_id, "span_id": self.host.span_id});
            contexts.entry("trace").or_insert_with(trace);
        }
        if !self.breadcrumbs.is_empty() {
            event.insert("breadcrumbs".into(), json!({"values": self.breadcrumbs}));
        }
        self.outbox.push(kind, id, Value::Object(event).to_string(), *now_ms as u64);
    }

    /// The next request, if one is due.
    pub(super) fn take(&mut self, now_ms: f64) -> Option<Request> {
        // A tunnel needs the DSN to pass the envelope on.
        let dsn = self.options.tunnel.as_ref().and(self.options.dsn.as_deref());
        self.outbox.take(dsn, now_ms as u64)
    }

    pub(super) fn note_answer(&mut self, request: &Request, answer: &Answer, now_ms: f64, roll: f64) {
        self.outbox.note_answer(request, answer, now_ms as u64, roll);
    }

    /// Whether nothing waits, and nothing is in flight.
    pub(super) fn is_idle(&self) -> bool {
        self.outbox.is_idle()
    }

    /// In how many milliseconds the next request is due.
    pub(super) fn due_in(&self, now_ms: f64) -> Option<u64> {
        self.outbox.due_in(now_ms as u64)
    }
}

fn request(host: &Host) -> Value {
    if host.url.is_empty() {
        return Value::Null;
    }
    json!({"url": host.url, "headers": {"User-Agent": host.user_agent}})
}

#[cfg(test)]
mod tests;
