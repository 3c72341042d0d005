//! Projects, their keys, and their event counts.

use std::collections::HashMap;

use super::StoreError;
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;

/// Recent event counts of a project.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// Events in this hour.
    pub hour: u64,
    /// Events since midnight, UTC.
    pub day: u64,
    /// Events in the seven days of 24 hours before this hour.
    pub week: u64,
}

/// Reads projects.
pub trait Projects: Send + Sync {
    /// All projects.
    fn projects(&self) -> Result<Vec<Project>, StoreError>;
    /// Recent event counts of each project. A project without recent events is left out.
    fn usages(&self, now: Timestamp) -> Result<HashMap<i64, Usage>, StoreError>;
    /// How many items of a category each project has had since midnight, UTC, that were stored or went to an upstream:
    /// the project, the category as on the wire, and the number.
    fn accepted_today(&self, now: Timestamp) -> Result<Vec<(i64, String, u64)>, StoreError>;
}

/// Creates projects, and adds and revokes their keys.
pub trait ProjectAdmin: Projects {
    /// The project with this name. If it is missing, it is created with the given key.
    fn ensure_project(&self, slug: &str, new_key: &str) -> Result<Project, StoreError>;
    /// Adds a key to a project; `false` if the key already exists, or if the project is missing.
    fn add_key(&self, project_id: i64, key: &str) -> Result<bool, StoreError>;
    /// Revokes a key; `false` if the key does not exist.
    fn revoke_key(&self, key: &str) -> Result<bool, StoreError>;
}
