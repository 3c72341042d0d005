//! Changes to issues by people, their record, and comments.

use super::StoreError;
use super::saved_searches::SaveSearches;
use super::silences::ChangeSilences;
use crate::model::issue_state::{Activity, Actor, InvalidChange, IssueChange};
use crate::model::timestamp::Timestamp;

/// A change that was made.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Applied {
    /// The number of the change; none if nothing was changed.
    pub change_id: Option<i64>,
    /// The issues that were changed. Those that were already so are left out, and so are those that do not exist.
    pub changed: Vec<i64>,
}

/// A change, for the notice that offers to undo it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChangeRecord {
    /// Its number.
    pub id: i64,
    /// When it was made.
    pub at: Timestamp,
    /// What happened to the first of its issues.
    pub activity: Activity,
    /// The issues that it changed and that still exist.
    pub issues: u64,
    /// Those of them whose state is still as the change left it.
    pub undoable: u64,
}

/// Why a change is not made. Nothing is changed then.
#[derive(Debug, thiserror::Error)]
pub enum ChangeError {
    /// A text or a number of it is beyond its limit.
    #[error(transparent)]
    Invalid(#[from] InvalidChange),
    /// The change is about the newest release, and the project has no release.
    #[error("project {0} has no release yet")]
    NoRelease(String),
    /// The issue has as many comments as there may be.
    #[error("an issue has at most 1000 comments")]
    TooManyComments,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Reads what happened to issues.
pub trait IssueActivity: Send + Sync {
    /// What happened to an issue, comments included, the newest first.
    fn activity(&self, issue: i64, offset: u32, limit: u32) -> Result<Vec<Activity>, StoreError>;
    /// The comments of an issue, the newest first.
    fn comments(&self, issue: i64, offset: u32, limit: u32) -> Result<Vec<Activity>, StoreError>;
    /// A change; none if there is no such change, or nothing of it is left.
    fn change(&self, id: i64) -> Result<Option<ChangeRecord>, StoreError>;
}

/// Changes issues.
pub trait IssueWork: SaveSearches + ChangeSilences + Send + Sync {
    /// Makes a change to issues, at most [`crate::model::issue_state::MOST_ISSUES`], in one transaction.
    fn change_issues(
        &self,
        issues: &[i64],
        change: &IssueChange,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Applied, ChangeError>;
    /// Gives issues the states that they had before a change, except those that were changed since. Returns the issues.
    fn undo_change(&self, id: i64, actor: &Actor, now: Timestamp) -> Result<Vec<i64>, StoreError>;
    /// Adds a comment to an issue; none if there is no such issue.
    fn add_comment(
        &self,
        issue: i64,
        text: &str,
        actor: &Actor,
        now: Timestamp,
    ) -> Result<Option<Activity>, ChangeError>;
    /// Deletes a comment of an issue; `false` if there is none of this number.
    fn delete_comment(&self, issue: i64, comment: i64) -> Result<bool, StoreError>;
}

/// Ends archiving.
pub trait EndArchives: Send + Sync {
    /// Makes some issues unresolved whose archiving has ended. Returns how many there were.
    fn end_archives(&self, now: Timestamp, most: u32) -> Result<u64, StoreError>;
}
