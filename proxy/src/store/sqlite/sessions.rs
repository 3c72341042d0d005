//! Stores sessions: the state of each, counts by hour, and users by day.

use std::collections::BTreeMap;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension, params};
use sha2::{Digest, Sha256};

use super::believed::believed;
use super::dimensions::{DimensionIds, Subject};
use super::performance_sizes::Sizes;
use crate::model::session::{SessionCounts, SessionData, SessionState, SessionUpdate};
use crate::model::span::Dimensions;
use crate::model::timestamp::Timestamp;
use crate::store::StoreError;

/// Bytes of the row of a session in the file and its index, about.
pub(super) const ROW: i64 = 120;
/// Bytes of the row of a user, about.
const USER_ROW: i64 = 32;
/// Most users of a project on a day, for each release and environment once. The sessions of users beyond that count as
/// those that name no user.
const USERS_OF_DAY: i64 = 100_000;
/// Number of users, or of hours, deleted in one transaction.
const BATCH: i64 = 2_000;

/// The states in the order of their columns.
const STATES: [SessionState; 5] = [
    SessionState::Healthy,
    SessionState::Errored,
    SessionState::Unhandled,
    SessionState::Crashed,
    SessionState::Abnormal,
];

/// The number of a state: the larger, the worse.
pub(super) fn code(state: SessionState) -> i64 {
    STATES.iter().position(|it| *it == state).unwrap_or(0) as i64
}

/// The counts of a batch: by project, hour and dimensions, for each state.
#[derive(Debug, Default)]
pub(super) struct SessionSums(BTreeMap<(i64, i64, i64), [i64; 5]>);

impl SessionSums {
    /// Stores the data of an item within the open transaction.
    pub(super) fn record(
        &mut self,
        connection: &Connection,
        data: &SessionData,
        ids: &mut DimensionIds,
        sizes: &mut Sizes,
    ) -> Result<(), StoreError> {
        let mut id = |release: &str, environment: &str| {
            let (release, environment) = (release.to_owned(), environment.to_owned());
            let dimensions = Arc::new(Dimensions { release, environment, ..Dimensions::default() });
            let day = data.received.hour().div_euclid(24);
            ids.id(connection, data.project_id, Subject::Session, &dimensions, day)
        };
        for update in data.updates.iter().filter(|it| !it.release.is_empty()) {
            let id = id(&update.release, &update.environment)?;
            self.update(connection, data, update, id, sizes)?;
        }
        for counts in data.counts.iter().filter(|it| !it.release.is_empty()) {
            let id = id(&counts.release, &counts.environment)?;
            self.count(connection, data, counts, id, sizes)?;
        }
        Ok(())
    }

