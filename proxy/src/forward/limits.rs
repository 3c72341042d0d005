//! What an upstream does not want for a while, by its `X-Sentry-Rate-Limits`.
//!
//! <https://develop.sentry.dev/sdk/expected-features/rate-limiting/>

use std::collections::BTreeMap;
use std::time::{Duration, Instant};

use balefire_protocol::category::Category;

/// A limit of some categories that is longer than this is not waited for: what is of these categories is let go, so
/// that a month's quota of transactions does not keep errors back. A limit of all is always waited for.
const PATIENCE: Duration = Duration::from_secs(300);
/// Longest limit that is believed.
const LONGEST: Duration = Duration::from_secs(86_400);
/// Where a 429 does not say how long.
const DEFAULT: Duration = Duration::from_secs(60);

/// Until when which category is not wanted.
#[derive(Debug, Default)]
pub(super) struct Limits {
    all: Option<Instant>,
    of: BTreeMap<Category, Instant>,
}

impl Limits {
    /// Learns from an answer.
    pub(super) fn learn(
        &mut self,
        is_429: bool,
        limits: Option<&str>,
        retry_after: Option<&str>,
        now: Instant,
    ) {
        let until = |seconds: u64| now + Duration::from_secs(seconds).min(LONGEST);
        if let Some(limits) = limits {
            for (seconds, categories) in limits.split(',').filter_map(limit) {
                if categories.is_empty() {
                    self.all = self.all.max(Some(until(seconds)));
                }
                for category in categories {
                    let known = self.of.entry(category).or_insert(now);
                    *known = until(seconds).max(*known);
                }
            }
        } else if is_429 {
            let seconds = retry_after.and_then(|text| text.trim().parse().ok());
            self.all = self.all.max(Some(seconds.map_or(now + DEFAULT, until)));
        }
    }

    /// Whether what is of this category is let go.
    pub(super) fn is_refused(&self, category: Category, now: Instant) -> bool {
        self.left(category, now).is_some_and(|left| left > PATIENCE)
    }

    /// How long an envelope of these categories has to wait.
    pub(super) fn wait(&self, categories: &[Category], now: Instant) -> Option<Duration> {
        let all = self.all.map(|until| until.saturating_duration_since(now));
        let of = categories.iter().filter_map(|category| self.left(*category, now));
        all.into_iter().chain(of).max().filter(|wait| !wait.is_zero())
    }

    fn left(&self, category: Category, now: Instant) -> Option<Duration> {
        Some(self.of.get(&category)?.saturating_duration_since(now))
    }
}

/// `60:error;transaction:organization:reason:namespaces`
fn limit(text: &str) -> Option<(u64, Vec<Category>)> {
    let mut fields = text.trim().split(':');
    let seconds: f64 = fields.next()?.parse().ok().filter(|seconds: &f64| *seconds >= 0.0)?;
    let names = fields.next().unwrap_or_default().split(';').filter(|name| !name.is_empty());
    Some((seconds.ceil() as u64, names.map(Category::named).collect()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn learnt(limits: Option<&str>, retry_after: Option<&str>) -> (Limits, Instant) {
        let (mut known, now) = (Limits::default(), Instant::now());
        known.learn(true, limits, retry_after, now);
        (known, now)
    }

    #[track_caller]
    fn check(limits: &str, category: Category, expect: u64) {
        let (limits, now) = learnt(Some(limits), None);
        assert_eq!(limits.wait(&[category], now).map_or(0, |wait| wait.as_secs()), expect);
    }

    #[test]
    fn of_categories_and_of_all() {
        check("60:error;transaction:organization", Category::Error, 60);
        check("60:error;transaction:organization", Category::Session, 0);
        check("60::organization", Category::Session, 60);
        check("60:error:key, 90:error:project:quota, 5::key", Category::Error, 90);
        check("60:error:key, 90:error:project:quota, 5::key", Category::Span, 5);
        check("60:default:key", Category::Error, 60);
        check("999999999::key", Category::Error, 86_400);
        check("x:error:key,,-5::key,NaN", Category::Error, 0);
    }

    #[test]
    fn retry_after_where_there_is_nothing_else() {
        let wait = |retry_after| {
            let (limits, now) = learnt(None, retry_after);
            limits.wait(&[Category::Error], now).unwrap().as_secs()
        };
        assert_eq!([wait(Some("7")), wait(Some("soon")), wait(None)], [7, 60, 60]);
    }

    #[test]
    fn only_long_limits_of_categories_let_go() {
        let (limits, now) = learnt(Some("3600:transaction:org, 60:error:org, 7200::org"), None);
        assert!(limits.is_refused(Category::Transaction, now));
        assert!(!limits.is_refused(Category::Error, now));
        assert!(!limits.is_refused(Category::Span, now));
        assert!(!limits.is_refused(Category::Transaction, now + Duration::from_secs(3_400)));
    }
}
