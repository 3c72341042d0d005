//! The table of deploys. A version may be released by several projects, and is deployed once.

use rusqlite::{Connection, OptionalExtension, Row, TransactionBehavior, params};

use crate::model::timestamp::Timestamp;
use crate::store::{Deploy, NewDeploy, StoreError};

/// Most deploys; the oldest goes first.
const MOST: i64 = 10_000;

const COLUMNS: &str = "id, version, environment, name, url, started, finished";

fn deploy(row: &Row<'_>) -> rusqlite::Result<Deploy> {
    Ok(Deploy {
        id: row.get(0)?,
        of: NewDeploy {
            version: row.get(1)?,
            environment: row.get(2)?,
            name: row.get(3)?,
            url: row.get(4)?,
            started: row.get::<_, Option<f64>>(5)?.map(Timestamp),
            finished: Timestamp(row.get(6)?),
        },
    })
}

/// A page of the deploys of a version, the last one first.
pub(super) fn list(
    connection: &Connection,
    version: &str,
    offset: u32,
    limit: u32,
) -> Result<Vec<Deploy>, StoreError> {
    let mut select = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM deploys WHERE version = ?1 ORDER BY finished DESC, id DESC LIMIT ?2 OFFSET ?3"
    ))?;
    let rows = select.query_map(params![version, limit, offset], deploy)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The number of deploys of a version, and the last one.
pub(super) fn last(connection: &Connection, version: &str) -> Result<Option<(u64, Deploy)>, StoreError> {
    let Some(last) = list(connection, version, 0, 1)?.pop() else { return Ok(None) };
    let count: Option<i64> = connection
        .prepare_cached("SELECT count(*) FROM deploys WHERE version = ?1")?
        .query_row([version], |row| row.get(0))
        .optional()?;
    Ok(Some((count.unwrap_or(0).unsigned_abs(), last)))
}

/// Adds a deploy.
pub(super) fn add(connection: &mut Connection, new: &NewDeploy) -> Result<i64, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    transaction
        .prepare_cached(
            "INSERT INTO deploys (version, environment, name, url, started, finished)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        )?
        .execute(params![
            new.version,
            new.environment,
            new.name,
            new.url,
            new.started.map(|time| time.0),
            new.finished.0
        ])?;
    let id = transaction.last_insert_rowid();
    transaction
        .prepare_cached(
            "DELETE FROM deploys WHERE id IN (SELECT id FROM deploys ORDER BY id DESC LIMIT 10 OFFSET ?1)",
        )?
        .execute([MOST])?;
    transaction.commit()?;
    Ok(id)
}
