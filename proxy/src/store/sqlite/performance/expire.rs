//! Deletes old performance data.

use rusqlite::{Connection, OptionalExtension, Transaction, TransactionBehavior, params};

use super::range::{DAY, HOUR};
use super::{distributions as rows_of_distributions, measure_code, segments, spans, vitals};
use crate::model::timestamp::Timestamp;
use crate::store::sqlite::performance_sizes::{self as sizes, Sizes};
use crate::store::sqlite::sessions;
use crate::store::{PerformanceDeleted, PerformanceStep, StoreError};

/// Number of rows of a table deleted in one transaction: the worker waits for it.
pub(super) const BATCH: i64 = 500;
/// Number of distributions deleted in one transaction. Their rows are small and lie together.
const DISTRIBUTIONS: i64 = 2_000;

/// A table whose rows go in the order of their arrival, which is that of their ids.
#[derive(Clone, Copy)]
pub(super) struct Table {
    kind: &'static str,
    pub(super) name: &'static str,
    /// What a row counts for, and its bytes, in SQL.
    count: &'static str,
    bytes: &'static str,
    /// Bytes of a row besides.
    row: i64,
    /// Which rows may go, in SQL.
    may_go: &'static str,
}

pub(super) const SEGMENTS: Table = Table {
    kind: "segment",
    name: "segments",
    count: "1",
    bytes: "octet_length(data) + octet_length(url)",
    row: segments::ROW,
    may_go: "TRUE",
};
pub(super) const SPANS: Table = Table {
    kind: "span",
    name: "spans",
    count: "count",
    bytes: "octet_length(spans)",
    row: spans::ROW,
    may_go: "TRUE",
};
/// A vital that is not folded yet is in no distribution.
pub(super) const VITALS: Table = Table {
    kind: "vital",
    name: "vitals",
    count: "1",
    bytes: vitals::TEXTS,
    row: vitals::ROW,
    may_go: "is_folded = 1",
};
pub(super) const SESSIONS: Table =
    Table { kind: "session", name: "sessions", count: "1", bytes: "0", row: sessions::ROW, may_go: "TRUE" };

impl Table {
    /// The same table, all of whose rows may go.
    pub(super) const fn with_all_rows(self) -> Self {
        Self { may_go: "TRUE", ..self }
    }

    /// The id of the last row that may go because of its age. The search ends at the first young row, as arrival times
    /// come from a clock that may have been wrong, and skips rows whose time is in the future.
    fn last_expired(
        &self,
        connection: &Connection,
        before: Timestamp,
        ahead: Timestamp,
    ) -> Result<Option<i64>, StoreError> {
        let sql = format!(
            "SELECT id, received, {} FROM {} WHERE received <= ?1 ORDER BY id LIMIT ?2",
            self.may_go, self.name
        );
        let mut select = connection.prepare_cached(&sql)?;
        let mut rows = select.query(params![ahead.0, BATCH])?;
        let mut last = None;
        while let Some(row) = rows.next()? {
            if row.get::<_, f64>(1)? >= before.0 || !row.get::<_, bool>(2)? {
                break;
            }
            last = Some(row.get(0)?);
        }
        Ok(last)
    }

