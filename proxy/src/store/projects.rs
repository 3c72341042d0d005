//! Projects, their keys, and how much they sent.

use std::collections::HashMap;

use super::StoreError;
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;

/// How many events a project has had lately.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Usage {
    /// In this hour.
    pub hour: u64,
    /// Since midnight, UTC.
    pub day: u64,
    /// In the seven days of 24 hours before this hour.
    pub week: u64,
}

/// Reads projects.
pub trait Projects: Send + Sync {
    /// All projects.
    fn projects(&self) -> Result<Vec<Project>, StoreError>;
    /// How many events each project has had lately; one that is not named has had none.
    fn usages(&self, now: Timestamp) -> Result<HashMap<i64, Usage>, StoreError>;
}

/// Makes projects, and gives and takes back their keys.
pub trait ProjectAdmin: Projects {
    /// The project of this name, made (with the given key) if there is none.
    fn ensure_project(&self, slug: &str, new_key: &str) -> Result<Project, StoreError>;
    /// Gives a project one more key; `false` if the key is known already, or the project is not.
    fn add_key(&self, project_id: i64, key: &str) -> Result<bool, StoreError>;
    /// Takes a key back; `false` if there is none such.
    fn revoke_key(&self, key: &str) -> Result<bool, StoreError>;
}
