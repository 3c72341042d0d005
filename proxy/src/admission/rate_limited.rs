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
    /// The day's events are used up.
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
}

impl RateLimited {
    /// A limit that ends after `wait`.
    #[must_use]
    pub fn new(wait: Duration, scope: LimitScope, reason: LimitReason) -> Self {
        Self { seconds: (wait.as_secs_f64().ceil() as u64).max(1), scope, reason }
    }

    /// The value of `X-Sentry-Rate-Limits`. Limits on events name the category `error`, all others no category.
    #[must_use]
    pub fn header(&self) -> String {
        let scope = match self.scope {
            LimitScope::Organization => "organization",
            LimitScope::Project => "project",
            LimitScope::Key => "key",
        };
        let categories: &[Category] = if self.is_of_events() { &[Category::Error] } else { &[] };
        write_limit(self.seconds, categories, scope, self.reason.code())
    }

    /// Whether the limit holds for events alone.
    #[must_use]
    pub fn is_of_events(&self) -> bool {
        matches!(self.reason, LimitReason::Quota | LimitReason::Spike)
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
            LimitReason::Quota => "the project has reached its daily quota of events",
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
    }
}
