//! The table of envelopes.

use std::path::Path;
use std::time::Duration;

use bytes::Bytes;
use rusqlite::blob::ZeroBlob;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, MAIN_DB, params};

use super::offsets::offset_of;
use super::received_ids;
use crate::database;
use crate::inbox::continuity::Continuity;
use crate::inbox::entry::InboxEntry;
use crate::inbox::inbox_error::InboxError;
use crate::model::timestamp::Timestamp;

/// The file, in the data directory.
pub(super) const FILE: &str = "inbox.db";
/// `AUTOINCREMENT`, so that a row number is never used twice, not even after all rows were deleted: the store's cursor is
/// a row number. <https://sqlite.org/autoinc.html>
///
/// `synchronous = FULL` flushes each commit. With `NORMAL` a power loss takes the last ones.
/// <https://sqlite.org/pragma.html#pragma_synchronous>
const SCHEMA: &str = "
    PRAGMA journal_mode = WAL;
    PRAGMA synchronous = FULL;
    CREATE TABLE IF NOT EXISTS envelopes (
        row INTEGER PRIMARY KEY AUTOINCREMENT,
        project_id INTEGER NOT NULL,
        key TEXT NOT NULL DEFAULT '',
        received REAL NOT NULL,
        envelope BLOB NOT NULL
    ) STRICT;
";
/// Files of versions before keys were kept.
const ADD_KEY: &str = "ALTER TABLE envelopes ADD COLUMN key TEXT NOT NULL DEFAULT ''";
/// How long a connection waits for another's transaction.
const BUSY: Duration = Duration::from_secs(5);
/// Free pages that the file keeps for new rows: 16 MiB.
const FREE_PAGES: i64 = 4_096;
/// Larger envelopes are written and read as blobs, in bytes: SQLite copies a value of a statement twice.
const COPIED: usize = 1 << 20;
/// Most bytes of envelopes in one read, in bytes. A larger envelope is read alone.
const PAGE_BYTES: usize = 8 << 20;

pub(super) fn open(path: &Path) -> Result<Connection, InboxError> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(BUSY)?;
    database::enable_incremental_vacuum(&connection)?;
    connection.execute_batch(SCHEMA)?;
    connection.execute_batch(received_ids::SCHEMA)?;
    let has_key =
        connection.prepare("SELECT 1 FROM pragma_table_info('envelopes') WHERE name = 'key'")?.exists([])?;
    if !has_key {
        connection.execute_batch(ADD_KEY)?;
    }
    Ok(connection)
}

/// Compares the rows with the row up to which everything is stored.
pub(super) fn continuity(connection: &Connection, stored: i64) -> rusqlite::Result<Continuity> {
    let number = |sql| connection.query_row(sql, [], |row| row.get::<_, Option<i64>>(0));
    let newest = number("SELECT max(seq) FROM sqlite_sequence WHERE name = 'envelopes'")?.unwrap_or(0);
    let oldest = number("SELECT min(row) FROM envelopes")?.unwrap_or(newest + 1);
    Ok(if oldest > stored + 1 {
        Continuity::StoreBehind {
            cursor: offset_of(stored),
            oldest: offset_of(oldest),
            missing: (oldest - stored - 1).unsigned_abs(),
        }
    } else if newest < stored {
        Continuity::InboxBehind { cursor: offset_of(stored), newest: offset_of(newest) }
    } else {
        Continuity::Continuous
    })
}

/// Makes the next row one above this one, unless it is higher anyway.
pub(super) fn begin_above(connection: &Connection, row: i64) -> rusqlite::Result<()> {
    let known = "SELECT 1 FROM sqlite_sequence WHERE name = 'envelopes'";
    connection.execute(
        &format!("INSERT INTO sqlite_sequence (name, seq) SELECT 'envelopes', 0 WHERE NOT EXISTS ({known})"),
        [],
    )?;
    connection
        .execute("UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = 'envelopes'", [row])
        .map(|_| ())
}

pub(super) fn insert(
    connection: &Connection,
    (project_id, key): (i64, &str),
    received: Timestamp,
    envelope: &[u8],
) -> rusqlite::Result<()> {
    const INSERT: &str =
        "INSERT INTO envelopes (project_id, key, received, envelope) VALUES (?1, ?2, ?3, ?4)";
    if envelope.len() > COPIED {
        connection.prepare_cached(INSERT)?.execute(params![
            project_id,
            key,
            received.0,
            ZeroBlob(envelope.len() as u64)
        ])?;
        let row = connection.last_insert_rowid();
        return connection.blob_open(MAIN_DB, "envelopes", "envelope", row, false)?.write_all_at(envelope, 0);
    }
    connection.prepare_cached(INSERT)?.execute(params![project_id, key, received.0, envelope])?;
    Ok(())
}

/// Gives some free pages back to the disk, if there are many.
pub(super) fn shrink(connection: &Connection) -> rusqlite::Result<()> {
    if database::free_pages(connection)? > FREE_PAGES {
        database::vacuum_pages(connection, 256)
    } else {
        Ok(())
    }
}

/// Deletes rows up to one. Returns how many bytes of envelopes they had.
pub(super) fn delete(connection: &Connection, up_to: i64) -> rusqlite::Result<u64> {
    let size = "SELECT coalesce(sum(length(envelope)), 0) FROM envelopes WHERE row <= ?1";
    let size: i64 = connection.prepare_cached(size)?.query_row([up_to], |row| row.get(0))?;
    connection.prepare_cached("DELETE FROM envelopes WHERE row <= ?1")?.execute([up_to])?;
    Ok(size.unsigned_abs())
}

/// Bytes of all envelopes.
pub(super) fn size(connection: &Connection) -> rusqlite::Result<u64> {
    let size = "SELECT coalesce(sum(length(envelope)), 0) FROM envelopes";
    connection.query_row(size, [], |row| row.get(0)).map(i64::unsigned_abs)
}

/// Reads a large envelope.
fn read(connection: &Connection, row: i64) -> rusqlite::Result<Bytes> {
    let blob = connection.blob_open(MAIN_DB, "envelopes", "envelope", row, true)?;
    let mut envelope = vec![0; blob.len()];
    blob.read_at_exact(&mut envelope, 0)?;
    Ok(envelope.into())
}

pub(super) fn after(connection: &Connection, row: i64, limit: usize) -> Result<Vec<InboxEntry>, InboxError> {
    let mut statement = connection.prepare_cached(
        "SELECT row, project_id, key, received, CASE WHEN length(envelope) > ?3 THEN NULL ELSE envelope END \
         FROM envelopes WHERE row > ?1 ORDER BY row LIMIT ?2",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let mut rows = statement.query(params![row, limit, COPIED as i64])?;
    let mut entries = Vec::new();
    let mut bytes = 0;
    while let Some(row) = rows.next()? {
        let envelope = match row.get_ref(4)? {
            ValueRef::Null => read(connection, row.get(0)?)?,
            small => Bytes::copy_from_slice(small.as_blob().map_err(rusqlite::Error::from)?),
        };
        bytes += envelope.len();
        entries.push(InboxEntry {
            offset: offset_of(row.get(0)?),
            project_id: row.get(1)?,
            key: row.get(2)?,
            received: Timestamp(row.get(3)?),
            envelope,
        });
        if bytes >= PAGE_BYTES {
            break;
        }
    }
    Ok(entries)
}
