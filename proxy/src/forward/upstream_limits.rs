//! The rate limits of an upstream, from the `X-Sentry-Rate-Limits` and `Retry-After` headers of its responses.
//!
//! <https://develop.sentry.dev/sdk/expected-features/rate-limiting/>

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use balefire_protocol::category::Category;
use balefire_protocol::rate_limit::{DEFAULT_S, read_limits, seconds};

/// Longest limit of a single category that the forwarder waits for. Items of a category with a longer limit are dropped and
/// counted, so that a month's quota of transactions does not keep errors back. A limit of all categories is always waited
/// for.
const LONGEST_WAIT: Duration = Duration::from_secs(300);

/// When each data category may be sent again.
#[derive(Debug, Default)]
pub(super) struct UpstreamLimits {
    all: Option<Instant>,
    by_category: BTreeMap<Category, Instant>,
}

impl UpstreamLimits {
    /// Takes over the limits of a response.
    pub(super) fn update(
        &mut self,
        is_429: bool,
        rate_limits: Option<&str>,
        retry_after: Option<&str>,
        now: Instant,
    ) {
        let until = |seconds: u64| now + Duration::from_secs(seconds);
        if rate_limits.is_none() && is_429 {
            let seconds = retry_after.and_then(seconds).unwrap_or(DEFAULT_S);
            self.all = self.all.max(Some(until(seconds)));
        }
        read_limits(rate_limits.unwrap_or_default(), &mut |seconds, category| match category {
            None => self.all = self.all.max(Some(until(seconds))),
            Some(name) => {
                let known = self.by_category.entry(Category::named(name)).or_insert(now);
                *known = until(seconds).max(*known);
            }
        });
    }

    /// Whether items of this category are dropped now.
    pub(super) fn is_dropped(&self, category: Category, now: Instant) -> bool {
        self.remaining(category, now).is_some_and(|wait| wait > LONGEST_WAIT)
    }

    /// How long an envelope with items of these categories has to wait.
    pub(super) fn wait(&self, categories: &[Category], now: Instant) -> Option<Duration> {
        let all = self.all.map(|until| until.saturating_duration_since(now));
        let by_category = categories.iter().filter_map(|category| self.remaining(*category, now));
        all.into_iter().chain(by_category).max().filter(|wait| !wait.is_zero())
    }

    fn remaining(&self, category: Category, now: Instant) -> Option<Duration> {
        Some(self.by_category.get(&category)?.saturating_duration_since(now))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn updated(limits: Option<&str>, retry_after: Option<&str>) -> (UpstreamLimits, Instant) {
        let (mut known, now) = (UpstreamLimits::default(), Instant::now());
        known.update(true, limits, retry_after, now);
        (known, now)
    }

    #[track_caller]
    fn check(limits: &str, category: Category, expect: u64) {
        let (limits, now) = updated(Some(limits), None);
        assert_eq!(limits.wait(&[category], now).map_or(0, |wait| wait.as_secs()), expect);
    }

    #[test]
    fn limits_of_categories_and_of_all() {
        check("60:error;transaction:organization", Category::Error, 60);
        check("60:error;transaction:organization", Category::Session, 0);
        check("60::organization", Category::Session, 60);
        check("60:error:key, 90:error:project:quota, 5::key", Category::Error, 90);
        check("60:error:key, 90:error:project:quota, 5::key", Category::Span, 5);
        check("60:default:key", Category::Error, 60);
        check("999999999::key", Category::Error, 86_400);
        check("x:error:key,,5:session:key", Category::Error, 60);
    }

    #[test]
    fn retry_after_where_there_is_nothing_else() {
        let wait = |retry_after| {
            let (limits, now) = updated(None, retry_after);
            limits.wait(&[Category::Error], now).unwrap().as_secs()
        };
        assert_eq!([wait(Some("7")), wait(Some("soon")), wait(None)], [7, 60, 60]);
    }

    #[test]
    fn only_long_limits_of_categories_drop() {
        let (limits, now) = updated(Some("3600:transaction:org, 60:error:org, 7200::org"), None);
        assert!(limits.is_dropped(Category::Transaction, now));
        assert!(!limits.is_dropped(Category::Error, now));
        assert!(!limits.is_dropped(Category::Span, now));
        assert!(!limits.is_dropped(Category::Transaction, now + Duration::from_secs(3_400)));
    }
}
