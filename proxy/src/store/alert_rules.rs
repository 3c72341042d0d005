//! The rules that people wrote on the pages of projects.

use super::StoreError;
use crate::model::timestamp::Timestamp;

/// A stored rule.
#[derive(Debug, Clone, PartialEq)]
pub struct StoredRule {
    /// The project.
    pub project_id: i64,
    /// The name, unique within the project.
    pub name: String,
    /// The rule as it was written.
    pub text: String,
    /// When it was changed.
    pub changed: Timestamp,
    /// Who changed it: the name of a token, or empty where the pages are public.
    pub changed_by: String,
}

/// Reads the rules of projects.
pub trait AlertRules: Send + Sync {
    /// The rules of all projects, by project and name.
    fn alert_rules(&self) -> Result<Vec<StoredRule>, StoreError>;
}

/// Most rules of a project.
pub const MOST_RULES_OF_PROJECT: u32 = 100;
/// Most rules of all projects: each is asked about events.
pub const MOST_RULES_OF_PROJECTS: u32 = 1_000;

/// Why a rule is not stored.
#[derive(Debug, thiserror::Error)]
pub enum AlertRuleError {
    /// The project has a rule of this name.
    #[error("the project has a rule of this name already")]
    Exists,
    /// The project has no rule of this name.
    #[error("the project has no rule of this name")]
    Missing,
    /// The project has too many.
    #[error("a project has at most {MOST_RULES_OF_PROJECT} rules")]
    TooMany,
    /// All projects together have too many.
    #[error("all projects together have at most 1,000 rules")]
    TooManyInAll,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// Changes the rules of projects.
pub trait ChangeAlertRules: Send + Sync {
    /// Stores a rule of a new name.
    fn add_alert_rule(&self, rule: &StoredRule) -> Result<(), AlertRuleError>;
    /// Stores a rule in the place of the one of its name.
    fn replace_alert_rule(&self, rule: &StoredRule) -> Result<(), AlertRuleError>;
    /// Deletes a rule and what it found; `false` if there is none of this name.
    fn delete_alert_rule(&self, project_id: i64, name: &str) -> Result<bool, StoreError>;
}
