//! The tables of projects and their keys.

use rusqlite::{Connection, OptionalExtension, TransactionBehavior};

use super::{Sqlite, outcomes, usage};
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::store::{ProjectAdmin, Projects, StoreError, Usage};
use std::collections::HashMap;

impl Projects for Sqlite {
    fn projects(&self) -> Result<Vec<Project>, StoreError> {
        all(&self.readers.one())
    }

    fn usages(&self, now: Timestamp) -> Result<HashMap<i64, Usage>, StoreError> {
        usage::all(&self.readers.one(), now)
    }

    fn accepted_today(&self, now: Timestamp) -> Result<Vec<(i64, String, u64)>, StoreError> {
        outcomes::accepted_today(&self.readers.one(), now)
    }
}

impl ProjectAdmin for Sqlite {
    fn ensure_project(&self, slug: &str, new_key: &str) -> Result<Project, StoreError> {
        ensure(&mut self.writer(), slug, new_key)
    }

    fn add_key(&self, project_id: i64, key: &str) -> Result<bool, StoreError> {
        add_key(&self.writer(), project_id, key)
    }

    fn revoke_key(&self, key: &str) -> Result<bool, StoreError> {
        revoke_key(&self.writer(), key)
    }
}

/// All projects, oldest first.
pub(super) fn all(connection: &Connection) -> Result<Vec<Project>, StoreError> {
    let mut statement = connection.prepare_cached(
        "SELECT projects.id, slug, key FROM projects LEFT JOIN project_keys ON project_id = projects.id AND is_enabled
         WHERE deleted IS NULL ORDER BY projects.id, key",
    )?;
    let mut rows = statement.query([])?;
    let mut projects: Vec<Project> = Vec::new();
    while let Some(row) = rows.next()? {
        let id = row.get(0)?;
        if projects.last().is_none_or(|project| project.id != id) {
            projects.push(Project { id, slug: row.get(1)?, keys: Vec::new() });
        }
        let key: Option<String> = row.get(2)?;
        if let Some(project) = projects.last_mut() {
            project.keys.extend(key);
        }
    }
    Ok(projects)
}

/// The project with this name. If it is missing, it is created.
pub(super) fn ensure(connection: &mut Connection, slug: &str, new_key: &str) -> Result<Project, StoreError> {
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let known: Option<i64> = transaction
        .query_row("SELECT id FROM projects WHERE slug = ?1", [slug], |row| row.get(0))
        .optional()?;
    let id = match known {
        Some(id) => id,
        None => {
            transaction.execute("INSERT INTO projects (slug) VALUES (?1)", [slug])?;
            let id = transaction.last_insert_rowid();
            transaction
                .execute("INSERT INTO project_keys (key, project_id) VALUES (?1, ?2)", (new_key, id))?;
            id
        }
    };
    let keys = transaction
        .prepare("SELECT key FROM project_keys WHERE project_id = ?1 AND is_enabled ORDER BY key")?
        .query_map([id], |row| row.get(0))?
        .collect::<Result<_, _>>()?;
    transaction.commit()?;
    Ok(Project { id, slug: slug.to_owned(), keys })
}

/// Adds a key to a project, if the project exists and the key is new.
pub(super) fn add_key(connection: &Connection, project_id: i64, key: &str) -> Result<bool, StoreError> {
    let added = connection.execute(
        "INSERT OR IGNORE INTO project_keys (key, project_id) SELECT ?1, id FROM projects WHERE id = ?2 AND deleted IS NULL",
        (key, project_id),
    )?;
    Ok(added > 0)
}

/// Revokes a key.
pub(super) fn revoke_key(connection: &Connection, key: &str) -> Result<bool, StoreError> {
    Ok(connection.execute("DELETE FROM project_keys WHERE key = ?1", [key])? > 0)
}
