//! Speaks to a DingTalk group robot: signs, posts.
//!
//! <https://help.dingtalk.io/open/development/custom-robots-send-group-messages>

pub mod answer;
pub mod escape;
#[cfg(test)]
pub(crate) mod fake;
pub mod message;

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use serde_json::json;
use sha2::{Digest, Sha256};
use ureq::Agent;

use crate::alerts::channels::dingtalk::answer::{SendError, classify};
use crate::config::Robot;
use crate::model::timestamp::Timestamp;
use crate::store::StoredAlert;

/// Largest body DingTalk takes, in bytes.
pub const MAX_BODY: usize = 20_000;
/// Most people one message may call.
const MAX_MENTIONS: usize = 50;
/// How long to wait for a connection, and for the whole exchange.
const CONNECT: Duration = Duration::from_secs(5);
const WHOLE: Duration = Duration::from_secs(10);
/// Most of an answer that is read, in bytes; a true one has about fifty.
const MAX_ANSWER: u64 = 64 * 1024;

/// In which words to tell it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Detail {
    /// As the alert says it.
    Full,
    /// Nothing but that there is something: for a message whose words were refused.
    IssueNumber,
}

/// An agent for all robots: bounded in time, follows no redirect (the token would go along).
#[must_use]
pub fn agent() -> Agent {
    Agent::config_builder()
        .timeout_connect(Some(CONNECT))
        .timeout_global(Some(WHOLE))
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .user_agent(concat!("balefire-proxy/", env!("CARGO_PKG_VERSION")))
        .build()
        .new_agent()
}

/// The signature of a message: base64 of HMAC-SHA256 over `timestamp\nsecret`, url-encoded.
#[must_use]
pub fn sign(timestamp_ms: u64, secret: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        // HMAC takes keys of every length. Without a signature DingTalk refuses, and says so.
        return String::new();
    };
    mac.update(format!("{timestamp_ms}\n{secret}").as_bytes());
    encode(&STANDARD.encode(mac.finalize().into_bytes()))
}

/// The request's body: JSON, never over [`MAX_BODY`].
#[must_use]
pub fn body(robot: &Robot, stored: &StoredAlert, detail: Detail) -> String {
    let alert = &stored.alert;
    let about = alert.issue_id.map_or_else(|| "New issues".into(), |id| format!("Issue {id}"));
    let bare = format!("{about}: DingTalk refused the words of this message.");
    let (mut title, mut text) = match detail {
        Detail::Full => (alert.title.as_str(), alert.text.as_str()),
        Detail::IssueNumber => ("Balefire", bare.as_str()),
    };
    loop {
        let body = compose(robot, title, text, &idempotency_key(stored, detail));
        if body.len() <= MAX_BODY || (title.is_empty() && text.is_empty()) {
            return body;
        }
        (title, text) = (half(title), half(text));
    }
}

/// Sends a body to its robot.
pub fn post(agent: &Agent, robot: &Robot, body: &str, now: Timestamp) -> Result<(), SendError> {
    let mut answer = agent
        .post(address(robot, now))
        .header("Content-Type", "application/json;charset=utf-8")
        .send(body)
        .map_err(|error| no_answer(&error))?;
    let status = answer.status().as_u16();
    let read = answer.body_mut().with_config().limit(MAX_ANSWER).read_to_vec();
    match read {
        Ok(bytes) => classify(status, &bytes).map_err(|error| redact(error, robot)),
        // A robot never says so much.
        Err(ureq::Error::BodyExceedsLimit(_)) => Err(SendError::Blocked(status)),
        Err(error) => Err(no_answer(&error)),
    }
}

