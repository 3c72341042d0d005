//! The number of spans, transactions, sessions, attachments and feedback of each project in a day (UTC), bounded by a quota
//! for each category, so that a page which sends too many spans still sends errors.
//!
//! Items are counted in memory as they are accepted. Every few seconds the store's counts are read, which include items from
//! before this process began; the larger count holds. [`super::event_quota`] counts events.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use balefire_protocol::category::Category;

use super::rate_limited::RateLimited;
use crate::config::ProjectRules;
use crate::model::timestamp::Timestamp;

/// Seconds in a day.
const DAY: f64 = 86_400.0;
/// The categories that have a quota of their own.
pub const CATEGORIES: [Category; 5] =
    [Category::Span, Category::Transaction, Category::Session, Category::Attachment, Category::Feedback];

/// The numbers of all projects.
#[derive(Debug, Default)]
pub struct DailyQuotas(Mutex<Used>);

#[derive(Debug, Default)]
struct Used {
    /// The day that is counted, since 1970.
    day: i64,
    items: BTreeMap<(i64, Category), u64>,
}

impl DailyQuotas {
    /// Takes over the store's counts: project, category, items of this day. Items that are accepted and not stored yet stay
    /// counted.
    pub fn replace(&self, accepted: &[(i64, String, u64)], now: Timestamp) {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.begin(now);
        for (project_id, code, items) in accepted {
            if let Some(category) = CATEGORIES.into_iter().find(|category| category.code() == code) {
                let count = used.items.entry((*project_id, category)).or_default();
                *count = (*count).max(*items);
            }
        }
    }

    /// Counts items of a project, if it may send one more of their category.
    pub fn take(
        &self,
        project_id: i64,
        category: Category,
        items: u64,
        rules: &ProjectRules,
        now: Timestamp,
    ) -> Result<(), RateLimited> {
        let Some(most) = most(category, rules) else { return Ok(()) };
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        used.begin(now);
        let count = used.items.entry((project_id, category)).or_default();
        if *count >= most {
            let wait = Duration::from_secs_f64((DAY - now.0.rem_euclid(DAY)).max(1.0));
            return Err(RateLimited::quota_of(category, items, wait));
        }
        *count = count.saturating_add(items);
        Ok(())
    }

    /// Takes back the count of items that were not stored in the inbox after all.
    pub fn give_back(&self, project_id: i64, category: Category, items: u64) {
        let mut used = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = used.items.get_mut(&(project_id, category)) {
            *count = count.saturating_sub(items);
        }
    }
}

impl Used {
    /// Starts the counts of this day, if it is a new one.
    fn begin(&mut self, now: Timestamp) {
        let day = (now.0 / DAY).floor() as i64;
        if self.day != day {
            *self = Self { day, items: BTreeMap::new() };
        }
    }
}

/// The quota of a category; none if it has none.
fn most(category: Category, rules: &ProjectRules) -> Option<u64> {
    let most = match category {
        Category::Span => rules.spans_per_day,
        Category::Transaction => rules.transactions_per_day,
        Category::Session => rules.sessions_per_day,
        Category::Attachment => rules.attachments_per_day,
        Category::Feedback => rules.feedback_per_day,
        _ => 0,
    };
    (most > 0).then_some(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A quarter past ten, UTC.
    const NOW: Timestamp = Timestamp(1_700_000_100.0 - 1_700_000_100.0 % DAY + 36_900.0);

    fn rules() -> ProjectRules {
        ProjectRules { spans_per_day: 100, transactions_per_day: 2, ..ProjectRules::default() }
    }

    #[test]
    fn each_project_and_category_by_itself_until_midnight() {
        let (quotas, rules) = (DailyQuotas::default(), rules());
        let take = |project, category, items, now| quotas.take(project, category, items, &rules, now);
        assert!(take(1, Category::Span, 60, NOW).is_ok() && take(1, Category::Span, 60, NOW).is_ok());
        let limited = take(1, Category::Span, 30, NOW).unwrap_err();
        assert_eq!(
            (limited.category, limited.refused, limited.seconds),
            (Some(Category::Span), 30, 86_400 - 36_900)
        );
        assert!(take(2, Category::Span, 1, NOW).is_ok());
        assert!(take(1, Category::Transaction, 2, NOW).is_ok());
        assert!(take(1, Category::Transaction, 1, NOW).is_err());
        assert!((0..1_000).all(|_| take(1, Category::Session, 9, NOW).is_ok()), "no quota");
        assert!(take(1, Category::Span, 1, Timestamp(NOW.0 + DAY)).is_ok());
    }

    #[test]
    fn the_larger_count_of_memory_and_store_holds() {
        let (quotas, rules) = (DailyQuotas::default(), rules());
        let stored = |items| [(1, "span".to_owned(), items), (1, "error".to_owned(), 1_000)];
        let take = |items, now| quotas.take(1, Category::Span, items, &rules, now).is_ok();
        // After a restart.
        quotas.replace(&stored(90), NOW);
        assert!(take(9, NOW));
        // Not all of it is stored yet, then all is.
        for items in [92, 99] {
            quotas.replace(&stored(items), NOW);
        }
        assert!(take(1, NOW) && !take(1, NOW));
        quotas.replace(&[], Timestamp(NOW.0 + DAY));
        assert!(take(100, Timestamp(NOW.0 + DAY)));
    }

    #[test]
    fn items_that_were_not_stored_are_given_back() {
        let (quotas, rules) = (DailyQuotas::default(), rules());
        quotas.take(1, Category::Span, 100, &rules, NOW).unwrap();
        quotas.give_back(1, Category::Span, 1);
        quotas.give_back(2, Category::Span, 1);
        assert!(quotas.take(1, Category::Span, 1, &rules, NOW).is_ok());
        assert!(quotas.take(1, Category::Span, 1, &rules, NOW).is_err());
    }
}
