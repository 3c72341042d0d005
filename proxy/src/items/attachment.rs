//! `attachment`, and the other files of crash reports. The files are not stored; a dump of a native crash gives its event a
//! name.
//!
//! <https://develop.sentry.dev/sdk/data-model/envelope-items/#attachment>

use balefire_protocol::category::Category;

use super::content::Content;
use super::kind::{ItemKind, Stored};
use super::limits::Size;

pub(super) const KINDS: &[ItemKind] = &[
    ItemKind {
        name: "attachment",
        category: Category::Attachment,
        size: Size::Body,
        quota: None,
        content: Content::Opaque,
        stored: Stored::Nothing,
    },
    ItemKind {
        name: "unreal_report",
        category: Category::Attachment,
        size: Size::Body,
        quota: None,
        content: Content::Opaque,
        stored: Stored::Nothing,
    },
    ItemKind {
        name: "form_data",
        category: Category::Attachment,
        size: Size::Event,
        quota: None,
        content: Content::Unknown,
        stored: Stored::Nothing,
    },
];
