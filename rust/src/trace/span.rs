//! Spans.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use balefire_protocol::json::Object;

use super::SpanStatus;
use super::app_spans::AppSpans;
use super::baggage::baggage;
use super::open_span::Open;
use super::page_span::{self, PageSpan, Started};
use super::sampling::Sampling;
use crate::map_value::MapValue;
use crate::{Value, platform};

/// A span of a transaction. Its copies are the same span.
#[derive(Debug, Clone)]
pub struct Span {
    open: Arc<Mutex<Open>>,
    owner: Owner,
}

/// The sender of a span.
#[derive(Debug, Clone)]
enum Owner {
    /// The page's tracer. It stands outside of the lock: the page's functions run while it starts and ends, and may call the
    /// app.
    Page(Arc<PageSpan>),
    /// The app, which sends the spans of a transaction with it.
    App(Arc<AppSpans>),
}

impl Span {
    /// The outermost span of a transaction.
    pub(super) fn root(name: &str, op: &str, by_app: Option<bool>) -> Self {
        match page_span::start(None, name, op, by_app) {
            Started::OfPage(span) => Self::of_page(span, op),
            Started::OfApp { trace_id } => {
                let trace_id = if trace_id.is_empty() { platform::random_id() } else { trace_id };
                let sampling = Sampling::of(&trace_id, by_app);
                Self::of_app(Arc::new(AppSpans::new(trace_id, sampling)), op, "", String::new())
            }
        }
    }

    fn of_page(span: PageSpan, op: &str) -> Self {
        let open = Open { id: span.id().to_owned(), op: op.to_owned(), ..Open::default() };
        Self { open: Arc::new(Mutex::new(open)), owner: Owner::Page(Arc::new(span)) }
    }

    fn of_app(spans: Arc<AppSpans>, op: &str, description: &str, parent: String) -> Self {
        let open = Open {
            id: platform::random_id().get(..16).unwrap_or_default().to_owned(),
            parent,
            op: op.to_owned(),
            description: description.to_owned(),
            started: platform::now_micros(),
            ..Open::default()
        };
        Self { open: Arc::new(Mutex::new(open)), owner: Owner::App(spans) }
    }

    /// Begins a child span with an operation (`http.client`) and a description.
    #[must_use]
    pub fn start_child(&self, op: &str, description: &str) -> Self {
        let spans = match &self.owner {
            Owner::App(spans) => Arc::clone(spans),
            Owner::Page(parent) => match page_span::start(Some(parent), description, op, None) {
                Started::OfPage(span) => return Self::of_page(span, op),
                // The page has closed its recorder meanwhile: nobody sends the child.
                Started::OfApp { .. } => {
                    let trace_id = parent.trace_id().to_owned();
                    let sampling = Sampling::of(&trace_id, Some(false));
                    Arc::new(AppSpans::new(trace_id, sampling))
                }
            },
        };
        Self::of_app(spans, op, description, lock(&self.open).id.clone())
    }

    /// Sets data.
    #[allow(clippy::needless_pass_by_value, reason = "as the `sentry` crate has it")]
    pub fn set_data(&self, key: &str, value: Value) {
        lock(&self.open).data.insert_with(key, |out| value.write(out));
    }

    /// Replaces all data and tags.
    #[cfg(feature = "tracing")]
    pub(crate) fn set_all(&self, data: crate::Map, tags: crate::Map<String, String>) {
        let mut open = lock(&self.open);
        open.data = data;
        open.tags = tags;
    }

    /// Sets a tag.
    pub fn set_tag(&self, key: &str, value: impl ToString) {
        lock(&self.open).tags.insert_text(key, &value.to_string());
    }

    /// Sets how it ended.
    pub fn set_status(&self, status: SpanStatus) {
        lock(&self.open).status = Some(status);
    }

    /// Whether it is sent.
    #[must_use]
    pub fn is_sampled(&self) -> bool {
        match &self.owner {
            Owner::Page(span) => span.is_sampled(),
            Owner::App(spans) => spans.sampling.is_sampled,
        }
    }

