//! `span`: one span of the first protocol, or a list of the second. `otel_span`, in OpenTelemetry's form, is not stored.
//!
//! <https://develop.sentry.dev/sdk/telemetry/spans/>

use balefire_protocol::category::Category;

use super::content::Content;
use super::kind::{ItemKind, Stored};
use super::limits::{MIB, Size, TELEMETRY};

pub(super) const KINDS: &[ItemKind] = &[
    ItemKind {
        name: "span",
        category: Category::Span,
        size: Size::Bytes(12 * MIB),
        quota: Some(TELEMETRY),
        content: Content::Json,
        stored: Stored::Spans,
    },
    ItemKind {
        name: "otel_span",
        category: Category::Span,
        size: Size::Bytes(12 * MIB),
        quota: Some(TELEMETRY),
        content: Content::Json,
        stored: Stored::Nothing,
    },
];
