//! Deleting, discarding and merging issues, and taking groups out of them.

use super::StoreError;
use crate::model::event::StoredEvent;
use crate::model::issue_state::Actor;
use crate::model::timestamp::Timestamp;

/// Most discards of a project.
pub const MOST_DISCARDS: u32 = 1_000;

/// A group of an issue.
#[derive(Debug, Clone, PartialEq)]
pub struct IssueGroup {
    /// The hash.
    pub hash: String,
    /// The title of its first event.
    pub title: String,
    /// Number of its events; those of before groups were counted belong to the first group of the issue.
    pub events: i64,
    /// When the newest of them happened.
    pub last_seen: Timestamp,
}

/// An issue that was deleted, and whose events are dropped since.
#[derive(Debug, Clone, PartialEq)]
pub struct Discard {
    /// Its number.
    pub id: i64,
    /// The name of its project.
    pub project: String,
    /// The title of the issue.
    pub title: String,
    /// When it was discarded.
    pub at: Timestamp,
    /// The name of the token of who did it; none without a token.
    pub by: Option<String>,
    /// Number of events that were dropped since.
    pub events: i64,
    /// When the last of them arrived.
    pub last_event: Option<Timestamp>,
}

/// Why issues are not moved or deleted. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
pub enum MoveError {
    /// There is no such issue.
    #[error("there is no issue {0}")]
    NoIssue(i64),
    /// The issue has no such group.
    #[error("the issue has no such group")]
    NoGroup,
    /// The group is all that the issue has.
    #[error("the only group of an issue cannot be taken out of it")]
    OnlyGroup,
    /// Issues of several projects cannot be merged.
    #[error("issues of different projects cannot be merged")]
    OtherProject,
    /// Fewer than two issues are named.
    #[error("at least two issues are needed for a merge")]
    OneIssue,
    /// Too many issues are named.
    #[error("at most 1000 issues can be changed at once")]
    TooMany,
    /// Another move of the issue is not finished.
    #[error("issue {0} is still being merged, divided or deleted; try again in a moment")]
    Busy(i64),
    /// The project has as many discards as there may be.
    #[error("a project has at most 1000 discarded issues; undo some first")]
    TooManyDiscards,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads groups and discards.
pub trait IssueGroups: Send + Sync {
    /// The groups of an issue, those with most events first, at most 100.
    fn groups(&self, issue: i64) -> Result<Vec<IssueGroup>, StoreError>;
    /// The newest event of each group of an issue that has one among the newest 1,000 of the issue, with the group's hash.
    fn newest_of_groups(&self, issue: i64) -> Result<Vec<(String, StoredEvent)>, StoreError>;
    /// The discards of a project, or of all, the newest first.
    fn discards(&self, project: Option<&str>, offset: u32, limit: u32) -> Result<Vec<Discard>, StoreError>;
}

/// Moves and deletes issues. What is large goes on in pieces in the background, see [`IssueJobs`]; from the beginning, new
/// events go where they belong afterwards.
pub trait IssueMoves: Send + Sync {
    /// Moves groups and events of issues into another one of their project.
    fn merge_issues(&self, into: i64, issues: &[i64], actor: &Actor, now: Timestamp)
    -> Result<(), MoveError>;
    /// Takes a group out of an issue, with its events. Returns the issue that it makes. It stays one, whatever rules say.
    fn unmerge_group(&self, issue: i64, group: &str, actor: &Actor, now: Timestamp)
    -> Result<i64, MoveError>;
    /// Deletes issues with all that belongs to them. Their next event makes a new issue.
    fn delete_issues(&self, issues: &[i64]) -> Result<(), MoveError>;
    /// Deletes issues, and drops the events of their groups from now on.
    fn discard_issues(&self, issues: &[i64], actor: &Actor, now: Timestamp) -> Result<(), MoveError>;
    /// Ends a discard: the next event of its groups makes a new issue. `false` if there is no such discard.
    fn end_discard(&self, id: i64) -> Result<bool, StoreError>;
}

/// Goes on with moves that were begun, and with deleting projects.
pub trait IssueJobs: Send + Sync {
    /// Does a piece of the work. Returns whether there was any.
    fn work_on_issues(&self) -> Result<bool, StoreError>;
}