    /// Stores news of a session. A session stays in the hour and with the release of its first news.
    fn update(
        &mut self,
        connection: &Connection,
        data: &SessionData,
        update: &SessionUpdate,
        dimensions_id: i64,
        sizes: &mut Sizes,
    ) -> Result<(), StoreError> {
        let state = code(update.state);
        let stored: Option<(i64, i64, i64, i64)> = connection
            .prepare_cached(
                "SELECT id, hour, dimensions_id, state FROM sessions WHERE project_id = ?1 AND sid = ?2",
            )?
            .query_row(params![data.project_id, update.sid], |row| {
                Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?))
            })
            .optional()?;
        let (hour, dimensions_id) = match stored {
            Some((id, hour, dimensions_id, before)) => {
                if state > before {
                    connection
                        .prepare_cached("UPDATE sessions SET state = ?2 WHERE id = ?1")?
                        .execute([id, state])?;
                    let counts = self.0.entry((data.project_id, hour, dimensions_id)).or_default();
                    add(counts, before, -1);
                    add(counts, state, 1);
                }
                (hour, dimensions_id)
            }
            None => {
                let hour = believed(update.started, data.received).hour();
                connection
                    .prepare_cached(
                        "INSERT INTO sessions (project_id, sid, dimensions_id, hour, state, received)
                         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
                    )?
                    .execute(params![
                        data.project_id,
                        update.sid,
                        dimensions_id,
                        hour,
                        state,
                        data.received.0
                    ])?;
                sizes.add("session", 1, ROW);
                add(self.0.entry((data.project_id, hour, dimensions_id)).or_default(), state, 1);
                (hour, dimensions_id)
            }
        };
        match &update.user {
            Some(user) => add_user(connection, [data.project_id, hour, dimensions_id, state], user, sizes),
            None => Ok(()),
        }
    }

    /// Counts many sessions.
    fn count(
        &mut self,
        connection: &Connection,
        data: &SessionData,
        counts: &SessionCounts,
        dimensions_id: i64,
        sizes: &mut Sizes,
    ) -> Result<(), StoreError> {
        let hour = believed(counts.started, data.received).hour();
        let sums = self.0.entry((data.project_id, hour, dimensions_id)).or_default();
        let all = [counts.healthy, counts.errored, counts.unhandled, counts.crashed, counts.abnormal];
        let mut worst = None;
        for (state, count) in (0..).zip(all) {
            add(sums, state, i64::try_from(count).unwrap_or(i64::MAX));
            worst = if count > 0 { Some(state) } else { worst };
        }
        match (&counts.user, worst) {
            (Some(user), Some(state)) => {
                add_user(connection, [data.project_id, hour, dimensions_id, state], user, sizes)
            }
            (Some(_) | None, _) => Ok(()),
        }
    }

    /// Writes the counts.
    pub(super) fn write(&self, connection: &Connection) -> Result<(), StoreError> {
        let mut add = connection.prepare_cached(
            "INSERT INTO session_hours (project_id, hour, dimensions_id, healthy, errored, unhandled, crashed, abnormal)
             VALUES (?1, ?2, ?3, max(?4, 0), max(?5, 0), max(?6, 0), max(?7, 0), max(?8, 0))
             ON CONFLICT (project_id, hour, dimensions_id) DO UPDATE SET healthy = max(healthy + ?4, 0),
                 errored = max(errored + ?5, 0), unhandled = max(unhandled + ?6, 0), crashed = max(crashed + ?7, 0),
                 abnormal = max(abnormal + ?8, 0)",
        )?;
        for ((project_id, hour, dimensions_id), [healthy, errored, unhandled, crashed, abnormal]) in &self.0 {
            add.execute([project_id, hour, dimensions_id, healthy, errored, unhandled, crashed, abnormal])?;
        }
        Ok(())
    }
}

fn add(counts: &mut [i64; 5], state: i64, count: i64) {
    if let Some(sum) = usize::try_from(state).ok().and_then(|at| counts.get_mut(at)) {
        *sum = sum.saturating_add(count);
    }
}

/// Stores the worst state of a user on a day.
fn add_user(
    connection: &Connection,
    [project_id, hour, dimensions_id, state]: [i64; 4],
    user: &str,
    sizes: &mut Sizes,
) -> Result<(), StoreError> {
    let hash: Vec<u8> = Sha256::digest(user.as_bytes()).iter().copied().take(16).collect();
    let day = hour.div_euclid(24);
    let is_known = connection
        .prepare_cached(
            "UPDATE session_users SET state = max(state, ?5)
             WHERE project_id = ?1 AND day = ?2 AND dimensions_id = ?3 AND user_hash = ?4",
        )?
        .execute(params![project_id, day, dimensions_id, hash, state])?;
    if is_known == 0 {
        let added = connection
            .prepare_cached(
                "INSERT INTO session_users (project_id, day, dimensions_id, user_hash, state)
                 SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (
                     SELECT 1 FROM session_user_totals WHERE project_id = ?1 AND day = ?2 AND users >= ?6)",
            )?
            .execute(params![project_id, day, dimensions_id, hash, state, USERS_OF_DAY])?
            as i64;
        sizes.add("session_user", added, added * USER_ROW);
    }
    Ok(())
}

/// Deletes some users of days before a time.
pub(super) fn expire_users(
    connection: &Connection,
    before: Timestamp,
    sizes: &mut Sizes,
) -> Result<u64, StoreError> {
    delete_users(connection, before.hour().div_euclid(24), sizes)
}

