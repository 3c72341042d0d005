//! Implements the roles of the relay on SQLite.

use rusqlite::{TransactionBehavior, params};

use super::{Sqlite, alerts};
use crate::model::alert::{Alert, Delivery};
use crate::model::timestamp::Timestamp;
use crate::store::{FoldRelayed, RelayAlerts, StoreError, ToldIssue};

impl RelayAlerts for Sqlite {
    fn relay(&self, alerts: &[(Alert, Delivery)], created: Timestamp, most: u32) -> Result<u64, StoreError> {
        let mut writer = self.writer();
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        let mut given_up = 0;
        for (alert, delivery) in alerts {
            alerts::enqueue(&transaction, alert, created, delivery)?;
            if alert.channel.is_some() {
                given_up += alerts::bound(&transaction, alert.channel.as_deref(), most)?;
            }
        }
        transaction.commit()?;
        Ok(given_up)
    }
}

impl FoldRelayed for Sqlite {
    fn told_issues(
        &self,
        project_id: i64,
        channel: &str,
        since: Timestamp,
        text: &str,
        limit: u32,
    ) -> Result<Vec<ToldIssue>, StoreError> {
        let connection = self.readers.one();
        let mut select = connection.prepare_cached(
            // The decisions know the issues of an alert also where it is a digest.
            "SELECT DISTINCT issues.id, alerts.id, exception_type, value
             FROM issues CROSS JOIN alert_decisions ON alert_decisions.issue_id = issues.id
             JOIN alerts ON alerts.id = alert_decisions.alert_id
             WHERE last_seen >= ?3 AND +issues.project_id = ?1 AND alerts.channel = ?2
                 AND alerts.state IN ('waiting', 'delivered')
                 AND exception_type <> '' AND instr(?5, exception_type) > 0
                 AND instr(?5, trim(substr(value, 1, instr(value || char(10), char(10)) - 1), ' ' || char(9) || char(13))) > 0
             ORDER BY alerts.id DESC, issues.id DESC LIMIT ?4",
        )?;
        let rows = select.query_map(params![project_id, channel, since.0, limit, text], |row| {
            Ok(ToldIssue {
                issue_id: row.get(0)?,
                alert_id: row.get(1)?,
                exception_type: row.get(2)?,
                value: row.get(3)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn fold_relayed(&self, id: i64, into: &ToldIssue, now: Timestamp) -> Result<(), StoreError> {
        let mut writer = self.writer();
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        transaction
            .prepare_cached(
                "INSERT INTO alert_decisions (at, rule, project_id, issue_id, cause, channel, alert_id, decision)
                 SELECT ?3, 'relay', project_id, ?4, 'relayed', channel, ?2, 'folded' FROM alerts WHERE id = ?1",
            )?
            .execute(params![id, into.alert_id, now.0, into.issue_id])?;
        transaction.prepare_cached("DELETE FROM alerts WHERE id = ?1")?.execute([id])?;
        transaction.commit()?;
        Ok(())
    }
}
