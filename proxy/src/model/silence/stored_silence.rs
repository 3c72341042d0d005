//! A stored silence, and whether it silences a firing.

use super::labels::Labels;
use super::matcher::Matcher;
use super::new_silence::issue_of;
use crate::model::issue_state::ReleaseMark;
use crate::model::timestamp::Timestamp;
use crate::model::version_order::is_newer;

/// A stored silence.
#[derive(Debug, Clone, PartialEq)]
pub struct Silence {
    /// Its number.
    pub id: i64,
    /// A firing is silenced if all of them match.
    pub matchers: Vec<Matcher>,
    /// When it begins.
    pub starts: Timestamp,
    /// When it ends at the latest.
    pub ends: Timestamp,
    /// The release after which a newer one ends it before.
    pub until: Option<UntilRelease>,
    /// Who made it.
    pub created_by: String,
    /// Why.
    pub comment: String,
    /// When it was made or changed last.
    pub updated: Timestamp,
}

/// The newest release of a project when a silence was made. A newer one ends the silence.
#[derive(Debug, Clone, PartialEq)]
pub struct UntilRelease {
    /// The number of the project.
    pub project_id: i64,
    /// The release.
    pub after: ReleaseMark,
}

/// Alertmanager's words for whether a silence is in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SilenceState {
    /// It begins later.
    Pending,
    /// It is in force.
    Active,
    /// It is over.
    Expired,
}

impl SilenceState {
    /// The word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::Active => "active",
            Self::Expired => "expired",
        }
    }
}

impl Silence {
    /// Whether it is in force. The store ends it when it hears of a newer release.
    #[must_use]
    pub fn state(&self, now: Timestamp) -> SilenceState {
        if now.0 >= self.ends.0 {
            SilenceState::Expired
        } else if now.0 < self.starts.0 {
            SilenceState::Pending
        } else {
            SilenceState::Active
        }
    }

    /// The issue, if it is about that alone: a mute.
    #[must_use]
    pub fn issue(&self) -> Option<i64> {
        issue_of(&self.matchers)
    }

    /// Whether this release of the project ends it.
    #[must_use]
    pub fn is_ended_by(&self, release: &ReleaseMark) -> bool {
        self.until.as_ref().is_some_and(|until| {
            is_newer((&release.version, release.date), (&until.after.version, until.after.date))
        })
    }

    /// Whether it silences a firing now.
    #[must_use]
    pub fn silences(&self, labels: &Labels<'_>, now: Timestamp) -> bool {
        self.state(now) == SilenceState::Active && self.matchers.iter().all(|matcher| matcher.matches(labels))
    }
}

/// The silence that holds a firing back, if there is one: that which ends last. `release` is that of the firing's event,
/// which may be the first of a newer release.
#[must_use]
pub fn silenced_by<'a>(
    silences: &'a [Silence],
    labels: &Labels<'_>,
    release: Option<&ReleaseMark>,
    now: Timestamp,
) -> Option<&'a Silence> {
    silences
        .iter()
        .filter(|silence| silence.silences(labels, now))
        .filter(|silence| !release.is_some_and(|release| silence.is_ended_by(release)))
        .max_by(|a, b| a.ends.0.total_cmp(&b.ends.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silence(id: i64, starts: f64, ends: f64, matchers: &[(&str, &str)]) -> Silence {
        Silence {
            id,
            matchers: matchers.iter().map(|(name, value)| Matcher::equal(name, value).unwrap()).collect(),
            starts: Timestamp(starts),
            ends: Timestamp(ends),
            until: None,
            created_by: String::new(),
            comment: String::new(),
            updated: Timestamp(starts),
        }
    }

    fn mark(version: &str) -> ReleaseMark {
        ReleaseMark { version: version.into(), date: Some(Timestamp(1.0)) }
    }

    #[test]
    fn states() {
        let silence = silence(1, 10.0, 20.0, &[]);
        for (now, expect) in [
            (9.9, SilenceState::Pending),
            (10.0, SilenceState::Active),
            (19.9, SilenceState::Active),
            (20.0, SilenceState::Expired),
        ] {
            assert_eq!(silence.state(Timestamp(now)), expect, "{now}");
        }
    }

    #[test]
    fn the_one_that_ends_last_of_those_that_match_in_full() {
        let silences = [
            silence(1, 0.0, 100.0, &[("project", "shop")]),
            silence(2, 0.0, 300.0, &[("project", "shop"), ("level", "fatal")]),
            silence(3, 0.0, 200.0, &[("project", "shop"), ("issue", "7")]),
            silence(4, 150.0, 900.0, &[("project", "shop")]),
        ];
        let labels = Labels { project: "shop", level: "error", issue: Some(7), ..Labels::default() };
        let by =
            |labels: &Labels<'_>, now| silenced_by(&silences, labels, None, Timestamp(now)).map(|it| it.id);
        assert_eq!(by(&labels, 50.0), Some(3));
        assert_eq!(by(&Labels { issue: Some(8), ..labels }, 50.0), Some(1));
        assert_eq!(by(&Labels { issue: Some(8), ..labels }, 120.0), None);
        assert_eq!(by(&labels, 160.0), Some(4));
        assert_eq!(by(&Labels { level: "fatal", ..labels }, 50.0), Some(2));
        assert_eq!(by(&Labels { project: "api", ..labels }, 50.0), None);
        assert_eq!(by(&labels, 900.0), None);
    }

    #[test]
    fn a_newer_release_is_heard() {
        let until = UntilRelease { project_id: 1, after: mark("shop@1.4.2") };
        let silences = [Silence { until: Some(until), ..silence(1, 0.0, 100.0, &[("issue", "7")]) }];
        let labels = Labels { issue: Some(7), ..Labels::default() };
        for (release, is_silenced) in [
            (None, true),
            (Some("shop@1.4.2"), true),
            (Some("shop@1.4.1"), true),
            (Some("shop@1.5.0"), false),
        ] {
            let release = release.map(mark);
            let found = silenced_by(&silences, &labels, release.as_ref(), Timestamp(50.0));
            assert_eq!(found.is_some(), is_silenced, "{release:?}");
        }
    }
}
