//! `transaction`: a trace with its spans, which is stored as a segment with spans.
//!
//! <https://develop.sentry.dev/sdk/telemetry/traces/>

use balefire_protocol::category::Category;

use super::content::Content;
use super::kind::{ItemKind, Stored};
use super::limits::Size;

pub(super) const KINDS: &[ItemKind] = &[ItemKind {
    name: "transaction",
    category: Category::Transaction,
    size: Size::Event,
    quota: None,
    content: Content::Event,
    stored: Stored::Transaction,
}];