    /// When the first row arrived that may go.
    fn oldest(&self, connection: &Connection) -> Result<Option<f64>, StoreError> {
        let sql = format!("SELECT received, {} FROM {} ORDER BY id LIMIT 1", self.may_go, self.name);
        let first: Option<(f64, bool)> = connection
            .prepare_cached(&sql)?
            .query_row([], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(first.filter(|(_, may_go)| *may_go).map(|(received, _)| received))
    }

    /// Deletes the first rows up to an id. Returns what they counted for.
    fn delete(&self, connection: &Connection, last: i64, sizes: &mut Sizes) -> Result<u64, StoreError> {
        let which = format!("id IN (SELECT id FROM {} WHERE id <= ?1 ORDER BY id LIMIT {BATCH})", self.name);
        self.delete_which(connection, &which, params![last], sizes)
    }

    pub(super) fn delete_which(
        &self,
        connection: &Connection,
        which: &str,
        values: impl rusqlite::Params,
        sizes: &mut Sizes,
    ) -> Result<u64, StoreError> {
        let sql = format!(
            "DELETE FROM {} WHERE {which} AND {} RETURNING {}, {}",
            self.name, self.may_go, self.count, self.bytes
        );
        let mut delete = connection.prepare_cached(&sql)?;
        let mut rows = delete.query(values)?;
        let (mut count, mut bytes) = (0, 0);
        while let Some(row) = rows.next()? {
            count += row.get::<_, i64>(0)?;
            bytes += self.row + row.get::<_, i64>(1)?;
        }
        sizes.add(self.kind, -count, -bytes);
        Ok(count.unsigned_abs())
    }
}

fn begin(connection: &mut Connection) -> Result<Transaction<'_>, StoreError> {
    Ok(connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
}

/// Deletes some segments, spans, folded vitals and users of sessions that arrived before a time.
pub(super) fn by_age(
    connection: &mut Connection,
    before: Timestamp,
    ahead: Timestamp,
) -> Result<PerformanceStep, StoreError> {
    let transaction = begin(connection)?;
    let mut sizes = Sizes::default();
    let mut expire = |table: Table| match table.last_expired(&transaction, before, ahead)? {
        Some(last) => table.delete(&transaction, last, &mut sizes),
        None => Ok(0),
    };
    let (segments, spans, vitals) = (expire(SEGMENTS)?, expire(SPANS)?, expire(VITALS)?);
    let sessions = sessions::expire_users(&transaction, before, &mut sizes)?;
    sizes.write(&transaction)?;
    transaction.commit()?;
    let deleted = PerformanceDeleted { segments, spans, vitals, sessions, distributions: 0 };
    Ok(PerformanceStep { deleted, is_more: deleted != PerformanceDeleted::default() })
}

/// Users of sessions, and the states of sessions, go first if they take more than one part in this many of the bytes: so
/// clients that invent users push out no page loads.
const SESSIONS_SHARE: u64 = 4;

/// Deletes some rows: of a kind that takes more than its share, else those that arrived before a time, of the table whose
/// first row is the oldest.
pub(super) fn oldest(connection: &mut Connection, before: Timestamp) -> Result<PerformanceStep, StoreError> {
    let transaction = begin(connection)?;
    let mut sizes = Sizes::default();
    let mut deleted = PerformanceDeleted::default();
    let share = sizes::all(&transaction)?.recent / SESSIONS_SHARE;
    if sizes::bytes(&transaction, "session_user")? > share {
        deleted.sessions = sessions::thin_users(&transaction, &mut sizes)?;
    }
    if deleted.sessions == 0 && sizes::bytes(&transaction, SESSIONS.kind)? > share {
        deleted.sessions = SESSIONS.delete(&transaction, i64::MAX, &mut sizes)?;
    }
    if deleted.sessions == 0 {
        deleted = oldest_trace(&transaction, before, &mut sizes)?;
    }
    sizes.write(&transaction)?;
    transaction.commit()?;
    Ok(PerformanceStep { deleted, is_more: deleted != PerformanceDeleted::default() })
}

fn oldest_trace(
    connection: &Connection,
    before: Timestamp,
    sizes: &mut Sizes,
) -> Result<PerformanceDeleted, StoreError> {
    let mut oldest: Option<(f64, Table)> = None;
    for table in [SEGMENTS, SPANS, VITALS] {
        if let Some(received) = table.oldest(connection)?
            && received < before.0
            && oldest.is_none_or(|(least, _)| received < least)
        {
            oldest = Some((received, table));
        }
    }
    let mut deleted = PerformanceDeleted::default();
    if let Some((_, table)) = oldest {
        let first = format!("SELECT id FROM {} ORDER BY id LIMIT {BATCH}", table.name);
        let which = format!("id IN ({first}) AND received < ?1");
        let count = table.delete_which(connection, &which, params![before.0], sizes)?;
        match table.kind {
            "segment" => deleted.segments = count,
            "span" => deleted.spans = count,
            _ => deleted.vitals = count,
        }
    }
    Ok(deleted)
}

/// Deletes some states of sessions: those that arrived before a time, and the oldest of a project that has too many.
pub(super) fn sessions(
    connection: &mut Connection,
    before: Timestamp,
    ahead: Timestamp,
    most: u64,
) -> Result<PerformanceStep, StoreError> {
    let transaction = begin(connection)?;
    let mut sizes = Sizes::default();
    let mut sessions = match SESSIONS.last_expired(&transaction, before, ahead)? {
        Some(last) => SESSIONS.delete(&transaction, last, &mut sizes)?,
        None => 0,
    };
    if sessions == 0
        && let Some(project_id) = sessions::crowded(&transaction, most)?
    {
        let which =
            format!("id IN (SELECT id FROM sessions WHERE project_id = ?1 ORDER BY id LIMIT {BATCH})");
        sessions = SESSIONS.delete_which(&transaction, &which, [project_id], &mut sizes)?;
    }
    sizes.write(&transaction)?;
    transaction.commit()?;
    let deleted = PerformanceDeleted { sessions, ..PerformanceDeleted::default() };
    Ok(PerformanceStep { deleted, is_more: sessions > 0 })
}

/// The ends of the oldest days that have distributions of hours, and of days.
pub(super) fn oldest_distributions(connection: &Connection) -> Result<[Option<Timestamp>; 2], StoreError> {
    // The search of one project, measure and width reads one entry of the index.
    let mut select = connection.prepare_cached(
        "SELECT min((SELECT min(at) FROM distributions WHERE project_id = projects.id AND measure = ?1 AND width = ?2))
         FROM projects",
    )?;
    let mut ends = [None; 2];
    for (end, width) in ends.iter_mut().zip([HOUR, DAY]) {
        let mut oldest: Option<i64> = None;
        for measure in measure_code::all() {
            let found: Option<i64> = select.query_row([measure, width], |row| row.get(0))?;
            oldest = oldest.into_iter().chain(found).min();
        }
        *end = oldest.map(|at| Timestamp(((at.div_euclid(DAY) + 1) * DAY) as f64));
    }
    Ok(ends)
}

/// Deletes some distributions of hours and of days before these times, and the dimensions that nothing uses any more.
pub(super) fn distributions(
    connection: &mut Connection,
    hours: Timestamp,
    days: Timestamp,
) -> Result<PerformanceStep, StoreError> {
    let transaction = begin(connection)?;
    let mut sizes = Sizes::default();
    let projects: Vec<i64> = transaction
        .prepare_cached("SELECT id FROM projects")?
        .query_map([], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    // Whole days: reading relies on it.
    let day = |time: Timestamp| (time.0 / DAY as f64).floor() as i64;
    let mut deleted = 0;
    'all: for project_id in projects {
        for measure in measure_code::all() {
            for (width, before) in [(HOUR, day(hours) * DAY), (DAY, day(days) * DAY)] {
                deleted += delete_before(&transaction, [project_id, measure, width, before], &mut sizes)?;
                if deleted >= DISTRIBUTIONS as u64 {
                    break 'all;
                }
            }
        }
        deleted += sessions::expire_hours(&transaction, project_id, day(days) * 24)?;
        if deleted >= DISTRIBUTIONS as u64 {
            break;
        }
    }
    if deleted == 0 {
        forget_dimensions(&transaction, day(days))?;
    }
    sizes.write(&transaction)?;
    transaction.commit()?;
    let step = PerformanceDeleted { distributions: deleted, ..PerformanceDeleted::default() };
    Ok(PerformanceStep { deleted: step, is_more: deleted > 0 })
}

pub(super) fn delete_before(
    connection: &Connection,
    values: [i64; 4],
    sizes: &mut Sizes,
) -> Result<u64, StoreError> {
    let mut delete = connection.prepare_cached(&format!(
        "DELETE FROM distributions WHERE (project_id, measure, width, at, dimensions_id) IN (
             SELECT project_id, measure, width, at, dimensions_id FROM distributions
             WHERE project_id = ?1 AND measure = ?2 AND width = ?3 AND at < ?4 LIMIT {DISTRIBUTIONS})
         RETURNING octet_length(histogram)"
    ))?;
    let mut rows = delete.query(values)?;
    let (mut count, mut bytes) = (0, 0);
    while let Some(row) = rows.next()? {
        count += 1;
        bytes += rows_of_distributions::ROW + row.get::<_, i64>(0)?;
    }
    let [_, _, width, _] = values;
    sizes.add(rows_of_distributions::size_kind(width), -count, -bytes);
    Ok(count.unsigned_abs())
}

