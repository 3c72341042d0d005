//! Data that is added to events.

use std::cell::RefCell;
use std::fmt;
use std::sync::Arc;

use crate::calls::Calls;
use crate::options::EventProcessor;
use crate::{Context, Event, Level, TransactionOrSpan, User, Value, hooked};

/// Changes what is added to events: [`configure_scope`](crate::configure_scope) for all that come,
/// [`with_scope`](crate::with_scope) for some.
///
/// It only collects the changes; the page's recorder applies them, in their order.
#[derive(Default)]
pub struct Scope {
    calls: Calls,
    /// The processors that were added.
    processors: Vec<EventProcessor>,
    /// Whether the processors of before are removed.
    is_cleared: bool,
    /// Sets the span back that was there before.
    undo_span: Option<Box<dyn FnOnce()>>,
}

thread_local! {
    /// The span of [`Scope::set_span`].
    static SPAN: RefCell<Option<TransactionOrSpan>> = const { RefCell::new(None) };
}

impl fmt::Debug for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Scope").field(&self.calls).finish()
    }
}

impl Scope {
    /// Sets a tag, which events can be searched by.
    pub fn set_tag(&mut self, key: &str, value: impl ToString) {
        self.calls.call("setTag", |args| {
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
        self.calls.call("setExtra", |args| {
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
        self.calls.call("setContext", |args| {
            args.text(key);
            members.write(args.next());
        });
    }

    /// Removes a context.
    pub fn remove_context(&mut self, key: &str) {
        self.calls.call("setContext", |args| {
            args.text(key);
            args.json("null");
        });
    }

    /// Sets the user; `None` removes it.
    pub fn set_user(&mut self, user: Option<User>) {
        match &user {
            Some(user) => self.calls.set_user(user),
            None => self.calls.call("setUser", |args| args.json("null")),
        }
    }

    /// Sets the level of all events; `None` leaves them their own.
    pub fn set_level(&mut self, level: Option<Level>) {
        match level {
            Some(level) => self.calls.set_level(level),
            None => self.calls.call("setLevel", |_| {}),
        }
    }

    /// Sets the fingerprint, by which the server groups; `None` for its own rules.
    pub fn set_fingerprint(&mut self, fingerprint: Option<&[&str]>) {
        match fingerprint {
            Some(parts) => self.calls.set_fingerprint(parts),
            None => self.calls.call("setFingerprint", |_| {}),
        }
    }

    /// Sets the transaction, such as a route; `None` removes it.
    pub fn set_transaction(&mut self, transaction: Option<&str>) {
        match transaction {
            Some(name) => self.calls.set_transaction(name),
            None => self.calls.call("setTransactionName", |_| {}),
        }
    }

    /// Sets the span that events belong to; `None` for the trace of the page.
    pub fn set_span(&mut self, span: Option<TransactionOrSpan>) {
        // A span of the page's tracer becomes the active one, and the tracer tells the events of it.
        let page_id = span.as_ref().and_then(|span| span.span().page_id());
        match &span {
            Some(span) if page_id.is_none() => self.calls.call("setContext", |args| {
                args.text("trace");
                span.span().write_context(args.next());
            }),
            _ => self.remove("setContext", "trace"),
        }
        self.calls.call("setSpan", |args| args.text(page_id.unwrap_or_default()));
        let before = SPAN.replace(span);
        if self.undo_span.is_none() {
            self.undo_span = Some(Box::new(move || SPAN.set(before)));
        }
    }

    /// The span that was set last by [`Scope::set_span`], here or in a scope around this one.
    ///
    /// ```
    /// use balefire::{TransactionContext, TransactionOrSpan, configure_scope, start_transaction};
    ///
    /// let outer = configure_scope(|scope| scope.get_span());
    /// let span: TransactionOrSpan = match &outer {
    ///     Some(outer) => outer.start_child("db", "read the stock").into(),
    ///     None => start_transaction(TransactionContext::new("read the stock", "db")).into(),
    /// };
    /// configure_scope(|scope| scope.set_span(Some(span.clone())));
    /// // What takes time.
    /// span.finish();
    /// configure_scope(|scope| scope.set_span(outer));
    /// ```
    #[must_use]
    #[allow(clippy::unused_self, reason = "as the `sentry` crate has it")]
    pub fn get_span(&self) -> Option<TransactionOrSpan> {
        SPAN.with_borrow(Clone::clone)
    }

    /// Sets the span back that was there before, when the scope ends.
    pub(crate) fn take_undo(&mut self) -> Option<Box<dyn FnOnce()>> {
        self.undo_span.take()
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
        processor: impl Fn(Event<'static>) -> Option<Event<'static>> + Send + Sync + 'static,
    ) {
        hooked::use_hooks();
        self.processors.push(Arc::new(processor));
    }

    /// Removes everything.
    pub fn clear(&mut self) {
        self.processors.clear();
        self.is_cleared = true;
        self.calls.call("clear", |_| {});
    }

    /// The processors that were added, and whether those of before are removed.
    pub(crate) fn take_processors(&mut self) -> (Vec<EventProcessor>, bool) {
        (std::mem::take(&mut self.processors), self.is_cleared)
    }

    /// The changes, as the recorder reads them.
    pub(crate) fn into_json(self) -> String {
        self.calls.into_json()
    }

    /// Calls a setter without a value, which removes the key.
    fn remove(&mut self, name: &str, key: &str) {
        self.calls.call(name, |args| args.text(key));
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::Map;

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
}
