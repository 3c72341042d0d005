//! The settings that every kind of channel has.

use std::borrow::Cow;

use crate::model::language::Language;

/// The settings that all kinds of channels have in common.
pub(super) trait Settings {
    /// The URL to which the channel posts, or its server as one, for the guard of outgoing requests alone.
    fn url(&self) -> String;
    /// All fields as text, with `***` for a secret.
    fn fields(&self) -> Vec<(&'static str, String)>;
}

/// Whether a text can be the id of a person or a group in a chat, and so cannot end the markup of a mention.
pub(super) fn is_id(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte))
}

/// An invalid value in a channel's settings.
#[derive(Debug)]
pub(super) struct Problem {
    /// The key within the channel's table.
    pub(super) field: &'static str,
    pub(super) problem: Cow<'static, str>,
}

pub(super) fn problem(field: &'static str, problem: &'static str) -> Problem {
    Problem { field, problem: problem.into() }
}

/// The language of a channel's messages. Default: English.
pub(super) fn language(tag: Option<&str>) -> Result<Language, Problem> {
    let Some(tag) = tag else { return Ok(Language::English) };
    Language::from_tag(tag).ok_or_else(|| problem("language", "is neither en nor zh"))
}
