//! An alert: a notice for a channel, and its delivery.

use serde::{Deserialize, Serialize};

use crate::model::event::Description;
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
    /// The content of the alert.
    pub notice: Notice,
}

/// The content of an alert as data. The channel renders it when it sends.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// An issue had its first event.
    NewIssue(Box<NewIssue>),
    /// Many issues of a project had their first events.
    Digest(Digest),
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

/// A new issue, as its first event describes it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct NewIssue {
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

/// New issues of a project that share one notice.
#[derive(Debug, Clone, PartialEq)]
pub struct Digest {
    /// Number of issues.
    pub issues: u32,
    /// Number of fatal issues.
    pub fatal: u32,
    /// The numbers of the first and the last issue. The digest covers all new issues of the project between them.
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
            Notice::NewIssue(_) | Notice::Test | Notice::Rendered { .. } => None,
        }
    }
}
