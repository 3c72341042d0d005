//! What an event does to the state of its issue.

use super::state::{Archive, ReleaseMark, Resolution, Status, Window};
use crate::model::timestamp::Timestamp;
use crate::model::version_order::is_newer;

/// An hour of an archived issue with fewer events than this, or as many, is never an escalation.
const FEW: i64 = 10;
/// So many times the largest hour of the week before are not yet an escalation.
const TIMES: i64 = 3;

/// An event, as far as it matters to the state of its issue.
#[derive(Debug, Clone, Copy)]
pub struct Incoming<'a> {
    /// When it happened.
    pub timestamp: Timestamp,
    /// When the server received it.
    pub received: Timestamp,
    /// Its release, with the date of that release's first event.
    pub release: Option<&'a ReleaseMark>,
    /// Its environment.
    pub environment: Option<&'a str>,
    /// The numbers of its issue with this event.
    pub counts: Counts,
}

/// Numbers of an issue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Counts {
    /// All events.
    pub events: i64,
    /// All users.
    pub users: i64,
    /// The events of the hour in which the event happened.
    pub hour: i64,
}

/// How an issue became unresolved by an event.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reopened {
    /// It was resolved, and came back.
    Regressed,
    /// It was archived, and has many more events than before.
    Escalating,
    /// What it was archived until has happened.
    Unarchived,
}

/// Whether an event makes an issue with this status, since that time, unresolved.
///
/// Resolved now: by any event that happened after the resolution, so none that waited offline since before. Resolved in a
/// release, or in the one after the newest: by an event of a newer release alone, whatever its time.
#[must_use]
pub fn reopens(status: &Status, since: Option<Timestamp>, event: &Incoming<'_>) -> Option<Reopened> {
    let is_later = since.is_none_or(|since| event.timestamp > since);
    match status {
        Status::Unresolved(_) => None,
        Status::Resolved(Resolution::Now) => is_later.then_some(Reopened::Regressed),
        Status::Resolved(Resolution::NextRelease { after: mark } | Resolution::Release(mark)) => {
            let release = event.release?;
            let is_newer = is_newer((&release.version, release.date), (&mark.version, mark.date));
            is_newer.then_some(Reopened::Regressed)
        }
        Status::Archived(Archive::Forever) => None,
        Status::Archived(Archive::UntilEscalating { largest_hour }) => {
            let is_more = is_escalating(event.counts.hour, *largest_hour);
            (is_later && is_more).then_some(Reopened::Escalating)
        }
        Status::Archived(Archive::Until(end)) => (event.received >= *end).then_some(Reopened::Unarchived),
        Status::Archived(Archive::Events(window)) => {
            window.is_reached(event.counts.events, event.received).then_some(Reopened::Unarchived)
        }
        Status::Archived(Archive::Users(window)) => {
            window.is_reached(event.counts.users, event.received).then_some(Reopened::Unarchived)
        }
        Status::Archived(Archive::Environment(environment)) => {
            let is_elsewhere = event.environment != Some(environment);
            (is_later && is_elsewhere).then_some(Reopened::Unarchived)
        }
    }
}

/// Whether so many events in an hour are an escalation of an issue whose largest hour of the week before had so many.
#[must_use]
pub fn is_escalating(hour: i64, largest_hour: i64) -> bool {
    hour > FEW.max(largest_hour.saturating_mul(TIMES))
}

impl Window {
    /// Whether the number is reached with an event that was received now.
    fn is_reached(&self, number: i64, now: Timestamp) -> bool {
        !self.is_over(now) && number.saturating_sub(self.base) >= self.more
    }

    /// Whether the period is over.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        self.minutes.is_some_and(|minutes| now.0 - self.from.0 > f64::from(minutes) * 60.0)
    }
}

