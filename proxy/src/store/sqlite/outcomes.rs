//! The tables of outcomes: by hour, and by day for what is older.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::Sqlite;
use crate::model::timestamp::Timestamp;
use crate::outcome::ProjectCounts;
use crate::store::{CountOutcomes, OutcomeCount, OutcomeCounts, OutcomeQuery, StoreError};

/// Most rows of an answer. A series over 30 days has far fewer; of a longer answer the newest are left out.
const ROWS: u32 = 50_000;

impl OutcomeCounts for Sqlite {
    fn outcomes(&self, query: &OutcomeQuery) -> Result<Vec<OutcomeCount>, StoreError> {
        read(&self.readers.one(), query)
    }
}

impl CountOutcomes for Sqlite {
    fn add_outcomes(&self, counts: &ProjectCounts) -> Result<(), StoreError> {
        let mut writer = self.writer();
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        add(&transaction, counts)?;
        Ok(transaction.commit()?)
    }

    fn fold_outcomes(&self, before: Timestamp) -> Result<bool, StoreError> {
        fold(&mut self.writer(), before)
    }
}

/// Adds counts within a transaction.
pub(super) fn add(connection: &Connection, counts: &ProjectCounts) -> Result<(), StoreError> {
    let mut add = connection.prepare_cached(
        "INSERT INTO outcome_hours (project_id, hour, category, outcome, reason, key, quantity)
         SELECT ?1, ?2, ?3, ?4, ?5, ?6, ?7 WHERE EXISTS (SELECT 1 FROM projects WHERE id = ?1 AND deleted IS NULL)
         ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity",
    )?;
    for row in counts.rows() {
        let quantity = i64::try_from(row.quantity).unwrap_or(i64::MAX);
        add.execute(params![
            row.project_id,
            row.hour,
            row.category,
            row.outcome,
            row.reason,
            &*row.key,
            quantity
        ])?;
    }
    Ok(())
}

fn read(connection: &Connection, query: &OutcomeQuery) -> Result<Vec<OutcomeCount>, StoreError> {
    let (from, to) = (query.from.hour(), query.to.hour());
    let step = if query.step == 0 { (to - from + 1).max(1) } else { i64::from(query.step) };
    let mut select = connection.prepare_cached(
        "SELECT (hour - ?2) / ?4 AS bucket, category, outcome, reason, CASE WHEN ?5 THEN key ELSE '' END AS of_key,
                sum(quantity)
         FROM (
             SELECT hour, category, outcome, reason, key, quantity FROM outcome_hours
             WHERE project_id = ?1 AND hour BETWEEN ?2 AND ?3
             UNION ALL
             SELECT max(day * 24, ?2), category, outcome, reason, key, quantity FROM outcome_days
             WHERE project_id = ?1 AND day BETWEEN ?2 / 24 AND ?3 / 24
         )
         GROUP BY 1, 2, 3, 4, 5 ORDER BY 1, 2, 3, 4, 5 LIMIT ?6",
    )?;
    let rows = select.query_map(params![query.project_id, from, to, step, query.by_key, ROWS], |row| {
        Ok(OutcomeCount {
            bucket: u32::try_from(row.get::<_, i64>(0)?).unwrap_or(0),
            category: row.get(1)?,
            outcome: row.get(2)?,
            reason: row.get(3)?,
            key: row.get(4)?,
            quantity: row.get::<_, i64>(5)?.unsigned_abs(),
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The items of each project and category that were stored or forwarded in the hours of this day (UTC). The primary key
/// finds the hours of each project.
pub(super) fn accepted_today(
    connection: &Connection,
    now: Timestamp,
) -> Result<Vec<(i64, String, u64)>, StoreError> {
    let hour = now.hour();
    let mut select = connection.prepare_cached(
        "SELECT projects.id, category, sum(quantity)
         FROM projects CROSS JOIN outcome_hours ON project_id = projects.id AND hour BETWEEN ?1 AND ?2
         WHERE outcome IN ('accepted', 'forwarded') GROUP BY 1, 2",
    )?;
    let rows = select.query_map([hour - hour.rem_euclid(24), hour], |row| {
        Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?.unsigned_abs()))
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Folds the oldest day with hours before a time. The primary key finds the oldest hour of each project.
fn fold(connection: &mut Connection, before: Timestamp) -> Result<bool, StoreError> {
    let whole_days = before.hour().div_euclid(24) * 24;
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let oldest: Option<(i64, i64)> = transaction
        .prepare_cached(
            "SELECT id, (SELECT min(hour) FROM outcome_hours WHERE project_id = id) AS oldest FROM projects
             WHERE oldest < ?1 ORDER BY oldest LIMIT 1",
        )?
        .query_row([whole_days], |row| Ok((row.get(0)?, row.get(1)?)))
        .optional()?;
    let Some((project_id, hour)) = oldest else { return Ok(false) };
    let day = hour.div_euclid(24);
    let bounds = params![project_id, day * 24, day * 24 + 23];
    transaction
        .prepare_cached(
            "INSERT INTO outcome_days (project_id, day, category, outcome, reason, key, quantity)
             SELECT project_id, hour / 24, category, outcome, reason, key, sum(quantity) FROM outcome_hours
             WHERE project_id = ?1 AND hour BETWEEN ?2 AND ?3 GROUP BY 1, 2, 3, 4, 5, 6
             ON CONFLICT DO UPDATE SET quantity = quantity + excluded.quantity",
        )?
        .execute(bounds)?;
    transaction
        .prepare_cached("DELETE FROM outcome_hours WHERE project_id = ?1 AND hour BETWEEN ?2 AND ?3")?
        .execute(bounds)?;
    transaction.commit()?;
    Ok(true)
}
