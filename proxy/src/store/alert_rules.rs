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

/// Changes the rules of projects.
pub trait ChangeAlertRules: Send + Sync {
    /// Stores a rule in the place of the one of its name; `false` if the project has `most` others.
    fn put_alert_rule(&self, rule: &StoredRule, most: u32) -> Result<bool, StoreError>;
    /// Deletes a rule and what it found; `false` if there is none of this name.
    fn delete_alert_rule(&self, project_id: i64, name: &str) -> Result<bool, StoreError>;
}
