//! The table of settings of projects; projects and keys in detail.

use std::collections::HashMap;

use rusqlite::{Connection, TransactionBehavior, params};

use super::{Sqlite, deploys, project_deletion, projects, releases};
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::store::{
    KeyChange, MOST_PROJECTS, NewDeploy, NewProject, ProjectChanges, ProjectDetail, ProjectError, ProjectKey,
    ProjectSettings, StoreError, StoredSetting,
};

impl ProjectSettings for Sqlite {
    fn project_settings(&self) -> Result<Vec<StoredSetting>, StoreError> {
        let readers = self.readers.one();
        let mut select = readers.prepare_cached(
            "SELECT project_id, name, value, changed, changed_by FROM project_settings ORDER BY project_id, name",
        )?;
        let rows = select.query_map([], |row| {
            Ok(StoredSetting {
                project_id: row.get(0)?,
                name: row.get(1)?,
                value: row.get(2)?,
                changed: Timestamp(row.get(3)?),
                changed_by: row.get(4)?,
            })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    fn project_details(&self) -> Result<Vec<ProjectDetail>, StoreError> {
        details(&self.readers.one())
    }
}

impl ProjectChanges for Sqlite {
    fn create_project(&self, new: &NewProject<'_>) -> Result<Project, ProjectError> {
        let mut writer = self.writer();
        let made = create(&mut writer, new);
        made.map_err(StoreError::from)?
    }

    fn change_project(
        &self,
        project_id: i64,
        slug: Option<&str>,
        platform: Option<&str>,
    ) -> Result<(), ProjectError> {
        let changed = self.writer().execute(
            "UPDATE OR IGNORE projects SET slug = coalesce(?2, slug), chosen_platform = coalesce(?3, chosen_platform)
             WHERE id = ?1 AND deleted IS NULL",
            params![project_id, slug, platform],
        );
        // The name is unique: <https://sqlite.org/lang_conflict.html>
        if changed.map_err(StoreError::from)? > 0 { Ok(()) } else { Err(ProjectError::Exists) }
    }

    fn delete_project(&self, project_id: i64, now: Timestamp) -> Result<(), StoreError> {
        project_deletion::begin(&mut self.writer(), project_id, now)
    }

    fn add_release(&self, project_id: i64, version: &str, now: Timestamp) -> Result<bool, StoreError> {
        releases::add(&mut self.writer(), project_id, version, now)
    }

    fn add_deploy(&self, deploy: &NewDeploy) -> Result<i64, StoreError> {
        deploys::add(&mut self.writer(), deploy)
    }

    fn change_settings(
        &self,
        project_id: i64,
        settings: &[(&str, Option<&str>)],
        by: &str,
        now: Timestamp,
    ) -> Result<(), StoreError> {
        let mut writer = self.writer();
        let transaction = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
        for (name, value) in settings {
            match value {
                Some(value) => transaction
                    .prepare_cached(
                        "INSERT INTO project_settings (project_id, name, value, changed, changed_by)
                         SELECT id, ?2, ?3, ?4, ?5 FROM projects WHERE id = ?1 AND deleted IS NULL
                         ON CONFLICT DO UPDATE SET value = excluded.value, changed = excluded.changed,
                             changed_by = excluded.changed_by",
                    )?
                    .execute(params![project_id, name, value, now.0, by])?,
                None => transaction
                    .prepare_cached("DELETE FROM project_settings WHERE project_id = ?1 AND name = ?2")?
                    .execute(params![project_id, name])?,
            };
        }
        Ok(transaction.commit()?)
    }

    fn add_named_key(&self, project_id: i64, key: &ProjectKey, most: u32) -> Result<bool, StoreError> {
        let added = self.writer().execute(
            "INSERT OR IGNORE INTO project_keys (key, project_id, name, is_enabled, created)
             SELECT ?1, id, ?3, ?4, ?5 FROM projects
             WHERE id = ?2 AND deleted IS NULL AND (SELECT count(*) FROM project_keys WHERE project_id = ?2) < ?6",
            params![key.key, project_id, key.name, key.is_enabled, key.created.map(|time| time.0), most],
        )?;
        Ok(added > 0)
    }

    fn change_key(&self, project_id: i64, key: &str, change: &KeyChange) -> Result<bool, StoreError> {
        let writer = self.writer();
        let changed = match change {
            KeyChange::Name(name) => writer.execute(
                "UPDATE project_keys SET name = ?3 WHERE project_id = ?1 AND key = ?2",
                params![project_id, key, name],
            ),
            KeyChange::Enable | KeyChange::Disable => writer.execute(
                "UPDATE project_keys SET is_enabled = ?3 WHERE project_id = ?1 AND key = ?2",
                params![project_id, key, *change == KeyChange::Enable],
            ),
            KeyChange::Revoke => writer.execute(
                "DELETE FROM project_keys WHERE project_id = ?1 AND key = ?2",
                params![project_id, key],
            ),
        };
        Ok(changed? > 0)
    }
}

fn create(
    connection: &mut Connection,
    new: &NewProject<'_>,
) -> rusqlite::Result<Result<Project, ProjectError>> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let count: u32 =
        transaction.query_row("SELECT count(*) FROM projects WHERE deleted IS NULL", [], |row| row.get(0))?;
    if count >= MOST_PROJECTS {
        return Ok(Err(ProjectError::TooMany));
    }
    let added = transaction.execute(
        "INSERT OR IGNORE INTO projects (slug, chosen_platform, made) VALUES (?1, ?2, ?3)",
        params![new.slug, new.platform, new.now.0],
    )?;
    if added == 0 {
        return Ok(Err(ProjectError::Exists));
    }
    let id = transaction.last_insert_rowid();
    transaction.execute(
        "INSERT INTO project_keys (key, project_id, created) VALUES (?1, ?2, ?3)",
        params![new.key, id, new.now.0],
    )?;
    transaction.commit()?;
    Ok(Ok(Project { id, slug: new.slug.to_owned(), keys: vec![new.key.to_owned()] }))
}

fn details(connection: &Connection) -> Result<Vec<ProjectDetail>, StoreError> {
    let time = |value: Option<f64>| value.map(Timestamp);
    // The plus keeps SQLite from the index by project, which would read each issue from the table.
    let mut issues = connection.prepare_cached(
        "SELECT project_id, max(last_seen), sum(status = 'unresolved') FROM issues GROUP BY +project_id",
    )?;
    let issues: HashMap<i64, (Option<Timestamp>, i64)> = issues
        .query_map([], |row| Ok((row.get(0)?, (time(row.get(1)?), row.get(2)?))))?
        .collect::<Result<_, _>>()?;
    let mut select = connection.prepare_cached("SELECT chosen_platform, made FROM projects WHERE id = ?1")?;
    let mut keys = connection.prepare_cached(
        "SELECT key, name, is_enabled, created FROM project_keys WHERE project_id = ?1 ORDER BY created, key",
    )?;
    let mut all = Vec::new();
    for project in projects::all(connection)? {
        let keys = keys
            .query_map([project.id], |row| {
                Ok(ProjectKey {
                    key: row.get(0)?,
                    name: row.get(1)?,
                    is_enabled: row.get(2)?,
                    created: time(row.get(3)?),
                })
            })?
            .collect::<Result<_, _>>()?;
        let (platform, created) =
            select.query_row([project.id], |row| Ok((row.get(0)?, time(row.get(1)?))))?;
        let (last_event, unresolved) = issues.get(&project.id).copied().unwrap_or_default();
        let unresolved = unresolved.unsigned_abs();
        all.push(ProjectDetail { project, platform, created, last_event, unresolved, keys });
    }
    Ok(all)
}
