//! What must not be kept, taken out of what was sent: before an event is stored, and before anything goes on to an
//! upstream.
//!
//! The defaults are those of [Sentry's server-side scrubbing](https://docs.sentry.io/security-legal-pii/scrubbing/server-side-scrubbing/),
//! as Relay has them (`relay-pii/src/{convert,regexes}.rs`), with these differences: a text in which a secret stands
//! loses the secret alone, not all of itself; what exceptions say is looked at too; card and bank account numbers
//! must have the right check digits; a REST path such as `/users/42` is no home directory; more names count, each as
//! a word of a name; counted tokens (`max_tokens`) stay; tokens are known by their shape too.
//!
//! A text is looked at once to see which rules could find something in it. Each of these reads it from its start to its
//! end and notes what goes, and the text is written anew once; so the work is linear in its length.

mod blocks;
mod body;
mod checks;
mod contact;
mod cuts;
mod homes;
mod keys;
mod login;
mod markup;
mod named;
mod numbers;
mod quoted;
mod signs;
mod texts;
mod tokens;
mod unquoted;
mod walk;
mod words;

#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use self::keys::Keys;
use self::texts::Texts;

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

/// Takes out what its settings say.
#[derive(Debug, Clone)]
pub struct Scrubber {
    keys: Keys,
    texts: Texts,
    ip_addresses: bool,
}

/// A pattern of the settings is no regular expression, or too large a one.
#[derive(Debug, thiserror::Error)]
#[error("a pattern is no regular expression")]
pub struct PatternError(#[from] regex::Error);

impl Scrubber {
    /// A scrubber with these settings.
    pub fn new(settings: &Settings) -> Result<Self, PatternError> {
        Ok(Self {
            keys: Keys::new(settings)?,
            texts: Texts::new(settings)?,
            ip_addresses: settings.ip_addresses,
        })
    }

    /// Scrubs what has the shape of an event: events, transactions, feedback.
    ///
    /// ```
    /// use balefire_proxy::scrub::{Scrubber, Settings};
    /// let scrubber = Scrubber::new(&Settings::default()).unwrap();
    /// let mut event = serde_json::json!({"extra": {"password": "hunter2", "cart": 3}});
    /// scrubber.event(event.as_object_mut().unwrap());
    /// assert_eq!(event, serde_json::json!({"extra": {"password": "[Filtered]", "cart": 3}}));
    /// ```
    pub fn event(&self, event: &mut Map<String, Value>) {
        walk::event(self, event);
    }

    /// Scrubs any other JSON: each text and each named value in it.
    pub fn json(&self, value: &mut Value) {
        walk::any(self, value, body::NESTED);
    }

    /// Scrubs a text that stands by itself.
    pub fn text(&self, text: &mut String) {
        self.texts.clean(text, &self.keys);
    }

    /// Scrubs JSON that stood in a text, in which so many more may stand; whether it was changed.
    fn nested(&self, value: &mut Value, nested: usize) -> bool {
        walk::any(self, value, nested)
    }
}
