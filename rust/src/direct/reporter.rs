//! Makes events, and envelopes of them.

use std::collections::VecDeque;

use balefire_protocol::dsn::{Dsn, ParseDsnError};
use balefire_protocol::{envelope, frame, json, panic, rate_limit, stacktrace};
use serde_json::{Map, Value, json};

use super::scope_members::Scope;
use crate::Options;

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

/// A captured event: its id, and its envelope, unless it was not sampled or the server wants a pause.
#[derive(Debug, PartialEq)]
pub(super) struct Captured {
    pub id: String,
    pub envelope: Option<String>,
}

/// The kind of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ItemKind {
    Event,
    /// An event whose item header asks for an alert.
    Alert,
    Transaction,
}

impl ItemKind {
    /// Appends an item of this kind to an envelope.
    fn write(self, envelope: &mut String, payload: &str) {
        match self {
            Self::Event => envelope::write_item(envelope, "event", payload),
            Self::Transaction => envelope::write_item(envelope, "transaction", payload),
            Self::Alert => {
                let mut header = json::Object::new(envelope);
                header
                    .string("type", "event")
                    .boolean("alert", true)
                    .unsigned("length", payload.len() as u64);
                header.end();
                *envelope += &format!("\n{payload}\n");
            }
        }
    }
}

/// Holds scopes and breadcrumbs, and makes events.
#[derive(Debug)]
pub(super) struct Reporter {
    /// Where envelopes go.
    pub url: String,
    options: Options,
    /// The scope of the app, then those of `with_scope`, the innermost last.
    scopes: Vec<Scope>,
    breadcrumbs: VecDeque<Value>,
    last_id: String,
    silent_until_ms: f64,
}

