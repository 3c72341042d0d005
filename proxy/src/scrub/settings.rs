//! The settings of scrubbing: the defaults, and the operator's additions.

/// The replacement for a removed value.
pub const FILTERED: &str = "[Filtered]";
/// Which data is removed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// Passwords, tokens, keys, cards, bank accounts, social security numbers, session cookies, home directories.
    /// Default on.
    pub defaults: bool,
    /// E-mail addresses. Default off.
    pub emails: bool,
    /// IP addresses. Default off.
    pub ip_addresses: bool,
    /// Chinese identity cards and mobile numbers. Default off.
    pub chinese_ids: bool,
    /// Names of further fields whose values are removed. A field matches if its name contains one of these, in any
    /// case.
    pub fields: Vec<String>,
    /// Names of fields that stay, whatever their values are.
    pub keep: Vec<String>,
    /// Regular expressions: each match in a text is removed.
    pub patterns: Vec<String>,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            defaults: true,
            emails: false,
            ip_addresses: false,
            chinese_ids: false,
            fields: Vec::new(),
            keep: Vec::new(),
            patterns: Vec::new(),
        }
    }
}

/// A pattern of the settings is not a valid regular expression, or is too large.
#[derive(Debug, thiserror::Error)]
#[error("a pattern is no regular expression")]
pub struct PatternError(#[from] regex::Error);
