//! The parts of the layer, each by itself, as `sentry-tracing` has them. They take all levels: an app filters them.

use tracing_core::{Event as TracingEvent, Subscriber, span};
use tracing_subscriber::layer::{Context, Layer};
use tracing_subscriber::registry::LookupSpan;

use super::converters::{breadcrumb_from_event, event_from_event};
use super::send::send;
use super::spans;
use crate::add_breadcrumb;

/// Sends spans: the outermost as a transaction, those within as its spans.
///
/// ```
/// use balefire::tracing::{BreadcrumbLayer, ErrorLayer, SpanLayer};
/// use tracing_subscriber::filter::LevelFilter;
/// use tracing_subscriber::prelude::*;
///
/// tracing_subscriber::registry()
///     .with(SpanLayer::new().with_filter(LevelFilter::INFO))
///     .with(BreadcrumbLayer::new().with_filter(LevelFilter::INFO))
///     .with(ErrorLayer::new().with_filter(LevelFilter::ERROR))
///     .init();
/// ```
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct SpanLayer;

/// Makes events of events of `tracing`, with the fields of the spans around them where a [`SpanLayer`] is there too.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct ErrorLayer;

/// Makes breadcrumbs of events of `tracing`.
#[derive(Debug, Clone, Copy, Default)]
#[non_exhaustive]
pub struct BreadcrumbLayer;

impl SpanLayer {
    /// The layer.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }
}

impl ErrorLayer {
    /// The layer.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }

    /// Changes nothing: events have the fields of the spans around them.
    #[must_use]
    pub const fn enable_span_attributes(self) -> Self {
        self
    }
}

impl BreadcrumbLayer {
    /// The layer.
    #[must_use]
    pub const fn new() -> Self {
        Self
    }

    /// Changes nothing: the fields of spans are in events, and not in breadcrumbs.
    #[must_use]
    pub const fn enable_span_attributes(self) -> Self {
        self
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for SpanLayer {
    fn on_new_span(&self, attributes: &span::Attributes<'_>, id: &span::Id, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            spans::note(&span, attributes, true);
        }
    }

    fn on_record(&self, id: &span::Id, values: &span::Record<'_>, context: Context<'_, S>) {
        if let Some(span) = context.span(id) {
            spans::record(&span, values);
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
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for ErrorLayer {
    fn on_event(&self, event: &TracingEvent<'_>, context: Context<'_, S>) {
        send(event_from_event(event, &context), event);
    }
}

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for BreadcrumbLayer {
    fn on_event(&self, event: &TracingEvent<'_>, context: Context<'_, S>) {
        add_breadcrumb(breadcrumb_from_event(event, &context));
    }
}
