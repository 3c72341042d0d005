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
    /// Whether an issue in it is fatal: such alerts are sent before others of their project.
    pub is_fatal: bool,
    /// The name of the channel in the configuration; none where no channel was configured.
    pub channel: Option<String>,
    /// The news.
    pub notice: Notice,
}

/// News as data. A channel renders it when it sends.
#[derive(Debug, Clone, PartialEq)]
pub enum Notice {
    /// An issue had its first event.
    NewIssue(Box<NewIssue>),
    /// Many issues of a project had their first events.
    Digest(Digest),
    /// Somebody tries whether the channel is configured right.
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
    /// How the event is described.
    pub description: Description,
    /// `fatal`, `error`, `warning`, `info` or `debug`.
    pub level: String,
    /// How many events there were.
    pub count: i64,
    /// How many users there were.
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
    /// How many issues.
    pub issues: u32,
    /// How many of them are fatal.
    pub fatal: u32,
    /// The numbers of the first and the last issue: the digest has all new issues of the project between them.
    pub issue_ids: (i64, i64),
    /// When the server saw the first.
    pub since: Timestamp,
    /// When the server saw the last.
    pub until: Timestamp,
    /// Issues that are named: fatal ones first, then the newer ones.
    pub samples: Vec<Sample>,
}

/// An issue that a digest names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sample {
    /// Its number.
    pub issue_id: i64,
    /// Its level.
    pub level: String,
    /// Its title, cut to a line's length.
    pub title: String,
}

/// How far an alert is.
#[derive(Debug, Clone, PartialEq)]
pub enum Delivery {
    /// It waits for its next try.
    Waiting {
        /// When to try.
        due: Timestamp,
        /// How the last try failed, if there was one.
        last_error: Option<String>,
    },
    /// The channel took it.
    Delivered {
        /// When.
        at: Timestamp,
    },
    /// It was given up: another try cannot help.
    Failed {
        /// Why, without any secret.
        error: String,
    },
    /// No channel was configured: the alert is stored for the alerts page alone.
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
