//! The queue of envelopes for upstreams.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior, params};

use super::Sqlite;
use crate::store::{Forward, ForwardQueue, StoreError};

impl ForwardQueue for Sqlite {
    fn forwards(&self, project_id: i64, limit: u32) -> Result<Vec<Forward>, StoreError> {
        oldest(&self.readers.one(), project_id, limit)
    }

    fn acknowledge_forwarded(&self, project_id: i64, up_to: i64) -> Result<(), StoreError> {
        forget(&mut self.writer(), project_id, up_to)
    }
}

/// Adds an envelope at the end, within the open transaction, if there is room.
pub(super) fn put(
    connection: &Connection,
    project_id: i64,
    envelope: &[u8],
    most: u64,
) -> Result<bool, StoreError> {
    let held: Option<i64> = connection
        .prepare_cached("SELECT bytes FROM forward_sizes WHERE project_id = ?1")?
        .query_row([project_id], |row| row.get(0))
        .optional()?;
    if held.unwrap_or(0).unsigned_abs() >= most {
        return Ok(false);
    }
    connection
        .prepare_cached("INSERT INTO forwards (project_id, envelope) VALUES (?1, ?2)")?
        .execute(params![project_id, envelope])?;
    connection
        .prepare_cached(
            "INSERT INTO forward_sizes (project_id, bytes) VALUES (?1, ?2)
             ON CONFLICT (project_id) DO UPDATE SET bytes = bytes + excluded.bytes",
        )?
        .execute(params![project_id, envelope.len() as i64])?;
    Ok(true)
}

/// The oldest envelopes of a project.
pub(super) fn oldest(
    connection: &Connection,
    project_id: i64,
    limit: u32,
) -> Result<Vec<Forward>, StoreError> {
    let mut select = connection
        .prepare_cached("SELECT id, envelope FROM forwards WHERE project_id = ?1 ORDER BY id LIMIT ?2")?;
    let rows = select.query_map(params![project_id, limit], |row| {
        Ok(Forward { id: row.get(0)?, envelope: row.get(1)? })
    })?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Deletes all envelopes up to and including this one.
pub(super) fn forget(connection: &mut Connection, project_id: i64, up_to: i64) -> Result<(), StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction
        .prepare_cached(
            "UPDATE forward_sizes SET bytes = bytes - (
                 SELECT coalesce(sum(length(envelope)), 0) FROM forwards WHERE project_id = ?1 AND id <= ?2
             ) WHERE project_id = ?1",
        )?
        .execute(params![project_id, up_to])?;
    transaction
        .prepare_cached("DELETE FROM forwards WHERE project_id = ?1 AND id <= ?2")?
        .execute(params![project_id, up_to])?;
    Ok(transaction.commit()?)
}
