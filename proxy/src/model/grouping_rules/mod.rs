//! The operator's rules for grouping: which events get another fingerprint than their SDK's, or keep the numbers of their
//! message.
//!
//! As in Sentry, a rule has matchers, all of which an event has to match, and the first rule that matches decides.
//! <https://docs.sentry.io/concepts/data-management/event-grouping/fingerprint-rules/>

mod glob;
mod template;

use serde::{Deserialize, Serialize};

pub use self::glob::Glob;
pub use self::template::{Piece, Variable, template};
use super::hash::short_hex;

/// Most rules of a project, and most rules for all projects.
pub const MOST_RULES: usize = 100;
/// Longest matcher and longest part of a fingerprint, in bytes.
pub const LONGEST: usize = 256;
/// Most parts of a fingerprint.
pub const MOST_PARTS: usize = 10;
/// Length of the hash of a set of rules, in hex digits.
const HASH: usize = 16;

/// The part of an event that a matcher looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Subject {
    /// The type of any of its exceptions.
    Type,
    /// Its message, or the value of any of its exceptions.
    Message,
    /// The file of any of its newest in-app frames.
    Path,
    /// The function of any of its newest in-app frames.
    Function,
    /// Its level.
    Level,
    /// Its release.
    Release,
    /// The address of its request, without the query.
    Url,
}

/// Whether a message that differs only in numbers, ids and times makes another group.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MessageNumbers {
    /// It does: the message counts as it is.
    Keep,
    /// It does not.
    Drop,
}

/// A rule as it is written.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct GroupingRule {
    /// For [`Subject::Type`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub r#type: Option<String>,
    /// For [`Subject::Message`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
    /// For [`Subject::Path`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub path: Option<String>,
    /// For [`Subject::Function`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub function: Option<String>,
    /// For [`Subject::Level`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub level: Option<String>,
    /// For [`Subject::Release`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub release: Option<String>,
    /// For [`Subject::Url`].
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// The parts of the fingerprint.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub fingerprint: Option<Vec<String>>,
    /// What is done about the numbers of messages: `keep` or `drop`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub message_numbers: Option<String>,
}

/// Why a rule is refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{index}.{key} {problem}")]
pub struct GroupingRuleError {
    /// The place of the rule, from 0.
    pub index: usize,
    /// The key; empty if the rule as a whole is at fault.
    pub key: &'static str,
    /// What is wrong with it.
    pub problem: &'static str,
}

/// A checked rule.
#[derive(Debug, Clone)]
pub struct CheckedRule {
    /// All of these have to match.
    pub matchers: Vec<(Subject, Glob)>,
    /// The parts of the fingerprint.
    pub fingerprint: Option<Vec<String>>,
    /// What is done about the numbers of messages.
    pub message_numbers: Option<MessageNumbers>,
    /// The rule in words: `type = "ChunkLoadError" -> fingerprint = ["chunks"]`.
    pub text: String,
}

/// A checked set of rules, in the order in which they are asked.
#[derive(Debug, Clone, Default)]
pub struct GroupingRules {
    rules: Vec<CheckedRule>,
    own: usize,
    hash: String,
    json: String,
}

impl GroupingRules {
    /// Checks the rules of a project, and those of all projects, which come after them. An error of the latter has an index
    /// behind those of the project.
    pub fn new(own: &[GroupingRule], shared: &[GroupingRule]) -> Result<Self, GroupingRuleError> {
        let mut rules = Vec::with_capacity(own.len() + shared.len());
        for list in [own, shared] {
            let problem = "is one rule more than there may be; 100 are the most";
            if list.len() > MOST_RULES {
                return Err(GroupingRuleError { index: MOST_RULES, key: "", problem });
            }
        }
        let all: Vec<&GroupingRule> = own.iter().chain(shared).collect();
        for (index, rule) in all.iter().enumerate() {
            let checked = check(rule).map_err(|(key, problem)| GroupingRuleError { index, key, problem })?;
            rules.push(checked);
        }
        if rules.is_empty() {
            return Ok(Self::default());
        }
        // Texts and lists of texts are always written.
        let json = serde_json::to_string(&all).unwrap_or_default();
        let mut hash = short_hex(json.as_bytes());
        hash.truncate(HASH);
        Ok(Self { rules, own: own.len(), hash, json })
    }

