//! Events and spans of `tracing`, as events, breadcrumbs and spans.
//!
//! ```
//! use tracing_subscriber::prelude::*;
//!
//! tracing_subscriber::registry().with(balefire::tracing::layer()).init();
//! tracing::warn!(stock = 4, "stock of tea is low"); // a breadcrumb
//! tracing::error!(order = 7, "the order is lost"); // an event
//! ```
//!
//! An event has the message, the target as its logger, the fields, its location in the source, and the fields of the spans
//! around it. A field that holds an error (`error = &error as &dyn std::error::Error`) becomes its exceptions, with
//! their sources.
//!
//! A span in no other is a transaction, and the spans within are its spans, as [`default_span_filter`] says. Which share of
//! them is sent, [`Options::traces_sample_rate`](crate::Options::traces_sample_rate) says. The fields `sentry.op` and
//! `sentry.name` say what kind of thing a span is, and what it is called:
//!
//! ```
//! #[tracing::instrument(fields(sentry.op = "ui.action", sentry.name = "save order"))]
//! fn save(order: u32) {}
//! # save(7);
//! ```

mod field_values;
mod spans;

use tracing_core::{Event as TracingEvent, Level as TracingLevel, Metadata, Subscriber, span};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

use crate::{Breadcrumb, Event, Exception, Level, Map, add_breadcrumb, capture_event};
use field_values::Fields;
pub use spans::default_span_filter;

/// How an event of `tracing` is handled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventFilter {
    /// It is ignored.
    Ignore,
    /// It becomes a breadcrumb of later events.
    Breadcrumb,
    /// It becomes an event.
    Event,
}

/// Errors are events, warnings and infos breadcrumbs, and the rest is noise.
#[must_use]
pub fn default_event_filter(metadata: &Metadata<'_>) -> EventFilter {
    match *metadata.level() {
        TracingLevel::ERROR => EventFilter::Event,
        TracingLevel::WARN | TracingLevel::INFO => EventFilter::Breadcrumb,
        TracingLevel::DEBUG | TracingLevel::TRACE => EventFilter::Ignore,
    }
}

/// The layer, see [the module](self).
#[must_use]
pub fn layer() -> BalefireLayer {
    BalefireLayer { filter: Box::new(default_event_filter), span_filter: Box::new(default_span_filter) }
}

