//! Configuration of a custom bot of Feishu, or of Lark, its name outside of China.

use super::settings::{Problem, Settings, language, problem};
use crate::config::raw::RawFeishu;
use crate::config::url::{is_http_url, origin};
use crate::model::language::Language;
use crate::secret::Secret;

/// A custom bot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feishu {
    /// The bot's address, with its token in the path.
    pub url: Secret<String>,
    /// The key that signs each message. None: the bot uses another security setting.
    pub secret: Option<Secret<String>>,
    /// Open ids or user ids of the people to mention.
    pub at_user_ids: Vec<String>,
    /// Whether to mention everybody.
    pub at_all: bool,
    /// The bot's keywords: each message must contain one of them.
    pub keywords: Vec<String>,
    /// The language of messages. Default: English.
    pub language: Language,
}

pub(super) fn check(raw: RawFeishu) -> Result<Feishu, Problem> {
    let url = raw.url.ok_or_else(|| problem("url", "is missing"))?;
    if !is_http_url(url.expose()) {
        return Err(problem("url", "is no http or https address, or has credentials or a fragment in it"));
    }
    if raw.secret.as_ref().is_some_and(|secret| secret.expose().trim().is_empty()) {
        return Err(problem("secret", "is empty"));
    }
    if !raw.at_user_ids.0.iter().all(|id| super::settings::is_id(id)) {
        return Err(problem("at_user_ids", "has an id with other characters than letters, digits, - and _"));
    }
    Ok(Feishu {
        url,
        secret: raw.secret,
        at_user_ids: raw.at_user_ids.0,
        at_all: raw.at_all,
        keywords: raw.keywords.0,
        language: language(raw.language.as_deref())?,
    })
}

impl Settings for Feishu {
    fn url(&self) -> String {
        self.url.expose().clone()
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("url", format!("{}/***", origin(self.url.expose()))),
            ("secret", self.secret.as_ref().map_or_else(String::new, |secret| format!("{secret:?}"))),
            ("at_user_ids", self.at_user_ids.join(",")),
            ("at_all", self.at_all.to_string()),
            ("keywords", self.keywords.join(",")),
            ("language", self.language.tag().to_owned()),
        ]
    }
}
