//! Settings of projects that people changed on the pages, and the keys of projects with their names.

use super::StoreError;
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;

/// A stored setting.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredSetting {
    /// The project.
    pub project_id: i64,
    /// The name, as in the configuration file below the project.
    pub name: String,
    /// The value, as it is written.
    pub value: String,
    /// When it was set.
    pub changed: Timestamp,
    /// Who set it: the name of a token, or empty where the pages are public.
    pub changed_by: String,
}

/// A key of a project.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectKey {
    /// The public key, 32 hex digits.
    pub key: String,
    /// The name for people; may be empty.
    pub name: String,
    /// Whether clients may send with it.
    pub is_enabled: bool,
    /// When it was made, if that is known.
    pub created: Option<Timestamp>,
}

/// A project, with what only its page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct ProjectDetail {
    /// The project, with the keys that are enabled.
    pub project: Project,
    /// The platform that was chosen for it; may be empty.
    pub platform: String,
    /// When it was made, if that is known.
    pub created: Option<Timestamp>,
    /// When its last event arrived.
    pub last_event: Option<Timestamp>,
    /// The number of its unresolved issues.
    pub unresolved: u64,
    /// All keys, also those that are disabled.
    pub keys: Vec<ProjectKey>,
}

/// Reads settings and keys of projects.
pub trait ProjectSettings: Send + Sync {
    /// The settings of all projects.
    fn project_settings(&self) -> Result<Vec<StoredSetting>, StoreError>;
    /// All projects in detail, oldest first.
    fn project_details(&self) -> Result<Vec<ProjectDetail>, StoreError>;
}

/// A new project.
#[derive(Debug, Clone, PartialEq)]
pub struct NewProject<'a> {
    /// The name in addresses.
    pub slug: &'a str,
    /// The platform; may be empty.
    pub platform: &'a str,
    /// Its first key.
    pub key: &'a str,
    /// The time.
    pub now: Timestamp,
}

/// Most projects of a server.
pub const MOST_PROJECTS: u32 = 1_000;

/// Why a project is not made or changed.
#[derive(Debug, thiserror::Error)]
pub enum ProjectError {
    /// Another project has the name.
    #[error("there is a project of this name already")]
    Exists,
    /// There are as many as there may be.
    #[error("a server has at most {MOST_PROJECTS} projects")]
    TooMany,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// A deploy of a release.
#[derive(Debug, Clone, PartialEq)]
pub struct NewDeploy {
    /// The version of the release.
    pub version: String,
    /// Where it was deployed.
    pub environment: String,
    /// A name for people; may be empty.
    pub name: String,
    /// An address that tells of it; may be empty.
    pub url: String,
    /// When it began, if that is known.
    pub started: Option<Timestamp>,
    /// When it was done.
    pub finished: Timestamp,
}

/// Changes projects, their settings and their keys, and notes deploys of their releases.
pub trait ProjectChanges: Send + Sync {
    /// Makes a project.
    fn create_project(&self, new: &NewProject<'_>) -> Result<Project, ProjectError>;
    /// Gives a project another name and platform; what is none stays.
    fn change_project(
        &self,
        project_id: i64,
        slug: Option<&str>,
        platform: Option<&str>,
    ) -> Result<(), ProjectError>;
    /// Deletes a project: at once it is nowhere any more, and its data go in pieces, see
    /// [`IssueJobs`](super::IssueJobs).
    fn delete_project(&self, project_id: i64, now: Timestamp) -> Result<(), StoreError>;
    /// Adds a release to a project, unless it has it. Returns whether it was added.
    fn add_release(&self, project_id: i64, version: &str, now: Timestamp) -> Result<bool, StoreError>;
    /// Notes a deploy, and forgets the oldest ones if there are too many. Returns its number.
    fn add_deploy(&self, deploy: &NewDeploy) -> Result<i64, StoreError>;
    /// Stores settings; a setting without a value is forgotten, so that its default holds again.
    fn change_settings(
        &self,
        project_id: i64,
        settings: &[(&str, Option<&str>)],
        by: &str,
        now: Timestamp,
    ) -> Result<(), StoreError>;
    /// Adds a key with a name; `false` if the key exists, or if the project is missing or has `most` keys.
    fn add_named_key(&self, project_id: i64, key: &ProjectKey, most: u32) -> Result<bool, StoreError>;
    /// Changes the name of a key, or whether it is enabled; `false` if the project has no such key.
    fn change_key(&self, project_id: i64, key: &str, change: &KeyChange) -> Result<bool, StoreError>;
}

/// A change of a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum KeyChange {
    /// It gets this name.
    Name(String),
    /// Clients may send with it again.
    Enable,
    /// Clients may not send with it any more.
    Disable,
    /// It is deleted.
    Revoke,
}
