//! What was decided about each firing of a rule, for each channel: sent, folded, or held back and why.

use serde::{Deserialize, Serialize};

use super::firing::CauseKind;
use super::timestamp::Timestamp;

/// What was decided about a firing.
#[derive(Debug, Clone, PartialEq)]
pub struct AlertDecision {
    /// When.
    pub at: Timestamp,
    /// The name of the rule.
    pub rule: String,
    /// The project.
    pub project_id: i64,
    /// The issue, if it was about one.
    pub issue_id: Option<i64>,
    /// Why the rule fired.
    pub cause: CauseKind,
    /// The channel; none if it never came to a channel.
    pub channel: Option<String>,
    /// The alert in the outbox, if there is one.
    pub alert_id: Option<i64>,
    /// What was decided.
    pub decision: Decision,
}

/// What becomes of a firing.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Decision {
    /// It has an alert of its own in the outbox.
    Sent,
    /// It shares an alert in the outbox with others.
    Folded,
    /// It has an alert, and another channel sends that, as its own has failed for long.
    Redirected,
    /// It is not told.
    Held(HeldReason),
}

/// Why a firing is not told.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "reason", rename_all = "snake_case")]
pub enum HeldReason {
    /// The issue has fewer events or users than the rule asks for.
    BelowCount,
    /// The channel was told already, by another rule or earlier, and nothing has changed since.
    AlreadyAlerted,
    /// It goes on, and the rule's `repeat_interval` is not over.
    RepeatInterval,
    /// A silence matches.
    Silenced {
        /// Its number.
        id: i64,
    },
    /// The issue, the rule or the project is muted.
    Muted {
        /// Until when; none: until something other than a time, such as the next release.
        until: Option<Timestamp>,
    },
    /// The channel or the rule has quiet hours. The firing is told when they end.
    QuietHours {
        /// When they end.
        until: Timestamp,
    },
    /// No channel is configured for it.
    NoChannel,
    /// Too many alerts wait.
    Storm,
}

impl HeldReason {
    /// The word in the store and in metrics.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Self::BelowCount => "below_count",
            Self::AlreadyAlerted => "already_alerted",
            Self::RepeatInterval => "repeat_interval",
            Self::Silenced { .. } => "silenced",
            Self::Muted { .. } => "muted",
            Self::QuietHours { .. } => "quiet_hours",
            Self::NoChannel => "no_channel",
            Self::Storm => "storm",
        }
    }
}