/// Deletes some users of the oldest day.
pub(super) fn thin_users(connection: &Connection, sizes: &mut Sizes) -> Result<u64, StoreError> {
    let oldest: Option<i64> = connection
        .prepare_cached(
            "SELECT min((SELECT min(day) FROM session_users WHERE project_id = projects.id)) FROM projects",
        )?
        .query_row([], |row| row.get(0))?;
    oldest.map_or(Ok(0), |day| delete_users(connection, day + 1, sizes))
}

fn delete_users(connection: &Connection, before: i64, sizes: &mut Sizes) -> Result<u64, StoreError> {
    let mut delete = connection.prepare_cached(&format!(
        "DELETE FROM session_users WHERE (project_id, day, dimensions_id, user_hash) IN (
             SELECT project_id, day, dimensions_id, user_hash
             FROM projects CROSS JOIN session_users ON project_id = projects.id AND day < ?1 LIMIT {BATCH})"
    ))?;
    let deleted = delete.execute([before])? as i64;
    sizes.add("session_user", -deleted, -deleted * USER_ROW);
    Ok(deleted.unsigned_abs())
}

/// Deletes some users of a project.
pub(super) fn delete_users_of(
    connection: &Connection,
    project_id: i64,
    sizes: &mut Sizes,
) -> Result<u64, StoreError> {
    let mut delete = connection.prepare_cached(&format!(
        "DELETE FROM session_users WHERE (project_id, day, dimensions_id, user_hash) IN (
             SELECT project_id, day, dimensions_id, user_hash FROM session_users WHERE project_id = ?1 LIMIT {BATCH})"
    ))?;
    let deleted = delete.execute([project_id])? as i64;
    sizes.add("session_user", -deleted, -deleted * USER_ROW);
    Ok(deleted.unsigned_abs())
}

/// The project that has more states of sessions than `most`, if there is one.
pub(super) fn crowded(connection: &Connection, most: u64) -> Result<Option<i64>, StoreError> {
    let mut select =
        connection.prepare_cached("SELECT project_id FROM session_totals WHERE sessions > ?1 LIMIT 1")?;
    Ok(select.query_row([i64::try_from(most).unwrap_or(i64::MAX)], |row| row.get(0)).optional()?)
}

/// Deletes some counts of hours of a project before an hour.
pub(super) fn expire_hours(connection: &Connection, project_id: i64, before: i64) -> Result<u64, StoreError> {
    let mut delete = connection.prepare_cached(&format!(
        "DELETE FROM session_hours WHERE (project_id, hour, dimensions_id) IN (
             SELECT project_id, hour, dimensions_id FROM session_hours
             WHERE project_id = ?1 AND hour < ?2 LIMIT {BATCH})"
    ))?;
    Ok(delete.execute([project_id, before])? as u64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::sqlite::schema;

    #[test]
    fn users_of_a_day_have_a_limit_and_those_known_stay_known() {
        let directory = tempfile::tempdir().unwrap();
        let mut connection = schema::open_writer(&directory.path().join("store.db")).unwrap();
        schema::migrate(&mut connection).unwrap();
        connection.execute_batch("INSERT INTO projects (slug) VALUES ('demo')").unwrap();
        let mut sizes = Sizes::default();
        let mut add = |day: i64, state: i64, user: &str| {
            add_user(&connection, [1, day * 24, 1, state], user, &mut sizes).unwrap();
        };
        add(7, 0, "known");
        // As many as there may be.
        connection.execute("UPDATE session_user_totals SET users = ?1", [USERS_OF_DAY]).unwrap();
        add(7, 0, "one more");
        add(7, 3, "known");
        add(8, 0, "one more");
        let users = |day: i64| {
            connection
                .query_row("SELECT count(*), max(state) FROM session_users WHERE day = ?1", [day], |row| {
                    Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?))
                })
                .unwrap()
        };
        assert_eq!((users(7), users(8)), ((1, 3), (1, 0)));
        assert_eq!(thin_users(&connection, &mut sizes).unwrap(), 1);
        let day: i64 = connection.query_row("SELECT day FROM session_users", [], |row| row.get(0)).unwrap();
        assert_eq!(day, 8);
    }
}
