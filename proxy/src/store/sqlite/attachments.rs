//! The table of attachments.

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{Sqlite, feedback};
use crate::model::attachment::{Attachment, AttachmentInfo};
use crate::model::timestamp::Timestamp;
use crate::store::{Attachments, RetainAttachments, StoreError};

/// Most attachments of an event. More than that are a mistake or a lie.
const OF_EVENT: i64 = 100;
/// Bytes that an attachment takes besides its content. The triggers of the table count them too, so that empty ones have a
/// bound.
const ROW: u64 = 1024;
/// Number of attachments deleted in one transaction: the worker waits for it.
const BATCH: i64 = 50;

const COLUMNS: &str = "id, event_id, name, content_type, kind, size, received";

impl Attachments for Sqlite {
    fn attachments(
        &self,
        project_id: i64,
        event_id: &str,
        limit: u32,
    ) -> Result<Vec<AttachmentInfo>, StoreError> {
        of_event(&self.readers.one(), project_id, event_id, limit)
    }

    fn attachment(
        &self,
        project_id: i64,
        event_id: &str,
        id: i64,
    ) -> Result<Option<(AttachmentInfo, Vec<u8>)>, StoreError> {
        one(&self.readers.one(), project_id, event_id, id)
    }
}

impl RetainAttachments for Sqlite {
    fn expire_attachments(&self, before: Timestamp) -> Result<bool, StoreError> {
        expire(&self.writer(), "attachments", before)
    }

    fn expire_feedback(&self, before: Timestamp) -> Result<bool, StoreError> {
        expire(&self.writer(), feedback::TABLE, before)
    }
}

fn info(row: &Row<'_>) -> rusqlite::Result<AttachmentInfo> {
    Ok(AttachmentInfo {
        id: row.get(0)?,
        event_id: row.get(1)?,
        name: row.get(2)?,
        content_type: row.get(3)?,
        kind: row.get(4)?,
        size: row.get::<_, i64>(5)?.unsigned_abs(),
        received: Timestamp(row.get(6)?),
    })
}

fn of_event(
    connection: &Connection,
    project_id: i64,
    event_id: &str,
    limit: u32,
) -> Result<Vec<AttachmentInfo>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM attachments WHERE project_id = ?1 AND event_id = ?2 ORDER BY id LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![project_id, event_id, limit], info)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn one(
    connection: &Connection,
    project_id: i64,
    event_id: &str,
    id: i64,
) -> Result<Option<(AttachmentInfo, Vec<u8>)>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS}, content FROM attachments WHERE id = ?1 AND project_id = ?2 AND event_id = ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let found = statement
        .query_row(params![id, project_id, event_id], |row| Ok((info(row)?, row.get(7)?)))
        .optional();
    Ok(found?)
}

/// Adds an attachment within the open transaction, and deletes the oldest of its project while these have more than `most`
/// bytes. Returns whether it was stored: an event has a bounded number.
pub(super) fn add(connection: &Connection, attachment: &Attachment, most: u64) -> Result<bool, StoreError> {
    let Attachment { project_id, event_id, .. } = attachment;
    let of_event: i64 = connection
        .prepare_cached("SELECT count(*) FROM attachments WHERE project_id = ?1 AND event_id = ?2")?
        .query_row(params![project_id, event_id], |row| row.get(0))?;
    if of_event >= OF_EVENT || attachment.content.len() as u64 + ROW > most {
        return Ok(false);
    }
    connection
        .prepare_cached(
            "INSERT INTO attachments (project_id, event_id, name, content_type, kind, size, received, content)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            project_id,
            event_id,
            attachment.name,
            attachment.content_type,
            attachment.kind,
            attachment.content.len() as i64,
            attachment.received.0,
            attachment.content
        ])?;
    while bytes(connection, *project_id)? > most {
        let oldest = "DELETE FROM attachments WHERE id =
            (SELECT id FROM attachments WHERE project_id = ?1 ORDER BY id LIMIT 1)";
        if connection.prepare_cached(oldest)?.execute([project_id])? == 0 {
            break;
        }
    }
    Ok(true)
}

fn bytes(connection: &Connection, project_id: i64) -> Result<u64, StoreError> {
    let mut select = connection
        .prepare_cached("SELECT coalesce(sum(bytes), 0) FROM attachment_sizes WHERE project_id = ?1")?;
    Ok(select.query_row([project_id], |row| row.get::<_, i64>(0))?.unsigned_abs())
}

/// Deletes some of the oldest rows, up to the first one that is young. Ids grow with each arrival.
fn expire(connection: &Connection, table: &str, before: Timestamp) -> Result<bool, StoreError> {
    let mut oldest =
        connection.prepare_cached(&format!("SELECT id, received FROM {table} ORDER BY id LIMIT ?1"))?;
    let rows = oldest.query_map([BATCH], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let rows: Vec<(i64, f64)> = rows.collect::<Result<_, _>>()?;
    let Some((last, _)) = rows.iter().take_while(|(_, received)| *received < before.0).last() else {
        return Ok(false);
    };
    let deleted =
        connection.prepare_cached(&format!("DELETE FROM {table} WHERE id <= ?1"))?.execute([last])?;
    Ok(deleted as i64 == BATCH)
}
