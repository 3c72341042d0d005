//! The table of the rules that people wrote on the pages of projects.

use rusqlite::params;

use super::Sqlite;
use crate::model::timestamp::Timestamp;
use crate::store::{AlertRules, ChangeAlertRules, StoreError, StoredRule};

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
    fn put_alert_rule(&self, rule: &StoredRule, most: u32) -> Result<bool, StoreError> {
        let changed = self
            .writer()
            .prepare_cached(
                "INSERT INTO alert_rules (project_id, name, text, changed, changed_by)
                 SELECT ?1, ?2, ?3, ?4, ?5
                 WHERE (SELECT count(*) FROM alert_rules WHERE project_id = ?1 AND name <> ?2) < ?6
                 ON CONFLICT (project_id, name) DO UPDATE SET
                     text = excluded.text, changed = excluded.changed, changed_by = excluded.changed_by",
            )?
            .execute(params![rule.project_id, rule.name, rule.text, rule.changed.0, rule.changed_by, most])?;
        Ok(changed > 0)
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
