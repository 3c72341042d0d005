//! `span`, and `otel_span` in OpenTelemetry's form; each item holds a list. Nothing of it is stored yet.
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
        stored: Stored::Nothing,
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
