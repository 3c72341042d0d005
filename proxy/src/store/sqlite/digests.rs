//! The table of digests. Each row belongs to an alert.

use rusqlite::types::Type;
use rusqlite::{Connection, Row, params};

use crate::model::alert::Digest;
use crate::model::timestamp::Timestamp;
use crate::store::StoreError;

/// Reads a digest from the columns that begin at `at`; none if the alert has no digest.
pub(super) fn read(row: &Row<'_>, at: usize) -> rusqlite::Result<Option<Digest>> {
    let Some(issues) = row.get(at)? else { return Ok(None) };
    let samples: String = row.get(at + 6)?;
    let samples = serde_json::from_str(&samples)
        .map_err(|error| rusqlite::Error::FromSqlConversionFailure(at + 6, Type::Text, Box::new(error)))?;
    Ok(Some(Digest {
        issues,
        fatal: row.get(at + 1)?,
        issue_ids: (row.get(at + 2)?, row.get(at + 3)?),
        since: Timestamp(row.get(at + 4)?),
        until: Timestamp(row.get(at + 5)?),
        samples,
    }))
}

/// Stores the digest of an alert, in the place of an earlier one.
pub(super) fn insert(connection: &Connection, alert_id: i64, digest: &Digest) -> Result<(), StoreError> {
    connection
        .prepare_cached(
            "INSERT OR REPLACE INTO alert_digests (alert_id, issues, fatal, first_issue, last_issue, since, until, samples)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
        )?
        .execute(params![
            alert_id,
            digest.issues,
            digest.fatal,
            digest.issue_ids.0,
            digest.issue_ids.1,
            digest.since.0,
            digest.until.0,
            samples(digest)
        ])?;
    Ok(())
}

fn samples(digest: &Digest) -> String {
    // Numbers and texts always serialize.
    serde_json::to_string(&digest.samples).unwrap_or_else(|_| "[]".into())
}
