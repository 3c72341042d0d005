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
//! An event has the message as its title, the target as its logger, the fields, its location in the source, and the fields of
//! the spans around it. Its stack is the JavaScript stack of the call, and the newest frame is the line that logs. A field that
//! holds an error (`error = &error as &dyn std::error::Error`) becomes the cause of the message, with its sources. Without a
//! message the fields are the title.
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

mod converters;
mod field_values;
mod spans;

use tracing_core::{Event as TracingEvent, Level as TracingLevel, Metadata, Subscriber, span};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::{LookupSpan, Registry};

use crate::capture::capture_at;
use crate::{Breadcrumb, Event, add_breadcrumb};
pub use converters::{breadcrumb_from_event, event_from_event};
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

/// What an event of `tracing` becomes, see [`BalefireLayer::event_mapper`].
#[derive(Debug)]
#[non_exhaustive]
#[allow(
    clippy::large_enum_variant,
    reason = "the shape of sentry-tracing, for a value that lives for one call"
)]
pub enum EventMapping {
    /// It is ignored.
    Ignore,
    /// A breadcrumb of later events.
    Breadcrumb(Breadcrumb),
    /// An event. It gets the stack of the call, and the line that logs.
    Event(Event),
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
pub fn layer<S>() -> BalefireLayer<S> {
    BalefireLayer {
        filter: Box::new(default_event_filter),
        mapper: None,
        span_filter: Box::new(default_span_filter),
    }
}

type EventMapper<S> = Box<dyn Fn(&TracingEvent<'_>, Context<'_, S>) -> EventMapping + Send + Sync>;

/// A layer for `tracing-subscriber`.
pub struct BalefireLayer<S = Registry> {
    filter: Box<dyn Fn(&Metadata<'_>) -> EventFilter + Send + Sync>,
    mapper: Option<EventMapper<S>>,
    span_filter: Box<dyn Fn(&Metadata<'_>) -> bool + Send + Sync>,
}

impl<S> BalefireLayer<S> {
    /// Sets how events are handled, instead of [`default_event_filter`].
    ///
    /// ```
    /// use balefire::tracing::{BalefireLayer, EventFilter, layer};
    ///
    /// let quiet: BalefireLayer = layer().event_filter(|metadata| match metadata.target() {
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

    /// Sets what each event becomes. The filter of events is no longer asked.
    ///
    /// ```
    /// use balefire::tracing::{BalefireLayer, EventMapping, event_from_event, layer};
    ///
    /// let shop: BalefireLayer = layer().event_mapper(|event, context| {
    ///     if event.metadata().target() != "shop" {
    ///         return EventMapping::Ignore;
    ///     }
    ///     let mut mapped = event_from_event(event, &context);
    ///     mapped.tags.insert("team", "shop");
    ///     EventMapping::Event(mapped)
    /// });
    /// ```
    #[must_use]
    pub fn event_mapper(
        mut self,
        mapper: impl Fn(&TracingEvent<'_>, Context<'_, S>) -> EventMapping + Send + Sync + 'static,
    ) -> Self {
        self.mapper = Some(Box::new(mapper));
        self
    }

    /// Sets which spans are sent, instead of [`default_span_filter`].
    ///
    /// ```
    /// let none: balefire::tracing::BalefireLayer = balefire::tracing::layer().span_filter(|_| false);
    /// ```
    #[must_use]
    pub fn span_filter(mut self, filter: impl Fn(&Metadata<'_>) -> bool + Send + Sync + 'static) -> Self {
        self.span_filter = Box::new(filter);
        self
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> BalefireLayer<S> {
    fn mapping(&self, event: &TracingEvent<'_>, context: Context<'_, S>) -> EventMapping {
        if let Some(mapper) = &self.mapper {
            return mapper(event, context);
        }
        match (self.filter)(event.metadata()) {
            EventFilter::Ignore => EventMapping::Ignore,
            EventFilter::Breadcrumb => EventMapping::Breadcrumb(breadcrumb_from_event(event, &context)),
            EventFilter::Event => EventMapping::Event(event_from_event(event, &context)),
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for BalefireLayer<S> {
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

    fn on_event(&self, event: &TracingEvent<'_>, context: Context<'_, S>) {
        match self.mapping(event, context) {
            EventMapping::Ignore => {}
            EventMapping::Breadcrumb(breadcrumb) => add_breadcrumb(breadcrumb),
            EventMapping::Event(mapped) => {
                capture_at(mapped, &place(event.metadata()));
            }
        }
    }
}

/// The line that logs, as a frame of Firefox: `shop::cart@src/cart.rs:7:1`. Without one there is none.
fn place(metadata: &Metadata<'_>) -> String {
    let (Some(file), Some(line)) = (metadata.file(), metadata.line()) else { return String::new() };
    let module = metadata.module_path().unwrap_or_default();
    // A stack's frame has a column; which one, `tracing` does not say.
    format!("{module}@{file}:{line}:1")
}

impl<S> std::fmt::Debug for BalefireLayer<S> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("BalefireLayer")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use tracing_subscriber::prelude::*;

    use super::*;

    #[test]
    fn what_becomes_of_what() {
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

    #[test]
    fn a_mapper_takes_the_place_of_the_filter() {
        static MAPPED: AtomicU32 = AtomicU32::new(0);
        let layer = layer().event_filter(|_| unreachable!()).event_mapper(|event, context| {
            MAPPED.fetch_add(1, Ordering::Relaxed);
            EventMapping::Event(event_from_event(event, &context))
        });
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            tracing::debug!("mapped");
        });
        assert_eq!(MAPPED.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn the_line_that_logs_is_a_frame() {
        #[derive(Clone, Default)]
        struct Places(std::sync::Arc<std::sync::Mutex<Vec<String>>>);
        impl<S: Subscriber> Layer<S> for Places {
            fn on_event(&self, event: &TracingEvent<'_>, _: Context<'_, S>) {
                self.0.lock().unwrap().push(place(event.metadata()));
            }
        }
        let places = Places::default();
        let line = line!() + 2;
        tracing::subscriber::with_default(tracing_subscriber::registry().with(places.clone()), || {
            tracing::error!("here");
        });
        let place = places.0.lock().unwrap().remove(0);
        let frames = balefire_protocol::stacktrace::parse(&place);
        assert!(frames[0].filename.ends_with("tracing.rs"), "{place}");
        assert_eq!(frames[0].function, "balefire::tracing::tests");
        assert_eq!(frames[0].lineno, Some(line));
    }
}
