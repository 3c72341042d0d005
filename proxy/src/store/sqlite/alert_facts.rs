//! What rules with a threshold ask of SQLite.

use rusqlite::params;

use super::batch::SqliteBatch;
use super::{Sqlite, alert_states};
use crate::model::timestamp::Timestamp;
use crate::store::{AlertBatch, AlertFacts, AlertState, Batch, EvaluateAlerts, RuleCount, StoreError};

/// Seconds in an hour.
const HOUR: f64 = 3_600.0;

impl AlertFacts for Sqlite {
    fn alert_states(&self, limit: u32) -> Result<Vec<AlertState>, StoreError> {
        alert_states::all(&self.readers.one(), limit)
    }

    fn events_of_rule(&self, rule: &str, from_minute: i64, above: u64) -> Result<Vec<RuleCount>, StoreError> {
        alert_states::counted(&self.readers.one(), false, rule, from_minute, above)
    }

    fn users_of_rule(&self, rule: &str, from_minute: i64, above: u64) -> Result<Vec<RuleCount>, StoreError> {
        alert_states::counted(&self.readers.one(), true, rule, from_minute, above)
    }

    fn issue_counts(&self, project_id: i64, from: i64, to: i64) -> Result<Vec<(i64, i64, u64)>, StoreError> {
        let connection = self.readers.one();
        let mut select = connection.prepare_cached(
            "SELECT issue_id, hour, sum(issue_hours.count) FROM issue_hours JOIN issues ON issues.id = issue_id
             WHERE project_id = ?1 AND last_seen >= ?4 AND hour BETWEEN ?2 AND ?3
             GROUP BY issue_id, hour ORDER BY issue_id, hour",
        )?;
        let rows = select.query_map(params![project_id, from, to, from as f64 * HOUR], |row| {
            Ok((row.get(0)?, row.get(1)?, row.get::<_, i64>(2)?.unsigned_abs()))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn project_counts(&self, project_id: i64, from: i64, to: i64) -> Result<Vec<(i64, u64)>, StoreError> {
        let connection = self.readers.one();
        let mut select = connection.prepare_cached(
            "SELECT hour, count FROM project_hours WHERE project_id = ?1 AND hour BETWEEN ?2 AND ?3 ORDER BY hour",
        )?;
        let rows = select.query_map(params![project_id, from, to], |row| {
            Ok((row.get(0)?, row.get::<_, i64>(1)?.unsigned_abs()))
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn last_heard(&self, project_id: i64) -> Result<Option<Timestamp>, StoreError> {
        let connection = self.readers.one();
        let mut event =
            connection.prepare_cached("SELECT max(last_seen) FROM issues WHERE project_id = ?1")?;
        let event: Option<f64> = event.query_row([project_id], |row| row.get(0))?;
        let mut hour = connection.prepare_cached(
            "SELECT max(hour) FROM outcome_hours WHERE project_id = ?1 AND outcome = 'accepted'",
        )?;
        let hour: Option<i64> = hour.query_row([project_id], |row| row.get(0))?;
        // Of an hour the end is taken: something may have arrived until then.
        let hour = hour.map(|hour| (hour + 1) as f64 * HOUR);
        Ok([event, hour].into_iter().flatten().reduce(f64::max).map(Timestamp))
    }
}

impl EvaluateAlerts for Sqlite {
    fn trim_rule_counts(&self, before_minute: i64) -> Result<u64, StoreError> {
        alert_states::trim_counts(&self.writer(), before_minute)
    }

    fn with_alerts(
        &self,
        work: &mut dyn FnMut(&mut dyn AlertBatch) -> Result<(), StoreError>,
    ) -> Result<(), StoreError> {
        let mut batch = Box::new(SqliteBatch::begin(self.writer())?);
        work(batch.as_mut())?;
        batch.commit()
    }
}
