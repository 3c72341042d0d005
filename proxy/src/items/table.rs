//! All kinds of items.

use super::kind::ItemKind;
use super::{
    attachment, check_in, client_report, event, feedback, log, metric, profile, replay, security, session,
    span, transaction,
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
pub(super) fn find(name: &str) -> Option<&'static ItemKind> {
    KINDS.iter().flat_map(|kinds| kinds.iter()).find(|kind| kind.name == name)
}

#[cfg(test)]
mod tests {
    use super::*;
    use balefire_protocol::category::Category;

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
