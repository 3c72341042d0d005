//! What holds alerts back: the silences of the store, and the quiet hours of the configuration.

use crate::alerts::held_back::{FiringKey, HeldBack};
use crate::config::Config;
use crate::model::alert_decision::HeldReason;
use crate::model::alert_rule::Severity;
use crate::model::issue_state::ReleaseMark;
use crate::model::quiet_hours::quiet_until;
use crate::model::silence::{Labels, Silence, silenced_by};
use crate::model::timestamp::Timestamp;
use crate::store::{AlertBatch, StoreError};

/// Silences and quiet hours, as they are within a transaction.
pub struct Holds<'a> {
    silences: Vec<Silence>,
    config: &'a Config,
}

impl<'a> Holds<'a> {
    /// Reads the silences that are in force.
    pub fn read(batch: &mut dyn AlertBatch, config: &'a Config, now: Timestamp) -> Result<Self, StoreError> {
        Ok(Self { silences: batch.silences(now)?, config })
    }
}

impl HeldBack for Holds<'_> {
    fn held_back(&self, firing: &FiringKey<'_>, now: Timestamp) -> Option<HeldReason> {
        let subject = &firing.subject;
        let labels = Labels {
            project: subject.project,
            rule: firing.rule,
            issue: firing.issue_id,
            level: subject.level,
            environment: subject.environment,
            release: subject.release,
            tags: subject.tags,
        };
        let mark = |version: &str| ReleaseMark { version: version.to_owned(), date: subject.release_date };
        let release = subject.release.map(mark);
        if let Some(silence) = silenced_by(&self.silences, &labels, release.as_ref(), now) {
            return Some(match silence.issue() {
                Some(_) => HeldReason::Muted { until: silence.until.is_none().then_some(silence.ends) },
                None => HeldReason::Silenced { id: silence.id },
            });
        }
        let is_urgent = firing.severity == Severity::Critical || subject.level == "fatal";
        let until =
            quiet_until(&self.config.alerts.quiet_hours, firing.channel, firing.rule, is_urgent, now)?;
        Some(HeldReason::QuietHours { until })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::alerts::conditions::Subject;
    use crate::model::quiet_hours::{Clock, Days, QuietHours};
    use crate::model::silence::{Matcher, UntilRelease};
    use crate::model::time_zone::TimeZone;

    /// 2026-11-28 23:00:00 UTC.
    const NOW: Timestamp = Timestamp(1_795_906_800.0);

    fn silence(name: &str, value: &str) -> Silence {
        Silence {
            id: 12,
            matchers: vec![Matcher::equal(name, value).unwrap()],
            starts: NOW,
            ends: Timestamp(NOW.0 + 60.0),
            until: None,
            created_by: String::new(),
            comment: String::new(),
            updated: NOW,
        }
    }

    fn night() -> QuietHours {
        QuietHours {
            name: "night".into(),
            days: Days::ALL,
            between: (Clock::parse("22:00").unwrap(), Clock::parse("08:00").unwrap()),
            time_zone: TimeZone::default(),
            channels: vec!["ops".into()],
            rules: Vec::new(),
            except_fatal: true,
        }
    }

    fn firing(level: &'static str, release: Option<&'static str>) -> FiringKey<'static> {
        FiringKey {
            rule: "new",
            severity: Severity::Warning,
            project_id: 1,
            issue_id: Some(7),
            subject: Subject { project: "shop", level, release, ..Subject::default() },
            channel: "ops",
        }
    }

    #[track_caller]
    fn check(silences: &[Silence], firing: &FiringKey<'_>, expect: Option<HeldReason>) {
        let mut config = Config::default();
        config.alerts.quiet_hours = vec![night()];
        let holds = Holds { silences: silences.to_vec(), config: &config };
        assert_eq!(holds.held_back(firing, NOW), expect);
    }

    #[test]
    fn a_silence_comes_before_quiet_hours() {
        let morning = HeldReason::QuietHours { until: Timestamp(NOW.0 + 9.0 * 3_600.0) };
        check(&[], &firing("error", None), Some(morning));
        check(&[], &firing("fatal", None), None);
        check(&[], &FiringKey { severity: Severity::Critical, ..firing("error", None) }, None);
        check(&[], &FiringKey { channel: "dev", ..firing("error", None) }, None);
        check(&[silence("rule", "new")], &firing("fatal", None), Some(HeldReason::Silenced { id: 12 }));
        check(&[silence("rule", "other")], &firing("error", None), Some(morning));
        let muted = HeldReason::Muted { until: Some(Timestamp(NOW.0 + 60.0)) };
        check(&[silence("issue", "7")], &firing("fatal", None), Some(muted));
        check(&[silence("issue", "8")], &firing("fatal", None), None);
    }

    #[test]
    fn a_mute_ends_with_the_release_of_the_event() {
        let after = ReleaseMark { version: "shop@1.4.2".into(), date: Some(Timestamp(1.0)) };
        let until = Some(UntilRelease { project_id: 1, after });
        let silences = [Silence { until, ..silence("issue", "7") }];
        check(&silences, &firing("fatal", Some("shop@1.4.2")), Some(HeldReason::Muted { until: None }));
        check(&silences, &firing("fatal", Some("shop@1.4.3")), None);
    }

    #[test]
    fn a_release_without_a_number_is_newer_by_its_date() {
        let after = ReleaseMark { version: "3f2c9a1".into(), date: Some(Timestamp(50.0)) };
        let until = Some(UntilRelease { project_id: 1, after });
        let silences = [Silence { until, ..silence("issue", "7") }];
        let muted = Some(HeldReason::Muted { until: None });
        for (date, expect) in [(None, muted), (Some(Timestamp(49.0)), muted), (Some(Timestamp(51.0)), None)] {
            let firing = firing("fatal", Some("b81d004"));
            let subject = Subject { release_date: date, ..firing.subject };
            check(&silences, &FiringKey { subject, ..firing }, expect);
        }
    }
}
