//! The feedback of a visitor.

use crate::model::timestamp::Timestamp;

/// What a visitor wrote. Texts are empty where the client sent none.
#[derive(Debug, Clone, PartialEq)]
pub struct Feedback {
    /// The project of the DSN.
    pub project_id: i64,
    /// 32 lower-case hex digits, by which a repeated one is known.
    pub feedback_id: String,
    /// The event that it is about, 32 lower-case hex digits; empty if it is about none.
    pub event_id: String,
    /// The visitor's name.
    pub name: String,
    /// The visitor's e-mail address.
    pub email: String,
    /// The words.
    pub message: String,
    /// The page on which it was written.
    pub url: String,
    /// The release.
    pub release: String,
    /// The environment.
    pub environment: String,
    /// When it was written, by the client's clock corrected with `sent_at`.
    pub timestamp: Timestamp,
    /// When it arrived.
    pub received: Timestamp,
}

/// Stored feedback.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredFeedback {
    /// What was written.
    pub feedback: Feedback,
    /// The name of its project.
    pub project: String,
    /// The issue of the event that it is about, if that is stored.
    pub issue_id: Option<i64>,
}
