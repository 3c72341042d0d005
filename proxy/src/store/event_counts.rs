//! Reading how often errors happened, for graphs and for the pages of releases.

use super::StoreError;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;

/// The errors that a question is about.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct EventFilter {
    /// Their projects; empty: all.
    pub projects: Vec<i64>,
    /// Start of the range; of counts by hour its hour counts wholly.
    pub from: Timestamp,
    /// End of the range.
    pub to: Timestamp,
}

/// Events of an issue in one hour, or one stored event.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct CountedEvents {
    /// The beginning of the hour, or when the event happened.
    pub at: Timestamp,
    /// How many events: a stored event may stand for several identical ones.
    pub count: u64,
    /// Their issue.
    pub issue_id: i64,
    /// The name of their project.
    pub project: String,
    /// The title of their issue.
    pub title: String,
    /// The level: of counts by hour that of the issue's newest event.
    pub level: String,
    /// The stored event; none of counts by hour.
    pub event: Option<EventProperties>,
}

/// The properties of a stored event; each is empty if it has none.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventProperties {
    /// 32 hex digits.
    pub event_id: String,
    /// The release.
    pub release: String,
    /// The environment.
    pub environment: String,
    /// The transaction or route.
    pub transaction: String,
    /// The browser's name.
    pub browser: String,
    /// The device's family.
    pub device: String,
    /// A text by which users are told apart.
    pub user: String,
}

/// Reads counts of errors.
pub trait EventCounts: Send + Sync {
    /// The exact counts of each issue in each hour, the newest hours first.
    fn counts_by_hour(&self, filter: &EventFilter, limit: u32) -> Result<Vec<CountedEvents>, StoreError>;
    /// Stored events, the newest first. Retention thins out the events of large issues.
    fn counted_events(&self, filter: &EventFilter, limit: u32) -> Result<Vec<CountedEvents>, StoreError>;
    /// The issues with events of a release, those with most of them first, each with their number.
    fn issues_of_release(
        &self,
        project_id: i64,
        version: &str,
        limit: u32,
    ) -> Result<Vec<(Issue, i64)>, StoreError>;
}
