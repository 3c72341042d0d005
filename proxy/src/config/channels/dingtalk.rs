//! Configuration of a DingTalk group robot.

use super::settings::{Problem, Settings, problem};
use crate::config::raw::RawRobot;
use crate::config::url::http_url;
use crate::secret::Secret;

/// The robot address of DingTalk: <https://open.dingtalk.com/document/robots/custom-robot-access>.
pub const DINGTALK: &str = "https://oapi.dingtalk.com/robot/send";

/// A DingTalk group robot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Robot {
    /// The robot's address. Default: DingTalk's own.
    pub url: String,
    /// The group's `access_token`, from its webhook address.
    pub access_token: Secret<String>,
    /// The key that signs each message; begins with `SEC`. None: the robot uses another security setting.
    pub secret: Option<Secret<String>>,
    /// Mobile numbers of the people to mention.
    pub at_mobiles: Vec<String>,
    /// User ids of the people to mention.
    pub at_user_ids: Vec<String>,
    /// Whether to mention everybody.
    pub at_all: bool,
    /// The robot's keywords: each message must contain one of them.
    pub keywords: Vec<String>,
}

pub(super) fn check(raw: RawRobot) -> Result<Robot, Problem> {
    let token = raw.access_token.filter(|token| !token.expose().is_empty());
    let token = token.ok_or_else(|| problem("access_token", "is missing"))?;
    let access_token = access_token(&token)
        .ok_or_else(|| problem("access_token", "wants what follows access_token= in the robot's address"))?;
    if raw.secret.as_ref().is_some_and(|secret| secret.expose().is_empty()) {
        return Err(problem("secret", "is empty"));
    }
    if raw.secret.as_ref().is_some_and(|secret| !is_word(secret.expose())) {
        return Err(problem("secret", "wants the text that begins with SEC, alone"));
    }
    let url = raw.url.unwrap_or_else(|| DINGTALK.to_owned());
    Ok(Robot {
        url: http_url(&url).map_err(|text| problem("url", text))?,
        access_token,
        secret: raw.secret,
        at_mobiles: raw.at_mobiles.0,
        at_user_ids: raw.at_user_ids.0,
        at_all: raw.at_all,
        keywords: raw.keywords.0,
    })
}

/// The token of a robot. Also accepts the whole webhook address that the group shows.
fn access_token(text: &Secret<String>) -> Option<Secret<String>> {
    let text = text.expose().trim();
    let token = text.split_once("access_token=").map_or(text, |(_, rest)| rest);
    let token = token.split('&').next().unwrap_or_default();
    is_word(token).then(|| Secret::new(token.to_owned()))
}

/// Whether a text has only the characters of tokens and secrets: no address, quote or space.
fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-._~+".contains(&byte))
}

impl Settings for Robot {
    fn url(&self) -> &str {
        &self.url
    }

    fn fields(&self) -> Vec<(&'static str, String)> {
        vec![
            ("url", self.url.clone()),
            ("access_token", format!("{:?}", self.access_token)),
            ("secret", self.secret.as_ref().map_or_else(String::new, |secret| format!("{secret:?}"))),
            ("at_mobiles", self.at_mobiles.join(",")),
            ("at_user_ids", self.at_user_ids.join(",")),
            ("at_all", self.at_all.to_string()),
            ("keywords", self.keywords.join(",")),
        ]
    }
}
