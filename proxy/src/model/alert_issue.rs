//! The issue of an alert.

use serde::{Deserialize, Serialize};

use super::event::Description;
use super::timestamp::Timestamp;

/// An issue, as the event describes it that made a rule fire.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct AlertIssue {
    /// The issue's number, also once it is not stored any more.
    pub issue_id: i64,
    /// The title and culprit of the event, and their parts.
    pub description: Description,
    /// `fatal`, `error`, `warning`, `info` or `debug`.
    pub level: String,
    /// Number of events.
    pub count: i64,
    /// Number of users.
    pub users: i64,
    /// When the issue was first seen.
    pub first_seen: Timestamp,
    /// The release of the event.
    pub release: Option<String>,
    /// The environment of the event.
    pub environment: Option<String>,
}
