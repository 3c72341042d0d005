//! The states of the issues of a batch, and what its events do to them.
//!
//! The status of an issue is read with its first event of the batch. An unresolved issue costs no more than that; the
//! numbers of an archived one are read once, and counted further in memory.

use std::collections::{HashMap, HashSet};

use rusqlite::{Connection, params};

use super::counters::{self, Counters};
use super::{affected_users, issue_activity, issue_state, release_dates};
use crate::model::event::Event;
use crate::model::issue_state::{
    ActivityKind, Actor, Archive, Counts, Incoming, IssueState, ReleaseMark, Reopened, Resolution, Status,
    Unresolved, reopens,
};
use crate::store::StoreError;

/// The states of a batch by issue; none for those that are unresolved.
#[derive(Default)]
pub(super) struct States(HashMap<i64, Option<Box<Watched>>>);

/// An issue that an event may reopen.
struct Watched {
    state: IssueState,
    /// As stored before the batch.
    events: i64,
    users: i64,
    /// Whether all users are stored, and not only a sample.
    has_all_users: bool,
    /// Users of the batch that are not stored.
    new_users: HashSet<String>,
    /// Events of hours as stored before the batch.
    hours: HashMap<i64, i64>,
    /// The release of the last event.
    release: Option<ReleaseMark>,
}

impl States {
    /// Notes an issue that the batch has made.
    pub(super) fn add_new(&mut self, issue_id: i64) {
        self.0.insert(issue_id, None);
    }

    /// Applies an event that is counted already. If it makes its issue unresolved, that is written; then it is also said
    /// whether the issue was resolved in a release, and the event is of a newer one.
    pub(super) fn apply(
        &mut self,
        connection: &Connection,
        issue_id: i64,
        event: &Event,
        sums: &Counters,
    ) -> Result<Option<(Reopened, bool)>, StoreError> {
        let slot = match self.0.get_mut(&issue_id) {
            Some(slot) => slot,
            None => {
                let watched = Watched::load(connection, issue_id, event.project_id)?;
                self.0.entry(issue_id).or_insert(watched)
            }
        };
        let Some(watched) = slot else { return Ok(None) };
        let Some(reopened) = watched.apply(connection, issue_id, event, sums)? else { return Ok(None) };
        *slot = None;
        Ok(Some(reopened))
    }
}

impl Watched {
    fn load(
        connection: &Connection,
        issue_id: i64,
        project_id: i64,
    ) -> Result<Option<Box<Self>>, StoreError> {
        let mut select =
            connection.prepare_cached("SELECT status = 'unresolved' FROM issues WHERE id = ?1")?;
        if select.query_row([issue_id], |row| row.get(0))? {
            return Ok(None);
        }
        let sql = format!(
            "SELECT count, users, user_sampling = 0, {} FROM issues WHERE id = ?1",
            issue_state::COLUMNS
        );
        let mut watched = connection.prepare_cached(&sql)?.query_row([issue_id], |row| {
            Ok(Box::new(Self {
                state: issue_state::read(row, 3)?,
                events: row.get(0)?,
                users: row.get(1)?,
                has_all_users: row.get(2)?,
                new_users: HashSet::new(),
                hours: HashMap::new(),
                release: None,
            }))
        })?;
        if let Status::Resolved(Resolution::NextRelease { after: mark } | Resolution::Release(mark)) =
            &mut watched.state.status
            && mark.date.is_none()
        {
            // It may have become known since the resolution.
            mark.date = release_dates::date(connection, project_id, &mark.version)?;
        }
        Ok(Some(watched))
    }

