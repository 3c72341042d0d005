//! A rate limit that was hit: how long to wait, whose limit it is and why, as `X-Sentry-Rate-Limits` spells it.
//!
//! <https://develop.sentry.dev/sdk/expected-features/rate-limiting/>

use std::time::Duration;

use balefire_protocol::category::Category;
use balefire_protocol::rate_limit::write_limit;

/// The owner of a limit, as Sentry names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitScope {
    /// The whole server.
    Organization,
    /// One project.
    Project,
    /// One key of a project.
    Key,
}

/// The limit that was hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LimitReason {
    /// Too many envelopes wait for the disk, or bodies take too much memory.
    QueueFull,
    /// Too many bytes wait to be stored.
    Backlog,
    /// Too many requests a second.
    Rate,
    /// The day's events, spans, transactions or sessions are used up.
    Quota,
    /// Far more events in this hour than in others.
    Spike,
    /// Too many connections of the address, or of all.
    Connections,
}

/// A limit that was hit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimited {
    /// Time to wait, in seconds: at least one.
    pub seconds: u64,
    /// The owner of the limit.
    pub scope: LimitScope,
    /// The limit.
    pub reason: LimitReason,
    /// The data category that it holds for; without one it holds for all.
    pub category: Option<Category>,
    /// How many items of the category it refused; 1 if it holds for requests.
    pub refused: u64,
}

impl RateLimited {
    /// A limit that ends after `wait`.
    #[must_use]
    pub fn new(wait: Duration, scope: LimitScope, reason: LimitReason) -> Self {
        let category = matches!(reason, LimitReason::Quota | LimitReason::Spike).then_some(Category::Error);
        Self { seconds: (wait.as_secs_f64().ceil() as u64).max(1), scope, reason, category, refused: 1 }
    }

    /// A quota of a project for one data category that refused so many items, and that ends after `wait`.
    #[must_use]
    pub fn quota_of(category: Category, refused: u64, wait: Duration) -> Self {
        let quota = Self::new(wait, LimitScope::Project, LimitReason::Quota);
        Self { category: Some(category), refused, ..quota }
    }

    /// The value of `X-Sentry-Rate-Limits`. Quotas and spikes name their category, all others none.
    #[must_use]
    pub fn header(&self) -> String {
        let scope = match self.scope {
            LimitScope::Organization => "organization",
            LimitScope::Project => "project",
            LimitScope::Key => "key",
        };
        write_limit(self.seconds, self.category.as_slice(), scope, self.reason.code())
    }
}

impl LimitReason {
    /// The reason code in the header.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::QueueFull => "queue_full",
            Self::Backlog => "backlog",
            Self::Rate => "rate",
            Self::Quota => "quota",
            Self::Spike => "spike",
            Self::Connections => "connections",
        }
    }
}

impl std::fmt::Display for RateLimited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match self.reason {
            LimitReason::QueueFull => "too many requests are being read or wait for the disk",
            LimitReason::Backlog => "too many events wait to be stored",
            LimitReason::Rate if self.scope == LimitScope::Key => "too many requests a second with this key",
            LimitReason::Rate => "too many requests a second to this project",
            LimitReason::Quota => match self.category {
                Some(Category::Span) => "the project has reached its daily quota of spans",
                Some(Category::Transaction) => "the project has reached its daily quota of transactions",
                Some(Category::Session) => "the project has reached its daily quota of sessions",
                Some(Category::Attachment) => "the project has reached its daily quota of attachments",
                Some(Category::Feedback) => "the project has reached its daily quota of feedback",
                _ => "the project has reached its daily quota of events",
            },
            LimitReason::Connections => "too many connections are open",
            LimitReason::Spike => "this hour has far more events than usual for this project",
        };
        write!(f, "{what}; try again in {} s", self.seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        let header =
            |wait, scope, reason| RateLimited::new(Duration::from_millis(wait), scope, reason).header();
        assert_eq!(header(0, LimitScope::Organization, LimitReason::QueueFull), "1::organization:queue_full");
        assert_eq!(header(1_001, LimitScope::Key, LimitReason::Rate), "2::key:rate");
        assert_eq!(header(60_000, LimitScope::Project, LimitReason::Quota), "60:error:project:quota");
        let spans = RateLimited::quota_of(Category::Span, 30, Duration::from_secs(60));
        assert_eq!((spans.header().as_str(), spans.refused), ("60:span:project:quota", 30));
        assert!(spans.to_string().contains("quota of spans"), "{spans}");
    }
}
