//! The number of spans, transactions, sessions, attachments and feedback of each project in a day (UTC), bounded by a quota for each category, so
//! that a page which sends too many spans still sends errors.
//!
//! The numbers are in memory alone: after a restart the day begins anew. [`super::event_quota`] counts events.

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
        let day = (now.0 / DAY).floor() as i64;
        if used.day != day {
            *used = Used { day, items: BTreeMap::new() };
        }
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
    fn items_that_were_not_stored_are_given_back() {
        let (quotas, rules) = (DailyQuotas::default(), rules());
        quotas.take(1, Category::Span, 100, &rules, NOW).unwrap();
        quotas.give_back(1, Category::Span, 1);
        quotas.give_back(2, Category::Span, 1);
        assert!(quotas.take(1, Category::Span, 1, &rules, NOW).is_ok());
        assert!(quotas.take(1, Category::Span, 1, &rules, NOW).is_err());
    }
}
