//! Reading the feedback of visitors.

use super::StoreError;
use crate::model::feedback::StoredFeedback;

/// The feedback that a question is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FeedbackFilter<'a> {
    /// That of all projects, or of the project of this name.
    Project(Option<&'a str>),
    /// That about an event: the project and the event's id.
    Event(i64, &'a str),
    /// That about the events of an issue.
    Issue(i64),
}

/// Reads feedback.
pub trait FeedbackLog: Send + Sync {
    /// A page of feedback, the last arrival first.
    fn feedback(
        &self,
        filter: &FeedbackFilter<'_>,
        offset: u32,
        limit: u32,
    ) -> Result<Vec<StoredFeedback>, StoreError>;
}
