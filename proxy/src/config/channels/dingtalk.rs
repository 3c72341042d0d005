//! A group robot of DingTalk.

use super::settings::{Problem, Settings, problem};
use crate::config::raw::RawRobot;
use crate::config::url::http_url;
use crate::secret::Secret;

/// The robot address of DingTalk: <https://open.dingtalk.com/document/robots/custom-robot-access>.
pub const DINGTALK: &str = "https://oapi.dingtalk.com/robot/send";

/// A DingTalk group robot.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Robot {
    /// The robot's address. Default DingTalk's.
    pub url: String,
    /// Which group: the `access_token` of the webhook address.
    pub access_token: Secret<String>,
    /// Signs each message; begins with `SEC`. None: the robot is secured otherwise.
    pub secret: Option<Secret<String>>,
    /// People to call by mobile number.
    pub at_mobiles: Vec<String>,
    /// People to call by user id.
    pub at_user_ids: Vec<String>,
    /// Call everybody.
    pub at_all: bool,
    /// The robot's keywords: one of them must stand in each message.
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

/// The token of a robot, also out of the whole address that the group shows.
fn access_token(text: &Secret<String>) -> Option<Secret<String>> {
    let text = text.expose().trim();
    let token = text.split_once("access_token=").map_or(text, |(_, rest)| rest);
    let token = token.split('&').next().unwrap_or_default();
    is_word(token).then(|| Secret::new(token.to_owned()))
}

/// Whether a text holds what tokens and secrets are made of, and no address, quote or space.
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
