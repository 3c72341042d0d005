//! An issue: a group of events with the same cause.

use crate::model::event::Description;
use crate::model::issue_state::IssueState;
use crate::model::timestamp::Timestamp;

/// A group of events with the same cause.
#[derive(Debug, Clone)]
pub struct Issue {
    /// The number in URLs.
    pub id: i64,
    /// The project's number.
    pub project_id: i64,
    /// The project's name in URLs.
    pub project: String,
    /// The title of the newest event, and its parts.
    pub description: Description,
    /// The level of the newest event.
    pub level: String,
    /// The platform of the newest event.
    pub platform: String,
    /// The name of the newest event's logger; empty without one.
    pub logger: String,
    /// Whether the program did not catch an exception of the newest event.
    pub is_unhandled: bool,
    /// Number of events.
    pub count: i64,
    /// Number of events that there would be if pages had sampled none. It is an estimate for people: no quota and no alert
    /// uses it.
    pub extrapolated_count: f64,
    /// Number of users.
    pub users: i64,
    /// The oldest event's time.
    pub first_seen: Timestamp,
    /// The newest event's time.
    pub last_seen: Timestamp,
    /// Whether it is to be worked on, by whom, and how soon.
    pub state: IssueState,
    /// Number of comments.
    pub comments: i64,
    /// The release of the first event, if it has one.
    pub first_release: Option<String>,
}
