//! The outbox.

use rusqlite::{Connection, Row, params};

use crate::alert::{Alert, Delivery};
use crate::clock::Timestamp;
use crate::store::{StoreError, StoredAlert};

const COLUMNS: &str = "id, issue_id, robot, title, text, created, state, at, error, attempts";

/// A delivery as its columns: state, time, error.
fn columns(delivery: &Delivery) -> (&'static str, Option<f64>, Option<&str>) {
    match delivery {
        Delivery::Waiting { due, last_error } => ("waiting", Some(due.0), last_error.as_deref()),
        Delivery::Delivered { at } => ("delivered", Some(at.0), None),
        Delivery::Failed { error } => ("failed", None, Some(error)),
        Delivery::NoRobot => ("no_robot", None, None),
    }
}

fn delivery(state: &str, at: Option<f64>, error: Option<String>) -> Delivery {
    let at = Timestamp(at.unwrap_or_default());
    match state {
        "waiting" => Delivery::Waiting { due: at, last_error: error },
        "delivered" => Delivery::Delivered { at },
        "failed" => Delivery::Failed { error: error.unwrap_or_default() },
        // The table's CHECK leaves only `no_robot`.
        _ => Delivery::NoRobot,
    }
}

fn stored(row: &Row<'_>) -> rusqlite::Result<StoredAlert> {
    let state: String = row.get(6)?;
    Ok(StoredAlert {
        id: row.get(0)?,
        alert: Alert { issue_id: row.get(1)?, robot: row.get(2)?, title: row.get(3)?, text: row.get(4)? },
        created: Timestamp(row.get(5)?),
        delivery: delivery(&state, row.get(7)?, row.get(8)?),
        attempts: row.get(9)?,
    })
}

/// Puts an alert into the outbox.
pub(super) fn enqueue(
    connection: &Connection,
    alert: &Alert,
    created: Timestamp,
    delivery: &Delivery,
) -> Result<(), StoreError> {
    let (state, at, error) = columns(delivery);
    connection
        .prepare_cached(
            "INSERT INTO alerts (issue_id, robot, title, text, created, state, at, error)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            alert.issue_id,
            alert.robot,
            alert.title,
            alert.text,
            created.0,
            state,
            at,
            error
        ])?;
    Ok(())
}

/// The newest alerts.
pub(super) fn newest(connection: &Connection, limit: u32) -> Result<Vec<StoredAlert>, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM alerts ORDER BY id DESC LIMIT ?1");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map([limit], stored)?.collect::<Result<_, _>>()?)
}

/// Alerts whose time has come, oldest first.
pub(super) fn due(
    connection: &Connection,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<StoredAlert>, StoreError> {
    let sql =
        format!("SELECT {COLUMNS} FROM alerts WHERE state = 'waiting' AND at <= ?1 ORDER BY at, id LIMIT ?2");
    let mut statement = connection.prepare_cached(&sql)?;
    Ok(statement.query_map(params![now.0, limit], stored)?.collect::<Result<_, _>>()?)
}

/// Notes how a try ended, and counts it.
pub(super) fn settle(connection: &Connection, id: i64, delivery: &Delivery) -> Result<(), StoreError> {
    let (state, at, error) = columns(delivery);
    connection
        .prepare_cached(
            "UPDATE alerts SET state = ?2, at = ?3, error = ?4, attempts = attempts + 1 WHERE id = ?1",
        )?
        .execute(params![id, state, at, error])?;
    Ok(())
}
