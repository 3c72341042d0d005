//! The table of channels that fail, and the way of their alerts to the fallback.

use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};

use super::{Sqlite, alert_decisions, alerts};
use crate::model::alert::{Alert, Delivery, Notice};
use crate::model::channel_failure::{
    ChannelFailure, ChannelNews, ChannelNewsKind, ChannelReport, OpenFallback,
};
use crate::model::timestamp::Timestamp;
use crate::store::{ChannelFailures, ChannelHealth, StoreError, TryResult};

const COLUMNS: &str = "channel, since, error, fallback, fallback_since, redirected";

impl ChannelFailures for Sqlite {
    fn channel_failures(&self) -> Result<Vec<ChannelFailure>, StoreError> {
        let connection = self.readers.one();
        let sql = format!("SELECT {COLUMNS} FROM channel_failures ORDER BY channel");
        let mut select = connection.prepare_cached(&sql)?;
        Ok(select.query_map([], read)?.collect::<Result<_, _>>()?)
    }
}

impl ChannelHealth for Sqlite {
    fn settle_alerts(&self, results: &[TryResult], report: Option<&ChannelReport>) -> Result<(), StoreError> {
        let mut writer = self.writer();
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for TryResult { id, delivery, reopens } in results {
            alerts::settle(&transaction, *id, delivery)?;
            if *reopens {
                alerts::open(&transaction, *id)?;
            }
        }
        match report {
            Some(ChannelReport { channel, at, error: Some(error) }) => {
                fails(&transaction, channel, *at, error)?
            }
            Some(ChannelReport { channel, at, error: None }) => works(&transaction, channel, *at)?,
            None => {}
        }
        Ok(transaction.commit()?)
    }

    fn use_fallback(&self, channel: &str, fallback: &str, now: Timestamp) -> Result<u32, StoreError> {
        let mut writer = self.writer();
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let moved = use_fallback(&transaction, channel, fallback, now)?;
        transaction.commit()?;
        Ok(moved)
    }

    fn forget_failure(&self, channel: &str) -> Result<(), StoreError> {
        self.writer()
            .prepare_cached("DELETE FROM channel_failures WHERE channel = ?1")?
            .execute([channel])?;
        Ok(())
    }
}

fn read(row: &Row<'_>) -> rusqlite::Result<ChannelFailure> {
    let fallback: Option<String> = row.get(3)?;
    let since: Option<f64> = row.get(4)?;
    let alerts = row.get(5)?;
    Ok(ChannelFailure {
        channel: row.get(0)?,
        since: Timestamp(row.get(1)?),
        error: row.get(2)?,
        fallback: fallback.map(|channel| OpenFallback {
            channel,
            since: Timestamp(since.unwrap_or_default()),
            alerts,
        }),
    })
}

/// A time after `at` was noted before the clock was set back.
fn fails(connection: &Connection, channel: &str, at: Timestamp, error: &str) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT INTO channel_failures (channel, since, error) VALUES (?1, ?2, ?3)
             ON CONFLICT (channel) DO UPDATE SET since = min(since, excluded.since), error = excluded.error",
        )?
        .execute(params![channel, at.0, error])?;
    Ok(())
}

fn works(connection: &Connection, channel: &str, at: Timestamp) -> Result<(), StoreError> {
    let sql = format!("DELETE FROM channel_failures WHERE channel = ?1 RETURNING {COLUMNS}");
    let failure = connection.prepare_cached(&sql)?.query_row([channel], read).optional()?;
    if let Some(failure) = &failure
        && let Some(fallback) = &failure.fallback
    {
        tell(connection, failure, &fallback.channel, ChannelNewsKind::Works, at)?;
    }
    Ok(())
}

