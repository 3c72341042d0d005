//! `log`, and `otel_log` in OpenTelemetry's form; each item holds a list. Nothing of it is stored yet.
//!
//! <https://develop.sentry.dev/sdk/telemetry/logs/>

use balefire_protocol::category::Category;

use super::content::Content;
use super::kind::{ItemKind, Stored};
use super::limits::{MIB, Size, TELEMETRY};

pub(super) const KINDS: &[ItemKind] = &[
    ItemKind {
        name: "log",
        category: Category::LogItem,
        size: Size::Bytes(12 * MIB),
        quota: Some(TELEMETRY),
        content: Content::Json,
        stored: Stored::Nothing,
    },
    ItemKind {
        name: "otel_log",
        category: Category::LogItem,
        size: Size::Bytes(12 * MIB),
        quota: Some(TELEMETRY),
        content: Content::Json,
        stored: Stored::Nothing,
    },
];
