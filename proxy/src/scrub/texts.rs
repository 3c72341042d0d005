//! Applies the rules to a text. Its bytes are counted first, and most texts need no rule at all. Each rule reads the
//! text once from start to end, and all matches are removed together at the end.

use std::borrow::Cow;

use regex::Regex;

use super::byte_counts::ByteCounts;
use super::cuts::Cuts;
use super::keys::Keys;
use super::{FILTERED, PatternError, Settings};
use super::{blocks, checks, contact, home_folders, login, markup, named, numbers, tokens};

/// The rules for texts.
#[derive(Debug, Clone)]
pub(super) struct Texts {
    defaults: bool,
    emails: bool,
    ip_addresses: bool,
    chinese_ids: bool,
    patterns: Vec<Regex>,
}

impl Texts {
    pub(super) fn new(settings: &Settings) -> Result<Self, PatternError> {
        let patterns = settings.patterns.iter().map(|text| Regex::new(text)).collect::<Result<_, _>>()?;
        Ok(Self {
            defaults: settings.defaults,
            emails: settings.emails,
            ip_addresses: settings.ip_addresses,
            chinese_ids: settings.chinese_ids,
            patterns,
        })
    }

    /// Removes all matches from the text. Returns whether there were any.
    pub(super) fn clean(&self, text: &mut String, keys: &Keys) -> bool {
        let signs = ByteCounts::of(text);
        let mut cuts = Cuts::default();
        if keys.has_any() {
            names(text, keys, &signs, &mut cuts);
        }
        if self.defaults {
            defaults(text, &signs, &mut cuts);
        }
        if self.emails && signs.at {
            contact::emails(text, &mut cuts);
        }
        if self.ip_addresses {
            contact::ip_addresses(text, &mut cuts);
        }
        if self.chinese_ids && signs.digits >= 11 {
            numbers::chinese(text, &mut cuts);
        }
        let mut is_changed = cuts.apply(text);
        for pattern in &self.patterns {
            if let Cow::Owned(new) = pattern.replace_all(text, FILTERED) {
                *text = new;
                is_changed = true;
            }
        }
        is_changed
    }

    /// Whether a number is secret: a card, a Chinese identity card or a Chinese mobile number.
    pub(super) fn is_secret_number(&self, number: u64) -> bool {
        if number < 10_000_000_000 || !(self.defaults || self.chinese_ids) {
            return false;
        }
        let digits = number.to_string();
        let card: Vec<u8> = digits.bytes().map(|byte| byte - b'0').collect();
        self.defaults && checks::is_card(&card) || self.chinese_ids && numbers::is_chinese_number(&digits)
    }
}

/// Finds the values after secret names.
fn names(text: &str, keys: &Keys, signs: &ByteCounts, cuts: &mut Cuts) {
    if signs.equals || signs.colons || (signs.spaces && signs.dashes >= 2) {
        named::find(text, keys, cuts);
    }
    if signs.angles {
        markup::find(text, keys, cuts);
    }
}

fn defaults(text: &str, signs: &ByteCounts, cuts: &mut Cuts) {
    if signs.dashes >= 10 && text.contains("-----BEGIN") {
        blocks::find(text, cuts);
    }
    if signs.spaces && signs.letter_b && has_scheme(text) {
        tokens::schemes(text, cuts);
    }
    if signs.at && signs.slashes {
        login::find(text, cuts);
    }
    if signs.slashes {
        home_folders::find(text, cuts);
    }
    if text.len() >= tokens::SHORTEST {
        tokens::find(text, cuts);
    }
    if signs.digits >= 13 {
        numbers::cards(text, cuts);
        numbers::accounts(text, cuts);
    }
    if signs.digits >= 9 && signs.dashes >= 2 {
        numbers::social_security(text, cuts);
    }
}

/// Whether the text may contain `Bearer` or `Basic`.
fn has_scheme(text: &str) -> bool {
    ["earer", "EARER", "asic", "ASIC"].iter().any(|scheme| text.contains(scheme))
}