fn use_fallback(
    transaction: &Transaction<'_>,
    channel: &str,
    fallback: &str,
    now: Timestamp,
) -> Result<u32, StoreError> {
    let sql = format!("SELECT {COLUMNS} FROM channel_failures WHERE channel = ?1");
    let failure = transaction.prepare_cached(&sql)?.query_row([channel], read).optional()?;
    let Some(failure) = failure else { return Ok(0) };
    if failure.fallback.as_ref().is_none_or(|open| open.channel != fallback) {
        transaction
            .prepare_cached(
                "UPDATE channel_failures SET fallback = ?2, fallback_since = ?3, redirected = 0 WHERE channel = ?1",
            )?
            .execute(params![channel, fallback, now.0])?;
        tell(transaction, &failure, fallback, ChannelNewsKind::Fails, now)?;
    }
    let mut moved = 0;
    for id in waiting(transaction, channel, now)? {
        if is_told(transaction, id, fallback)? {
            let error = format!("the channel {channel:?} fails, and {fallback:?} is told of the same anyway");
            alerts::settle(transaction, id, &Delivery::Failed { error })?;
            alert_decisions::told_otherwise(transaction, id)?;
        } else {
            redirect(transaction, id, &failure, fallback, now)?;
            alert_decisions::redirected(transaction, id)?;
            moved += 1;
        }
    }
    if moved > 0 {
        transaction
            .prepare_cached("UPDATE channel_failures SET redirected = redirected + ?2 WHERE channel = ?1")?
            .execute(params![channel, moved])?;
    }
    Ok(moved)
}

/// The alerts that a channel would send now, or could not send before.
fn waiting(connection: &Connection, channel: &str, now: Timestamp) -> Result<Vec<i64>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT id FROM alerts WHERE state = 'waiting' AND coalesce(fallback, channel) = ?1 AND (at <= ?2 OR attempts > 0)
         ORDER BY id",
    )?;
    Ok(select.query_map(params![channel, now.0], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Whether a channel is told of everything in an alert of another one: each decision about it has one of the same moment
/// for that channel, with an alert that is not given up; a relayed message was relayed to that channel, too.
fn is_told(connection: &Connection, id: i64, channel: &str) -> Result<bool, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM alert_decisions WHERE alert_id = ?1)
             AND NOT EXISTS (
                 SELECT 1 FROM alert_decisions made WHERE made.alert_id = ?1 AND NOT EXISTS (
                     SELECT 1 FROM alert_decisions other JOIN alerts ON alerts.id = other.alert_id
                     WHERE other.channel = ?2 AND other.at = made.at AND other.project_id = made.project_id
                         AND other.issue_id IS made.issue_id
                         AND (made.issue_id IS NOT NULL OR other.rule = made.rule)
                         AND alerts.state IN ('waiting', 'delivered')))
             OR EXISTS (
                 SELECT 1 FROM alerts made JOIN alerts other USING (project_id, created, kind, notice)
                 WHERE made.id = ?1 AND made.kind = 'relayed' AND other.id <> ?1 AND other.channel = ?2
                     AND other.state IN ('waiting', 'delivered'))",
    )?;
    Ok(select.query_row(params![id, channel], |row| row.get(0))?)
}

/// The fallback tries it at once and anew. What the message says of its own channel stays, whoever fails after that.
fn redirect(
    connection: &Connection,
    id: i64,
    failure: &ChannelFailure,
    fallback: &str,
    now: Timestamp,
) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE alerts SET fallback = ?2, failing_since = coalesce(failing_since, ?3),
                 failing_error = coalesce(failing_error, ?4), at = min(at, ?5), attempts = 0
             WHERE id = ?1",
        )?
        .execute(params![id, fallback, failure.since.0, failure.error, now.0])?;
    Ok(())
}

/// Tells a channel of another one. An alert belongs to a project, so it is one of those of which the other one told.
fn tell(
    connection: &Connection,
    failure: &ChannelFailure,
    to: &str,
    kind: ChannelNewsKind,
    now: Timestamp,
) -> Result<(), StoreError> {
    let project: Option<i64> = connection
        .prepare_cached(
            "SELECT coalesce((SELECT project_id FROM alerts WHERE channel = ?1 ORDER BY id DESC LIMIT 1), min(id))
             FROM projects",
        )?
        .query_row([&failure.channel], |row| row.get(0))?;
    let Some(project_id) = project else { return Ok(()) };
    let news = ChannelNews {
        kind,
        channel: failure.channel.clone(),
        fallback: to.to_owned(),
        since: failure.since,
        at: now,
        error: failure.error.clone(),
        alerts: failure.fallback.as_ref().map_or(0, |open| open.alerts),
    };
    let alert = Alert {
        issue_id: None,
        project_id,
        project: String::new(),
        is_fatal: true,
        channel: Some(to.to_owned()),
        rule: None,
        notice: Notice::Channel(Box::new(news)),
    };
    alerts::enqueue(connection, &alert, now, &Delivery::Waiting { due: now, last_error: None })?;
    Ok(())
}
