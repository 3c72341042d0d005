//! Reads the health of releases: counts of sessions and of their users.

use std::collections::{BTreeMap, HashMap};

use rusqlite::{Connection, params};

use super::user_sample::{self, SAMPLED};
use crate::model::timestamp::Timestamp;
use crate::store::{Health, HealthCounts, HealthFilter, StoreError};

/// Hours of the longest range whose trend is told in hours: three days. Begun hours at both ends make one more.
const HOURLY: i64 = 72;

/// The last hour of all ranges, in hours since 1970: in the year 5138.
const LATEST: f64 = 27_777_777.0;

/// The hours of a range, from the first on and before the end.
fn hours(filter: &HealthFilter) -> (i64, i64) {
    let hour = |time: Timestamp| (time.0 / 3_600.0).clamp(0.0, LATEST);
    (hour(filter.from).floor() as i64, hour(filter.to).ceil() as i64)
}

/// The first and the last day of a range.
fn days(filter: &HealthFilter) -> (i64, i64) {
    let (from, to) = hours(filter);
    (from.div_euclid(24), (to - 1).div_euclid(24))
}

/// The counts from the five columns of states that begin at a column.
fn counts(row: &rusqlite::Row<'_>, at: usize) -> rusqlite::Result<HealthCounts> {
    let number =
        |n: usize| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(at + n)?.unwrap_or(0).unsigned_abs());
    let [healthy, errored, unhandled, crashed, abnormal] =
        [number(0)?, number(1)?, number(2)?, number(3)?, number(4)?];
    let total = healthy + errored + unhandled + crashed + abnormal;
    Ok(HealthCounts { total, errored, unhandled, crashed, abnormal })
}

const SUMS: &str = "sum(healthy), sum(errored), sum(unhandled), sum(crashed), sum(abnormal)";
const STATES: &str = "sum(state = 0), sum(state = 1), sum(state = 2), sum(state = 3), sum(state = 4)";
const WANTED: &str = "(?4 IS NULL OR release = ?4) AND (?5 IS NULL OR environment = ?5)";

/// The counts of sessions in a range.
pub(super) fn sessions(connection: &Connection, filter: &HealthFilter) -> Result<HealthCounts, StoreError> {
    let (from, to) = hours(filter);
    let mut select = connection.prepare_cached(&format!(
        "SELECT {SUMS} FROM session_hours s JOIN dimensions d ON d.id = s.dimensions_id
         WHERE s.project_id = ?1 AND hour >= ?2 AND hour < ?3 AND {WANTED}"
    ))?;
    let values = params![filter.project_id, from, to, filter.release, filter.environment];
    Ok(select.query_row(values, |row| counts(row, 0))?)
}

/// The health in a range.
pub(super) fn health(connection: &Connection, filter: &HealthFilter) -> Result<Health, StoreError> {
    let (first, last) = days(filter);
    let sample = user_sample::of_days(connection, filter.project_id, first, last)?;
    let mut select = connection.prepare_cached(&format!(
        "SELECT {STATES} FROM (
             SELECT max(state) AS state FROM session_users s JOIN dimensions d ON d.id = s.dimensions_id
             WHERE s.project_id = ?1 AND day >= ?2 AND day <= ?3 AND {WANTED} AND {SAMPLED} GROUP BY user_hash)"
    ))?;
    let values =
        params![filter.project_id, first, last, filter.release, filter.environment, sample.hashes_below()];
    let users = select.query_row(values, |row| counts(row, 0))?;
    Ok(Health {
        sessions: sessions(connection, filter)?,
        users: sample.extrapolate(users),
        is_users_estimate: sample.is_part(),
    })
}

