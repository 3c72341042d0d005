//! Groups of alerts: the one that is still open, and when the last one went out.

use rusqlite::{Connection, params};

use super::{alerts, digests};
use crate::model::alert::{Delivery, Digest};
use crate::model::timestamp::Timestamp;
use crate::store::{AlertGroup, GroupKey, OpenAlert, StoreError};

/// How long an alert without a channel is open, in seconds: nobody sends it, so nobody closes it.
const OPEN_WITHOUT_CHANNEL: f64 = 300.0;
/// Number of a group's last alerts among which the last urgent one is looked for. Few go out within the longest interval.
const LOOK: u32 = 300;

/// The alerts of a group.
pub(super) fn read(
    connection: &Connection,
    group: &GroupKey<'_>,
    now: Timestamp,
) -> Result<AlertGroup, StoreError> {
    let GroupKey { project_id, channel, rule } = *group;
    let open = match channel {
        Some(_) => "state = 'waiting' AND ?4 IS NOT NULL",
        None => "state = 'no_channel' AND created > ?4",
    };
    let sql = format!(
        "SELECT {} FROM alerts LEFT JOIN alert_digests ON alert_id = alerts.id
         WHERE project_id = ?1 AND channel IS ?2 AND rule IS ?3 AND is_open AND {open}
         ORDER BY alerts.id DESC LIMIT 1",
        alerts::COLUMNS
    );
    let since = now.0 - OPEN_WITHOUT_CHANNEL;
    let mut select = connection.prepare_cached(&sql)?;
    let mut rows = select.query_map(params![project_id, channel, rule, since], alerts::stored)?;
    let open = rows.next().transpose()?.map(|stored| OpenAlert {
        id: stored.id,
        created: stored.created,
        due: match stored.delivery {
            Delivery::Waiting { due, .. } => due,
            Delivery::Delivered { .. } | Delivery::Failed { .. } | Delivery::NoChannel => stored.created,
        },
        is_urgent: stored.alert.is_fatal,
        attempts: stored.attempts,
        notice: stored.alert.notice,
    });
    let (last, last_urgent): (Option<f64>, Option<f64>) = connection
        .prepare_cached(
            "SELECT max(went), max(went) FILTER (WHERE is_fatal) FROM (
                 SELECT CASE state WHEN 'delivered' THEN at ELSE coalesce(until, created) END AS went, is_fatal
                 FROM alerts LEFT JOIN alert_digests ON alert_id = alerts.id
                 WHERE project_id = ?1 AND channel IS ?2 AND rule IS ?3 AND id IS NOT ?4
                 ORDER BY id DESC LIMIT ?5)",
        )?
        .query_row(params![project_id, channel, rule, open.as_ref().map(|open| open.id), LOOK], |row| {
            Ok((row.get(0)?, row.get(1)?))
        })?;
    Ok(AlertGroup { open, last: last.map(Timestamp), last_urgent: last_urgent.map(Timestamp) })
}

/// Makes an open alert the digest that it has become.
pub(super) fn fold(connection: &Connection, open: &OpenAlert, digest: &Digest) -> Result<(), StoreError> {
    digests::insert(connection, open.id, digest)?;
    connection
        .prepare_cached(
            "UPDATE alerts SET kind = 'digest', notice = NULL, issue_id = NULL, is_fatal = ?2,
                 at = CASE state WHEN 'waiting' THEN ?3 ELSE at END
             WHERE id = ?1",
        )?
        .execute(params![open.id, open.is_urgent, open.due.0])?;
    Ok(())
}
