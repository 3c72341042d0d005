//! Spans of `tracing` as transactions and their spans.

use balefire_protocol::json::write_unsigned;
use tracing_core::{Level, Metadata, span};
use tracing_subscriber::registry::{LookupSpan, SpanRef};

use super::field_values::Fields;
use crate::{Map, TransactionContext, TransactionOrSpan, start_transaction};

/// The operation of a span without `sentry.op`.
const OP: &str = "default";

/// Spans of the levels error, warning and info.
#[must_use]
pub fn default_span_filter(metadata: &Metadata<'_>) -> bool {
    *metadata.level() <= Level::INFO
}

/// Notes the fields of a new span, and begins a span for it if it is sent.
pub(super) fn note<'a, S: LookupSpan<'a>>(
    span: &SpanRef<'a, S>,
    attributes: &span::Attributes<'_>,
    is_sent: bool,
) {
    let mut fields = Fields::default();
    attributes.record(&mut fields);
    if is_sent {
        begin(span, &fields);
    }
    span.extensions_mut().replace(fields);
}

/// Notes fields that are known later.
pub(super) fn record<'a, S: LookupSpan<'a>>(span: &SpanRef<'a, S>, values: &span::Record<'_>) {
    if let Some(fields) = span.extensions_mut().get_mut::<Fields>() {
        values.record(fields);
    }
}

/// Begins a span for a span of `tracing`, as a child of the span around it; without one, a transaction.
fn begin<'a, S: LookupSpan<'a>>(span: &SpanRef<'a, S>, fields: &Fields) {
    let name = fields.name.as_deref().unwrap_or_else(|| span.name());
    let op = fields.op.as_deref().unwrap_or(OP);
    let around = span.parent().and_then(|parent| around(&parent));
    let begun: TransactionOrSpan = match around {
        Some(around) => around.start_child(op, name).into(),
        None => start_transaction(TransactionContext::new(name, op)).into(),
    };
    span.extensions_mut().replace(begun);
}

/// The span is entered: requests and errors of JavaScript belong to it from now on, if the page traces.
pub(super) fn enter<'a, S: LookupSpan<'a>>(span: &SpanRef<'a, S>) {
    if let Some(begun) = own(span) {
        begun.span().enter();
    }
}

/// The span is left again.
pub(super) fn exit<'a, S: LookupSpan<'a>>(span: &SpanRef<'a, S>) {
    if let Some(begun) = own(span) {
        begun.span().exit();
    }
}

/// Ends the span, with its fields and its location in the source.
pub(super) fn end<'a, S: LookupSpan<'a>>(span: &SpanRef<'a, S>) {
    let mut extensions = span.extensions_mut();
    let Some(begun) = extensions.remove::<TransactionOrSpan>() else { return };
    let mut fields = extensions.get_mut::<Fields>().map(std::mem::take).unwrap_or_default();
    insert_code_location(span.metadata(), &mut fields.values);
    begun.span().set_all(fields.values, fields.tags);
    // Finishing sends, so the subscriber's locks are released first.
    drop(extensions);
    begun.finish();
}

/// The span of a span of `tracing`: its own, or the next around it.
pub(super) fn around<'a, S: LookupSpan<'a>>(span: &SpanRef<'a, S>) -> Option<TransactionOrSpan> {
    span.scope().find_map(|span| own(&span))
}

fn own<'a, S: LookupSpan<'a>>(span: &SpanRef<'a, S>) -> Option<TransactionOrSpan> {
    span.extensions().get::<TransactionOrSpan>().cloned()
}

/// Under the names of OpenTelemetry: <https://opentelemetry.io/docs/specs/semconv/registry/attributes/code/>
fn insert_code_location(metadata: &Metadata<'_>, data: &mut Map) {
    if let Some(file) = metadata.file() {
        data.insert_text("code.file.path", file);
    }
    if let Some(line) = metadata.line() {
        data.insert_with("code.line.number", |out| write_unsigned(out, line.into()));
    }
    if let Some(module) = metadata.module_path() {
        data.insert_text("code.module.name", module);
    }
}
