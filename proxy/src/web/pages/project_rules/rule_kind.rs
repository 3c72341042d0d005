//! The kinds of rules that a form can make: each has the keys that its triggers take, and no other.

use crate::config::alert_rules::WrittenRule;
use crate::web::pages::language::t;

/// The words of `on` that can stand together in one rule.
pub(super) const ISSUE_WORDS: [&str; 6] = [
    "new_issue",
    "regression",
    "reopened_in_newer_release",
    "escalating",
    "first_event_of_release",
    "requested",
];

/// A kind of rule.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum RuleKind {
    Issues,
    Events,
    EventsOfWeekBefore,
    Users,
    Spike,
    Performance,
    CrashFreeSessions,
    CrashFreeUsers,
    NothingHeard,
}

impl RuleKind {
    pub(super) const ALL: [Self; 9] = [
        Self::Issues,
        Self::Events,
        Self::EventsOfWeekBefore,
        Self::Users,
        Self::Spike,
        Self::Performance,
        Self::CrashFreeSessions,
        Self::CrashFreeUsers,
        Self::NothingHeard,
    ];

    /// The word in addresses.
    pub(super) fn word(self) -> &'static str {
        match self {
            Self::Issues => "issues",
            Self::EventsOfWeekBefore => "events_of_week_before",
            _ => self.on().unwrap_or_default(),
        }
    }

    /// The kind of a word.
    pub(super) fn named(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The kind of a rule that is stored.
    pub(super) fn of(rule: &WrittenRule) -> Self {
        let on = rule.keys().get("on");
        let word = on.and_then(|on| on.as_str().or_else(|| on.as_array()?.first()?.as_str()));
        if word == Some("events") && rule.keys().contains_key("factor") {
            return Self::EventsOfWeekBefore;
        }
        Self::ALL.into_iter().find(|kind| kind.on().is_some() && kind.on() == word).unwrap_or(Self::Issues)
    }

    /// The one word of `on`; none where people choose several.
    pub(super) fn on(self) -> Option<&'static str> {
        match self {
            Self::Issues => None,
            Self::Events | Self::EventsOfWeekBefore => Some("events"),
            Self::Users => Some("users"),
            Self::Spike => Some("spike"),
            Self::Performance => Some("performance"),
            Self::CrashFreeSessions => Some("crash_free_sessions"),
            Self::CrashFreeUsers => Some("crash_free_users"),
            Self::NothingHeard => Some("nothing_heard"),
        }
    }

    /// The keys of the threshold.
    pub(super) fn threshold(self) -> &'static [&'static str] {
        match self {
            Self::Issues => &[],
            Self::Events | Self::Users => &["above", "window"],
            Self::EventsOfWeekBefore | Self::Spike => &["factor", "at_least"],
            Self::Performance => &["metric", "percentile", "above", "min_samples", "window"],
            Self::CrashFreeSessions | Self::CrashFreeUsers => &["below", "min_samples", "window"],
            Self::NothingHeard => &["window"],
        }
    }

    /// The keys of the conditions.
    pub(super) fn conditions(self) -> &'static [&'static str] {
        match self {
            Self::Issues | Self::Events | Self::Users => {
                &["environment", "release", "level", "url", "browser", "tag", "handled"]
            }
            Self::Performance | Self::CrashFreeSessions | Self::CrashFreeUsers => &["environment"],
            Self::EventsOfWeekBefore | Self::Spike | Self::NothingHeard => &[],
        }
    }

    /// The keys that say who is told, and how.
    pub(super) fn telling(self) -> &'static [&'static str] {
        match self {
            Self::Issues => &[
                "channels",
                "severity",
                "type",
                "after_events",
                "after_users",
                "at_all",
                "at_mobiles",
                "at_user_ids",
            ],
            _ => &["channels", "severity", "type", "at_all", "at_mobiles", "at_user_ids"],
        }
    }

    /// The keys of its times.
    pub(super) const TIMES: [&'static str; 3] = ["group_wait", "group_interval", "repeat_interval"];

    /// What fires, as a title.
    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Issues => t("Something new of an issue"),
            Self::Events => t("Many events of an issue"),
            Self::EventsOfWeekBefore => t("More events of an issue than a week before"),
            Self::Users => t("Many users of an issue"),
            Self::Spike => t("A spike of the project"),
            Self::Performance => t("Slow pages"),
            Self::CrashFreeSessions => t("Too many sessions with a crash"),
            Self::CrashFreeUsers => t("Too many users with a crash"),
            Self::NothingHeard => t("Nothing heard"),
        }
    }

    /// What fires, in a sentence.
    pub(super) fn explanation(self) -> &'static str {
        match self {
            Self::Issues => t(
                "An issue is new, comes back or escalates, a release has its first event, or a page asks for an alert.",
            ),
            Self::Events => t("An issue has more than a number of events within a time."),
            Self::EventsOfWeekBefore => {
                t("An issue has many times the events of the same hour a week before.")
            }
            Self::Users => t("An issue has events of more than a number of users within a time."),
            Self::Spike => t("The project has many times its usual events within an hour."),
            Self::Performance => t("A percentile of a web vital or of durations is above a limit."),
            Self::CrashFreeSessions => t("Fewer sessions than a limit are without a crash."),
            Self::CrashFreeUsers => t("Fewer users than a limit are without a crash."),
            Self::NothingHeard => t("The project has sent something before, and sends nothing for a time."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_kind_of_a_stored_rule() {
        for (text, expect) in [
            ("on = 'new_issue'", RuleKind::Issues),
            ("on = ['regression', 'requested']", RuleKind::Issues),
            ("on = 'events'\nabove = 3", RuleKind::Events),
            ("on = ['events']\nfactor = 3", RuleKind::EventsOfWeekBefore),
            ("on = 'spike'\nfactor = 3", RuleKind::Spike),
            ("on = 'nothing_heard'", RuleKind::NothingHeard),
            ("on = 7", RuleKind::Issues),
            ("", RuleKind::Issues),
        ] {
            assert_eq!(RuleKind::of(&WrittenRule::parse(text).unwrap()), expect, "{text}");
        }
        for kind in RuleKind::ALL {
            assert_eq!(RuleKind::named(kind.word()), Some(kind));
        }
        assert_eq!(RuleKind::named(""), None);
    }
}
