//! Counts the users of sessions in a range, each once by the worst state.
//!
//! A user has a row for each day and each release, so a range of many users is a search of millions of rows. Of so many,
//! only the hashes that begin with some zero bits are read, and each of them stands for as many users as there are ways
//! to fill these bits. The rows of a day and a release are in the order of their hashes, so the others are passed over.

use std::collections::HashMap;

use rusqlite::{Connection, Row, ToSql, named_params};

use super::dimensions::Subject;
use crate::store::{HealthCounts, HealthFilter, StoreError};

/// Most rows that are read; up to this number the users are counted exactly. At least an eighth of it is read of more, so
/// the standard error of a share is below 1 % where each user has two rows.
const MOST: i64 = 50_000;
/// By how many zero bits a sample is smaller than the one before.
const STEP: u32 = 3;
/// The smallest sample: of the first four bytes of a hash.
const SMALLEST: u32 = 30;

/// The users of each release, or of all of them.
#[derive(Debug, Default)]
pub(super) struct Users {
    /// For all releases together the key is empty.
    pub by_release: HashMap<String, HealthCounts>,
    /// Whether the numbers are estimates.
    pub is_estimated: bool,
}

/// The rows of a range and of hashes below a bound. The order of the tables leads through the key of the last one.
const ROWS: &str = "
    WITH RECURSIVE days (day) AS (SELECT :from WHERE :from <= :to UNION ALL SELECT day + 1 FROM days WHERE day < :to)
    SELECT d.release, s.user_hash, s.state
    FROM days CROSS JOIN dimensions d CROSS JOIN session_users s
    WHERE d.project_id = :project AND d.subject = :subject
        AND (:release IS NULL OR d.release = :release) AND (:environment IS NULL OR d.environment = :environment)
        AND s.project_id = :project AND s.day = days.day AND s.dimensions_id = d.id AND s.user_hash < :below";

/// A question about a range.
struct Question<'a> {
    connection: &'a Connection,
    filter: &'a HealthFilter,
    /// The first and the last day since 1970.
    days: (i64, i64),
}

/// Counts the users of a range of days, from the first to the last, of all releases together or of each.
pub(super) fn users(
    connection: &Connection,
    filter: &HealthFilter,
    days: (i64, i64),
    is_by_release: bool,
) -> Result<Users, StoreError> {
    let question = Question { connection, filter, days: question_days(connection, filter, days)? };
    let mut bits = 0;
    while bits < SMALLEST && question.is_too_much(bits)? {
        bits += STEP;
    }
    let release = if is_by_release { "release" } else { "''" };
    let sql = format!(
        "SELECT {release}, sum(state = 0), sum(state = 1), sum(state = 2), sum(state = 3), sum(state = 4) FROM (
             SELECT release, max(state) AS state FROM ({ROWS}) GROUP BY {release}, user_hash) GROUP BY 1"
    );
    let mut users = Users { is_estimated: bits > 0, ..Users::default() };
    question.each(&sql, bits, &mut |row| {
        users.by_release.insert(row.get(0)?, counts(row, bits)?);
        Ok(())
    })?;
    Ok(users)
}

/// The days of a range that have users: a range may begin in 1970.
fn question_days(
    connection: &Connection,
    filter: &HealthFilter,
    (from, to): (i64, i64),
) -> Result<(i64, i64), StoreError> {
    let edge = |which: &str| {
        let sql = format!("SELECT {which}(day) FROM session_users WHERE project_id = ?1");
        connection.prepare_cached(&sql)?.query_row([filter.project_id], |row| row.get::<_, Option<i64>>(0))
    };
    Ok(match (edge("min")?, edge("max")?) {
        (Some(first), Some(last)) => (from.max(first), to.min(last)),
        _ => (1, 0),
    })
}

fn counts(row: &Row<'_>, bits: u32) -> rusqlite::Result<HealthCounts> {
    let number = |at: usize| {
        let sampled = row.get::<_, i64>(at)?.unsigned_abs();
        Ok::<_, rusqlite::Error>(sampled.saturating_mul(1 << bits))
    };
    let [healthy, errored, unhandled, crashed, abnormal] =
        [number(1)?, number(2)?, number(3)?, number(4)?, number(5)?];
    let total = [healthy, errored, unhandled, crashed, abnormal].into_iter().fold(0, u64::saturating_add);
    Ok(HealthCounts { total, errored, unhandled, crashed, abnormal })
}

impl Question<'_> {
    /// Whether a sample has more rows than are read.
    fn is_too_much(&self, bits: u32) -> Result<bool, StoreError> {
        let mut count = 0_i64;
        let sql = format!("SELECT count(*) FROM (SELECT 1 FROM ({ROWS}) LIMIT {MOST} + 1)");
        self.each(&sql, bits, &mut |row| {
            count = row.get(0)?;
            Ok(())
        })?;
        Ok(count > MOST)
    }

    fn each(
        &self,
        sql: &str,
        bits: u32,
        visit: &mut dyn FnMut(&Row<'_>) -> rusqlite::Result<()>,
    ) -> Result<(), StoreError> {
        let below = bound(bits);
        let subject = Subject::Session as i64;
        let mut select = self.connection.prepare_cached(sql)?;
        let values: &[(&str, &dyn ToSql)] = named_params! {
            ":project": self.filter.project_id,
            ":subject": subject,
            ":release": self.filter.release,
            ":environment": self.filter.environment,
            ":from": self.days.0,
            ":to": self.days.1,
            ":below": below,
        };
        let mut rows = select.query(values)?;
        while let Some(row) = rows.next()? {
            visit(row)?;
        }
        Ok(())
    }
}

/// The bound of hashes that begin with some zero bits. All hashes have 16 bytes.
fn bound(bits: u32) -> Vec<u8> {
    match 1_u32.checked_shl(32_u32.saturating_sub(bits)) {
        Some(first) => first.to_be_bytes().to_vec(),
        None => vec![0xff; 17],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hashes_below_a_bound_begin_with_so_many_zero_bits() {
        assert!(bound(0).as_slice() > [0xff; 16].as_slice());
        for (bits, expect) in [(3, [0x20, 0, 0, 0]), (6, [4, 0, 0, 0]), (30, [0, 0, 0, 4])] {
            assert_eq!(bound(bits), expect);
        }
    }
}
