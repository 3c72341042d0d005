//! What is scrubbed beside the defaults.

/// What stands where something was taken out.
pub const FILTERED: &str = "[Filtered]";
/// What is to be taken out.
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
    /// Names of fields whose values are taken out too: whatever contains one of these, in small letters or large.
    pub fields: Vec<String>,
    /// Names of fields that are kept, whatever stands in them.
    pub keep: Vec<String>,
    /// Regular expressions: what they match in a text is taken out.
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

/// A pattern of the settings is no regular expression, or too large a one.
#[derive(Debug, thiserror::Error)]
#[error("a pattern is no regular expression")]
pub struct PatternError(#[from] regex::Error);
