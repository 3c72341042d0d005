//! Why a rule is refused.

/// Why a rule is refused: the key within the rule, and the problem with its cure.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field} {problem}")]
pub struct RuleError {
    /// The key within the rule; empty: the rule as a whole.
    pub field: String,
    /// The problem.
    pub problem: &'static str,
}

impl RuleError {
    /// The key that a person writes: that of the table where the problem is within one.
    #[must_use]
    pub fn key(&self) -> &str {
        self.field.split('.').next().unwrap_or_default()
    }
}

/// Refuses a key of a rule.
pub(super) fn problem<T>(field: &str, problem: &'static str) -> Result<T, RuleError> {
    Err(RuleError { field: field.to_owned(), problem })
}
