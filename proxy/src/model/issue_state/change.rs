//! The changes that people make to issues.

use super::activity::ActivityKind;
use super::state::{Archive, IssueState, Priority, ReleaseMark, Resolution, Status, Unresolved, Window};
use crate::model::timestamp::Timestamp;

/// A change to issues. What is none stays as it is.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct IssueChange {
    /// The status.
    pub status: Option<StatusChange>,
    /// Who works on it; nobody: `Some(None)`.
    pub assignee: Option<Option<String>>,
    /// The priority; that of its level: `Some(None)`.
    pub priority: Option<Option<Priority>>,
    /// Whether it is bookmarked.
    pub is_bookmarked: Option<bool>,
    /// Whether somebody has seen it.
    pub is_seen: Option<bool>,
}

/// A change of the status.
#[derive(Debug, Clone, PartialEq)]
pub enum StatusChange {
    /// To unresolved.
    Unresolve,
    /// To resolved.
    Resolve(ResolveIn),
    /// To archived.
    Archive(ArchiveUntil),
}

/// Where an issue is said to be repaired.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ResolveIn {
    /// Everywhere, from now on.
    Now,
    /// In the release after the newest.
    NextRelease,
    /// In the newest release.
    LatestRelease,
    /// In a release, which may not be known yet.
    Release(String),
}

impl ResolveIn {
    /// Whether the project needs a release for it.
    #[must_use]
    pub fn needs_release(&self) -> bool {
        matches!(self, Self::NextRelease | Self::LatestRelease)
    }
}

/// Until when an issue is to be archived.
#[derive(Debug, Clone, PartialEq)]
pub enum ArchiveUntil {
    /// Until it has many more events in an hour than before.
    Escalating,
    /// For ever.
    Forever,
    /// For so many minutes.
    Minutes(u32),
    /// Until it has so many more events, within periods of some minutes if these are given.
    Events(u32, Option<u32>),
    /// Until so many more users have it, within periods of some minutes if these are given.
    Users(u32, Option<u32>),
    /// Until it happens outside of an environment.
    Environment(String),
}

/// What a change has to know of an issue.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// The newest release of its project, or the release that the change names.
    pub release: Option<ReleaseMark>,
    /// Number of events.
    pub events: i64,
    /// Number of users.
    pub users: i64,
    /// The most events of an hour in the last week.
    pub largest_hour: i64,
}

/// The state after a change, and what then happened. Nothing happened if the issue is as the change wants it.
#[must_use]
pub fn changed(
    state: &IssueState,
    change: &IssueChange,
    facts: &Facts,
    now: Timestamp,
) -> (IssueState, Vec<ActivityKind>) {
    let mut after = state.clone();
    let mut happened = Vec::new();
    if let Some(change) = &change.status {
        let status = status(&state.status, change, facts, now);
        if status != state.status {
            happened.push(match &status {
                Status::Unresolved(_) => ActivityKind::Unresolved,
                Status::Resolved(resolution) => ActivityKind::Resolved { resolution: resolution.clone() },
                Status::Archived(archive) => ActivityKind::Archived { archive: archive.clone() },
            });
            (after.status, after.since) = (status, Some(now));
        }
    }
    if let Some(to) = change.assignee.clone().filter(|to| *to != state.assignee) {
        after.assignee.clone_from(&to);
        happened.push(ActivityKind::Assigned { to });
    }
    if let Some(priority) = change.priority.filter(|priority| *priority != state.priority) {
        after.priority = priority;
        happened.push(ActivityKind::Prioritized { priority });
    }
    if let Some(is_bookmarked) = change.is_bookmarked.filter(|it| *it != state.is_bookmarked) {
        after.is_bookmarked = is_bookmarked;
        happened.push(ActivityKind::Bookmarked { is_bookmarked });
    }
    match change.is_seen {
        Some(is_seen) if is_seen != state.is_seen => {
            after.is_seen = is_seen;
            happened.push(ActivityKind::Seen { is_seen });
        }
        Some(_) => {}
        // Whoever works on it has seen it.
        None => after.is_seen |= !happened.is_empty(),
    }
    (after, happened)
}

