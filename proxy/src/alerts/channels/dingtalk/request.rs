//! The request to a robot: its address and its signature.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;

use super::error_codes::RobotError;
use crate::config::channels::Robot;
use crate::model::timestamp::Timestamp;

/// The signature of a message: base64 of HMAC-SHA256 over `timestamp\nsecret`, url-encoded.
fn sign(timestamp_ms: u64, secret: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else {
        // HMAC takes keys of every length. Without a signature DingTalk refuses, and says so.
        return String::new();
    };
    mac.update(format!("{timestamp_ms}\n{secret}").as_bytes());
    encode(&STANDARD.encode(mac.finalize().into_bytes()))
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
    use super::*;
    use crate::alerts::samples::{NOW, robot};
    use crate::secret::Secret;

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
}
