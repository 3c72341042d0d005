//! An issue.

use crate::model::event::Description;
use crate::model::timestamp::Timestamp;

/// A group of events that are one problem.
#[derive(Debug, Clone)]
pub struct Issue {
    /// The number in addresses.
    pub id: i64,
    /// The project's number.
    pub project_id: i64,
    /// The project's name in addresses.
    pub project: String,
    /// What the newest event is called.
    pub description: Description,
    /// Of the newest event.
    pub level: String,
    /// Of the newest event.
    pub platform: String,
    /// How many events.
    pub count: i64,
    /// How many users.
    pub users: i64,
    /// The oldest event's time.
    pub first_seen: Timestamp,
    /// The newest event's time.
    pub last_seen: Timestamp,
}
