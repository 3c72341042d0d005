//! Spans.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use balefire_protocol::json::Object;

use super::SpanStatus;
use super::clock::write_time;
use crate::{Map, Value, platform};

/// Most spans of a transaction: the limit of Sentry's SDKs. Later ones are left out.
const MOST_SPANS: usize = 1000;

/// A span of a transaction. Its copies are the same span.
#[derive(Debug, Clone)]
pub struct Span {
    tree: Arc<Tree>,
    open: Arc<Mutex<Open>>,
}

/// Data that the spans of a transaction share.
#[derive(Debug)]
struct Tree {
    trace_id: String,
    is_sampled: bool,
    ended: Mutex<Ended>,
}

/// The spans that were finished, as JSON: `{..},{..}`.
#[derive(Debug, Default)]
struct Ended {
    spans: String,
    count: usize,
    /// The transaction was sent; spans that end later are left out.
    is_closed: bool,
}

#[derive(Debug, Default)]
struct Open {
    id: String,
    parent: String,
    op: String,
    description: String,
    /// In microseconds since 1970.
    started: u64,
    status: Option<SpanStatus>,
    data: Map,
    tags: Map,
    is_ended: bool,
}

impl Span {
    /// The outermost span of a transaction.
    pub(super) fn root(op: &str, trace_id: String, is_sampled: bool) -> Self {
        let tree = Tree { trace_id, is_sampled, ended: Mutex::default() };
        Self::open(Arc::new(tree), op, "", String::new())
    }

    fn open(tree: Arc<Tree>, op: &str, description: &str, parent: String) -> Self {
        let open = Open {
            id: platform::random_id().get(..16).unwrap_or_default().to_owned(),
            parent,
            op: op.to_owned(),
            description: description.to_owned(),
            started: platform::now_micros(),
            ..Open::default()
        };
        Self { tree, open: Arc::new(Mutex::new(open)) }
    }

    /// Begins a child span with an operation (`http.client`) and a description.
    #[must_use]
    pub fn start_child(&self, op: &str, description: &str) -> Self {
        Self::open(Arc::clone(&self.tree), op, description, lock(&self.open).id.clone())
    }

    /// Sets data.
    pub fn set_data(&self, key: &str, value: impl Into<Value>) {
        lock(&self.open).data.insert(key, value);
    }

    /// Replaces all data.
    #[cfg(feature = "tracing")]
    pub(crate) fn set_all_data(&self, data: Map) {
        lock(&self.open).data = data;
    }

    /// Sets a tag.
    pub fn set_tag(&self, key: &str, value: impl ToString) {
        lock(&self.open).tags.insert(key, value.to_string());
    }

    /// Sets how it ended.
    pub fn set_status(&self, status: SpanStatus) {
        lock(&self.open).status = Some(status);
    }

    /// Whether it is sent.
    #[must_use]
    pub fn is_sampled(&self) -> bool {
        self.tree.is_sampled
    }

    /// Headers by which another server continues the trace.
    pub fn iter_headers(&self) -> impl Iterator<Item = (&'static str, String)> {
        let sampled = if self.tree.is_sampled { "1" } else { "0" };
        let id = lock(&self.open).id.clone();
        std::iter::once(("sentry-trace", format!("{}-{id}-{sampled}", self.tree.trace_id)))
    }

    /// Ends it. Later changes are ignored, and so is a span that ends after its transaction.
    pub fn finish(self) {
        self.finish_at(platform::now_micros());
    }

    fn finish_at(&self, now: u64) {
        let mut open = lock(&self.open);
        let mut ended = lock(&self.tree.ended);
        let is_wanted = self.tree.is_sampled && !ended.is_closed && ended.count < MOST_SPANS;
        if std::mem::replace(&mut open.is_ended, true) || !is_wanted {
            return;
        }
        if ended.count > 0 {
            ended.spans.push(',');
        }
        ended.count += 1;
        let mut span = Object::new(&mut ended.spans);
        span.given("description", &open.description);
        open.write(&mut span, &self.tree.trace_id);
        if !open.tags.is_empty() {
            open.tags.write(span.key("tags"));
        }
        write_time(span.key("start_timestamp"), open.started);
        write_time(span.key("timestamp"), now);
        span.end();
    }