    fn apply(
        &mut self,
        connection: &Connection,
        issue_id: i64,
        event: &Event,
        sums: &Counters,
    ) -> Result<Option<(Reopened, bool)>, StoreError> {
        let (before, counts) = self.counts(connection, issue_id, event, sums)?;
        self.note_release(connection, event)?;
        if let Status::Archived(archive) = &self.state.status
            && let Some(next) = archive.next_period(before, event.received)
        {
            self.state.status = Status::Archived(next);
            issue_state::write_details(connection, issue_id, &self.state.status)?;
        }
        let incoming = Incoming {
            timestamp: event.timestamp,
            received: event.received,
            release: self.release.as_ref(),
            environment: event.environment.as_deref(),
            counts,
        };
        let Some(reopened) = reopens(&self.state.status, self.state.since, &incoming) else {
            return Ok(None);
        };
        let is_newer_release = matches!(
            self.state.status,
            Status::Resolved(Resolution::NextRelease { .. } | Resolution::Release(_))
        );
        let (unresolved, happened) = match reopened {
            Reopened::Regressed => {
                (Unresolved::Regressed, ActivityKind::Regressed { release: event.release.clone() })
            }
            Reopened::Escalating => (Unresolved::Escalating, ActivityKind::Escalated { hour: counts.hour }),
            Reopened::Unarchived => (Unresolved::Ongoing, ActivityKind::Unarchived),
        };
        let state = IssueState {
            status: Status::Unresolved(unresolved),
            since: Some(event.received),
            is_seen: false,
            ..self.state.clone()
        };
        issue_state::write(connection, issue_id, &state)?;
        issue_activity::add(connection, (issue_id, event.received, &Actor::Server), &happened, None)?;
        Ok(Some((reopened, is_newer_release)))
    }

    /// The numbers that the status asks for, before this event and with it.
    fn counts(
        &mut self,
        connection: &Connection,
        issue_id: i64,
        event: &Event,
        sums: &Counters,
    ) -> Result<(Counts, Counts), StoreError> {
        let (mut before, mut counts) = (Counts::default(), Counts::default());
        let Status::Archived(archive) = &self.state.status else { return Ok((before, counts)) };
        match archive {
            Archive::UntilEscalating { .. } => {
                let hour = event.timestamp.hour();
                let stored = match self.hours.get(&hour) {
                    Some(stored) => *stored,
                    None => {
                        let stored = stored_hour(connection, issue_id, hour)?;
                        self.hours.insert(hour, stored);
                        stored
                    }
                };
                counts.hour = stored + sums.events_of_hour(issue_id, hour);
            }
            Archive::Events(_) => {
                counts.events = self.events + sums.events_of(issue_id);
                before.events = counts.events - counters::times(event);
            }
            Archive::Users(_) => {
                before.users = self.users + self.new_users.len() as i64;
                if let Some(user) = event.user.as_ref().filter(|_| self.has_all_users)
                    && !self.new_users.contains(user)
                    && !affected_users::is_stored(connection, issue_id, user)?
                {
                    self.new_users.insert(user.clone());
                }
                counts.users = self.users + self.new_users.len() as i64;
            }
            Archive::Forever | Archive::Until(_) | Archive::Environment(_) => {}
        }
        Ok((before, counts))
    }

    /// Notes the release of an event and its date. A release that has no row yet begins with this event.
    fn note_release(&mut self, connection: &Connection, event: &Event) -> Result<(), StoreError> {
        if !matches!(
            self.state.status,
            Status::Resolved(Resolution::NextRelease { .. } | Resolution::Release(_))
        ) {
            return Ok(());
        }
        let Some(version) = &event.release else {
            self.release = None;
            return Ok(());
        };
        if self.release.as_ref().is_some_and(|release| release.version == *version) {
            return Ok(());
        }
        let date = release_dates::date(connection, event.project_id, version)?.unwrap_or(event.timestamp);
        self.release = Some(ReleaseMark { version: version.clone(), date: Some(date) });
        Ok(())
    }
}

fn stored_hour(connection: &Connection, issue_id: i64, hour: i64) -> Result<i64, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT coalesce(sum(count), 0) FROM issue_hours WHERE issue_id = ?1 AND hour = ?2",
    )?;
    Ok(select.query_row(params![issue_id, hour], |row| row.get(0))?)
}
