//! The kinds of items in envelopes: one file for each says what is stored of it, its data category and its limits.
//!
//! An item of a kind without a file is counted as `unsupported`, and goes on to an upstream. To store a kind, give it a
//! variant of [`Stored`] and read it in `read.rs`.

mod attachment;
mod check_in;
pub mod client_report;
mod content;
mod event;
mod feedback;
mod kind;
mod limits;
mod log;
mod metric;
mod profile;
mod read;
mod replay;
mod security;
mod session;
mod span;
mod transaction;

pub use self::content::{Content, ScrubBudget};
pub use self::kind::{ItemKind, Stored};
pub use self::limits::{ItemTooLarge, Quota, Size, check};
pub use self::read::{
    EnvelopeContext, ItemContent, ItemError, ReadItem, Upstream, catch, native_crash, read,
};

const KINDS: [&[ItemKind]; 13] = [
    event::KINDS,
    client_report::KINDS,
    session::KINDS,
    transaction::KINDS,
    span::KINDS,
    log::KINDS,
    attachment::KINDS,
    feedback::KINDS,
    check_in::KINDS,
    metric::KINDS,
    profile::KINDS,
    replay::KINDS,
    security::KINDS,
];

/// The kind of this `type`.
fn find(name: &str) -> Option<&'static ItemKind> {
    KINDS.iter().flat_map(|kinds| kinds.iter()).find(|kind| kind.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::category::Category;

    #[test]
    fn each_kind_has_one_row_and_the_category_of_its_type() {
        let all: Vec<_> = KINDS.iter().flat_map(|kinds| kinds.iter()).collect();
        for kind in &all {
            assert_eq!(kind.category, Category::of_item(kind.name), "{}", kind.name);
            assert_eq!(all.iter().filter(|other| other.name == kind.name).count(), 1, "{}", kind.name);
        }
        assert_eq!(Category::of_item("of_the_future"), Category::Unknown);
        assert!(find("of_the_future").is_none());
    }

    #[test]
    fn kinds_with_a_common_quota_have_the_same_bound() {
        let quotas: Vec<_> =
            KINDS.iter().flat_map(|kinds| kinds.iter()).filter_map(|kind| kind.quota).collect();
        for quota in &quotas {
            assert!(quotas.iter().all(|it| it.group != quota.group || it.most == quota.most), "{quota:?}");
        }
    }
}
