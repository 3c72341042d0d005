//! Configuration of a group robot of WeCom.

use super::settings::{Problem, Settings, language, problem};
use crate::config::raw::RawWecom;
use crate::config::url::{is_http_url, origin};
use crate::model::language::Language;
use crate::secret::Secret;

/// A group robot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wecom {
    /// The robot's address, with its key in the query.
    pub url: Secret<String>,
    /// User ids of the people to mention.
    pub at_user_ids: Vec<String>,
    /// The language of messages. Default: English.
    pub language: Language,
}

pub(super) fn check(raw: RawWecom) -> Result<Wecom, Problem> {
    let url = raw.url.ok_or_else(|| problem("url", "is missing"))?;
    if !is_http_url(url.expose()) || !url.expose().contains("key=") {
        return Err(problem("url", "is no http or https address with the robot's key= in its query"));
    }
    if !raw.at_user_ids.0.iter().all(|id| super::settings::is_id(id)) {
        return Err(problem("at_user_ids", "has an id with other characters than letters, digits, - and _"));
    }
    Ok(Wecom { url, at_user_ids: raw.at_user_ids.0, language: language(raw.language.as_deref())? })
}

impl Settings for Wecom {
    fn url(&self) -> String {
        self.url.expose().clone()
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("url", format!("{}/***", origin(self.url.expose()))),
            ("at_user_ids", self.at_user_ids.join(",")),
            ("language", self.language.tag().to_owned()),
        ]
    }
}