    /// Reads a set that [`GroupingRules::json`] wrote.
    #[must_use]
    pub fn from_json(json: &str) -> Option<Self> {
        let rules: Vec<GroupingRule> = serde_json::from_str(json).ok()?;
        let (own, shared) = rules.split_at(rules.len().min(MOST_RULES));
        Self::new(own, shared).ok()
    }

    /// Whether there are no rules.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rules.is_empty()
    }

    /// All rules, in their order.
    #[must_use]
    pub fn all(&self) -> &[CheckedRule] {
        &self.rules
    }

    /// The rules of the project itself.
    #[must_use]
    pub fn own(&self) -> &[CheckedRule] {
        self.rules.get(..self.own).unwrap_or_default()
    }

    /// A hash of the set; empty if there are no rules.
    #[must_use]
    pub fn hash(&self) -> &str {
        &self.hash
    }

    /// The set as JSON, for [`GroupingRules::from_json`].
    #[must_use]
    pub fn json(&self) -> &str {
        &self.json
    }
}

impl PartialEq for GroupingRules {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json
    }
}

fn check(rule: &GroupingRule) -> Result<CheckedRule, (&'static str, &'static str)> {
    let written = [
        (Subject::Type, "type", &rule.r#type),
        (Subject::Message, "message", &rule.message),
        (Subject::Path, "path", &rule.path),
        (Subject::Function, "function", &rule.function),
        (Subject::Level, "level", &rule.level),
        (Subject::Release, "release", &rule.release),
        (Subject::Url, "url", &rule.url),
    ];
    let mut matchers = Vec::new();
    let mut words = Vec::new();
    for (subject, key, pattern) in written {
        let Some(pattern) = pattern else { continue };
        if pattern.is_empty() || pattern.len() > LONGEST {
            return Err((key, "has not 1 to 256 bytes"));
        }
        matchers.push((subject, Glob::new(pattern)));
        words.push(format!("{key} = {pattern:?}"));
    }
    if matchers.is_empty() {
        return Err((
            "",
            "has no matcher; one of type, message, path, function, level, release and url is needed",
        ));
    }
    let message_numbers = match rule.message_numbers.as_deref() {
        None => None,
        Some("keep") => Some(MessageNumbers::Keep),
        Some("drop") => Some(MessageNumbers::Drop),
        Some(_) => return Err(("message_numbers", "is neither keep nor drop")),
    };
    let mut actions = Vec::new();
    if let Some(parts) = &rule.fingerprint {
        if parts.is_empty() || parts.len() > MOST_PARTS {
            return Err(("fingerprint", "has not 1 to 10 parts"));
        }
        for part in parts {
            if part.is_empty() || part.len() > LONGEST {
                return Err(("fingerprint", "has a part that has not 1 to 256 bytes"));
            }
            if template(part).any(|piece| matches!(piece, Piece::Unknown(_))) {
                return Err(("fingerprint", "has an unknown variable; docs/grouping.md lists them"));
            }
        }
        actions.push(format!("fingerprint = {parts:?}"));
    }
    if let Some(numbers) = &rule.message_numbers {
        actions.push(format!("message_numbers = {numbers:?}"));
    }
    if actions.is_empty() {
        return Err(("", "does nothing; fingerprint or message_numbers is needed"));
    }
    let text = format!("{} -> {}", words.join(", "), actions.join(", "));
    Ok(CheckedRule { matchers, fingerprint: rule.fingerprint.clone(), message_numbers, text })
}

#[cfg(test)]
mod tests;
