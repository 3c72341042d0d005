//! `security`, `raw_security` and `nel`: reports of browsers, as Relay forwards them. Nothing of these items is stored; reports
//! that a browser posts itself become events in `web/ingest/security.rs`.

use balefire_protocol::category::Category;

use super::content::Content;
use super::kind::{ItemKind, Stored};
use super::limits::Size;

pub(super) const KINDS: &[ItemKind] = &[
    ItemKind {
        name: "security",
        category: Category::Security,
        size: Size::Event,
        quota: None,
        content: Content::Json,
        stored: Stored::Nothing,
    },
    ItemKind {
        name: "raw_security",
        category: Category::Security,
        size: Size::Event,
        quota: None,
        content: Content::Json,
        stored: Stored::Nothing,
    },
    ItemKind {
        name: "nel",
        category: Category::Security,
        size: Size::Event,
        quota: None,
        content: Content::Json,
        stored: Stored::Nothing,
    },
];
