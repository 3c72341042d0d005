//! Folds vitals that are final into the distributions.

use rusqlite::{Connection, TransactionBehavior, params};

use super::coarse;
use super::distributions::{Counted, Distributions};
use crate::model::timestamp::Timestamp;
use crate::store::StoreError;
use crate::store::performance::OPEN;
use crate::store::sqlite::performance_sizes::Sizes;

/// How far in the future a vital may have arrived, in seconds: a day. One that arrived while the clock was further ahead
/// is folded at once, as it would stay open until then.
const AHEAD: f64 = 86_400.0;

/// Folds at most so many vitals that arrived before a time, in one transaction. Returns how many.
pub(super) fn fold(
    connection: &mut Connection,
    opened_before: Timestamp,
    most: u32,
) -> Result<u64, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let mut distributions = Distributions::default();
    let mut ids: Vec<i64> = Vec::new();
    let ahead = Timestamp(opened_before.0 + OPEN + AHEAD);
    // Two searches of the index: one with both conditions would walk over all that is open.
    for (condition, time) in [("received < ?1", opened_before), ("received > ?1", ahead)] {
        let left = u64::from(most).saturating_sub(ids.len() as u64);
        add_final(&transaction, (condition, time, left), &mut distributions, &mut ids)?;
    }
    let mut settle = transaction.prepare_cached("UPDATE vitals SET is_folded = 1 WHERE id = ?1")?;
    for id in &ids {
        settle.execute([id])?;
    }
    drop(settle);
    if !ids.is_empty() {
        let mut sizes = Sizes::default();
        coarse::write(&distributions, &transaction, &mut sizes)?;
        sizes.write(&transaction)?;
    }
    transaction.commit()?;
    Ok(ids.len() as u64)
}

/// Adds the vitals of a condition to the distributions.
fn add_final(
    connection: &Connection,
    (condition, time, most): (&str, Timestamp, u64),
    distributions: &mut Distributions,
    ids: &mut Vec<i64>,
) -> Result<(), StoreError> {
    let mut select = connection.prepare_cached(&format!(
        "SELECT id, project_id, metric, dimensions_id, start, value, sample_rate
         FROM vitals INDEXED BY vitals_to_fold WHERE is_folded = 0 AND {condition} ORDER BY received LIMIT ?2"
    ))?;
    let mut rows = select.query(params![time.0, i64::try_from(most).unwrap_or(i64::MAX)])?;
    while let Some(row) = rows.next()? {
        ids.push(row.get(0)?);
        distributions.add(&Counted {
            project_id: row.get(1)?,
            // A vital has the number of its measure.
            measure: row.get(2)?,
            dimensions_id: row.get(3)?,
            time: Timestamp(row.get(4)?),
            value: row.get(5)?,
            sample_rate: row.get(6)?,
            is_failed: false,
            bytes: 0,
        });
    }
    Ok(())
}
