//! Configuration of a DingTalk group robot.

use super::settings::{Problem, Settings, language, problem};
use super::template::template;
use crate::config::raw::RawRobot;
use crate::config::url::http_url;
use crate::model::language::Language;
use crate::model::message_type::MessageType;
use crate::secret::Secret;
use crate::template::{Template, Writes};

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
    /// The type of messages. In the file: `type`. Default: markdown.
    pub message_type: MessageType,
    /// The type of digests. Default: that of other messages.
    pub digest_type: Option<MessageType>,
    /// The picture of links and feed cards. Default: none.
    pub picture_url: Option<String>,
    /// The language of messages. Default: English.
    pub language: Language,
    /// The words of messages, in the place of the usual ones. In the file: `template` or `template_file`.
    pub template: Option<Template>,
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
    let message_type = message_type_of("type", raw.message_type.as_deref(), &MessageType::OF_MESSAGES)?;
    let digest_type = message_type_of("digest_type", raw.digest_type.as_deref(), &MessageType::ALL)?;
    let picture_url = raw.picture_url.as_deref().map(http_url).transpose();
    let picture_url = picture_url.map_err(|text| problem("picture_url", text))?;
    if digest_type == Some(MessageType::FeedCard) && picture_url.is_none() {
        return Err(problem("picture_url", "is missing: DingTalk refuses a feed card without a picture"));
    }
    Ok(Robot {
        url: http_url(&url).map_err(|text| problem("url", text))?,
        access_token,
        secret: raw.secret,
        at_mobiles: raw.at_mobiles.0,
        at_user_ids: raw.at_user_ids.0,
        at_all: raw.at_all,
        keywords: raw.keywords.0,
        message_type: message_type.unwrap_or_default(),
        digest_type,
        picture_url,
        language: language(raw.language.as_deref())?,
        template: template(raw.template, raw.template_file, Writes::Text)?,
    })
}

/// The type of a word, if it is one of those that are possible.
fn message_type_of(
    field: &'static str,
    word: Option<&str>,
    possible: &[MessageType],
) -> Result<Option<MessageType>, Problem> {
    let Some(word) = word else { return Ok(None) };
    let found = possible.iter().copied().find(|kind| kind.word() == word);
    let words = || possible.iter().map(|kind| kind.word()).collect::<Vec<_>>().join(", ");
    found.map(Some).ok_or_else(|| Problem { field, problem: format!("is none of {}", words()).into() })
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
    fn url(&self) -> String {
        self.url.clone()
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
            ("type", self.message_type.word().to_owned()),
            ("digest_type", self.digest_type.unwrap_or(self.message_type).word().to_owned()),
            ("picture_url", self.picture_url.clone().unwrap_or_default()),
            ("language", self.language.tag().to_owned()),
            (
                "template",
                self.template.as_ref().map_or_else(String::new, |it| format!("{} bytes", it.source().len())),
            ),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn raw() -> RawRobot {
        RawRobot { access_token: Some(Secret::new("t".into())), ..RawRobot::default() }
    }

    #[track_caller]
    fn refuse(raw: RawRobot, expect: &str) {
        let Problem { field, problem } = check(raw).unwrap_err();
        assert_eq!(format!("{field} {problem}"), expect);
    }

    #[test]
    fn types_and_languages() {
        let text = |text: &str| Some(text.to_owned());
        let robot = check(raw()).unwrap();
        assert_eq!((robot.message_type, robot.digest_type), (MessageType::Markdown, None));
        let picture_url = text("https://b.test/p.png");
        let set = RawRobot {
            message_type: text("action_card"),
            digest_type: text("feed_card"),
            language: text("zh-CN"),
            picture_url: picture_url.clone(),
            ..raw()
        };
        let robot = check(set).unwrap();
        let types = (robot.message_type, robot.digest_type, robot.language);
        assert_eq!(types, (MessageType::ActionCard, Some(MessageType::FeedCard), Language::Chinese));
        let one_of_four = "type is none of text, markdown, link, action_card";
        refuse(RawRobot { message_type: text("feed_card"), picture_url, ..raw() }, one_of_four);
        refuse(RawRobot { language: text("fr"), ..raw() }, "language is neither en nor zh");
        refuse(
            RawRobot { digest_type: text("feed_card"), ..raw() },
            "picture_url is missing: DingTalk refuses a feed card without a picture",
        );
        refuse(
            RawRobot { template: text("{{ x"), ..raw() },
            "template line 1: syntax error: unexpected end of input, expected end of variable block",
        );
    }
}
