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
//! message a field `error` with a text is the title, as `#[instrument(err)]` writes it, else the fields are. Fields whose names
//! begin with `tags.` are tags.
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
mod event_filter;
mod field_values;
mod layers;
mod origin;
mod send;
mod spans;

use tracing_core::{Event as TracingEvent, Metadata, Subscriber, span};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::{LookupSpan, Registry};

use crate::add_breadcrumb;
pub use converters::{breadcrumb_from_event, event_from_event};
pub use event_filter::{CombinedEventMapping, EventFilter, EventMapping, default_event_filter};
pub use layers::{BreadcrumbLayer, ErrorLayer, SpanLayer};
use send::send;
pub use spans::default_span_filter;

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

/// [`BalefireLayer`], as `sentry-tracing` spells it.
pub type SentryLayer<S = Registry> = BalefireLayer<S>;

/// A layer for `tracing-subscriber`: spans, events and breadcrumbs. [`SpanLayer`], [`ErrorLayer`] and [`BreadcrumbLayer`] are
/// its parts.
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
    ///     mapped.tags.insert("team".into(), "shop".into());
    ///     EventMapping::Event(Box::new(mapped))
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

    /// Changes nothing: events have the fields of the spans around them.
    #[must_use]
    pub fn enable_span_attributes(self) -> Self {
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
    fn handle(&self, event: &TracingEvent<'_>, context: Context<'_, S>) {
        if let Some(mapper) = &self.mapper {
            return apply(mapper(event, context), event);
        }
        let filter = (self.filter)(event.metadata());
        if filter.contains(EventFilter::Breadcrumb) {
            BreadcrumbLayer.on_event(event, context.clone());
        }
        if filter.contains(EventFilter::Event) {
            ErrorLayer.on_event(event, context);
        }
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for BalefireLayer<S> {
    fn on_new_span(&self, attributes: &span::Attributes<'_>, id: &span::Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            spans::note(&span, attributes, (self.span_filter)(span.metadata()));
        }
    }

    fn on_record(&self, id: &span::Id, values: &span::Record<'_>, context: Context<'_, S>) {
        SpanLayer.on_record(id, values, context);
    }

    fn on_enter(&self, id: &span::Id, context: Context<'_, S>) {
        SpanLayer.on_enter(id, context);
    }

    fn on_exit(&self, id: &span::Id, context: Context<'_, S>) {
        SpanLayer.on_exit(id, context);
    }

    fn on_close(&self, id: span::Id, context: Context<'_, S>) {
        SpanLayer.on_close(id, context);
    }

    fn on_event(&self, event: &TracingEvent<'_>, context: Context<'_, S>) {
        self.handle(event, context);
    }
}

fn apply(mapping: EventMapping, event: &TracingEvent<'_>) {
    match mapping {
        EventMapping::Ignore => {}
        EventMapping::Breadcrumb(breadcrumb) => add_breadcrumb(breadcrumb),
        EventMapping::Event(mapped) => send(*mapped, event),
        EventMapping::Combined(CombinedEventMapping(mappings)) => {
            for mapping in mappings {
                apply(mapping, event);
            }
        }
    }
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
            EventMapping::Event(Box::new(event_from_event(event, &context)))
        });
        tracing::subscriber::with_default(tracing_subscriber::registry().with(layer), || {
            tracing::debug!("mapped");
        });
        assert_eq!(MAPPED.load(Ordering::Relaxed), 1);
    }
}
