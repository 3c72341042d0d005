//! DingTalk's own body, as code sends it that was written for a robot of DingTalk's.
//!
//! <https://help.dingtalk.io/open/development/custom-robots-send-group-messages>

use std::fmt::Write as _;

use serde::Deserialize;

use super::bounds::{RelayError, TITLE, mentions, object, text};
use super::links::{link, with_plain_links};
use crate::alerts::alert_issue::cut;
use crate::alerts::escape::escape_markdown;
use crate::model::alert_rule::Mentions;
use crate::model::firing::Relayed;

/// Largest body that DingTalk takes, in bytes.
pub const LARGEST: usize = 20_000;
/// Most buttons or links of a card that are read; more are counted.
const MOST_LINKS: usize = 20;

/// Why a request to a robot is refused, with DingTalk's own number for it: <https://open.dingtalk.com/document/orgapp/server-api-error-codes-1>
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RobotRefusal {
    /// The query has no `access_token`.
    #[error("missing parameter access_token")]
    NoToken,
    /// No token of this server is meant, or one that has expired.
    #[error("token is not exist")]
    UnknownToken,
    /// The token may do other things.
    #[error("the token lacks the scope alert:write")]
    Scope,
    /// No project is named where there are several, or one that is not there.
    #[error("no project is meant: add &project=NAME to the address")]
    Project,
    /// The request is no POST.
    #[error("require POST")]
    Method,
    /// The body is no JSON.
    #[error("missing parameter json: {0}")]
    Json(String),
    /// The type of the message is unknown, or its member is missing.
    #[error("unsupported msgtype: known are text, link, markdown, actionCard and feedCard")]
    Type,
    /// The message lacks something.
    #[error("missing parameter {0}")]
    Missing(&'static str),
    /// A member cannot be used.
    #[error("{0}")]
    Invalid(RelayError),
    /// The body is larger than DingTalk takes.
    #[error("message too long, exceed {LARGEST} bytes")]
    TooLarge,
    /// More messages in a minute than this server takes of one token.
    #[error("send too fast, exceed {per_minute} times per minute; try again in {seconds} s")]
    TooFast {
        /// How many it takes.
        per_minute: u32,
        /// When one more is taken.
        seconds: u64,
    },
    /// The server cannot store the message.
    #[error("system busy")]
    Busy,
}

impl RobotRefusal {
    /// DingTalk's number.
    #[must_use]
    pub fn code(&self) -> i64 {
        match self {
            Self::NoToken | Self::Json(_) | Self::Missing(_) | Self::Invalid(_) => 40_035,
            Self::UnknownToken => 300_005,
            Self::Scope | Self::Project => 310_000,
            Self::Method => 43_002,
            Self::Type => 400_105,
            Self::TooLarge => 460_101,
            Self::TooFast { .. } => 130_101,
            Self::Busy => -1,
        }
    }
}

impl From<RelayError> for RobotRefusal {
    fn from(error: RelayError) -> Self {
        match error {
            RelayError::Missing(member) => Self::Missing(member),
            RelayError::TextTooLong => Self::TooLarge,
            other => Self::Invalid(other),
        }
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Body {
    msgtype: String,
    text: Option<Text>,
    link: Option<Link>,
    markdown: Option<Markdown>,
    action_card: Option<ActionCard>,
    feed_card: Option<FeedCard>,
    at: Option<At>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Text {
    content: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Link {
    title: String,
    text: String,
    message_url: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Markdown {
    title: String,
    text: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct ActionCard {
    title: String,
    text: String,
    single_title: Option<String>,
    #[serde(rename = "singleURL")]
    single_url: Option<String>,
    btns: Vec<Button>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Button {
    title: String,
    #[serde(rename = "actionURL")]
    url: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FeedCard {
    links: Vec<FeedLink>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct FeedLink {
    title: String,
    #[serde(rename = "messageURL")]
    url: String,
}

#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct At {
    at_mobiles: Option<Vec<String>>,
    at_user_ids: Option<Vec<String>>,
    is_at_all: Option<bool>,
}

/// Reads a body.
pub fn read_robot(body: &[u8], source: &str) -> Result<Relayed, RobotRefusal> {
    if body.len() > LARGEST {
        return Err(RobotRefusal::TooLarge);
    }
    let body: Body = object(body).map_err(RobotRefusal::Json)?;
    let At { at_mobiles, at_user_ids, is_at_all } = body.at.unwrap_or_default();
    let at = mentions(
        at_mobiles.unwrap_or_default(),
        at_user_ids.unwrap_or_default(),
        is_at_all.unwrap_or_default(),
    )?;
    let mut relayed = match body.msgtype.as_str() {
        "text" => of_text(&body.text.ok_or(RobotRefusal::Missing("text"))?, &at)?,
        "link" => of_link(&body.link.ok_or(RobotRefusal::Missing("link"))?)?,
        "markdown" => of_markdown(&body.markdown.ok_or(RobotRefusal::Missing("markdown"))?, &at)?,
        "actionCard" => of_card(&body.action_card.ok_or(RobotRefusal::Missing("actionCard"))?)?,
        "feedCard" => of_feed(&body.feed_card.ok_or(RobotRefusal::Missing("feedCard"))?)?,
        _ => return Err(RobotRefusal::Type),
    };
    relayed.source = source.to_owned();
    relayed.at = at;
    Ok(relayed)
}

/// A message with these texts. Such messages have no level of their own.
fn message(title: &str, text: String, is_markdown: bool) -> Relayed {
    Relayed {
        source: String::new(),
        title: cut(title.trim(), TITLE),
        text,
        level: "info".to_owned(),
        link: None,
        at: Mentions::default(),
        is_markdown,
    }
}

fn of_text(Text { content }: &Text, at: &Mentions) -> Result<Relayed, RobotRefusal> {
    let content = text(content, "content")?;
    let content = without_names(&content, at);
    // The first line is what a notification shows of it.
    let (title, rest) = content.trim().split_once('\n').unwrap_or((content.trim(), ""));
    let is_whole = title.chars().count() <= TITLE;
    Ok(message(title, if is_whole { rest.trim_end().to_owned() } else { content.to_owned() }, false))
}

fn of_link(it: &Link) -> Result<Relayed, RobotRefusal> {
    let title = text(&it.title, "title")?;
    let message = message(&title, text(&it.text, "text")?, false);
    if it.message_url.trim().is_empty() {
        return Err(RobotRefusal::Missing("messageUrl"));
    }
    Ok(Relayed { link: Some(link(&it.message_url, "messageUrl")?), ..message })
}

fn of_markdown(it: &Markdown, at: &Mentions) -> Result<Relayed, RobotRefusal> {
    let title = text(&it.title, "title")?;
    let text = text(&it.text, "text")?;
    Ok(message(&title, with_plain_links(without_names(&text, at)), true))
}

fn of_card(it: &ActionCard) -> Result<Relayed, RobotRefusal> {
    let title = text(&it.title, "title")?;
    let mut markdown = with_plain_links(&text(&it.text, "text")?);
    let buttons: Vec<(&str, &str)> = match (&it.single_title, &it.single_url) {
        (Some(title), Some(url)) => vec![(title, url)],
        _ => it.btns.iter().map(|button| (button.title.as_str(), button.url.as_str())).collect(),
    };
    if buttons.is_empty() {
        return Err(RobotRefusal::Missing("btns"));
    }
    markdown.push_str("\n\n");
    markdown.push_str(&links(&buttons, "actionURL", "　")?);
    Ok(message(&title, markdown, true))
}

fn of_feed(it: &FeedCard) -> Result<Relayed, RobotRefusal> {
    let rows: Vec<(&str, &str)> = it.links.iter().map(|row| (row.title.as_str(), row.url.as_str())).collect();
    let Some((title, _)) = rows.first() else { return Err(RobotRefusal::Missing("links")) };
    Ok(message(&text(title, "title")?, links(&rows, "messageURL", "\n\n")?, true))
}

/// Links in markdown, with so much between them. Their names are no markdown at DingTalk either.
fn links(rows: &[(&str, &str)], member: &'static str, between: &str) -> Result<String, RobotRefusal> {
    let mut all = Vec::new();
    for (title, url) in rows.iter().take(MOST_LINKS) {
        let name = escape_markdown(title, TITLE);
        if name.is_empty() {
            return Err(RobotRefusal::Missing("title"));
        }
        all.push(format!("[{name}]({})", link(url, member)?));
    }
    let mut links = all.join(between);
    if let Some(left) = rows.len().checked_sub(MOST_LINKS).filter(|left| *left > 0) {
        // Writing to a text does not fail.
        let _ = write!(links, "{between}and {left} more");
    }
    Ok(links)
}

/// The text without the names at its end, which clients add because DingTalk wants them there: our own channels add them too.
fn without_names<'t>(text: &'t str, at: &Mentions) -> &'t str {
    let mut rest = text.trim_end();
    let mut left = at.mobiles.len() + at.user_ids.len();
    while left > 0 {
        let name = at
            .mobiles
            .iter()
            .chain(&at.user_ids)
            .find_map(|who| rest.strip_suffix(who.as_str())?.strip_suffix('@'));
        let Some(before) = name else { break };
        rest = before.trim_end();
        left -= 1;
    }
    // A message that consists of names keeps them.
    if rest.is_empty() { text } else { rest }
}

#[cfg(test)]
#[path = "robot_body_tests.rs"]
mod tests;
