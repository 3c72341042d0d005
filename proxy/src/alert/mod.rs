//! Telling a group: rule → message → outbox (in the store) → robot.

use crate::clock::Timestamp;

/// One message for one robot.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// The issue it speaks of.
    pub issue_id: i64,
    /// The name of the robot in the configuration; none: nobody is configured.
    pub robot: Option<String>,
    /// The line in the notification.
    pub title: String,
    /// The message, in DingTalk's markdown.
    pub text: String,
}

/// How far an alert is.
#[derive(Debug, Clone, PartialEq)]
pub enum Delivery {
    /// To be tried at this time.
    Waiting {
        /// When to try (again).
        due: Timestamp,
        /// How the last try failed, if there was one.
        last_error: Option<String>,
    },
    /// The robot took it.
    Delivered {
        /// When.
        at: Timestamp,
    },
    /// Given up: trying again cannot help.
    Failed {
        /// Why, without any secret.
        error: String,
    },
    /// No robot is configured: kept to be looked at.
    NoRobot,
}

/// Sends a message through each robot: its name, and how that ended.
#[must_use]
pub fn send_test(_config: &crate::config::Config) -> Vec<(String, Result<(), String>)> {
    Vec::new()
}
