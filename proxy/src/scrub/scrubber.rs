//! What a scrubber looks for, made once of its settings.

use super::keys::Keys;
use super::texts::Texts;
use crate::scrub::Settings;

/// Takes out what its settings say.
#[derive(Debug, Clone)]
pub struct Scrubber {
    pub(super) keys: Keys,
    pub(super) texts: Texts,
    pub(super) ip_addresses: bool,
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
}