/// The users of each day.
pub(super) fn users_by_day(
    connection: &Connection,
    filter: &HealthFilter,
) -> Result<Vec<(Timestamp, HealthCounts)>, StoreError> {
    let (first, last) = days(filter);
    let sample = user_sample::of_days(connection, filter.project_id, first, last)?;
    let mut select = connection.prepare_cached(&format!(
        "SELECT day, {STATES} FROM (
             SELECT day, max(state) AS state FROM session_users s JOIN dimensions d ON d.id = s.dimensions_id
             WHERE s.project_id = ?1 AND day >= ?2 AND day <= ?3 AND {WANTED} AND {SAMPLED} GROUP BY day, user_hash)
         GROUP BY day ORDER BY day"
    ))?;
    let day = |row: &rusqlite::Row<'_>| {
        let at = Timestamp(row.get::<_, i64>(0)? as f64 * 86_400.0);
        Ok((at, sample.extrapolate(counts(row, 1)?)))
    };
    let values =
        params![filter.project_id, first, last, filter.release, filter.environment, sample.hashes_below()];
    let rows = select.query_map(values, day)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The health of each release in a range, the most used first.
pub(super) fn by_release(
    connection: &Connection,
    filter: &HealthFilter,
    limit: u32,
) -> Result<Vec<(String, Health)>, StoreError> {
    let (from, to) = hours(filter);
    let mut all: HashMap<String, Health> = HashMap::new();
    let mut select = connection.prepare_cached(&format!(
        "SELECT release, {SUMS} FROM session_hours s JOIN dimensions d ON d.id = s.dimensions_id
         WHERE s.project_id = ?1 AND hour >= ?2 AND hour < ?3 AND {WANTED} GROUP BY release"
    ))?;
    let mut rows = select.query(params![filter.project_id, from, to, filter.release, filter.environment])?;
    while let Some(row) = rows.next()? {
        all.entry(row.get(0)?).or_default().sessions = counts(row, 1)?;
    }
    let mut select = connection.prepare_cached(&format!(
        "SELECT release, {STATES} FROM (
             SELECT release, max(state) AS state FROM session_users s JOIN dimensions d ON d.id = s.dimensions_id
             WHERE s.project_id = ?1 AND day >= ?2 AND day <= ?3 AND {WANTED} AND {SAMPLED} GROUP BY release, user_hash)
         GROUP BY release"
    ))?;
    let (first, last) = days(filter);
    let sample = user_sample::of_days(connection, filter.project_id, first, last)?;
    let values =
        params![filter.project_id, first, last, filter.release, filter.environment, sample.hashes_below()];
    let mut rows = select.query(values)?;
    while let Some(row) = rows.next()? {
        let health = all.entry(row.get(0)?).or_default();
        health.users = sample.extrapolate(counts(row, 1)?);
        health.is_users_estimate = sample.is_part();
    }
    let mut all: Vec<_> = all.into_iter().collect();
    all.sort_by(|(a, x), (b, y)| y.sessions.total.cmp(&x.sessions.total).then_with(|| a.cmp(b)));
    all.truncate(limit as usize);
    Ok(all)
}

/// Counts of sessions over time, oldest first.
pub(super) fn trend(
    connection: &Connection,
    filter: &HealthFilter,
) -> Result<Vec<(Timestamp, HealthCounts)>, StoreError> {
    let (from, to) = hours(filter);
    let width = if to - from <= HOURLY + 1 { 1 } else { 24 };
    let mut select = connection.prepare_cached(&format!(
        "SELECT hour, {SUMS} FROM session_hours s JOIN dimensions d ON d.id = s.dimensions_id
         WHERE s.project_id = ?1 AND hour >= ?2 AND hour < ?3 AND {WANTED} GROUP BY hour"
    ))?;
    let mut rows = select.query(params![filter.project_id, from, to, filter.release, filter.environment])?;
    let mut sums: BTreeMap<i64, HealthCounts> = BTreeMap::new();
    while let Some(row) = rows.next()? {
        let (at, more) = (row.get::<_, i64>(0)?.div_euclid(width) * width, counts(row, 1)?);
        let sum = sums.entry(at).or_default();
        sum.total += more.total;
        sum.errored += more.errored;
        sum.unhandled += more.unhandled;
        sum.crashed += more.crashed;
        sum.abnormal += more.abnormal;
    }
    Ok(sums.into_iter().map(|(hour, sum)| (Timestamp(hour as f64 * 3_600.0), sum)).collect())
}