/// Where to post: holds the token and the signature, so it must never be shown.
fn address(robot: &Robot, now: Timestamp) -> String {
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

/// The same for each try of an alert, so that DingTalk shows it once even if an answer was lost; different in
/// another database, where the numbers begin anew.
fn idempotency_key(stored: &StoredAlert, detail: Detail) -> String {
    let mut hash = Sha256::new();
    hash.update(stored.id.to_le_bytes());
    hash.update(stored.created.0.to_le_bytes());
    hash.update([u8::from(detail == Detail::IssueNumber)]);
    hash.update(stored.alert.text.as_bytes());
    hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
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

/// In our words, because ureq's may show the address and with it the token.
fn no_answer(error: &ureq::Error) -> SendError {
    use SendError::{NoAnswer, Unreachable};
    use ureq::Error;
    match error {
        Error::BadUri(_) | Error::Http(_) => SendError::Url,
        Error::Timeout(_) => NoAnswer("it took too long"),
        Error::HostNotFound => Unreachable("its name is unknown"),
        Error::ConnectionFailed => Unreachable("there is no connection"),
        Error::Io(io) => match io.kind() {
            std::io::ErrorKind::ConnectionRefused => Unreachable("the connection is refused"),
            std::io::ErrorKind::TimedOut => NoAnswer("it took too long"),
            _ => NoAnswer("the connection broke"),
        },
        Error::Tls(_) | Error::Rustls(_) => Unreachable("no safe connection (TLS)"),
        Error::InvalidProxyUrl | Error::ConnectProxyFailed(_) => {
            Unreachable("the HTTP proxy on the way refuses")
        }
        _ => NoAnswer("the exchange failed"),
    }
}

/// Takes the token and the secret out of words that came from outside.
fn redact(error: SendError, robot: &Robot) -> SendError {
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
        SendError::Refused { code, errmsg } => SendError::Refused { code, errmsg: clean(errmsg) },
        SendError::Unknown { code, errmsg } => SendError::Unknown { code, errmsg: clean(errmsg) },
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;
    use crate::alerts::channels::dingtalk::fake::{Answer, FakeDingTalk};
    use crate::alerts::samples::{NOW, robot, stored};
    use crate::secret::Secret;

    fn sent(robot: &Robot, stored: &StoredAlert, detail: Detail) -> Value {
        let body = body(robot, stored, detail);
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
        let mut alert = stored(3, Some("ops"));
        alert.alert.text = "### Error: x".into();
        assert_eq!(
            sent(&robot, &alert, Detail::Full),
            json!({
                "msgtype": "markdown",
                "markdown": { "title": "shop: it broke", "text": "### Error: x\n\n@+852-123 @u1" },
                "at": { "atMobiles": ["+852-123"], "atUserIds": ["u1"], "isAtAll": false },
                "msgUuid": idempotency_key(&alert, Detail::Full),
            })
        );
    }

    #[test]
    fn the_first_keyword_is_added_if_none_is_there() {
        let mut robot = Robot { keywords: vec!["alarm".into(), "broke".into()], ..robot() };
        assert_eq!(sent(&robot, &stored(1, None), Detail::Full)["markdown"]["text"], "it broke");
        robot.keywords.pop();
        assert_eq!(sent(&robot, &stored(1, None), Detail::Full)["markdown"]["text"], "it broke\n\nalarm");
    }

    #[test]
    fn bare_wording_says_nothing_from_the_page() {
        let body = sent(&robot(), &stored(1, None), Detail::IssueNumber);
        assert!(!body.to_string().contains("broke"));
        assert!(body["markdown"]["text"].as_str().unwrap().contains("Issue 7"));
    }

    #[test]
    fn oversize_is_cut_and_keeps_keyword_and_mentions() {
        let robot = Robot {
            keywords: vec!["alarm".into()],
            at_mobiles: (0..200).map(|n| format!("1380000{n:04}")).collect(),
            at_user_ids: vec!["u".into()],
            ..robot()
        };
        let mut alert = stored(1, None);
        for text in ["漢".repeat(100_000), "\u{1}".repeat(100_000)] {
            alert.alert.text = text.clone();
            alert.alert.title = text;
            let body = sent(&robot, &alert, Detail::Full);
            let text = body["markdown"]["text"].as_str().unwrap();
            assert!(text.contains("\n\nalarm\n\n@13800000000 @"));
            assert!(text.len() > 1_000);
            assert_eq!(body["at"]["atMobiles"].as_array().unwrap().len(), 50);
            assert_eq!(body["at"]["atUserIds"], json!([]));
        }
    }

    #[test]
    fn idempotency_key_is_of_the_alert() {
        let one = idempotency_key(&stored(1, None), Detail::Full);
        assert_eq!(one, idempotency_key(&stored(1, None), Detail::Full));
        assert_ne!(one, idempotency_key(&stored(2, None), Detail::Full));
        assert_ne!(one, idempotency_key(&stored(1, None), Detail::IssueNumber));
        let elsewhere = StoredAlert { created: Timestamp(NOW.0 + 0.001), ..stored(1, None) };
        assert_ne!(one, idempotency_key(&elsewhere, Detail::Full));
        assert_eq!(one.len(), 32);
    }

    #[track_caller]
    fn check(answer: Answer, expect: Result<(), SendError>) {
        let server = FakeDingTalk::answering([answer]);
        let robot = Robot { url: server.url(), ..robot() };
        assert_eq!(post(&agent(), &robot, "{}", NOW), expect);
        let requests = server.requests();
        assert_eq!(requests.len(), 1);
        assert!(requests[0].head.starts_with("POST /robot/send?access_token=token-of-the-group&timestamp="));
        assert!(
            requests[0].head.to_lowercase().contains("content-type: application/json;charset=utf-8\r\n"),
            "{}",
            requests[0].head
        );
        assert_eq!(requests[0].body, "{}");
    }

    #[test]
    fn taken() {
        check(Answer::ok(), Ok(()));
    }

    #[test]
    fn connection_reset() {
        check(Answer::Reset, Err(SendError::NoAnswer("the connection broke")));
    }

    #[test]
    fn redirects_are_not_followed() {
        let elsewhere = "HTTP/1.1 302 Found\r\nLocation: /other\r\nContent-Length: 0\r\n\r\n";
        check(Answer::Raw(elsewhere.into()), Err(SendError::Blocked(302)));
    }

    #[test]
    fn an_endless_answer_is_not_read() {
        check(Answer::Json(" ".repeat(70_000)), Err(SendError::Blocked(200)));
    }

    #[test]
    fn secrets_are_taken_out_of_foreign_words() {
        let errmsg = r#"{"errcode":77,"errmsg":"token-of-the-group and SECabc"}"#;
        check(
            Answer::Json(errmsg.into()),
            Err(SendError::Unknown { code: 77, errmsg: "*** and ***".into() }),
        );
    }

    #[test]
    fn no_error_shows_the_address() {
        for url in ["not an address", "", "http://", "ftp://h/", "http://127.0.0.1:1/", "http://a b/"] {
            let robot = Robot { url: url.into(), ..robot() };
            let error = post(&agent(), &robot, "{}", NOW).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("token") && !shown.contains("sign"), "{shown}");
        }
    }
}
