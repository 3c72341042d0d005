//! What an alert rule found: the facts for a message, in no channel's words.

use serde::{Deserialize, Serialize};

use super::alert_issue::AlertIssue;
use super::alert_rule::{Mentions, Severity};
use super::timestamp::Timestamp;

/// A rule fired.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Firing {
    /// The name of the rule.
    pub rule: String,
    /// How much it matters.
    pub severity: Severity,
    /// Why.
    pub cause: Cause,
    /// The issue, if it is about one.
    pub issue: Option<AlertIssue>,
    /// The environment, if it is about one.
    pub environment: Option<String>,
    /// The release, if it is about one.
    pub release: Option<String>,
    /// The page's address, without its query.
    pub url: Option<String>,
    /// The newest in-app frames, newest first: `function (file:line)`.
    pub frames: Vec<String>,
    /// The number of events in each of the last hours, oldest first; empty if it is not known.
    pub hours: Vec<u32>,
    /// The release that may have caused it.
    pub suspect_release: Option<String>,
    /// Whom the message mentions.
    pub mentions: Mentions,
}

/// What a rule with a threshold found is over.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Recovery {
    /// The name of the rule.
    pub rule: String,
    /// How much it mattered.
    pub severity: Severity,
    /// Why it fired.
    pub cause: Cause,
    /// The issue, if it was about one.
    pub issue: Option<AlertIssue>,
    /// The value now, if there is one.
    pub value: Option<f64>,
    /// When it fired.
    pub since: Timestamp,
    /// When it was over.
    pub at: Timestamp,
    /// The environment, if it was about one.
    pub environment: Option<String>,
    /// Whom the message mentions.
    pub mentions: Mentions,
}

/// A message that another program sends through this server.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Relayed {
    /// How it came: `api`, `alertmanager` or `dingtalk`.
    pub source: String,
    /// The line in the notification; may be empty.
    pub title: String,
    /// The text.
    pub text: String,
    /// `fatal`, `error`, `warning`, `info` or `debug`.
    pub level: String,
    /// A link, which only holders of a token may set.
    pub link: Option<String>,
    /// Whom the message mentions, which only holders of a token may say.
    pub at: Mentions,
    /// Whether the text is markdown, and is sent as such.
    pub is_markdown: bool,
}

/// Why a rule fired.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Cause {
    /// An issue had its first event.
    #[default]
    NewIssue,
    /// A resolved issue had an event.
    Regression {
        /// The event's release.
        release: Option<String>,
    },
    /// A resolved issue had an event of a newer release.
    ReopenedInNewerRelease {
        /// The event's release.
        release: Option<String>,
    },
    /// An archived issue has many more events than before.
    Escalating,
    /// What an issue was archived until has happened.
    Unarchived,
    /// A release had its first event.
    FirstEventOfRelease {
        /// The release.
        release: String,
    },
    /// A message was captured with `alert: true`.
    Requested,
    /// A value is beyond its limit.
    Threshold(Measured),
    /// A project has sent nothing for a while.
    NothingHeard {
        /// When it last sent something.
        since: Timestamp,
        /// The time after which the rule fires, in seconds.
        window: f64,
    },
}

/// A value and its limit.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Measured {
    /// What was measured.
    pub quantity: Quantity,
    /// The value.
    pub value: f64,
    /// The limit.
    pub limit: f64,
    /// Over how long it was measured, in seconds.
    pub window: f64,
    /// The value with which it was compared, such as that of a week before.
    #[serde(default)]
    pub before: Option<f64>,
    /// From how many samples it was computed.
    #[serde(default)]
    pub samples: Option<u64>,
}

/// What was measured.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Quantity {
    /// Events of an issue.
    IssueEvents,
    /// Users of an issue.
    IssueUsers,
    /// Events of a project.
    ProjectEvents,
    /// A percentile of a measure.
    Percentile {
        /// `lcp`, `cls`, `inp`, `fcp`, `ttfb`, `pageload`, `navigation` or `transaction`.
        measure: String,
        /// 1 to 99.
        percentile: u8,
    },
    /// Sessions without a crash, in percent.
    CrashFreeSessions,
    /// Users without a crash, in percent.
    CrashFreeUsers,
}

impl Quantity {
    /// Whether a rule fires below its limit, and not above it.
    #[must_use]
    pub fn is_floor(&self) -> bool {
        match self {
            Self::CrashFreeSessions | Self::CrashFreeUsers => true,
            Self::IssueEvents | Self::IssueUsers | Self::ProjectEvents | Self::Percentile { .. } => false,
        }
    }
}

/// Why a rule fired, without the facts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is named like the cause that has its documentation")]
pub enum CauseKind {
    #[default]
    NewIssue,
    Regression,
    ReopenedInNewerRelease,
    Escalating,
    Unarchived,
    FirstEventOfRelease,
    Requested,
    Threshold,
    NothingHeard,
    /// A threshold rule is at ease again.
    Recovered,
    /// Another program sent it.
    Relayed,
}

impl CauseKind {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::NewIssue,
        Self::Regression,
        Self::ReopenedInNewerRelease,
        Self::Escalating,
        Self::Unarchived,
        Self::FirstEventOfRelease,
        Self::Requested,
        Self::Threshold,
        Self::NothingHeard,
        Self::Recovered,
        Self::Relayed,
    ];

    /// The word in the store, in webhooks and in metrics.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::NewIssue => "new_issue",
            Self::Regression => "regression",
            Self::ReopenedInNewerRelease => "reopened_in_newer_release",
            Self::Escalating => "escalating",
            Self::Unarchived => "unarchived",
            Self::FirstEventOfRelease => "first_event_of_release",
            Self::Requested => "requested",
            Self::Threshold => "threshold",
            Self::NothingHeard => "nothing_heard",
            Self::Recovered => "recovered",
            Self::Relayed => "relayed",
        }
    }

    /// The kind with this word.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

impl Cause {
    /// The kind.
    #[must_use]
    pub fn kind(&self) -> CauseKind {
        match self {
            Self::NewIssue => CauseKind::NewIssue,
            Self::Regression { .. } => CauseKind::Regression,
            Self::ReopenedInNewerRelease { .. } => CauseKind::ReopenedInNewerRelease,
            Self::Escalating => CauseKind::Escalating,
            Self::Unarchived => CauseKind::Unarchived,
            Self::FirstEventOfRelease { .. } => CauseKind::FirstEventOfRelease,
            Self::Requested => CauseKind::Requested,
            Self::Threshold(_) => CauseKind::Threshold,
            Self::NothingHeard { .. } => CauseKind::NothingHeard,
        }
    }
}
