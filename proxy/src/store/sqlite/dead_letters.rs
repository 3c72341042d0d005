//! The table of dead letters: items that could not be stored.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::Sqlite;
use crate::model::timestamp::Timestamp;
use crate::store::{
    BuriedItem, DeadLetter, DeadLetterQuery, DeadLetterQueue, DeadLetterTotals, DeadLetters, NewDeadLetter,
    StoreError,
};

/// Most bytes of dead letters, in addition to `retention.size`. The oldest are dropped first.
const BYTES: i64 = 64 << 20;
/// Most dead letters. The oldest are dropped first.
const COUNT: i64 = 10_000;
/// Most old dead letters deleted in one transaction: the worker waits for it.
const BATCH: i64 = 500;

impl DeadLetters for Sqlite {
    fn dead_letters(&self, query: &DeadLetterQuery) -> Result<Vec<DeadLetter>, StoreError> {
        list(&self.readers.one(), query)
    }

    fn dead_letter_totals(&self) -> Result<DeadLetterTotals, StoreError> {
        totals(&self.readers.one())
    }

    fn dead_letter_counts(&self) -> Result<HashMap<i64, u64>, StoreError> {
        let connection = self.readers.one();
        let mut select =
            connection.prepare_cached("SELECT project_id, count(*) FROM dead_letters GROUP BY project_id")?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs())))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn dead_letter_ids(&self) -> Result<Vec<i64>, StoreError> {
        let connection = self.readers.one();
        let mut select = connection.prepare_cached("SELECT id FROM dead_letters ORDER BY id")?;
        let rows = select.query_map([], |row| row.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl DeadLetterQueue for Sqlite {
    fn buried_item(&self, id: i64) -> Result<Option<BuriedItem>, StoreError> {
        let connection = self.readers.one();
        let mut select = connection
            .prepare_cached("SELECT project_id, received, envelope FROM dead_letters WHERE id = ?1")?;
        let item = select.query_row([id], |row| {
            Ok(BuriedItem {
                project_id: row.get(0)?,
                received: Timestamp(row.get(1)?),
                envelope: row.get(2)?,
            })
        });
        Ok(item.optional()?)
    }

    fn drop_dead_letter(&self, id: i64) -> Result<bool, StoreError> {
        Ok(self.writer().execute("DELETE FROM dead_letters WHERE id = ?1", [id])? > 0)
    }
}

/// Adds a dead letter within the open transaction, and drops the oldest if there is no room. Returns how many were
/// dropped.
pub(super) fn bury(connection: &Connection, letter: &NewDeadLetter) -> Result<u64, StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO dead_letters (project_id, kind, size, reason, detail, received, failed, attempts, envelope)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            letter.project_id,
            letter.kind,
            letter.size as i64,
            letter.reason.code(),
            letter.detail,
            letter.received.0,
            letter.failed.0,
            letter.attempts,
            letter.envelope
        ])?;
    drop_oldest(connection, BYTES, COUNT, i64::MAX)
}

/// Drops the oldest dead letters, at most `at_most`, while there are more than allowed. Returns how many were dropped.
fn drop_oldest(connection: &Connection, bytes: i64, count: i64, at_most: i64) -> Result<u64, StoreError> {
    let mut dropped: i64 = 0;
    while dropped < at_most {
        let is_over: bool = connection
            .prepare_cached("SELECT bytes > ?1 OR count > ?2 FROM dead_letter_totals")?
            .query_row([bytes, count], |row| row.get(0))?;
        if !is_over {
            break;
        }
        let oldest = "DELETE FROM dead_letters WHERE id = (SELECT min(id) FROM dead_letters)";
        if connection.prepare_cached(oldest)?.execute([])? == 0 {
            break;
        }
        dropped += 1;
    }
    if dropped > 0 {
        connection
            .prepare_cached("UPDATE dead_letter_totals SET dropped_for_room = dropped_for_room + ?1")?
            .execute([dropped])?;
    }
    Ok(dropped.unsigned_abs())
}

/// Drops some of the oldest dead letters while they take more than `bytes`. Returns whether there may be more to drop.
pub(super) fn thin(connection: &mut Connection, bytes: u64) -> Result<bool, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let dropped = drop_oldest(&transaction, i64::try_from(bytes).unwrap_or(i64::MAX), COUNT, BATCH)?;
    transaction.commit()?;
    Ok(dropped == BATCH.unsigned_abs())
}

pub(super) fn expire(connection: &mut Connection, before: Timestamp) -> Result<bool, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let dropped = transaction
        .prepare_cached(
            "DELETE FROM dead_letters WHERE id IN (SELECT id FROM dead_letters WHERE failed < ?1 LIMIT ?2)",
        )?
        .execute(params![before.0, BATCH])?;
    if dropped > 0 {
        transaction
            .prepare_cached("UPDATE dead_letter_totals SET dropped_for_age = dropped_for_age + ?1")?
            .execute([dropped as i64])?;
    }
    transaction.commit()?;
    Ok(dropped > 0)
}

fn list(connection: &Connection, query: &DeadLetterQuery) -> Result<Vec<DeadLetter>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT dead_letters.id, projects.slug, kind, size, reason, detail, received, failed, attempts
         FROM dead_letters JOIN projects ON projects.id = project_id
         WHERE ?1 IS NULL OR projects.slug = ?1 ORDER BY dead_letters.id DESC LIMIT ?2",
    )?;
    let rows = select.query_map(params![query.project, query.limit], |row| {
        Ok(DeadLetter {
            id: row.get(0)?,
            project: row.get(1)?,
            kind: row.get(2)?,
            size: row.get::<_, i64>(3)?.unsigned_abs(),
            reason: row.get(4)?,
            detail: row.get(5)?,
            received: Timestamp(row.get(6)?),
            failed: Timestamp(row.get(7)?),
            attempts: row.get(8)?,
        })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn totals(connection: &Connection) -> Result<DeadLetterTotals, StoreError> {
    let mut select = connection
        .prepare_cached("SELECT count, bytes, dropped_for_age, dropped_for_room FROM dead_letter_totals")?;
    Ok(select.query_row([], |row| {
        let number = |at| Ok::<_, rusqlite::Error>(row.get::<_, i64>(at)?.unsigned_abs());
        Ok(DeadLetterTotals {
            count: number(0)?,
            bytes: number(1)?,
            dropped_for_age: number(2)?,
            dropped_for_room: number(3)?,
        })
    })?)
}
