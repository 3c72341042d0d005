//! Alert rules: what fires, which channels hear of it, and how often.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::message_type::MessageType;
use super::patterns::Patterns;
use super::span::SegmentKind;
use super::vital::Metric;

/// A rule. It fires when one of its triggers does and all of its conditions hold.
#[derive(Debug, Clone, PartialEq)]
pub struct Rule {
    /// The name, unique among all rules.
    pub name: String,
    /// Where it was written.
    pub origin: RuleOrigin,
    /// What fires.
    pub triggers: Vec<Trigger>,
    /// What must hold besides.
    pub conditions: Conditions,
    /// How much must have happened before the first message about an issue.
    pub after: After,
    /// The channels by name; empty: those of the routes.
    pub channels: Vec<String>,
    /// Whom the message mentions.
    pub mention: Mentions,
    /// How much it matters.
    pub severity: Severity,
    /// How long the first firing of a group waits for others, which then share its message.
    pub group_wait: Duration,
    /// The shortest time between two messages of a group.
    pub group_interval: Duration,
    /// When a message is repeated while its cause goes on; none: never.
    pub repeat_interval: Option<Duration>,
    /// The type of its messages, where a channel has types; none: that of the channel.
    pub message_type: Option<MessageType>,
}

/// Where a rule was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RuleOrigin {
    /// Nowhere: the rule that holds if none is written.
    Default,
    /// In the configuration file or the environment.
    File,
    /// On the page of the project with this name.
    Project(String),
}

/// What fires.
#[derive(Debug, Clone, PartialEq)]
pub enum Trigger {
    /// An issue has its first event.
    NewIssue,
    /// A resolved issue has an event.
    Regression,
    /// A resolved issue has an event of a newer release than the one in which it was resolved.
    ReopenedInNewerRelease,
    /// An archived issue has more events than before, or what it was archived until has happened.
    Escalating,
    /// A release of a project has its first event.
    FirstEventOfRelease,
    /// A message was captured with `alert: true`.
    Requested,
    /// An issue has many events or users within a window.
    Frequency {
        /// What is counted.
        of: Counted,
        /// The window.
        window: Duration,
        /// How much is too much.
        threshold: Threshold,
    },
    /// A project has many more events within an hour than usual.
    Spike {
        /// So many times the usual number.
        factor: f64,
        /// And at least so many.
        at_least: u64,
    },
    /// A percentile of a measure is above a limit.
    Performance {
        /// The measure.
        measure: PerformanceMeasure,
        /// 1 to 99.
        percentile: u8,
        /// In the unit of the measure.
        limit: f64,
        /// Fewer values say nothing.
        min_samples: u64,
        /// Whole hours.
        window: Duration,
    },
    /// Too few sessions or users are free of crashes.
    CrashFree {
        /// What is counted: sessions or users.
        of: CrashFreeOf,
        /// In percent.
        limit: f64,
        /// Fewer sessions or users say nothing.
        min_samples: u64,
        /// Whole hours.
        window: Duration,
    },
    /// A project has sent no error, transaction or session for so long, though it did before.
    NothingHeard {
        /// For how long.
        window: Duration,
    },
}

impl Rule {
    /// Whether it is asked every minute, and not about each event.
    #[must_use]
    pub fn is_periodic(&self) -> bool {
        self.triggers.iter().any(Trigger::is_periodic)
    }
}

impl Trigger {
    /// Whether it compares a value with a threshold now and then, and is not about a single event.
    #[must_use]
    pub fn is_periodic(&self) -> bool {
        match self {
            Self::NewIssue
            | Self::Regression
            | Self::ReopenedInNewerRelease
            | Self::Escalating
            | Self::FirstEventOfRelease
            | Self::Requested => false,
            Self::Frequency { .. }
            | Self::Spike { .. }
            | Self::Performance { .. }
            | Self::CrashFree { .. }
            | Self::NothingHeard { .. } => true,
        }
    }

    /// Whether it is about a project as a whole, and not about an event or an issue.
    #[must_use]
    pub fn is_of_project(&self) -> bool {
        self.is_periodic() && !matches!(self, Self::Frequency { .. })
    }
}

/// What is counted of an issue.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Counted {
    /// Events.
    Events,
    /// Users.
    Users,
}

/// Of what the share without crashes is computed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CrashFreeOf {
    /// Sessions.
    Sessions,
    /// Users.
    Users,
}

/// How much is too much.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Threshold {
    /// More than so many.
    Above(u64),
    /// More than so many times the number of the same hour a week before.
    AgainstWeekBefore {
        /// So many times.
        factor: f64,
        /// And at least so many.
        at_least: u64,
    },
}

/// A measure of page performance.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PerformanceMeasure {
    /// A web vital.
    Vital(Metric),
    /// The duration of segments of a kind, in ms.
    Duration(SegmentKind),
}

/// What must hold for a rule to fire. A list of patterns holds if one of them matches; an empty one always holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Conditions {
    /// The project's name.
    pub projects: Patterns,
    /// The environment.
    pub environments: Patterns,
    /// The release.
    pub releases: Patterns,
    /// The level.
    pub levels: Patterns,
    /// The page's address.
    pub urls: Patterns,
    /// The browser, with or without its version.
    pub browsers: Patterns,
    /// Values of tags: each must match.
    pub tags: Vec<(String, Patterns)>,
    /// Whether the page handled the error; none: either.
    pub handled: Option<bool>,
}

/// How much must have happened before the first message about an issue: one of the two is enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct After {
    /// Events; 1: at once.
    pub events: u32,
    /// Users; 0: they are not asked for.
    pub users: u32,
}

impl Default for After {
    fn default() -> Self {
        Self { events: 1, users: 0 }
    }
}

/// Whom a message mentions. A channel adds those that it names itself.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Mentions {
    /// Mobile numbers.
    pub mobiles: Vec<String>,
    /// Ids of users.
    pub user_ids: Vec<String>,
    /// Everybody.
    pub all: bool,
}

/// How much an alert matters.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// It can wait.
    Info,
    /// The default.
    #[default]
    Warning,
    /// It cannot wait: it has a reserve in the pace of a channel, as a fatal error has.
    Critical,
}

impl Severity {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Info, Self::Warning, Self::Critical];

    /// The name in the configuration.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Critical => "critical",
        }
    }
}

/// The channels for the alerts of some projects and environments.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Route {
    /// The projects; empty: all.
    pub projects: Patterns,
    /// The environments; empty: all, and what names none.
    pub environments: Patterns,
    /// The names of the channels.
    pub channels: Vec<String>,
}
