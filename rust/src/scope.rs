//! Data that is added to events.

use std::fmt;
use std::sync::Arc;

use balefire_protocol::json::{Object, write_array, write_string};

use crate::options::EventProcessor;
use crate::{Context, Event, Level, Map, TransactionOrSpan, User, Value};

/// Changes what is added to events: [`configure_scope`](crate::configure_scope) for all that come,
/// [`with_scope`](crate::with_scope) for some.
///
/// It only collects the changes; the page's recorder applies them, in their order.
#[derive(Default)]
pub struct Scope {
    /// JSON: `["setTag","shop","tea"],..`
    calls: String,
    /// The processors that were added.
    processors: Vec<EventProcessor>,
    /// Whether the processors of before are removed.
    is_cleared: bool,
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Scope").field(&self.calls).finish()
    }
}

impl Scope {
    /// The members of an event that a capture has no place for; the level only if it is not that of the capture.
    pub(crate) fn of_event(event: &Event, level: Option<Level>) -> Self {
        let mut scope = Self::default();
        if level != Some(event.level) {
            scope.set_level(Some(event.level));
        }
        if let Some(user) = &event.user {
            scope.set_user(Some(user.clone()));
        }
        if let Some(transaction) = &event.transaction {
            scope.set_transaction(Some(transaction));
        }
        if !event.fingerprint.is_empty() {
            let parts: Vec<&str> = event.fingerprint.iter().map(String::as_str).collect();
            scope.set_fingerprint(Some(&parts));
        }
        scope.set_members(&event.tags, &event.extra, &event.contexts);
        if let Some(logger) = &event.logger {
            scope.call("update", |args| {
                let mut members = Object::new(args.next());
                members.string("logger", logger);
                members.end();
            });
        }
        scope
    }

    /// Sets a tag, which events can be searched by.
    pub fn set_tag(&mut self, key: &str, value: impl ToString) {
        self.call("setTag", |args| {
            args.text(key);
            args.text(&value.to_string());
        });
    }

    /// Removes a tag.
    pub fn remove_tag(&mut self, key: &str) {
        self.remove("setTag", key);
    }

    /// Sets extra data.
    #[allow(clippy::needless_pass_by_value, reason = "as the `sentry` crate has it")]
    pub fn set_extra(&mut self, key: &str, value: Value) {
        self.call("setExtra", |args| {
            args.text(key);
            args.json(&value.to_string());
        });
    }

    /// Removes extra data.
    pub fn remove_extra(&mut self, key: &str) {
        self.remove("setExtra", key);
    }

    /// Sets a context: several values under one name.
    ///
    /// ```
    /// balefire::configure_scope(|scope| {
    ///     scope.set_context("order", serde_json::json!({"paid": false, "cents": 4800}));
    ///     scope.set_context("cart", balefire::Map::from([("articles", 2.into())]));
    /// });
    /// ```
    pub fn set_context(&mut self, key: &str, value: impl Into<Context>) {
        let Context(members) = value.into();
        self.call("setContext", |args| {
            args.text(key);
            members.write(args.next());
        });
    }

    /// Removes a context.
    pub fn remove_context(&mut self, key: &str) {
        self.call("setContext", |args| {
            args.text(key);
            args.json("null");
        });
    }

    /// Sets the user; `None` removes it.
    pub fn set_user(&mut self, user: Option<User>) {
        self.call("setUser", |args| match &user {
            Some(user) => user.write(args.next()),
            None => args.json("null"),
        });
    }

    /// Sets the level of all events; `None` leaves them their own.
    pub fn set_level(&mut self, level: Option<Level>) {
        self.call("setLevel", |args| {
            if let Some(level) = level {
                args.text(level.as_str());
            }
        });
    }

    /// Sets the fingerprint, by which the server groups; `None` for its own rules.
    pub fn set_fingerprint(&mut self, fingerprint: Option<&[&str]>) {
        self.call("setFingerprint", |args| {
            if let Some(parts) = fingerprint {
                write_array(args.next(), parts, |out, part| write_string(out, part));
            }
        });
    }

    /// Sets the transaction, such as a route; `None` removes it.
    pub fn set_transaction(&mut self, transaction: Option<&str>) {
        self.call("setTransactionName", |args| {
            if let Some(name) = transaction {
                args.text(name);
            }
        });
    }

    /// Sets the span that events belong to; `None` for the trace of the page.
    pub fn set_span(&mut self, span: Option<TransactionOrSpan>) {
        // A span of the page's tracer becomes the active one, and the tracer tells the events of it.
        let page_id = span.as_ref().and_then(|span| span.span().page_id());
        match &span {
            Some(span) if page_id.is_none() => self.call("setContext", |args| {
                args.text("trace");
                span.span().write_context(args.next());
            }),
            _ => self.remove("setContext", "trace"),
        }
        self.call("setSpan", |args| args.text(page_id.unwrap_or_default()));
    }