/// A layer for `tracing-subscriber`.
pub struct BalefireLayer {
    filter: Box<dyn Fn(&Metadata<'_>) -> EventFilter + Send + Sync>,
    span_filter: Box<dyn Fn(&Metadata<'_>) -> bool + Send + Sync>,
}

impl BalefireLayer {
    /// Sets how events are handled, instead of [`default_event_filter`].
    ///
    /// ```
    /// use balefire::tracing::{EventFilter, layer};
    ///
    /// let quiet = layer().event_filter(|metadata| match metadata.target() {
    ///     "shop" => EventFilter::Event,
    ///     _ => EventFilter::Ignore,
    /// });
    /// ```
    #[must_use]
    pub fn event_filter(
        mut self,
        filter: impl Fn(&Metadata<'_>) -> EventFilter + Send + Sync + 'static,
    ) -> Self {
        self.filter = Box::new(filter);
        self
    }

    /// Sets which spans are sent, instead of [`default_span_filter`].
    ///
    /// ```
    /// let none = balefire::tracing::layer().span_filter(|_| false);
    /// ```
    #[must_use]
    pub fn span_filter(mut self, filter: impl Fn(&Metadata<'_>) -> bool + Send + Sync + 'static) -> Self {
        self.span_filter = Box::new(filter);
        self
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for BalefireLayer {
    fn on_new_span(&self, attributes: &span::Attributes<'_>, id: &span::Id, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        let mut fields = Fields::default();
        attributes.record(&mut fields);
        if (self.span_filter)(span.metadata()) {
            spans::begin(&span, &fields);
        }
        span.extensions_mut().replace(fields);
    }

    fn on_record(&self, id: &span::Id, values: &span::Record<'_>, context: Context<'_, S>) {
        let Some(span) = context.span(id) else { return };
        if let Some(fields) = span.extensions_mut().get_mut::<Fields>() {
            values.record(fields);
        }
    }

    fn on_enter(&self, id: &span::Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            spans::enter(&span);
        }
    }

    fn on_exit(&self, id: &span::Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            spans::exit(&span);
        }
    }

    fn on_close(&self, id: span::Id, context: Context<'_, S>) {
        if let Some(span) = context.span(&id) {
            spans::end(&span);
        }
    }

    fn on_event(&self, tracing_event: &TracingEvent<'_>, context: Context<'_, S>) {
        let metadata = tracing_event.metadata();
        let filter = (self.filter)(metadata);
        if filter == EventFilter::Ignore {
            return;
        }
        let mut fields = Fields::default();
        tracing_event.record(&mut fields);
        if filter == EventFilter::Breadcrumb {
            add_breadcrumb(breadcrumb(metadata, fields));
        } else {
            let mut event = event(metadata, fields, spans(tracing_event, &context));
            if let Some(span) = context.event_span(tracing_event).and_then(|span| spans::around(&span)) {
                event.contexts.insert_with("trace", |out| span.span().write_context(out));
            }
            capture_event(event);
        }
    }
}

/// The fields of the spans around an event, by the names of the spans; of two with one name, the inner.
fn spans<S: Subscriber + for<'a> LookupSpan<'a>>(
    tracing_event: &TracingEvent<'_>,
    context: &Context<'_, S>,
) -> Map {
    let mut spans = Map::new();
    for span in context.event_scope(tracing_event).into_iter().flat_map(|scope| scope.from_root()) {
        if let Some(fields) = span.extensions().get::<Fields>() {
            spans.insert_map(span.name(), &fields.values);
        }
    }
    spans
}

fn breadcrumb(metadata: &Metadata<'_>, fields: Fields) -> Breadcrumb {
    Breadcrumb {
        ty: "log".to_owned(),
        category: Some(metadata.target().to_owned()),
        level: level(metadata),
        message: fields.message,
        data: fields.values,
    }
}

fn event(metadata: &Metadata<'_>, fields: Fields, spans: Map) -> Event {
    let mut location = Map::new();
    for (key, text) in [("module_path", metadata.module_path()), ("file", metadata.file())] {
        if let Some(text) = text {
            location.insert(key, text);
        }
    }
    if let Some(line) = metadata.line() {
        location.insert("line", line);
    }
    let mut contexts = Map::new();
    for (key, map) in [
        ("Rust Tracing Fields", fields.values),
        ("Rust Tracing Location", location),
        ("Rust Tracing Spans", spans),
    ] {
        if !map.is_empty() {
            contexts.insert_map(key, &map);
        }
    }
    let causes_first = fields.errors.into_iter().rev();
    Event {
        level: level(metadata),
        message: fields.message,
        logger: Some(metadata.target().to_owned()),
        exception: causes_first.map(|(ty, value)| Exception { ty, value: Some(value) }).collect(),
        contexts,
        ..Event::default()
    }
}

fn level(metadata: &Metadata<'_>) -> Level {
    match *metadata.level() {
        TracingLevel::ERROR => Level::Error,
        TracingLevel::WARN => Level::Warning,
        TracingLevel::INFO => Level::Info,
        TracingLevel::DEBUG | TracingLevel::TRACE => Level::Debug,
    }
}

impl std::fmt::Debug for BalefireLayer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BalefireLayer")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use serde_json::{Value, json};
    use tracing_subscriber::prelude::*;

    use super::*;

    /// Collects the events that the layer would send.
    #[derive(Clone, Default)]
    struct Collected(Arc<Mutex<Vec<Value>>>);

    impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Collected {
        fn on_event(&self, tracing_event: &TracingEvent<'_>, context: Context<'_, S>) {
            let mut fields = Fields::default();
            tracing_event.record(&mut fields);
            let json = event(tracing_event.metadata(), fields, spans(tracing_event, &context)).to_json();
            self.0.lock().unwrap().push(serde_json::from_str(&json).unwrap());
        }
    }

    #[test]
    fn an_event_with_its_spans_and_errors() {
        let collected = Collected::default();
        let subscriber = tracing_subscriber::registry().with(layer()).with(collected.clone());
        tracing::subscriber::with_default(subscriber, || {
            let span = tracing::info_span!("checkout", cart = 7, paid = tracing::field::Empty);
            let _entered = span.enter();
            span.record("paid", false);
            let error = "x".parse::<u32>().unwrap_err();
            tracing::error!(error = &error as &dyn std::error::Error, items = 3, "no {}", "price");
        });
        let tracing_event = collected.0.lock().unwrap().remove(0);
        assert_eq!(tracing_event["message"], "no price");
        assert_eq!(tracing_event["level"], "error");
        assert_eq!(tracing_event["logger"], "balefire::tracing::tests");
        assert_eq!(
            tracing_event["exception"]["values"],
            json!([{"type": "ParseIntError", "value": "invalid digit found in string"}])
        );
        let contexts = &tracing_event["contexts"];
        assert_eq!(contexts["Rust Tracing Fields"], json!({"items": 3}));
        assert_eq!(contexts["Rust Tracing Spans"], json!({"checkout": {"cart": 7, "paid": false}}));
        assert!(
            contexts["Rust Tracing Location"]["file"]
                .as_str()
                .is_some_and(|file| file.ends_with("tracing.rs"))
        );
        assert!(contexts["Rust Tracing Location"]["line"].is_u64());
    }

    #[test]
    fn what_becomes_of_what() {
        use std::sync::atomic::{AtomicU32, Ordering};
        static ASKED: AtomicU32 = AtomicU32::new(0);
        let layer = layer().event_filter(|metadata| {
            ASKED.fetch_add(1, Ordering::Relaxed);
            default_event_filter(metadata)
        });
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            tracing::error!("an event");
            tracing::warn!(stock = 4, "a breadcrumb");
            tracing::debug!("noise");
        });
        assert_eq!(ASKED.load(Ordering::Relaxed), 3);
    }
}
