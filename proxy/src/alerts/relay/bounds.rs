//! The bounds of a relayed message: it waits in the store, once for each channel.

use serde::de::DeserializeOwned;

use crate::model::alert_rule::Mentions;
use crate::scan::chars;

/// Longest title, in characters. A longer one is cut: it is one line of a notification.
pub(super) const TITLE: usize = 200;
/// Longest text, in characters. DingTalk takes 20,000 bytes for a whole message.
pub(super) const TEXT: usize = 15_000;
/// Most people that a message may mention: <https://help.dingtalk.io/open/development/custom-robots-send-group-messages>
pub(super) const MENTIONS: usize = 50;
/// Longest mobile number or user id, in characters.
const PERSON: usize = 64;

/// Why a body cannot be relayed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RelayError {
    /// The body is not JSON of the documented shape; the text says where it differs.
    #[error("the body cannot be read: {0}")]
    Shape(String),
    /// A member that has to be there is missing or blank.
    #[error("{0} is missing or blank")]
    Missing(&'static str),
    /// The text is too long.
    #[error("text is longer than {TEXT} characters")]
    TextTooLong,
    /// The level is unknown.
    #[error("level is none of fatal, error, warning, info and debug")]
    Level,
    /// A link is no address that people can open.
    #[error(
        "{0} is no address that begins with http:// or https://, of at most 2,000 characters without spaces"
    )]
    Link(&'static str),
    /// More people are mentioned than a chat takes.
    #[error("at names more than {MENTIONS} people")]
    TooManyMentions,
    /// A mobile number or a user id has other characters than such have.
    #[error(
        "at has a mobile number or a user id with a space, a control character, or more than {PERSON} characters"
    )]
    Mention,
    /// The version of Alertmanager's body is another one.
    #[error(
        "version is not 4: this is no body of Alertmanager's webhook, or of a version that is unknown here"
    )]
    Version,
}

/// Reads an object. Serde would take a list for one, too: its members in their order.
pub(super) fn object<T: DeserializeOwned>(body: &[u8]) -> Result<T, String> {
    if body.trim_ascii_start().first() != Some(&b'{') {
        return Err("it is no json object".to_owned());
    }
    serde_json::from_slice(body).map_err(|error| error.to_string())
}

/// The text, if it is neither blank nor too long.
pub(super) fn text(text: &str, member: &'static str) -> Result<String, RelayError> {
    if text.trim().is_empty() {
        return Err(RelayError::Missing(member));
    }
    if chars(text).take(TEXT + 1).count() > TEXT {
        return Err(RelayError::TextTooLong);
    }
    Ok(text.replace('\0', "\u{fffd}"))
}

/// The people, if there are not too many and they look like people.
pub(super) fn mentions(
    mobiles: Vec<String>,
    user_ids: Vec<String>,
    all: bool,
) -> Result<Mentions, RelayError> {
    if mobiles.len() + user_ids.len() > MENTIONS {
        return Err(RelayError::TooManyMentions);
    }
    let is_person = |text: &String| {
        let length = text.chars().count();
        (1..=PERSON).contains(&length)
            && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '@')
    };
    if !mobiles.iter().chain(&user_ids).all(is_person) {
        return Err(RelayError::Mention);
    }
    Ok(Mentions { mobiles, user_ids, all })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts() {
        assert_eq!(text("a\0b", "text"), Ok("a\u{fffd}b".into()));
        assert_eq!(text(" \n", "text"), Err(RelayError::Missing("text")));
        assert_eq!(text(&"漢".repeat(TEXT), "text").unwrap().chars().count(), TEXT);
        assert_eq!(text(&"漢".repeat(TEXT + 1), "text"), Err(RelayError::TextTooLong));
    }

    #[test]
    fn people() {
        let check = |mobiles: &[&str], expect: Result<(), RelayError>| {
            let mobiles = mobiles.iter().map(|text| (*text).to_owned()).collect();
            assert_eq!(mentions(mobiles, Vec::new(), false).map(drop), expect);
        };
        check(&["13800000000", "+852-12345678"], Ok(()));
        check(&["1 @all"], Err(RelayError::Mention));
        check(&[""], Err(RelayError::Mention));
        check(&["1\n"], Err(RelayError::Mention));
        check(&["1"; MENTIONS], Ok(()));
        check(&["1"; MENTIONS + 1], Err(RelayError::TooManyMentions));
    }
}
