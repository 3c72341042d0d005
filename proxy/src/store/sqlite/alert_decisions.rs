//! The table of decisions about firings.

use rusqlite::{Connection, Row, params};

use crate::model::alert_decision::{AlertDecision, Decision, HeldReason};
use crate::model::firing::CauseKind;
use crate::model::timestamp::Timestamp;
use crate::store::StoreError;

pub(super) fn insert(connection: &Connection, made: &AlertDecision) -> Result<(), StoreError> {
    let (decision, reason) = match made.decision {
        Decision::Sent => ("sent", None),
        Decision::Folded => ("folded", None),
        Decision::Redirected => ("redirected", None),
        // Numbers and words always serialize.
        Decision::Held(reason) => ("held", serde_json::to_string(&reason).ok()),
    };
    connection
        .prepare_cached(
            "INSERT INTO alert_decisions (at, rule, project_id, issue_id, cause, channel, alert_id, decision, reason)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        )?
        .execute(params![
            made.at.0,
            made.rule,
            made.project_id,
            made.issue_id,
            made.cause.code(),
            made.channel,
            made.alert_id,
            decision,
            reason
        ])?;
    Ok(())
}

/// The newest decisions, of one issue if one is given.
pub(super) fn newest(
    connection: &Connection,
    issue: Option<i64>,
    limit: u32,
) -> Result<Vec<AlertDecision>, StoreError> {
    let wanted = if issue.is_some() { "issue_id = ?1" } else { "?1 IS NULL" };
    let sql = format!(
        "SELECT at, rule, project_id, issue_id, cause, channel, alert_id, decision, reason FROM alert_decisions
         WHERE {wanted} ORDER BY id DESC LIMIT ?2"
    );
    let mut select = connection.prepare_cached(&sql)?;
    let rows = select.query_map(params![issue, limit], read)?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn read(row: &Row<'_>) -> rusqlite::Result<AlertDecision> {
    let (cause, decision): (String, String) = (row.get(4)?, row.get(7)?);
    let reason: Option<String> = row.get(8)?;
    let held = reason.and_then(|reason| serde_json::from_str(&reason).ok()).map(Decision::Held);
    Ok(AlertDecision {
        at: Timestamp(row.get(0)?),
        rule: row.get(1)?,
        project_id: row.get(2)?,
        issue_id: row.get(3)?,
        cause: CauseKind::of_code(&cause).unwrap_or_default(),
        channel: row.get(5)?,
        alert_id: row.get(6)?,
        // A reason of a later version is not known here, and the firing was not told for another reason than these.
        decision: match decision.as_str() {
            "sent" => Decision::Sent,
            "folded" => Decision::Folded,
            "redirected" => Decision::Redirected,
            _ => held.unwrap_or(Decision::Held(HeldReason::AlreadyAlerted)),
        },
    })
}

/// The numbers of the issues that an alert tells of, newest first.
pub(super) fn issues_of(connection: &Connection, alert: i64, limit: u32) -> Result<Vec<i64>, StoreError> {
    let mut select = connection.prepare_cached(
        "SELECT DISTINCT issue_id FROM alert_decisions WHERE alert_id = ?1 AND issue_id IS NOT NULL
         ORDER BY issue_id DESC LIMIT ?2",
    )?;
    Ok(select.query_map(params![alert, limit], |row| row.get(0))?.collect::<Result<_, _>>()?)
}

/// Notes that nobody was told of what is in an alert, since too many alerts wait.
pub(super) fn give_up(connection: &Connection, alert: i64) -> Result<(), StoreError> {
    // Words always serialize.
    let reason = serde_json::to_string(&HeldReason::Storm).unwrap_or_default();
    connection
        .prepare_cached("UPDATE alert_decisions SET decision = 'held', reason = ?2 WHERE alert_id = ?1")?
        .execute(params![alert, reason])?;
    Ok(())
}

/// Notes that another channel sends an alert.
pub(super) fn redirected(connection: &Connection, alert: i64) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "UPDATE alert_decisions SET decision = 'redirected' WHERE alert_id = ?1 AND decision IN ('sent', 'folded')",
        )?
        .execute([alert])?;
    Ok(())
}

/// Notes that an alert is not sent, as the channel that would send it is told of the same.
pub(super) fn told_otherwise(connection: &Connection, alert: i64) -> Result<(), StoreError> {
    // Words always serialize.
    let reason = serde_json::to_string(&HeldReason::AlreadyAlerted).unwrap_or_default();
    connection
        .prepare_cached("UPDATE alert_decisions SET decision = 'held', reason = ?2 WHERE alert_id = ?1")?
        .execute(params![alert, reason])?;
    Ok(())
}

/// Deletes all decisions except the newest `most`, and those from before a time.
pub(super) fn trim(connection: &Connection, most: u32, before: Option<Timestamp>) -> Result<u64, StoreError> {
    let deleted = connection
        .prepare_cached(
            "DELETE FROM alert_decisions WHERE at < ?2
                 OR id <= (SELECT id FROM alert_decisions ORDER BY id DESC LIMIT 1 OFFSET ?1)",
        )?
        .execute(params![most, before.map(|time| time.0)])?;
    Ok(deleted as u64)
}