    /// Headers by which another server continues the trace: `sentry-trace` and `baggage`.
    pub fn iter_headers(&self) -> impl Iterator<Item = (&'static str, String)> {
        let sampled = if self.is_sampled() { "1" } else { "0" };
        let id = lock(&self.open).id.clone();
        let baggage = match &self.owner {
            Owner::Page(span) => span.baggage(),
            Owner::App(spans) => baggage(&spans.trace_id, spans.sampling),
        };
        std::iter::once(("sentry-trace", format!("{}-{id}-{sampled}", self.trace_id())))
            .chain(baggage.map(|baggage| ("baggage", baggage)))
    }

    /// Ends it. Later changes are ignored, and so is a span that ends after its transaction, unless the page traces.
    pub fn finish(self) {
        self.finish_at(platform::now_micros());
    }

    fn finish_at(&self, now: u64) {
        let mut open = lock(&self.open);
        if std::mem::replace(&mut open.is_ended, true) {
            return;
        }
        match &self.owner {
            Owner::App(spans) => spans.push(&open, now),
            Owner::Page(span) => {
                let (status, tags, data) = (open.status, open.tags.clone(), open.data.clone());
                drop(open);
                span.end(status, tags, &data);
            }
        }
    }

    /// Ends the transaction of this root span; its event, if the app sends it, and has not done so before.
    pub(super) fn finish_root(&self, name: &str, now: u64) -> Option<String> {
        match &self.owner {
            Owner::App(spans) => spans.close(&lock(&self.open), name, now),
            Owner::Page(_) => {
                self.finish_at(now);
                None
            }
        }
    }

    /// Writes the context `trace` of events that happen in it.
    pub(crate) fn write_context(&self, out: &mut String) {
        let mut trace = Object::new(out);
        lock(&self.open).write(&mut trace, self.trace_id());
        trace.end();
    }

    /// Its id, if it is a span of the page's tracer.
    pub(crate) fn page_id(&self) -> Option<&str> {
        self.page_span().map(PageSpan::id)
    }

    /// Makes it the active span of a page that traces, until `exit`.
    #[cfg(feature = "tracing")]
    pub(crate) fn enter(&self) {
        if let Some(span) = self.page_span() {
            span.enter();
        }
    }

    /// Undoes `enter`.
    #[cfg(feature = "tracing")]
    pub(crate) fn exit(&self) {
        if let Some(span) = self.page_span() {
            span.exit();
        }
    }

    fn page_span(&self) -> Option<&PageSpan> {
        match &self.owner {
            Owner::Page(span) => Some(span),
            Owner::App(_) => None,
        }
    }

    fn trace_id(&self) -> &str {
        match &self.owner {
            Owner::Page(span) => span.trace_id(),
            Owner::App(spans) => &spans.trace_id,
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
        let sampling = Sampling::of("0123", Some(is_sampled));
        let spans = AppSpans::new("0123".into(), sampling);
        let span = Span::of_app(Arc::new(spans), "ui.load", "", String::new());
        lock(&span.open).id = "a".into();
        span
    }

    #[test]
    fn a_transaction_with_a_span() {
        let root = root(true);
        let child = root.start_child("http.client", "GET /tasks");
        lock(&child.open).id = "b".into();
        lock(&child.open).started = 1_500_000;
        child.set_data("bytes", 7.into());
        child.set_tag("cached", false);
        child.set_status(SpanStatus::NotFound);
        child.finish_at(2_000_001);
        child.set_data("late", true.into());
        child.finish_at(9_000_000);
        root.set_tag("shop", "tea");
        root.set_data("articles", 3.into());
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
        for _ in 0..2000 {
            root.start_child("a", "b").finish();
        }
        let event: Value = serde_json::from_str(&root.finish_root("x", 1).unwrap()).unwrap();
        assert_eq!(event["spans"].as_array().unwrap().len(), 1000);
    }
}