impl Archive {
    /// The archiving with the next period of its numbers, if the period is over at an event. The numbers are those
    /// before the event.
    #[must_use]
    pub fn next_period(&self, before: Counts, now: Timestamp) -> Option<Self> {
        let next =
            |window: &Window, base| window.is_over(now).then(|| Window { base, from: now, ..window.clone() });
        match self {
            Self::Events(window) => next(window, before.events).map(Self::Events),
            Self::Users(window) => next(window, before.users).map(Self::Users),
            Self::UntilEscalating { .. } | Self::Forever | Self::Until(_) | Self::Environment(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::state::Unresolved;
    use super::*;

    const RESOLVED: f64 = 1_000.0;

    fn mark(version: &str, date: Option<f64>) -> ReleaseMark {
        ReleaseMark { version: version.into(), date: date.map(Timestamp) }
    }

    #[track_caller]
    fn check(status: &Status, event: &Incoming<'_>, expect: Option<Reopened>) {
        assert_eq!(reopens(status, Some(Timestamp(RESOLVED)), event), expect, "{status:?} {event:?}");
    }

    fn event(timestamp: f64, release: Option<&ReleaseMark>) -> Incoming<'_> {
        Incoming {
            timestamp: Timestamp(timestamp),
            // It may have waited offline.
            received: Timestamp(RESOLVED + 5_000.0),
            release,
            environment: Some("production"),
            counts: Counts::default(),
        }
    }

    #[test]
    fn resolved_now() {
        let status = Status::Resolved(Resolution::Now);
        let old = mark("a@1.0.0", Some(1.0));
        check(&status, &event(RESOLVED - 0.1, None), None);
        check(&status, &event(RESOLVED, None), None);
        check(&status, &event(RESOLVED + 0.1, None), Some(Reopened::Regressed));
        check(&status, &event(RESOLVED + 0.1, Some(&old)), Some(Reopened::Regressed));
        check(&status, &event(RESOLVED - 0.1, Some(&old)), None);
    }

    #[test]
    fn resolved_in_a_release() {
        let of = mark("a@1.4.2", Some(500.0));
        for status in [
            Status::Resolved(Resolution::Release(of.clone())),
            Status::Resolved(Resolution::NextRelease { after: of }),
        ] {
            for (version, date, expect) in [
                ("a@1.4.3", Some(900.0), true),
                ("a@1.10.0", Some(100.0), true),
                ("a@1.4.3", None, true),
                ("a@1.4.2", Some(900.0), false),
                ("a@1.4.1", Some(900.0), false),
                ("a@1.4.3-rc.1", Some(900.0), true),
                ("a@1.4.2-rc.1", Some(900.0), false),
                // No version of the same package: the dates decide.
                ("9f3c2ab17d", Some(501.0), true),
                ("9f3c2ab17d", Some(499.0), false),
                ("9f3c2ab17d", None, false),
                ("b@1.0.0", Some(501.0), true),
                ("b@2.0.0", Some(499.0), false),
            ] {
                let release = mark(version, date);
                // The time of the event does not matter.
                for timestamp in [RESOLVED - 900.0, RESOLVED + 900.0] {
                    let expect = expect.then_some(Reopened::Regressed);
                    check(&status, &event(timestamp, Some(&release)), expect);
                }
            }
            check(&status, &event(RESOLVED + 900.0, None), None);
        }
    }

    #[test]
    fn resolved_in_a_release_that_nobody_knows_yet() {
        let status = Status::Resolved(Resolution::Release(mark("a@2.0.0", None)));
        check(&status, &event(2_000.0, Some(&mark("a@1.9.0", Some(1_900.0)))), None);
        check(&status, &event(2_000.0, Some(&mark("a@2.0.1", Some(1_900.0)))), Some(Reopened::Regressed));
        check(&status, &event(2_000.0, Some(&mark("9f3c2ab17d", Some(1_900.0)))), None);
    }

    #[test]
    fn archived() {
        let with = |counts| Incoming { counts, ..event(RESOLVED + 1.0, None) };
        let hour = |hour| with(Counts { hour, ..Counts::default() });
        let events = |events| with(Counts { events, ..Counts::default() });
        let users = |users| with(Counts { users, ..Counts::default() });
        let archived = Status::Archived;
        let window = |minutes| Window { more: 5, minutes, base: 100, from: Timestamp(RESOLVED) };
        check(&archived(Archive::Forever), &hour(1_000_000), None);
        for (largest_hour, at_most) in [(0, 10), (3, 10), (4, 12), (100, 300), (i64::MAX, i64::MAX)] {
            let status = archived(Archive::UntilEscalating { largest_hour });
            check(&status, &hour(at_most), None);
            if at_most < i64::MAX {
                check(&status, &hour(at_most + 1), Some(Reopened::Escalating));
                let early = Incoming { timestamp: Timestamp(RESOLVED), ..hour(at_most + 1) };
                check(&status, &early, None);
            }
        }
        check(&archived(Archive::Until(Timestamp(RESOLVED + 5_001.0))), &events(1), None);
        check(
            &archived(Archive::Until(Timestamp(RESOLVED + 5_000.0))),
            &events(1),
            Some(Reopened::Unarchived),
        );
        check(&archived(Archive::Events(window(None))), &events(104), None);
        check(&archived(Archive::Events(window(None))), &events(105), Some(Reopened::Unarchived));
        check(&archived(Archive::Users(window(None))), &users(104), None);
        check(&archived(Archive::Users(window(None))), &users(105), Some(Reopened::Unarchived));
        // 5,000 seconds are 83 minutes and 20 seconds.
        check(&archived(Archive::Events(window(Some(84)))), &events(105), Some(Reopened::Unarchived));
        check(&archived(Archive::Events(window(Some(83)))), &events(105), None);
        let environment = |environment| Incoming { environment, ..event(RESOLVED + 1.0, None) };
        let status = archived(Archive::Environment("staging".into()));
        check(&status, &environment(Some("staging")), None);
        check(&status, &environment(Some("production")), Some(Reopened::Unarchived));
        check(&status, &environment(None), Some(Reopened::Unarchived));
        let early = Incoming { timestamp: Timestamp(RESOLVED), ..environment(Some("production")) };
        check(&status, &early, None);
    }

    #[test]
    fn a_period_that_is_over_is_followed_by_one_that_begins_with_the_event() {
        let window = Window { more: 5, minutes: Some(10), base: 100, from: Timestamp(0.0) };
        let before = Counts { events: 103, users: 9, hour: 0 };
        let archive = Archive::Events(window.clone());
        assert_eq!(archive.next_period(before, Timestamp(600.0)), None);
        let next = Window { base: 103, from: Timestamp(601.0), ..window.clone() };
        assert_eq!(archive.next_period(before, Timestamp(601.0)), Some(Archive::Events(next)));
        let without = Archive::Users(Window { minutes: None, ..window });
        assert_eq!(without.next_period(before, Timestamp(1e9)), None);
    }

    #[test]
    fn what_is_unresolved_stays_so() {
        for unresolved in
            [Unresolved::New, Unresolved::Ongoing, Unresolved::Escalating, Unresolved::Regressed]
        {
            check(&Status::Unresolved(unresolved), &event(RESOLVED + 1.0, None), None);
        }
    }
}