fn status(current: &Status, change: &StatusChange, facts: &Facts, now: Timestamp) -> Status {
    let window = |more: u32, minutes, base| Window { more: i64::from(more), minutes, base, from: now };
    match change {
        StatusChange::Unresolve => match current {
            Status::Unresolved(_) => current.clone(),
            Status::Resolved(_) | Status::Archived(_) => Status::Unresolved(Unresolved::Ongoing),
        },
        StatusChange::Resolve(place) => Status::Resolved(match (place, facts.release.clone()) {
            (ResolveIn::Release(version), None) => {
                Resolution::Release(ReleaseMark { version: version.clone(), date: None })
            }
            (ResolveIn::NextRelease, Some(after)) => Resolution::NextRelease { after },
            (ResolveIn::LatestRelease | ResolveIn::Release(_), Some(release)) => Resolution::Release(release),
            (ResolveIn::Now, _) | (ResolveIn::NextRelease | ResolveIn::LatestRelease, None) => {
                // The same resolution again is no change.
                Resolution::Now
            }
        }),
        StatusChange::Archive(until) => Status::Archived(match until {
            ArchiveUntil::Escalating => Archive::UntilEscalating { largest_hour: facts.largest_hour },
            ArchiveUntil::Forever => Archive::Forever,
            ArchiveUntil::Minutes(minutes) => Archive::Until(Timestamp(now.0 + f64::from(*minutes) * 60.0)),
            ArchiveUntil::Events(more, minutes) => Archive::Events(window(*more, *minutes, facts.events)),
            ArchiveUntil::Users(more, minutes) => Archive::Users(window(*more, *minutes, facts.users)),
            ArchiveUntil::Environment(name) => Archive::Environment(name.clone()),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1_000.0);

    fn facts() -> Facts {
        let release = Some(ReleaseMark { version: "a@1".into(), date: Some(Timestamp(5.0)) });
        Facts { release, events: 40, users: 4, largest_hour: 9 }
    }

    #[track_caller]
    fn check(change: StatusChange, expect: Status) {
        let change = IssueChange { status: Some(change), ..IssueChange::default() };
        let (after, happened) = changed(&IssueState::default(), &change, &facts(), NOW);
        assert_eq!((&after.status, after.since, after.is_seen), (&expect, Some(NOW), true));
        assert_eq!(happened.len(), 1);
        // The same again, at the same time, changes nothing.
        assert_eq!(changed(&after, &change, &facts(), NOW), (after.clone(), Vec::new()));
    }

    #[test]
    fn each_status() {
        let release = facts().release.unwrap();
        let window = |base| Window { more: 5, minutes: Some(60), base, from: NOW };
        let resolve = StatusChange::Resolve;
        check(resolve(ResolveIn::Now), Status::Resolved(Resolution::Now));
        check(
            resolve(ResolveIn::NextRelease),
            Status::Resolved(Resolution::NextRelease { after: release.clone() }),
        );
        check(resolve(ResolveIn::LatestRelease), Status::Resolved(Resolution::Release(release)));
        let archive = StatusChange::Archive;
        check(
            archive(ArchiveUntil::Escalating),
            Status::Archived(Archive::UntilEscalating { largest_hour: 9 }),
        );
        check(archive(ArchiveUntil::Forever), Status::Archived(Archive::Forever));
        check(archive(ArchiveUntil::Minutes(2)), Status::Archived(Archive::Until(Timestamp(1_120.0))));
        check(archive(ArchiveUntil::Events(5, Some(60))), Status::Archived(Archive::Events(window(40))));
        check(archive(ArchiveUntil::Users(5, Some(60))), Status::Archived(Archive::Users(window(4))));
        let staging = || "staging".to_owned();
        check(
            archive(ArchiveUntil::Environment(staging())),
            Status::Archived(Archive::Environment(staging())),
        );
    }

    #[test]
    fn a_release_that_is_not_known_has_no_date() {
        let change = StatusChange::Resolve(ResolveIn::Release("b".into()));
        let change = IssueChange { status: Some(change), ..IssueChange::default() };
        let (after, _) = changed(&IssueState::default(), &change, &Facts::default(), NOW);
        let mark = ReleaseMark { version: "b".into(), date: None };
        assert_eq!(after.status, Status::Resolved(Resolution::Release(mark)));
    }

    #[test]
    fn unresolving_what_is_unresolved_is_no_change() {
        let change = IssueChange { status: Some(StatusChange::Unresolve), ..IssueChange::default() };
        let regressed = Status::Unresolved(Unresolved::Regressed);
        let state = IssueState { status: regressed, ..IssueState::default() };
        assert_eq!(changed(&state, &change, &facts(), NOW), (state, Vec::new()));
        let state = IssueState { status: Status::Archived(Archive::Forever), ..IssueState::default() };
        let (after, happened) = changed(&state, &change, &facts(), NOW);
        assert_eq!(after.status, Status::Unresolved(Unresolved::Ongoing));
        assert_eq!(happened, [ActivityKind::Unresolved]);
    }

    #[test]
    fn several_at_once() {
        let change = IssueChange {
            assignee: Some(Some("Anna".into())),
            priority: Some(Some(Priority::Low)),
            is_bookmarked: Some(true),
            is_seen: Some(false),
            ..IssueChange::default()
        };
        let (after, happened) = changed(&IssueState::default(), &change, &facts(), NOW);
        assert_eq!(happened.len(), 3);
        assert!(after.is_bookmarked && !after.is_seen && after.since.is_none());
        let back = IssueChange { assignee: Some(None), priority: Some(None), ..IssueChange::default() };
        let (after, happened) = changed(&after, &back, &facts(), NOW);
        assert_eq!((after.assignee, after.priority, happened.len()), (None, None, 2));
    }
}