    /// Ends the transaction of this root span; its event, if it is sampled and was not sent before.
    pub(super) fn finish_root(&self, name: &str, now: u64) -> Option<String> {
        let open = lock(&self.open);
        let mut ended = lock(&self.tree.ended);
        if std::mem::replace(&mut ended.is_closed, true) || !self.tree.is_sampled {
            return None;
        }
        let mut json = String::new();
        let mut event = Object::new(&mut json);
        event.string("type", "transaction").string("transaction", name);
        let mut info = Object::new(event.key("transaction_info"));
        info.string("source", "custom");
        info.end();
        write_time(event.key("start_timestamp"), open.started);
        write_time(event.key("timestamp"), now);
        let mut contexts = Object::new(event.key("contexts"));
        let mut trace = Object::new(contexts.key("trace"));
        open.write(&mut trace, &self.tree.trace_id);
        trace.end();
        contexts.end();
        if !open.tags.is_empty() {
            open.tags.write(event.key("tags"));
        }
        let spans = event.key("spans");
        spans.push('[');
        spans.push_str(&std::mem::take(&mut ended.spans));
        spans.push(']');
        event.end();
        Some(json)
    }

    /// Writes the context `trace` of events that happen in it.
    pub(crate) fn write_context(&self, out: &mut String) {
        let mut trace = Object::new(out);
        lock(&self.open).write(&mut trace, &self.tree.trace_id);
        trace.end();
    }
}

impl Open {
    fn write(&self, out: &mut Object<'_>, trace_id: &str) {
        out.string("trace_id", trace_id)
            .string("span_id", &self.id)
            .given("parent_span_id", &self.parent)
            .given("op", &self.op)
            .given("status", self.status.map(SpanStatus::as_str).unwrap_or_default())
            .string("origin", "manual");
        if !self.data.is_empty() {
            self.data.write(out.key("data"));
        }
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // The guarded data is consistent at any time.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// Without a page all ids are empty, and all begins in 1970.
    fn root(is_sampled: bool) -> Span {
        let span = Span::root("ui.load", "0123".into(), is_sampled);
        lock(&span.open).id = "a".into();
        span
    }

    #[test]
    fn a_transaction_with_a_span() {
        let root = root(true);
        let child = root.start_child("http.client", "GET /tasks");
        lock(&child.open).id = "b".into();
        lock(&child.open).started = 1_500_000;
        child.set_data("bytes", 7);
        child.set_tag("cached", false);
        child.set_status(SpanStatus::NotFound);
        child.finish_at(2_000_001);
        child.set_data("late", true);
        child.finish_at(9_000_000);
        root.set_tag("shop", "tea");
        root.set_data("articles", 3);
        let late = root.start_child("late", "");
        let event: Value = serde_json::from_str(&root.finish_root("open shop", 3_000_000).unwrap()).unwrap();
        assert_eq!(
            event,
            json!({
                "type": "transaction", "transaction": "open shop", "transaction_info": {"source": "custom"},
                "start_timestamp": 0.0, "timestamp": 3.0, "tags": {"shop": "tea"},
                "contexts": {"trace": {
                    "trace_id": "0123", "span_id": "a", "op": "ui.load", "origin": "manual", "data": {"articles": 3}
                }},
                "spans": [{
                    "trace_id": "0123", "span_id": "b", "parent_span_id": "a", "op": "http.client",
                    "description": "GET /tasks", "status": "not_found", "origin": "manual", "data": {"bytes": 7},
                    "tags": {"cached": "false"}, "start_timestamp": 1.5, "timestamp": 2.000_001
                }]
            })
        );
        late.finish();
        assert_eq!(root.finish_root("again", 4_000_000), None);
    }

    #[test]
    fn what_is_not_sampled_is_not_told() {
        let root = root(false);
        root.start_child("a", "b").finish();
        assert_eq!(root.iter_headers().collect::<Vec<_>>(), [("sentry-trace", "0123-a-0".to_owned())]);
        assert_eq!(root.finish_root("x", 1), None);
    }

    #[test]
    fn spans_are_bounded() {
        let root = root(true);
        for _ in 0..2 * MOST_SPANS {
            root.start_child("a", "b").finish();
        }
        let event: Value = serde_json::from_str(&root.finish_root("x", 1).unwrap()).unwrap();
        assert_eq!(event["spans"].as_array().unwrap().len(), MOST_SPANS);
    }
}
