//! A scrubber, built once from its settings.

use super::keys::Keys;
use super::settings::PatternError;
use super::texts::Texts;
use crate::scrub::Settings;

/// Removes secrets and personal data as its settings say.
#[derive(Debug, Clone)]
pub struct Scrubber {
    pub(super) keys: Keys,
    pub(super) texts: Texts,
    pub(super) ip_addresses: bool,
}

impl Scrubber {
    /// Makes a scrubber with these settings.
    pub fn new(settings: &Settings) -> Result<Self, PatternError> {
        Ok(Self {
            keys: Keys::new(settings)?,
            texts: Texts::new(settings)?,
            ip_addresses: settings.ip_addresses,
        })
    }
}
