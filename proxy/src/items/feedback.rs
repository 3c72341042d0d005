//! `feedback`, and `user_report` and `user_report_v2` of older SDKs.
//!
//! <https://develop.sentry.dev/application-architecture/feedback-architecture/>

use balefire_protocol::category::Category;

use super::content::Content;
use super::kind::{ItemKind, Stored};
use super::limits::{MIB, Quota, Size};

const QUOTA: Quota = Quota { group: "user_report", most: 100 };

pub(super) const KINDS: &[ItemKind] = &[
    ItemKind {
        name: "feedback",
        category: Category::Feedback,
        size: Size::Event,
        quota: None,
        content: Content::Event,
        stored: Stored::Feedback,
    },
    ItemKind {
        name: "user_report_v2",
        category: Category::Feedback,
        size: Size::Event,
        quota: None,
        content: Content::Json,
        stored: Stored::Feedback,
    },
    ItemKind {
        name: "user_report",
        category: Category::Feedback,
        size: Size::Bytes(MIB),
        quota: Some(QUOTA),
        content: Content::Json,
        stored: Stored::UserReport,
    },
];