    /// Adds a function that changes the events of this app or drops them, before the page's recorder gets them. It sees what
    /// was captured: the recorder adds the scope, the breadcrumbs and the rest of the page later.
    ///
    /// ```
    /// balefire::configure_scope(|scope| {
    ///     scope.add_event_processor(|event| (event.logger.as_deref() != Some("noise")).then_some(event));
    /// });
    /// ```
    pub fn add_event_processor(
        &mut self,
        processor: impl Fn(Event) -> Option<Event> + Send + Sync + 'static,
    ) {
        self.processors.push(Arc::new(processor));
    }

    /// Removes everything.
    pub fn clear(&mut self) {
        self.processors.clear();
        self.is_cleared = true;
        self.call("clear", |_| {});
    }

    /// Adds members of an event.
    pub(crate) fn set_members(&mut self, tags: &Map, extra: &Map, contexts: &Map) {
        if tags.is_empty() && extra.is_empty() && contexts.is_empty() {
            return;
        }
        self.call("update", |args| {
            let mut members = Object::new(args.next());
            for (key, map) in [("tags", tags), ("extra", extra), ("contexts", contexts)] {
                if !map.is_empty() {
                    map.write(members.key(key));
                }
            }
            members.end();
        });
    }

    /// The processors that were added, and whether those of before are removed.
    pub(crate) fn take_processors(&mut self) -> (Vec<EventProcessor>, bool) {
        (std::mem::take(&mut self.processors), self.is_cleared)
    }

    /// The changes, as the recorder reads them.
    pub(crate) fn into_json(self) -> String {
        format!("[{}]", self.calls)
    }

    /// Calls a setter without a value, which removes the key.
    fn remove(&mut self, name: &str, key: &str) {
        self.call(name, |args| args.text(key));
    }

    fn call(&mut self, name: &str, write: impl FnOnce(&mut Args<'_>)) {
        if !self.calls.is_empty() {
            self.calls.push(',');
        }
        self.calls.push('[');
        write_string(&mut self.calls, name);
        write(&mut Args(&mut self.calls));
        self.calls.push(']');
    }
}

/// The arguments of a call.
struct Args<'a>(&'a mut String);

impl Args<'_> {
    /// The place for the next.
    fn next(&mut self) -> &mut String {
        self.0.push(',');
        self.0
    }

    fn text(&mut self, text: &str) {
        write_string(self.next(), text);
    }

    fn json(&mut self, json: &str) {
        self.next().push_str(json);
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn changes_in_their_order() {
        let mut scope = Scope::default();
        scope.set_tag("shop", "\"tea\"");
        scope.set_tag("items", 3);
        scope.remove_tag("shop");
        scope.set_extra("cart", json!([1, "x"]));
        scope.remove_extra("cart");
        scope.set_context("order", Map::from([("paid", true.into())]));
        scope.set_context("cart", json!({"items": 2}));
        scope.remove_context("order");
        scope.set_user(Some(User { id: Some("42".into()), ..User::default() }));
        scope.set_user(None);
        scope.set_level(Some(Level::Warning));
        scope.set_level(None);
        scope.set_fingerprint(Some(&["a", "b"]));
        scope.set_fingerprint(None);
        scope.set_transaction(Some("/cart"));
        scope.clear();
        let changes: Value = serde_json::from_str(&scope.into_json()).unwrap();
        assert_eq!(
            changes,
            json!([
                ["setTag", "shop", "\"tea\""],
                ["setTag", "items", "3"],
                ["setTag", "shop"],
                ["setExtra", "cart", [1, "x"]],
                ["setExtra", "cart"],
                ["setContext", "order", {"paid": true}],
                ["setContext", "cart", {"items": 2}],
                ["setContext", "order", null],
                ["setUser", {"id": "42"}],
                ["setUser", null],
                ["setLevel", "warning"],
                ["setLevel"],
                ["setFingerprint", ["a", "b"]],
                ["setFingerprint"],
                ["setTransactionName", "/cart"],
                ["clear"]
            ])
        );
        assert_eq!(Scope::default().into_json(), "[]");
    }

    #[test]
    fn a_span_is_the_context_of_events_and_the_active_one_of_a_page_that_traces() {
        let transaction = crate::start_transaction(crate::TransactionContext::new("save", "ui.action"));
        for (span, trace) in [
            (
                Some(transaction.into()),
                json!(["setContext", "trace", {
                    "trace_id": "", "span_id": "", "op": "ui.action", "origin": "manual"
                }]),
            ),
            (None, json!(["setContext", "trace"])),
        ] {
            let mut scope = Scope::default();
            scope.set_span(span);
            let changes: Value = serde_json::from_str(&scope.into_json()).unwrap();
            assert_eq!(changes, json!([trace, ["setSpan", ""]]));
        }
    }

    #[test]
    fn members_without_a_place_become_a_scope() {
        let event = Event {
            level: Level::Info,
            tags: Map::from([("shop", "tea".into())]),
            contexts: Map::from([("order", json!({"paid": true}))]),
            fingerprint: vec!["stock".into()],
            logger: Some("till".into()),
            ..Event::default()
        };
        let calls = Scope::of_event(&event, Some(Level::Error)).into_json();
        assert_eq!(
            calls,
            r#"[["setLevel","info"],["setFingerprint",["stock"]],["update",{"tags":{"shop":"tea"},"contexts":{"order":{"paid":true}}}],["update",{"logger":"till"}]]"#
        );
    }
}
