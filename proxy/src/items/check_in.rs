//! `check_in`: a run of a cron job. Nothing of it is stored yet.
//!
//! <https://develop.sentry.dev/sdk/telemetry/check-ins/>

use balefire_protocol::category::Category;

use super::content::Content;
use super::kind::{ItemKind, Stored};
use super::limits::{KIB, Quota, Size};

const QUOTA: Quota = Quota { group: "check_in", most: 100 };

pub(super) const KINDS: &[ItemKind] = &[ItemKind {
    name: "check_in",
    category: Category::Monitor,
    size: Size::Bytes(100 * KIB),
    quota: Some(QUOTA),
    content: Content::Json,
    stored: Stored::Nothing,
}];