impl Reporter {
    pub(super) fn new(options: Options) -> Result<Self, ParseDsnError> {
        let dsn = Dsn::parse(options.dsn.as_deref().unwrap_or_default())?;
        let posted = format!("{}?sentry_version=7&sentry_key={}", dsn.envelope_url(), dsn.public_key);
        let url = options.tunnel.as_deref().map_or(posted, str::to_owned);
        Ok(Self {
            url,
            options,
            scopes: vec![Scope::default()],
            breadcrumbs: VecDeque::new(),
            last_id: String::new(),
            silent_until_ms: 0.0,
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

    pub(super) fn add_breadcrumb(&mut self, breadcrumb: Value, now_ms: f64) {
        let Value::Object(mut breadcrumb) = breadcrumb else { return };
        breadcrumb.entry("timestamp").or_insert_with(|| json!(now_ms / 1000.0));
        self.breadcrumbs.push_back(Value::Object(breadcrumb));
        while self.breadcrumbs.len() > self.options.max_breadcrumbs {
            self.breadcrumbs.pop_front();
        }
    }

    pub(super) fn message(&mut self, text: &str, level: &str, moment: Moment) -> Captured {
        let event = self.message_event(text, level, &moment);
        self.event(event, moment)
    }

    /// A message that asks for an alert; it is always in the sample.
    pub(super) fn alert(&mut self, text: &str, level: &str, moment: Moment) -> Captured {
        let event = self.message_event(text, level, &moment);
        self.capture(event, ItemKind::Alert, moment)
    }

    fn message_event(&self, text: &str, level: &str, moment: &Moment) -> Map<String, Value> {
        let mut event = Map::from_iter([("message".into(), text.into()), ("level".into(), level.into())]);
        let frames = if self.options.attach_stacktrace { frames(&moment.stack, "") } else { Value::Null };
        if !frames.is_null() {
            let thread = json!({"values": [{"stacktrace": {"frames": frames}, "current": true}]});
            event.insert("threads".into(), thread);
        }
        event
    }

    /// An error with its sources: `[type, message]` each, the error itself first.
    pub(super) fn error(&mut self, chain: &str, moment: Moment) -> Captured {
        let chain: Vec<(String, String)> = serde_json::from_str(chain).unwrap_or_default();
        let mut newest = frames(&moment.stack, "");
        let is_linked = chain.len() > 1;
        let one = |(at, (name, message)): (usize, (String, String))| {
            let mut mechanism = Map::new();
            mechanism.insert("type".into(), if at == 0 { "generic" } else { "chained" }.into());
            mechanism.insert("handled".into(), true.into());
            if is_linked {
                mechanism.insert("exception_id".into(), at.into());
            }
            if let Some(parent) = at.checked_sub(1) {
                mechanism.insert("parent_id".into(), parent.into());
                mechanism.insert("source".into(), "cause".into());
            }
            // The stack is that of the reported error; its sources were made elsewhere.
            exception(&name, &message, mechanism.into(), std::mem::take(&mut newest))
        };
        let mut values: Vec<Value> = chain.into_iter().enumerate().map(one).collect();
        values.reverse();
        self.event(
            Map::from_iter([
                ("level".into(), "error".into()),
                ("exception".into(), json!({"values": values})),
            ]),
            moment,
        )
    }

    /// A panic at a location, `src/main.rs:7:3`.
    pub(super) fn panic(&mut self, message: &str, location: &str, moment: Moment) -> Captured {
        let mechanism = json!({"type": "panic", "handled": false});
        let exception = exception("panic", message, mechanism, frames(&moment.stack, location));
        self.event(
            Map::from_iter([
                ("level".into(), "fatal".into()),
                ("exception".into(), json!({"values": [exception]})),
            ]),
            moment,
        )
    }

    /// An event of the app's own making, or a transaction.
    pub(super) fn event(&mut self, event: Map<String, Value>, moment: Moment) -> Captured {
        let is_transaction = event.get("type").and_then(Value::as_str) == Some("transaction");
        let kind = if is_transaction { ItemKind::Transaction } else { ItemKind::Event };
        self.capture(event, kind, moment)
    }

    fn capture(&mut self, mut event: Map<String, Value>, kind: ItemKind, moment: Moment) -> Captured {
        let Moment { now_ms, id, roll, .. } = moment;
        let is_sampled = kind != ItemKind::Event || roll < f64::from(self.options.sample_rate);
        if kind != ItemKind::Transaction {
            self.last_id.clone_from(&id);
        }
        if !is_sampled || now_ms < self.silent_until_ms {
            return Captured { id, envelope: None };
        }
        event.insert("event_id".into(), id.as_str().into());
        let Options { release, environment, dist, .. } = &self.options;
        for (key, value) in [
            ("timestamp", json!(now_ms / 1000.0)),
            ("platform", json!("javascript")),
            ("release", json!(release)),
            ("environment", json!(environment.as_deref().unwrap_or("production"))),
            ("dist", json!(dist)),
            ("sdk", json!({"name": "balefire.rust", "version": env!("CARGO_PKG_VERSION")})),
        ] {
            if !value.is_null() {
                event.entry(key).or_insert(value);
            }
        }
        if let Some(scope) = self.scopes.last() {
            scope.apply(&mut event);
        }
        if !self.breadcrumbs.is_empty() {
            event.insert("breadcrumbs".into(), json!({"values": self.breadcrumbs}));
        }
        let mut text = String::new();
        let mut header = json::Object::new(&mut text);
        header.string("event_id", &id);
        if self.options.tunnel.is_some() {
            // A tunnel needs it to pass the envelope on.
            header.string("dsn", self.options.dsn.as_deref().unwrap_or_default());
        }
        header.end();
        text.push('\n');
        kind.write(&mut text, &Value::Object(event).to_string());
        Captured { id, envelope: Some(text) }
    }

    /// Notes a response: after a 429 nothing is sent for as long as the server asks.
    pub(super) fn note_response(&mut self, status: u16, retry_after: Option<&str>, now_ms: f64) {
        if status == 429 {
            let pause_s = retry_after.and_then(rate_limit::seconds).unwrap_or(rate_limit::DEFAULT_S);
            self.silent_until_ms = now_ms + pause_s as f64 * 1000.0;
        }
    }
}

fn exception(name: &str, message: &str, mechanism: Value, frames: Value) -> Value {
    let mut exception = Map::from_iter([
        ("type".to_owned(), name.into()),
        ("value".to_owned(), message.into()),
        ("mechanism".to_owned(), mechanism),
    ]);
    if !frames.is_null() {
        exception.insert("stacktrace".into(), json!({"frames": frames}));
    }
    exception.into()
}

/// The frames of a stack as JSON, with the location of a panic; null if there are none.
fn frames(stack: &str, location: &str) -> Value {
    let mut frames = stacktrace::parse(stack);
    panic::locate(&mut frames, location);
    if frames.is_empty() {
        return Value::Null;
    }
    let mut text = String::new();
    frame::write_frames(&mut text, &frames);
    serde_json::from_str(&text).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    const DSN: &str = "https://key@errors.test/7";
    const STACK: &str = "at app.wasm.price_of (https://a.test/m.wasm:wasm-function[2]:0x1ac)";

    fn reporter(change: impl FnOnce(&mut Options)) -> Reporter {
        let mut options = Options { release: Some("shop@1".into()), ..Options::from(DSN) };
        change(&mut options);
        Reporter::new(options).unwrap()
    }

    fn moment(now_ms: f64) -> Moment {
        Moment { now_ms, id: "0123".into(), roll: 0.5, stack: STACK.into() }
    }

    #[track_caller]
    fn item(captured: &Captured) -> (String, Value) {
        let text = captured.envelope.as_deref().unwrap();
        let envelope = envelope::parse(text.as_bytes()).unwrap();
        assert_eq!(envelope.items.len(), 1);
        (envelope.items[0].kind.clone(), serde_json::from_slice(envelope.items[0].payload).unwrap())
    }

    #[test]
    fn where_it_goes() {
        assert_eq!(
            reporter(|_| {}).url,
            "https://errors.test/api/7/envelope/?sentry_version=7&sentry_key=key"
        );
        let mut tunnelled = reporter(|options| options.tunnel = Some("https://a.test/t".into()));
        assert_eq!(tunnelled.url, "https://a.test/t");
        let captured = tunnelled.message("x", "info", moment(0.0));
        assert!(captured.envelope.unwrap().starts_with(&format!(r#"{{"event_id":"0123","dsn":"{DSN}"}}"#)));
        assert!(Reporter::new(Options::default()).is_err());
    }

    #[test]
    fn a_panic_has_its_place() {
        let captured = reporter(|_| {}).panic("no such article", "src/main.rs:7:3", moment(1_500.0));
        let (kind, event) = item(&captured);
        assert_eq!(
            (kind.as_str(), &event["level"], &event["timestamp"]),
            ("event", &json!("fatal"), &json!(1.5))
        );
        assert_eq!((&event["release"], &event["event_id"]), (&json!("shop@1"), &json!("0123")));
        let exception = &event["exception"]["values"][0];
        assert_eq!(exception["mechanism"], json!({"type": "panic", "handled": false}));
        let frame = &exception["stacktrace"]["frames"][0];
        assert_eq!((&frame["filename"], &frame["lineno"]), (&json!("src/main.rs"), &json!(7)));
    }

    #[test]
    fn an_error_has_its_sources() {
        let captured =
            reporter(|_| {}).error(r#"[["Refund","no amount"],["ParseIntError","x"]]"#, moment(0.0));
        let (_, event) = item(&captured);
        let values = event["exception"]["values"].as_array().unwrap();
        assert_eq!((&values[1]["type"], &values[0]["type"]), (&json!("Refund"), &json!("ParseIntError")));
        assert_eq!(values[0]["mechanism"]["parent_id"], 0);
        assert_eq!(values[1]["stacktrace"]["frames"][0]["function"], "price_of");
        assert!(values[0].get("stacktrace").is_none());
    }

    #[test]
    fn scopes_and_breadcrumbs() {
        let mut reporter = reporter(|options| options.max_breadcrumbs = 2);
        reporter.scope().unwrap().change(r#"[["setTag","shop","tea"]]"#);
        for n in 0..4 {
            reporter.add_breadcrumb(json!({"message": n}), 1_000.0);
        }
        reporter.push_scope();
        reporter.scope().unwrap().change(r#"[["setTag","inner","1"]]"#);
        let (_, inner) = item(&reporter.message("a", "info", moment(0.0)));
        assert_eq!(inner["tags"], json!({"shop": "tea", "inner": "1"}));
        let crumbs = json!([{"message": 2, "timestamp": 1.0}, {"message": 3, "timestamp": 1.0}]);
        assert_eq!(inner["breadcrumbs"]["values"], crumbs);
        reporter.pop_scope();
        reporter.pop_scope();
        let (_, outer) = item(&reporter.message("b", "info", moment(0.0)));
        assert_eq!(outer["tags"], json!({"shop": "tea"}));
        assert_eq!(outer["threads"]["values"][0]["stacktrace"]["frames"][0]["function"], "price_of");
    }

    #[test]
    fn chance_and_pauses() {
        let mut picky = reporter(|options| options.sample_rate = 0.5);
        let captured = picky.message("a", "info", moment(0.0));
        assert_eq!((captured.envelope, picky.last_id().as_str()), (None, "0123"));
        let alert = picky.alert("a", "info", moment(0.0)).envelope.unwrap();
        let header = |text: &str| envelope::parse(text.as_bytes()).unwrap().items[0].header.to_owned();
        assert_eq!(json::member(&header(&alert), "alert"), Some("true"));
        let plain = reporter(|_| {}).message("a", "info", moment(0.0)).envelope.unwrap();
        assert_eq!(json::member(&header(&plain), "alert"), None);
        let transaction = Map::from_iter([("type".into(), "transaction".into())]);
        assert_eq!(item(&picky.event(transaction, moment(0.0))).0, "transaction");

        for (retry_after, pause_ms) in [(Some("7"), 7_000.0), (None, 60_000.0), (Some("soon"), 60_000.0)] {
            let mut paused = reporter(|_| {});
            paused.note_response(200, None, 0.0);
            paused.note_response(429, retry_after, 1_000.0);
            let mut is_sent = |at| paused.panic("x", "", moment(at)).envelope.is_some();
            assert!(!is_sent(pause_ms + 999.0) && is_sent(pause_ms + 1_000.0));
        }
    }
}
