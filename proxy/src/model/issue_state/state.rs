//! The state of an issue: its status, and what people have said of it.

use serde::{Deserialize, Serialize};

use crate::model::timestamp::Timestamp;

/// The state of an issue.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct IssueState {
    /// Whether it is to be worked on.
    pub status: Status,
    /// When the status was last changed; none: never.
    pub since: Option<Timestamp>,
    /// Who works on it: a name or an e-mail address.
    pub assignee: Option<String>,
    /// The priority that somebody has set; none: that of its level.
    pub priority: Option<Priority>,
    /// Whether it is bookmarked.
    pub is_bookmarked: bool,
    /// Whether somebody has seen it.
    pub is_seen: bool,
}

/// Whether an issue is to be worked on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// It is.
    Unresolved(Unresolved),
    /// It is repaired.
    Resolved(Resolution),
    /// Nobody wants to hear of it now.
    Archived(Archive),
}

impl Default for Status {
    fn default() -> Self {
        Self::Unresolved(Unresolved::New)
    }
}

/// How an issue became unresolved.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unresolved {
    /// By its first event. After a week it reads as ongoing.
    New,
    /// By people, or by the end of its archiving.
    Ongoing,
    /// By more events than before it was archived.
    Escalating,
    /// By an event after it was resolved.
    Regressed,
}

/// Where an issue is repaired.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolution {
    /// Everywhere, at the time of the resolution.
    Now,
    /// In the release after this one, which was the newest at the resolution.
    NextRelease {
        /// The newest release at the resolution.
        after: ReleaseMark,
    },
    /// In this release.
    Release(ReleaseMark),
}

/// A release, and its date as far as it was known.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ReleaseMark {
    /// `shop@1.4.2`.
    pub version: String,
    /// When its first event happened; without events, when it was created.
    pub date: Option<Timestamp>,
}

/// Until when an issue is archived.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Archive {
    /// Until it has many more events in an hour than before.
    UntilEscalating {
        /// The most events of an hour in the week before it was archived.
        largest_hour: i64,
    },
    /// For ever.
    Forever,
    /// Until a time.
    Until(Timestamp),
    /// Until it has more events.
    Events(Window),
    /// Until more users have it.
    Users(Window),
    /// Until it happens outside of this environment.
    Environment(String),
}

/// A number of further events or users, if it is to be reached within a time: within periods of that length, the first of
/// which begins with the archiving, and each later one with the first event after the period before.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Window {
    /// How many more.
    pub more: i64,
    /// The length of a period, in minutes; none: there is one without an end.
    pub minutes: Option<u32>,
    /// The number at the beginning of the period.
    pub base: i64,
    /// The beginning of the period.
    pub from: Timestamp,
}

/// How soon an issue should be worked on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Later.
    Low,
    /// Soon.
    Medium,
    /// First.
    High,
}

impl Priority {
    /// The priority of a level, where nobody has set one.
    #[must_use]
    pub fn of_level(level: &str) -> Self {
        match level {
            "warning" => Self::Medium,
            "info" | "debug" => Self::Low,
            _ => Self::High,
        }
    }

    /// Sentry's word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
        }
    }

    /// The priority of a word.
    #[must_use]
    pub fn read(word: &str) -> Option<Self> {
        [Self::Low, Self::Medium, Self::High].into_iter().find(|it| it.as_str() == word)
    }
}

impl IssueState {
    /// When the archiving of a status ends by itself.
    #[must_use]
    pub fn ends(&self) -> Option<Timestamp> {
        match self.status {
            Status::Archived(Archive::Until(time)) => Some(time),
            Status::Archived(_) | Status::Unresolved(_) | Status::Resolved(_) => None,
        }
    }

    /// The status as it is to be shown at a time, of an issue whose first event was then: new issues become ongoing, and
    /// archiving for a time is over.
    #[must_use]
    pub fn status_at(&self, first_seen: Timestamp, now: Timestamp) -> Status {
        match &self.status {
            Status::Unresolved(Unresolved::New) if now.0 - first_seen.0 > NEW => {
                Status::Unresolved(Unresolved::Ongoing)
            }
            status if self.ends().is_some_and(|end| end <= now) => {
                debug_assert!(matches!(status, Status::Archived(_)));
                Status::Unresolved(Unresolved::Ongoing)
            }
            status => status.clone(),
        }
    }

    /// The priority of an issue of a level.
    #[must_use]
    pub fn priority_of(&self, level: &str) -> Priority {
        self.priority.unwrap_or_else(|| Priority::of_level(level))
    }
}

/// How long an issue is new, in seconds: a week, as at Sentry, <https://docs.sentry.io/product/issues/states-triage/>.
pub const NEW: f64 = 7.0 * 86_400.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_status_of_a_time() {
        let status = |status: Status, now: f64| {
            let state = IssueState { status, ..IssueState::default() };
            state.status_at(Timestamp(100.0), Timestamp(now))
        };
        let ongoing = Status::Unresolved(Unresolved::Ongoing);
        assert_eq!(status(Status::default(), 100.0 + NEW), Status::default());
        assert_eq!(status(Status::default(), 101.0 + NEW), ongoing);
        let until = Status::Archived(Archive::Until(Timestamp(500.0)));
        assert_eq!(status(until.clone(), 499.0), until);
        assert_eq!(status(until, 500.0), ongoing);
        let regressed = Status::Unresolved(Unresolved::Regressed);
        assert_eq!(status(regressed.clone(), 1e12), regressed);
    }

    #[test]
    fn priorities() {
        for (level, word) in [("fatal", "high"), ("error", "high"), ("warning", "medium"), ("debug", "low")] {
            assert_eq!(Priority::of_level(level).as_str(), word);
            assert_eq!(Priority::read(word), Some(Priority::of_level(level)));
        }
        assert_eq!(Priority::read("urgent"), None);
        let set = IssueState { priority: Some(Priority::Low), ..IssueState::default() };
        assert_eq!(set.priority_of("fatal"), Priority::Low);
    }
}