/// Deletes some dimensions whose last use is before a day. Data may be a little older or younger than its arrival, and
/// segments and vitals may be kept longer than distributions, which then are shown without them.
fn forget_dimensions(connection: &Connection, before: i64) -> Result<(), StoreError> {
    let mut delete = connection
        .prepare_cached("DELETE FROM dimensions WHERE last_day < ?1 - 2 RETURNING project_id, subject")?;
    let gone: Vec<(i64, i64)> =
        delete.query_map([before], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<Result<_, _>>()?;
    let touched: std::collections::BTreeSet<_> = gone.into_iter().collect();
    let mut count = connection.prepare_cached(
        "UPDATE dimension_totals SET (names, dimensions) =
             (SELECT count(DISTINCT name), count(*) FROM dimensions WHERE project_id = ?1 AND subject = ?2)
         WHERE project_id = ?1 AND subject = ?2",
    )?;
    for (project_id, subject) in touched {
        count.execute([project_id, subject])?;
    }
    Ok(())
}

/// When the last segment, vital or session arrived.
pub(in crate::store::sqlite) fn newest_arrival(
    connection: &Connection,
) -> Result<Option<Timestamp>, StoreError> {
    let mut newest: Option<f64> = None;
    for table in [SEGMENTS, VITALS, SESSIONS] {
        let sql = format!("SELECT received FROM {} ORDER BY id DESC LIMIT 1", table.name);
        let received: Option<f64> =
            connection.prepare_cached(&sql)?.query_row([], |row| row.get(0)).optional()?;
        newest = newest.into_iter().chain(received).max_by(f64::total_cmp);
    }
    Ok(newest.map(Timestamp))
}
