//! The table of alerts: the outbox.

use rusqlite::{Connection, Row, params};

use super::{alert_decisions, digests, notices};
use crate::model::alert::{Alert, Delivery};
use crate::model::channel_failure::Redirected;
use crate::model::timestamp::Timestamp;
use crate::store::{SealedAlert, StoreError, StoredAlert};

/// The columns that [`stored`] reads.
pub(super) const COLUMNS: &str = "alerts.id, issue_id, project_id, (SELECT slug FROM projects WHERE projects.id = project_id), \
     is_fatal, channel, created, state, at, error, attempts, rule, kind, notice, \
     issues, fatal, first_issue, last_issue, since, until, samples, fallback, failing_since, failing_error";
/// More than the longest wait between two attempts, in seconds. An alert that was tried and is due later was scheduled by a
/// clock that was ahead, and so was one that was made later than now. One that was not tried yet may wait for the end of
/// quiet hours.
const LONGEST_WAIT: f64 = 3_600.0;

/// A delivery state as columns: state, time, error.
pub(super) fn columns(delivery: &Delivery) -> (&'static str, Option<f64>, Option<&str>) {
    match delivery {
        Delivery::Waiting { due, last_error } => ("waiting", Some(due.0), last_error.as_deref()),
        Delivery::Delivered { at } => ("delivered", Some(at.0), None),
        Delivery::Failed { error } => ("failed", None, Some(error)),
        Delivery::NoChannel => ("no_channel", None, None),
    }
}

fn delivery(state: &str, at: Option<f64>, error: Option<String>) -> Delivery {
    let at = Timestamp(at.unwrap_or_default());
    match state {
        "waiting" => Delivery::Waiting { due: at, last_error: error },
        "delivered" => Delivery::Delivered { at },
        "failed" => Delivery::Failed { error: error.unwrap_or_default() },
        // The table's CHECK leaves only `no_channel`.
        _ => Delivery::NoChannel,
    }
}

pub(super) fn stored(row: &Row<'_>) -> rusqlite::Result<StoredAlert> {
    let state: String = row.get(7)?;
    Ok(StoredAlert {
        id: row.get(0)?,
        alert: Alert {
            issue_id: row.get(1)?,
            project_id: row.get(2)?,
            project: row.get(3)?,
            is_fatal: row.get(4)?,
            channel: row.get(5)?,
            rule: row.get(11)?,
            notice: notices::read(row, 12)?,
        },
        created: Timestamp(row.get(6)?),
        delivery: delivery(&state, row.get(8)?, row.get(9)?),
        attempts: row.get(10)?,
        redirected: redirected(row)?,
    })
}

fn redirected(row: &Row<'_>) -> rusqlite::Result<Option<Redirected>> {
    let Some(fallback) = row.get(21)? else { return Ok(None) };
    let (since, error): (Option<f64>, Option<String>) = (row.get(22)?, row.get(23)?);
    let since = Timestamp(since.unwrap_or_default());
    Ok(Some(Redirected { fallback, since, error: error.unwrap_or_default() }))
}

/// Adds an alert to the outbox.
pub(super) fn enqueue(
    connection: &Connection,
    alert: &Alert,
    created: Timestamp,
    delivery: &Delivery,
) -> Result<i64, StoreError> {
    let (state, at, error) = columns(delivery);
    let (kind, notice) = notices::columns(&alert.notice);
    connection
        .prepare_cached(
            "INSERT INTO alerts (issue_id, project_id, is_fatal, channel, kind, notice, created, state, at, error, rule,
                                 is_open)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
        )?
        .execute(params![
            alert.issue_id,
            alert.project_id,
            alert.is_fatal,
            alert.channel,
            kind,
            notice,
            created.0,
            state,
            at,
            error,
            alert.rule,
            alert.digest().is_some()
        ])?;
    let id = connection.last_insert_rowid();
    if let Some(digest) = alert.digest() {
        digests::insert(connection, id, digest)?;
    }
    Ok(id)
}

/// Gives up the alerts of a channel above the limit.
pub(super) fn bound(connection: &Connection, channel: Option<&str>, most: u32) -> Result<u64, StoreError> {
    let mut give_up = connection.prepare_cached(
        "UPDATE alerts SET state = 'failed', at = NULL, error = ?3 WHERE id IN (
             SELECT alerts.id FROM alerts LEFT JOIN alert_digests ON alert_id = alerts.id
             WHERE state = 'waiting' AND channel IS ?1
             ORDER BY alert_id IS NOT NULL, is_fatal, alerts.id
             LIMIT max(0, (SELECT count(*) FROM alerts WHERE state = 'waiting' AND channel IS ?1) - ?2))
         RETURNING id",
    )?;
    let error = format!("given up: more than {most} alerts wait for this channel");
    let ids = give_up.query_map(params![channel, most, error], |row| row.get(0))?;
    let given_up = ids.collect::<Result<Vec<i64>, _>>()?;
    for id in &given_up {
        alert_decisions::give_up(connection, *id)?;
    }
    Ok(given_up.len() as u64)
}

