//! The request to a robot: its body, its address and its signature.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::Sha256;

use super::error_codes::RobotError;
use super::markdown::Markdown;
use crate::config::channels::Robot;
use crate::model::timestamp::Timestamp;

/// Largest body DingTalk takes, in bytes.
const MAX_BODY: usize = 20_000;
/// Most people one message may call.
const MAX_MENTIONS: usize = 50;

/// The signature of a message: base64 of HMAC-SHA256 over `timestamp\nsecret`, url-encoded.
fn sign(timestamp_ms: u64, secret: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        // HMAC takes keys of every length. Without a signature DingTalk refuses, and says so.
        return String::new();
    };
    mac.update(format!("{timestamp_ms}\n{secret}").as_bytes());
    encode(&STANDARD.encode(mac.finalize().into_bytes()))
}

/// The request's body: JSON, never over [`MAX_BODY`].
pub(super) fn body(robot: &Robot, markdown: &Markdown, id: &str) -> String {
    let (mut title, mut text) = (markdown.title.as_str(), markdown.text.as_str());
    loop {
        let body = compose(robot, title, text, id);
        if body.len() <= MAX_BODY || (title.is_empty() && text.is_empty()) {
            return body;
        }
        (title, text) = (half(title), half(text));
    }
}

/// Where to post: holds the token and the signature, so it must never be shown.
pub(super) fn address(robot: &Robot, now: Timestamp) -> String {
    let separator = if robot.url.contains('?') { '&' } else { '?' };
    let mut address = format!("{}{separator}access_token={}", robot.url, encode(robot.access_token.expose()));
    if let Some(secret) = &robot.secret {
        let timestamp_ms = (now.0 * 1000.0) as u64;
        address += &format!("&timestamp={timestamp_ms}&sign={}", sign(timestamp_ms, secret.expose()));
    }
    address
}

fn compose(robot: &Robot, title: &str, text: &str, key: &str) -> String {
    let mobiles = &robot.at_mobiles[..robot.at_mobiles.len().min(MAX_MENTIONS)];
    let user_ids = &robot.at_user_ids[..robot.at_user_ids.len().min(MAX_MENTIONS - mobiles.len())];
    let mut text = text.to_owned();
    if !robot.keywords.is_empty() && !robot.keywords.iter().any(|keyword| text.contains(keyword)) {
        text = format!("{text}\n\n{}", robot.keywords[0]);
    }
    // A mention works only if the name stands in `at` and in the text.
    let mentions: Vec<_> = mobiles.iter().chain(user_ids).map(|who| format!("@{who}")).collect();
    if !mentions.is_empty() {
        text = format!("{text}\n\n{}", mentions.join(" "));
    }
    json!({
        "msgtype": "markdown",
        "markdown": { "title": title, "text": text },
        "at": { "atMobiles": mobiles, "atUserIds": user_ids, "isAtAll": robot.at_all },
        "msgUuid": key,
    })
    .to_string()
}

/// The first half of a text, in characters.
fn half(text: &str) -> &str {
    let middle = text.chars().count() / 2;
    let at = text.char_indices().nth(middle).map_or(0, |(at, _)| at);
    text.get(..at).unwrap_or_default()
}

/// Everything but unreserved characters as `%XX`. <https://datatracker.ietf.org/doc/html/rfc3986#section-2.3>
fn encode(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => out.push(char::from(byte)),
            _ => out += &format!("%{byte:02X}"),
        }
    }
    out
}

/// Takes the token and the secret out of words that came from outside.
pub(super) fn redact(error: RobotError, robot: &Robot) -> RobotError {
    let clean = |mut errmsg: String| {
        let secrets = [Some(&robot.access_token), robot.secret.as_ref()];
        for secret in secrets.into_iter().flatten().map(|secret| secret.expose()) {
            if !secret.is_empty() {
                errmsg = errmsg.replace(secret.as_str(), "***");
            }
        }
        errmsg
    };
    match error {
        RobotError::Refused { code, errmsg } => RobotError::Refused { code, errmsg: clean(errmsg) },
        RobotError::Unknown { code, errmsg } => RobotError::Unknown { code, errmsg: clean(errmsg) },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::alerts::samples::{NOW, robot};
    use crate::secret::Secret;

    fn sent(robot: &Robot, title: &str, text: &str) -> Value {
        let body = body(robot, &Markdown { title: title.into(), text: text.into() }, "id of the message");
        assert!(body.len() <= MAX_BODY, "{}", body.len());
        serde_json::from_str(&body).unwrap()
    }

    #[test]
    fn signature_of_the_known_vector() {
        assert_eq!(sign(1_000_000, "SECabc"), "zjq1pmmHjB10nyvaNqe2nqYbFlEyGD2g283zdpCVP10%3D");
    }

    #[test]
    fn address_with_and_without_secret() {
        let mut robot = Robot { access_token: Secret::new("a+b/c".into()), ..robot() };
        assert_eq!(
            address(&robot, Timestamp(1000.0)),
            "http://127.0.0.1:9/robot/send?access_token=a%2Bb%2Fc&timestamp=1000000\
             &sign=zjq1pmmHjB10nyvaNqe2nqYbFlEyGD2g283zdpCVP10%3D"
        );
        robot.secret = None;
        assert_eq!(address(&robot, NOW), "http://127.0.0.1:9/robot/send?access_token=a%2Bb%2Fc");
    }

    #[test]
    fn whole_body() {
        let robot = Robot { at_mobiles: vec!["+852-123".into()], at_user_ids: vec!["u1".into()], ..robot() };
        assert_eq!(
            sent(&robot, "shop: it broke", "### Error: x"),
            json!({
                "msgtype": "markdown",
                "markdown": { "title": "shop: it broke", "text": "### Error: x\n\n@+852-123 @u1" },
                "at": { "atMobiles": ["+852-123"], "atUserIds": ["u1"], "isAtAll": false },
                "msgUuid": "id of the message",
            })
        );
    }

    #[test]
    fn the_first_keyword_is_added_if_none_is_there() {
        let mut robot = Robot { keywords: vec!["alarm".into(), "broke".into()], ..robot() };
        assert_eq!(sent(&robot, "t", "it broke")["markdown"]["text"], "it broke");
        robot.keywords.pop();
        assert_eq!(sent(&robot, "t", "it broke")["markdown"]["text"], "it broke\n\nalarm");
    }

    #[test]
    fn oversize_is_cut_and_keeps_keyword_and_mentions() {
        let robot = Robot {
            keywords: vec!["alarm".into()],
            at_mobiles: (0..200).map(|n| format!("1380000{n:04}")).collect(),
            at_user_ids: vec!["u".into()],
            ..robot()
        };
        for text in ["漢".repeat(100_000), "\u{1}".repeat(100_000)] {
            let body = sent(&robot, &text, &text);
            let text = body["markdown"]["text"].as_str().unwrap();
            assert!(text.contains("\n\nalarm\n\n@13800000000 @"));
            assert!(text.len() > 1_000);
            assert_eq!(body["at"]["atMobiles"].as_array().unwrap().len(), 50);
            assert_eq!(body["at"]["atUserIds"], json!([]));
        }
    }
}
