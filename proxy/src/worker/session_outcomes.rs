//! The outcomes of sessions. An item with counts is as many as it has entries.

use balefire_protocol::category::Category;

use crate::model::session::SessionData;
use crate::outcome::{Counted, DiscardReason, Outcome};

/// The outcomes of an item that was stored.
pub(super) fn session_outcomes(data: &SessionData) -> Vec<Counted> {
    // An item without any entry was taken too.
    let stored = (data.updates.len() + data.counts.len()).max(1) as u64;
    let too_many = Outcome::Filtered(DiscardReason::TooMany);
    let mut outcomes =
        vec![(Outcome::Accepted, Category::Session, stored), (too_many, Category::Session, data.too_many)];
    outcomes.retain(|(.., count)| *count > 0);
    outcomes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::session::SessionCounts;
    use crate::model::timestamp::Timestamp;

    #[track_caller]
    fn check(entries: usize, too_many: u64, expect: &[(Outcome, u64)]) {
        let entry = SessionCounts {
            started: Timestamp(0.0),
            user: None,
            release: "a@1".into(),
            environment: String::new(),
            healthy: 1,
            errored: 0,
            unhandled: 0,
            crashed: 0,
            abnormal: 0,
        };
        let data = SessionData { counts: vec![entry; entries], too_many, ..SessionData::default() };
        let expect: Vec<_> =
            expect.iter().map(|(outcome, count)| (*outcome, Category::Session, *count)).collect();
        assert_eq!(session_outcomes(&data), expect);
    }

    #[test]
    fn each_entry_counts_and_so_do_those_that_were_too_many() {
        check(0, 0, &[(Outcome::Accepted, 1)]);
        check(30, 0, &[(Outcome::Accepted, 30)]);
        check(30, 7, &[(Outcome::Accepted, 30), (Outcome::Filtered(DiscardReason::TooMany), 7)]);
    }
}