/// The newest alerts.
pub(super) fn newest(connection: &Connection, limit: u32) -> Result<Vec<StoredAlert>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM alerts LEFT JOIN alert_digests ON alert_id = alerts.id ORDER BY alerts.id DESC LIMIT ?1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map([limit], stored)?.collect::<Result<_, _>>()?)
}

fn one(connection: &Connection, id: i64) -> Result<Option<StoredAlert>, StoreError> {
    let sql = format!(
        "SELECT {COLUMNS} FROM alerts LEFT JOIN alert_digests ON alert_id = alerts.id WHERE alerts.id = ?1"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map([id], stored)?.next().transpose()?)
}

/// Opens an alert to further firings.
pub(super) fn open(connection: &Connection, id: i64) -> Result<(), StoreError> {
    connection.prepare_cached("UPDATE alerts SET is_open = 1 WHERE id = ?1")?.execute([id])?;
    Ok(())
}

/// Closes an alert to further firings, and returns it.
pub(super) fn seal(connection: &Connection, id: i64) -> Result<Option<SealedAlert>, StoreError> {
    let sealed = connection
        .prepare_cached("UPDATE alerts SET is_open = 0 WHERE id = ?1 AND is_open")?
        .execute([id])?;
    Ok(one(connection, id)?.map(|stored| SealedAlert { stored, was_open: sealed > 0 }))
}

/// The last deliveries of a channel, newest first.
pub(super) fn last_deliveries(
    connection: &Connection,
    channel: &str,
    limit: u32,
) -> Result<Vec<Timestamp>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT at FROM alerts WHERE state = 'delivered' AND coalesce(fallback, channel) = ?1
         ORDER BY at DESC, id DESC LIMIT ?2",
    )?;
    let rows = select.query_map(params![channel, limit], |row| Ok(Timestamp(row.get(0)?)))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// The channels for which alerts wait.
pub(super) fn waiting_channels(connection: &Connection) -> Result<Vec<Option<String>>, StoreError> {
    let mut select = connection
        .prepare_cached("SELECT DISTINCT coalesce(fallback, channel) FROM alerts WHERE state = 'waiting'")?;
    Ok(select.query_map([], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// The due alerts of a channel. Projects take turns.
pub(super) fn due(
    connection: &Connection,
    channel: Option<&str>,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<StoredAlert>, StoreError> {
    let sql = format!(
        "WITH due AS (
             SELECT id AS due_id, row_number() OVER (PARTITION BY project_id ORDER BY is_fatal DESC, at, id) AS turn
             FROM alerts WHERE state = 'waiting' AND coalesce(fallback, channel) IS ?1
                 AND (at <= ?2 OR at > ?2 + ?4 AND (attempts > 0 OR created > ?2)))
         SELECT {COLUMNS} FROM due JOIN alerts ON alerts.id = due_id LEFT JOIN alert_digests ON alert_id = due_id
         ORDER BY turn, is_fatal DESC, at, alerts.id LIMIT ?3"
    );
    let mut statement = connection.prepare_cached(&sql)?;
    let rows = statement.query_map(params![channel, now.0, limit, LONGEST_WAIT], stored)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

/// Stores the result of a delivery attempt, and counts the attempt.
pub(super) fn settle(connection: &Connection, id: i64, delivery: &Delivery) -> Result<(), StoreError> {
    let (state, at, error) = columns(delivery);
    connection
        .prepare_cached(
            "UPDATE alerts SET state = ?2, at = ?3, error = ?4, attempts = attempts + 1 WHERE id = ?1",
        )?
        .execute(params![id, state, at, error])?;
    Ok(())
}

/// Deletes all alerts except the newest `most` and those that wait.
pub(super) fn trim(connection: &Connection, most: u32) -> Result<u64, StoreError> {
    let deleted = connection
        .prepare_cached(
            "DELETE FROM alerts WHERE state <> 'waiting'
             AND id <= (SELECT id FROM alerts WHERE state <> 'waiting' ORDER BY id DESC LIMIT 1 OFFSET ?1)",
        )?
        .execute([most])?;
    Ok(deleted as u64)
}
