//! That somebody has to wait, in the words of `X-Sentry-Rate-Limits`.
//!
//! <https://develop.sentry.dev/sdk/expected-features/rate-limiting/>

use std::time::Duration;

/// Whose limit it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// Everybody's.
    Organization,
    /// The project's.
    Project,
    /// The key's.
    Key,
}

/// Why somebody has to wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Too many envelopes wait for the disk, or bodies take too much memory.
    QueueFull,
    /// Too much waits to be stored.
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

/// That somebody has to wait, and how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limited {
    /// How long, in seconds: at least one.
    pub seconds: u64,
    /// Whose limit it is.
    pub scope: Scope,
    /// Why.
    pub reason: Reason,
}

impl Limited {
    /// Waiting so long.
    #[must_use]
    pub fn new(wait: Duration, scope: Scope, reason: Reason) -> Self {
        Self { seconds: (wait.as_secs_f64().ceil() as u64).max(1), scope, reason }
    }

    /// The value of `X-Sentry-Rate-Limits`. What counts events is for these alone, the rest for all categories.
    #[must_use]
    pub fn header(&self) -> String {
        let scope = match self.scope {
            Scope::Organization => "organization",
            Scope::Project => "project",
            Scope::Key => "key",
        };
        let categories = if self.is_of_events() { "error" } else { "" };
        format!("{}:{categories}:{scope}:{}", self.seconds, self.reason.code())
    }

    /// Whether only events have to wait.
    #[must_use]
    pub fn is_of_events(&self) -> bool {
        matches!(self.reason, Reason::Quota | Reason::Spike)
    }
}

impl Reason {
    /// The word on the wire.
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

impl std::fmt::Display for Limited {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let what = match self.reason {
            Reason::QueueFull => "too much is on its way in or waits for the disk",
            Reason::Backlog => "too much waits to be stored",
            Reason::Rate if self.scope == Scope::Key => "too many requests a second with this key",
            Reason::Rate => "too many requests a second to this project",
            Reason::Quota => "the project has used up its events of the day",
            Reason::Connections => "too many connections are open",
            Reason::Spike => "far more events than this project has in an hour",
        };
        write!(f, "{what}; try again in {} s", self.seconds)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers() {
        let header = |wait, scope, reason| Limited::new(Duration::from_millis(wait), scope, reason).header();
        assert_eq!(header(0, Scope::Organization, Reason::QueueFull), "1::organization:queue_full");
        assert_eq!(header(1_001, Scope::Key, Reason::Rate), "2::key:rate");
        assert_eq!(header(60_000, Scope::Project, Reason::Quota), "60:error:project:quota");
    }
}
