//! Telling a group: rule → grouping → message or digest → outbox (in the store) → channel.

pub mod channels;
mod digest;
pub mod grouping;
pub mod outbox;
pub mod retry;
pub mod rule;
#[cfg(test)]
mod samples;
mod test_message;
pub mod throttle;

use crate::model::timestamp::Timestamp;

pub use channels::dingtalk::message::message;
pub use digest::{Digest, Sample};
pub use rule::fires;
pub use test_message::send_test;

/// One message for one channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// The issue it speaks of; none: it speaks of many, or its issue was deleted meanwhile.
    pub issue_id: Option<i64>,
    /// The project that this is about.
    pub project_id: i64,
    /// Whether it speaks of a fatal issue: these are sent before others of their project.
    pub is_fatal: bool,
    /// The name of the channel in the configuration; none: nobody is configured.
    pub channel: Option<String>,
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
    /// The channel took it.
    Delivered {
        /// When.
        at: Timestamp,
    },
    /// Given up: trying again cannot help.
    Failed {
        /// Why, without any secret.
        error: String,
    },
    /// No channel is configured: kept to be looked at.
    NoChannel,
}
