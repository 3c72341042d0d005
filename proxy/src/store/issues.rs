//! Reading issues and their events.

use super::StoreError;
use crate::model::event::StoredEvent;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::search::{IssueState, Search};

/// A query for issues.
#[derive(Debug, Clone, Default)]
pub struct IssueQuery {
    /// Only the issues of these projects; none: of all.
    pub projects: Option<Vec<i64>>,
    /// What must hold of the issues.
    pub search: Search,
    /// Only issues with events at this time or later.
    pub from: Option<Timestamp>,
    /// Only issues with events before this time, to the hour.
    pub to: Option<Timestamp>,
    /// Which issues come first.
    pub sort: IssueSort,
    /// The present time, from which trends are counted.
    pub now: Timestamp,
    /// Number of issues to skip.
    pub offset: u32,
    /// The largest number of results.
    pub limit: u32,
}

/// An order of issues; of equal ones the younger comes first.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum IssueSort {
    /// The newest event first.
    #[default]
    LastSeen,
    /// The youngest issue first.
    FirstSeen,
    /// The most events first.
    Events,
    /// The most users first.
    Users,
    /// The largest growth in the last 24 hours first, beside the week before.
    Trend,
}

/// The ids of the events before and after an event, of the same issue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The event before; none if this event is the oldest.
    pub older: Option<String>,
    /// The event after; none if this event is the newest.
    pub newer: Option<String>,
}

/// How often a tag has a value in an issue.
#[derive(Debug, Clone, PartialEq)]
pub struct TagCount {
    /// The tag.
    pub key: String,
    /// Its value.
    pub value: String,
    /// Number of events with this value.
    pub count: i64,
    /// When the first of them happened; none if that is unknown.
    pub first_seen: Option<Timestamp>,
    /// When the last of them happened; none if that is unknown.
    pub last_seen: Option<Timestamp>,
}

/// Reads issues, events and tags.
pub trait Issues: Send + Sync {
    /// A page of issues.
    fn issues(&self, query: &IssueQuery) -> Result<Vec<Issue>, StoreError>;
    /// The number of issues that a query finds on all of its pages, at most `most`.
    fn count_issues(&self, query: &IssueQuery, most: u32) -> Result<u32, StoreError>;
    /// The number of issues in each of these states that a query without a state finds, each at most `most`.
    fn count_states(
        &self,
        query: &IssueQuery,
        states: &[IssueState],
        most: u32,
    ) -> Result<Vec<u32>, StoreError>;
    /// One issue.
    fn issue(&self, id: i64) -> Result<Option<Issue>, StoreError>;
    /// Issues of a project in a range of numbers, newest first.
    fn issues_between(&self, project_id: i64, ids: (i64, i64), limit: u32) -> Result<Vec<Issue>, StoreError>;
    /// For each given issue: the number of events in each of the 24 hours up to `now`, oldest first.
    fn hourly(&self, issues: &[i64], now: Timestamp) -> Result<Vec<[u32; 24]>, StoreError>;
    /// The same in 24 periods of so many hours each.
    fn trends(&self, issues: &[i64], hours: i64, now: Timestamp) -> Result<Vec<[u32; 24]>, StoreError>;
    /// For each given issue: the number of events in so many periods of `step` hours each, from an hour since 1970 on.
    fn counts_over_time(
        &self,
        issues: &[i64],
        first_hour: i64,
        step: i64,
        periods: usize,
    ) -> Result<Vec<Vec<u64>>, StoreError>;
    /// Values of a tag in any issue, in their order, at most so many.
    fn tag_values(&self, key: &str, most: u32) -> Result<Vec<String>, StoreError>;
    /// The event with this id, of a project if one is given. If several projects have the id, the event received last.
    fn event(&self, project: Option<&str>, event_id: &str) -> Result<Option<StoredEvent>, StoreError>;
    /// The newest event of an issue.
    fn latest_event(&self, issue: i64) -> Result<Option<StoredEvent>, StoreError>;
    /// A page of an issue's events, newest first.
    fn events(&self, issue: i64, offset: u32, limit: u32) -> Result<Vec<StoredEvent>, StoreError>;
    /// The events before and after an event, within its issue.
    fn neighbours(&self, event: &StoredEvent) -> Result<Neighbours, StoreError>;
    /// The tags of an issue's events, by key, then most frequent first.
    fn tags(&self, issue: i64) -> Result<Vec<TagCount>, StoreError>;
}
