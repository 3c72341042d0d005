//! Configuration of an incoming webhook of Slack, or of a chat that takes the same, such as Mattermost and Rocket.Chat.

use super::settings::{Problem, Settings, language, problem};
use crate::config::raw::RawSlack;
use crate::config::url::{is_http_url, origin};
use crate::model::language::Language;
use crate::secret::Secret;

/// An incoming webhook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slack {
    /// The URL to post to, which is a secret.
    pub url: Secret<String>,
    /// The shape of messages. Default: [`SlackFormat::Blocks`].
    pub format: SlackFormat,
    /// Who is mentioned: `channel`, `here`, `everyone`, or the id of a member or of a group of them.
    pub mention: Vec<String>,
    /// The language of messages. Default: English.
    pub language: Language,
}

/// The shape of messages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlackFormat {
    /// `blocks`: Block Kit of Slack: <https://docs.slack.dev/block-kit/>
    Blocks,
    /// `attachments`: the older shape, which Mattermost and Rocket.Chat take:
    /// <https://docs.slack.dev/legacy/legacy-messaging/legacy-secondary-message-attachments/>
    Attachments,
}

impl SlackFormat {
    fn as_str(self) -> &'static str {
        match self {
            Self::Blocks => "blocks",
            Self::Attachments => "attachments",
        }
    }
}

pub(super) fn check(raw: RawSlack) -> Result<Slack, Problem> {
    let url = raw.url.ok_or_else(|| problem("url", "is missing"))?;
    if !is_http_url(url.expose()) {
        return Err(problem("url", "is no http or https address, or has credentials or a fragment in it"));
    }
    let format = match raw.format.as_deref() {
        None | Some("blocks") => SlackFormat::Blocks,
        Some("attachments") => SlackFormat::Attachments,
        Some(_) => return Err(problem("format", "is neither blocks nor attachments")),
    };
    if !raw.mention.0.iter().all(|name| super::settings::is_id(name)) {
        return Err(problem("mention", "has a name with other characters than letters, digits, - and _"));
    }
    Ok(Slack { url, format, mention: raw.mention.0, language: language(raw.language.as_deref())? })
}

impl Settings for Slack {
    fn url(&self) -> String {
        self.url.expose().clone()
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("url", format!("{}/***", origin(self.url.expose()))),
            ("format", self.format.as_str().to_owned()),
            ("mention", self.mention.join(",")),
            ("language", self.language.tag().to_owned()),
        ]
    }
}
