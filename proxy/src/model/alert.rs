//! An alert: a notice for a channel, and its delivery.

use serde::{Deserialize, Serialize};

use crate::model::alert_issue::AlertIssue;
use crate::model::channel_failure::ChannelNews;
use crate::model::firing::{CauseKind, Firing, Recovery, Relayed};
use crate::model::timestamp::Timestamp;

/// One notice for one channel.
#[derive(Debug, Clone, PartialEq)]
pub struct Alert {
    /// The issue, if the notice is about one that is still stored.
    pub issue_id: Option<i64>,
    /// The project's number.
    pub project_id: i64,
    /// The project's name in addresses.
    pub project: String,
    /// Whether an issue in the notice is fatal: such alerts are sent before others of their project.
    pub is_fatal: bool,
    /// The name of the channel in the configuration; none where no channel was configured.
    pub channel: Option<String>,
    /// The name of the rule that fired, if one did.
    pub rule: Option<String>,
    /// The content of the alert.
    pub notice: Notice,
}

/// The content of an alert as data. The channel renders it when it sends.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// An issue had its first event, as a version without rules noted it.
    NewIssue(Box<AlertIssue>),
    /// A rule fired.
    Fired(Box<Firing>),
    /// What a rule found is over.
    Recovered(Box<Recovery>),
    /// Another program sent a message.
    Relayed(Box<Relayed>),
    /// A rule fired for many issues of a project.
    Digest(Digest),
    /// A channel fails, or works again.
    Channel(Box<ChannelNews>),
    /// A test message, to check the configuration of the channel.
    Test,
    /// A message that an older version rendered for its channel before it was stored. It is sent as it is.
    Rendered {
        /// The line in the notification.
        title: String,
        /// The message, in the markup of that channel.
        text: String,
    },
}

/// Issues of a project that share one notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Digest {
    /// Number of issues.
    pub issues: u32,
    /// Number of fatal issues.
    pub fatal: u32,
    /// The smallest and the largest number of its issues.
    pub issue_ids: (i64, i64),
    /// When the server received the first issue's event.
    pub since: Timestamp,
    /// When the server received the last issue's event.
    pub until: Timestamp,
    /// Some of the issues, to be listed by name: fatal ones first, then the newer ones.
    pub samples: Vec<Sample>,
}

/// An issue that a digest lists.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Its number.
    pub issue_id: i64,
    /// Its level.
    pub level: String,
    /// Its title, cut to a line's length.
    pub title: String,
    /// Why the rule fired.
    #[serde(default)]
    pub cause: CauseKind,
}

/// The delivery state of an alert.
#[derive(Debug, Clone, PartialEq)]
pub enum Delivery {
    /// The alert waits for its next attempt.
    Waiting {
        /// When to try next.
        due: Timestamp,
        /// The error of the last attempt, if there was one.
        last_error: Option<String>,
    },
    /// The channel accepted the alert.
    Delivered {
        /// The time of delivery.
        at: Timestamp,
    },
    /// The delivery was given up, because another attempt cannot help.
    Failed {
        /// The error, without any secret.
        error: String,
    },
    /// No channel was configured: the alert is stored only for the alerts page.
    NoChannel,
}

impl Alert {
    /// The digest, if the notice is one.
    #[must_use]
    pub fn digest(&self) -> Option<&Digest> {
        match &self.notice {
            Notice::Digest(digest) => Some(digest),
            Notice::NewIssue(_)
            | Notice::Fired(_)
            | Notice::Recovered(_)
            | Notice::Relayed(_)
            | Notice::Channel(_)
            | Notice::Test
            | Notice::Rendered { .. } => None,
        }
    }

    /// The issue that the notice describes, if it is about one.
    #[must_use]
    pub fn issue(&self) -> Option<&AlertIssue> {
        match &self.notice {
            Notice::NewIssue(issue) => Some(issue),
            Notice::Fired(firing) => firing.issue.as_ref(),
            Notice::Recovered(recovery) => recovery.issue.as_ref(),
            Notice::Relayed(_)
            | Notice::Digest(_)
            | Notice::Channel(_)
            | Notice::Test
            | Notice::Rendered { .. } => None,
        }
    }
}
