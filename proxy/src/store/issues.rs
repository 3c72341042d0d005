//! Issues and their events, to be read.

use super::StoreError;
use crate::model::event::StoredEvent;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;

/// Which issues to list: newest `last_seen` first.
#[derive(Debug, Clone, Default)]
pub struct IssueQuery {
    /// Only this project's.
    pub project: Option<String>,
    /// Only those whose title, culprit or value contains this text.
    pub text: Option<String>,
    /// How many to pass over.
    pub offset: u32,
    /// How many at most.
    pub limit: u32,
}

/// The ids of the events before and after an event, of the same issue.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Neighbours {
    /// The one before; none: it is the oldest.
    pub older: Option<String>,
    /// The one after; none: it is the newest.
    pub newer: Option<String>,
}

/// How often a tag had a value in an issue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TagCount {
    /// The tag.
    pub key: String,
    /// Its value.
    pub value: String,
    /// In how many events.
    pub count: i64,
}

/// Reads issues, events and tags.
pub trait Issues: Send + Sync {
    /// A page of issues.
    fn issues(&self, query: &IssueQuery) -> Result<Vec<Issue>, StoreError>;
    /// One issue.
    fn issue(&self, id: i64) -> Result<Option<Issue>, StoreError>;
    /// Issues of a project whose numbers lie between two, the newest first.
    fn issues_between(&self, project_id: i64, ids: (i64, i64), limit: u32) -> Result<Vec<Issue>, StoreError>;
    /// Events of an issue in each of the 24 hours up to `now`, oldest first, for each issue asked for.
    fn hourly(&self, issues: &[i64], now: Timestamp) -> Result<Vec<[u32; 24]>, StoreError>;
    /// The event of this id, of a project if one is named; the one that came last, if several projects have it.
    fn event(&self, project: Option<&str>, event_id: &str) -> Result<Option<StoredEvent>, StoreError>;
    /// The newest event of an issue.
    fn latest_event(&self, issue: i64) -> Result<Option<StoredEvent>, StoreError>;
    /// A page of an issue's events, newest first.
    fn events(&self, issue: i64, offset: u32, limit: u32) -> Result<Vec<StoredEvent>, StoreError>;
    /// The events of the same issue on both sides of an event.
    fn neighbours(&self, event: &StoredEvent) -> Result<Neighbours, StoreError>;
    /// The tags of an issue's events, by key, then most frequent first.
    fn tags(&self, issue: i64) -> Result<Vec<TagCount>, StoreError>;
}
