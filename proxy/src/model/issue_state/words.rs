//! Sentry's words for a state: `status`, `substatus` and `statusDetails` of its web API.

use serde_json::{Value, json};

use super::state::{Archive, Resolution, Status, Unresolved};
use crate::model::rfc3339;

impl Status {
    /// `unresolved`, `resolved` or `ignored`.
    #[must_use]
    pub fn as_str(&self) -> &'static str {
        match self {
            Self::Unresolved(_) => "unresolved",
            Self::Resolved(_) => "resolved",
            Self::Archived(_) => "ignored",
        }
    }

    /// The finer word; a resolved issue has none.
    #[must_use]
    pub fn substatus(&self) -> Option<&'static str> {
        match self {
            Self::Unresolved(Unresolved::New) => Some("new"),
            Self::Unresolved(Unresolved::Ongoing) => Some("ongoing"),
            Self::Unresolved(Unresolved::Escalating) => Some("escalating"),
            Self::Unresolved(Unresolved::Regressed) => Some("regressed"),
            Self::Resolved(_) => None,
            Self::Archived(Archive::UntilEscalating { .. }) => Some("archived_until_escalating"),
            Self::Archived(Archive::Forever) => Some("archived_forever"),
            Self::Archived(
                Archive::Until(_) | Archive::Events(_) | Archive::Users(_) | Archive::Environment(_),
            ) => Some("archived_until_condition_met"),
        }
    }

    /// `{"inRelease": "shop@1.4.2"}` and the like; empty without details.
    #[must_use]
    pub fn details(&self) -> Value {
        match self {
            Self::Unresolved(_)
            | Self::Resolved(Resolution::Now)
            | Self::Archived(Archive::Forever | Archive::UntilEscalating { .. }) => json!({}),
            Self::Resolved(Resolution::NextRelease { .. }) => json!({"inNextRelease": true}),
            Self::Resolved(Resolution::Release(mark)) => json!({"inRelease": mark.version}),
            Self::Archived(Archive::Until(end)) => json!({"ignoreUntil": rfc3339::format(*end)}),
            Self::Archived(Archive::Events(window)) => {
                json!({"ignoreCount": window.more, "ignoreWindow": window.minutes})
            }
            Self::Archived(Archive::Users(window)) => {
                json!({"ignoreUserCount": window.more, "ignoreUserWindow": window.minutes})
            }
            // Sentry has no such condition.
            Self::Archived(Archive::Environment(name)) => json!({"ignoreEnvironment": name}),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::{ReleaseMark, Window};
    use super::*;
    use crate::model::timestamp::Timestamp;

    #[test]
    fn words() {
        let mark = || ReleaseMark { version: "a@1".into(), date: None };
        let window = |minutes| Window { more: 5, minutes, base: 1, from: Timestamp(0.0) };
        let condition = Some("archived_until_condition_met");
        for (status, words, details) in [
            (Status::default(), ("unresolved", Some("new")), json!({})),
            (Status::Unresolved(Unresolved::Regressed), ("unresolved", Some("regressed")), json!({})),
            (Status::Resolved(Resolution::Now), ("resolved", None), json!({})),
            (Status::Resolved(Resolution::Release(mark())), ("resolved", None), json!({"inRelease": "a@1"})),
            (
                Status::Resolved(Resolution::NextRelease { after: mark() }),
                ("resolved", None),
                json!({"inNextRelease": true}),
            ),
            (Status::Archived(Archive::Forever), ("ignored", Some("archived_forever")), json!({})),
            (
                Status::Archived(Archive::UntilEscalating { largest_hour: 3 }),
                ("ignored", Some("archived_until_escalating")),
                json!({}),
            ),
            (
                Status::Archived(Archive::Until(Timestamp(0.0))),
                ("ignored", condition),
                json!({"ignoreUntil": "1970-01-01T00:00:00.000Z"}),
            ),
            (
                Status::Archived(Archive::Events(window(Some(60)))),
                ("ignored", condition),
                json!({"ignoreCount": 5, "ignoreWindow": 60}),
            ),
            (
                Status::Archived(Archive::Users(window(None))),
                ("ignored", condition),
                json!({"ignoreUserCount": 5, "ignoreUserWindow": null}),
            ),
        ] {
            assert_eq!((status.as_str(), status.substatus()), words);
            assert_eq!(status.details(), details);
        }
    }
}
