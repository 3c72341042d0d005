//! The table of the rules that people wrote on the pages of projects.

use rusqlite::{Connection, Transaction, TransactionBehavior, params};

use super::Sqlite;
use crate::model::timestamp::Timestamp;
use crate::store::{
    AlertRuleError, AlertRules, ChangeAlertRules, MOST_RULES_OF_PROJECT, MOST_RULES_OF_PROJECTS, StoreError,
    StoredRule,
};

impl AlertRules for Sqlite {
    fn alert_rules(&self) -> Result<Vec<StoredRule>, StoreError> {
        let connection = self.readers.one();
        let mut select = connection.prepare_cached(
            "SELECT project_id, name, text, changed, changed_by FROM alert_rules ORDER BY project_id, name",
        )?;
        let rows = select.query_map([], |row| {
            Ok(StoredRule {
                project_id: row.get(0)?,
                name: row.get(1)?,
                text: row.get(2)?,
                changed: Timestamp(row.get(3)?),
                changed_by: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

impl ChangeAlertRules for Sqlite {
    fn add_alert_rule(&self, rule: &StoredRule) -> Result<(), AlertRuleError> {
        let mut writer = self.writer();
        let transaction = immediate(&mut writer)?;
        let [of_name, of_project, of_all] = counts(&transaction, rule).map_err(StoreError::from)?;
        match () {
            () if of_name > 0 => return Err(AlertRuleError::Exists),
            () if of_project >= MOST_RULES_OF_PROJECT => return Err(AlertRuleError::TooMany),
            () if of_all >= MOST_RULES_OF_PROJECTS => return Err(AlertRuleError::TooManyInAll),
            () => {}
        }
        let added = transaction.execute(
            "INSERT INTO alert_rules (project_id, name, text, changed, changed_by)
             SELECT id, ?2, ?3, ?4, ?5 FROM projects WHERE id = ?1 AND deleted IS NULL",
            params![rule.project_id, rule.name, rule.text, rule.changed.0, rule.changed_by],
        );
        if added.map_err(StoreError::from)? == 0 {
            return Err(AlertRuleError::Missing);
        }
        Ok(transaction.commit().map_err(StoreError::from)?)
    }

    fn replace_alert_rule(&self, rule: &StoredRule) -> Result<(), AlertRuleError> {
        let changed = self.writer().execute(
            "UPDATE alert_rules SET text = ?3, changed = ?4, changed_by = ?5 WHERE project_id = ?1 AND name = ?2",
            params![rule.project_id, rule.name, rule.text, rule.changed.0, rule.changed_by],
        );
        if changed.map_err(StoreError::from)? > 0 { Ok(()) } else { Err(AlertRuleError::Missing) }
    }

    fn delete_alert_rule(&self, project_id: i64, name: &str) -> Result<bool, StoreError> {
        let writer = self.writer();
        let full = "(SELECT slug FROM projects WHERE id = ?1) || '/' || ?2";
        let states = format!("DELETE FROM alert_states WHERE project_id = ?1 AND rule = {full}");
        writer.prepare_cached(&states)?.execute(params![project_id, name])?;
        let deleted = writer
            .prepare_cached("DELETE FROM alert_rules WHERE project_id = ?1 AND name = ?2")?
            .execute(params![project_id, name])?;
        Ok(deleted > 0)
    }
}

fn immediate(connection: &mut Connection) -> Result<Transaction<'_>, StoreError> {
    Ok(connection.transaction_with_behavior(TransactionBehavior::Immediate)?)
}

/// The number of rules of the same name, of the same project, and of all.
fn counts(connection: &Connection, rule: &StoredRule) -> rusqlite::Result<[u32; 3]> {
    connection.query_row(
        "SELECT count(*) FILTER (WHERE project_id = ?1 AND name = ?2),
             count(*) FILTER (WHERE project_id = ?1), count(*) FROM alert_rules",
        params![rule.project_id, rule.name],
        |row| Ok([row.get(0)?, row.get(1)?, row.get(2)?]),
    )
}
