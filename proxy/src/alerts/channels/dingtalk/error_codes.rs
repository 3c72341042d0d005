//! The meaning of a robot's answer, and the remedy for each error.
//!
//! DingTalk answers HTTP 200 whatever happened and says in `errcode` how it went, as a number and, in places of
//! its own documentation, as a string: <https://help.dingtalk.io/open/development/custom-robots-send-group-messages>.

use std::time::Duration;

use serde_json::Value;

use crate::alerts::channel::{Remedy, SendError};
use crate::outgoing::RequestError;

/// How long DingTalk refuses a robot that sent more than 20 messages in a minute.
const THROTTLED: Duration = Duration::from_secs(10 * 60);
/// How long DingTalk's gateway refuses an address that called too often.
const BLOCKED: Duration = Duration::from_secs(5 * 60);
/// Longest text of DingTalk's that is passed on, in characters.
const ERRMSG: usize = 200;

/// Why a robot did not take a message. No variant holds a secret.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(super) enum RobotError {
    /// There is no answer.
    #[error(transparent)]
    Request(#[from] RequestError),
    /// `-1`, or HTTP 5xx.
    #[error("the robot's server is busy ({0})")]
    Busy(i64),
    /// Over 20 messages a minute.
    #[error("the robot sends too fast (errcode {0}); it is refused for 10 minutes")]
    Throttled(i64),
    /// The gateway refuses this machine's address, or something on the way answered in DingTalk's place.
    #[error("something before the robot answered, not the robot (HTTP {0})")]
    Blocked(u16),
    /// The organisation's quota of messages is used up.
    #[error("the quota of messages is used up (errcode 90030)")]
    Quota,
    /// The robot's security settings refuse what we send: a matter of configuration.
    #[error("the robot's security settings refuse the message (errcode 310000): {0}")]
    Config(Setting),
    /// The robot, its token or its group does not exist any more.
    #[error(
        "the robot is gone (errcode {0}): its token is unknown, it was stopped, or its group was dissolved"
    )]
    Gone(i64),
    /// DingTalk holds the words or the link for unsafe.
    #[error("the robot refuses the content as unsafe (errcode {0})")]
    Unsafe(i64),
    /// Over 20,000 bytes.
    #[error("the robot refuses the message as too large (errcode {0})")]
    TooLarge(i64),
    /// The request is not what DingTalk expects: a mistake of this program.
    #[error("the robot refuses the request (errcode {code}): {errmsg}")]
    Refused {
        /// DingTalk's number.
        code: i64,
        /// DingTalk's words.
        errmsg: String,
    },
    /// A number this program does not know.
    #[error("the robot answers with an unknown errcode {code}: {errmsg}")]
    Unknown {
        /// DingTalk's number.
        code: i64,
        /// DingTalk's words.
        errmsg: String,
    },
}

/// Which of a robot's security settings refuses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(super) enum Setting {
    /// None of the robot's keywords stands in the message.
    #[error("none of its keywords stands in the message; set `keywords`")]
    Keyword,
    /// The signature does not match.
    #[error("the signature does not match; set `secret` to the robot's")]
    Sign,
    /// The time of the signature is over an hour off.
    #[error("the time of the signature is refused; set this machine's clock")]
    Timestamp,
    /// This machine's address is not on the robot's list.
    #[error("this machine's address is not on its list")]
    Address,
    /// DingTalk does not say which.
    #[error("it does not say which setting")]
    Unnamed,
}

impl From<RobotError> for SendError {
    fn from(error: RobotError) -> Self {
        let (remedy, may_have_arrived) = match &error {
            RobotError::Request(error) => return error.clone().into(),
            // Trying a message again that may have arrived does no harm: its `msgUuid` is the same.
            RobotError::Unknown { .. } => (Remedy::Retry, true),
            RobotError::Busy(_) => (Remedy::Retry, false),
            RobotError::Throttled(_) => (Remedy::Hold(THROTTLED), false),
            RobotError::Blocked(_) => (Remedy::Hold(BLOCKED), false),
            RobotError::Unsafe(_) | RobotError::TooLarge(_) => (Remedy::Reword, false),
            RobotError::Quota | RobotError::Config(_) | RobotError::Gone(_) | RobotError::Refused { .. } => {
                (Remedy::GiveUp, false)
            }
        };
        Self { reason: error.to_string(), remedy, may_have_arrived }
    }
}

/// Reads an answer.
pub(super) fn classify(status: u16, body: &[u8]) -> Result<(), RobotError> {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    match errcode(&answer) {
        Some(code) => judge(code, answer.get("errmsg").and_then(Value::as_str).unwrap_or_default()),
        None if status >= 500 => Err(RobotError::Busy(status.into())),
        // The gateway's own answer, {"status":1111,"wait":5,"source":"x5","punish":"deny"}, or a page of HTML.
        None => Err(RobotError::Blocked(status)),
    }
}

fn errcode(answer: &Value) -> Option<i64> {
    match answer.get("errcode")? {
        Value::Number(number) => number.as_i64(),
        Value::String(text) => text.trim().parse().ok(),
        Value::Null | Value::Bool(_) | Value::Array(_) | Value::Object(_) => None,
    }
}

/// The table of `errcode`s, as public client libraries and their users know them.
fn judge(code: i64, errmsg: &str) -> Result<(), RobotError> {
    Err(match code {
        0 => return Ok(()),
        -1 => RobotError::Busy(code),
        130_101 | 410_100 | 660_026 => RobotError::Throttled(code),
        90_030 => RobotError::Quota,
        310_000 => RobotError::Config(setting(errmsg)),
        300_001 | 300_005 | 400_013 | 400_101 | 400_102 | 400_106 => RobotError::Gone(code),
        430_101..=430_104 => RobotError::Unsafe(code),
        101_002 | 460_101 => RobotError::TooLarge(code),
        40_035 | 43_002 | 43_004 | 400_105 => RobotError::Refused { code, errmsg: cut(errmsg) },
        _ => RobotError::Unknown { code, errmsg: cut(errmsg) },
    })
}

/// 310000 is one number for four settings; only the words tell them apart, English or Chinese.
fn setting(errmsg: &str) -> Setting {
    let errmsg = errmsg.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| errmsg.contains(word));
    if says(&["keyword", "关键词"]) {
        Setting::Keyword
    } else if says(&["whitelist", "白名单"]) {
        Setting::Address
    } else if says(&["invalid timestamp", "过期"]) {
        // Before the signature, because both are spoken of when the time is wrong.
        Setting::Timestamp
    } else if says(&["sign", "签名"]) {
        Setting::Sign
    } else {
        Setting::Unnamed
    }
}

fn cut(errmsg: &str) -> String {
    errmsg.chars().filter(|c| !c.is_control()).take(ERRMSG).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, expect: Result<(), Remedy>) {
        assert_eq!(
            classify(200, body.as_bytes()).map_err(|error| SendError::from(error).remedy),
            expect,
            "{body}"
        );
    }

    #[track_caller]
    fn check_setting(errmsg: &str, expect: Setting) {
        let body = serde_json::json!({ "errcode": 310_000, "errmsg": errmsg }).to_string();
        assert_eq!(classify(200, body.as_bytes()), Err(RobotError::Config(expect)));
    }

    #[test]
    fn taken_as_number_or_string() {
        check(r#"{"errcode":0,"errmsg":"ok"}"#, Ok(()));
        check(r#"{"errcode":"0","errmsg":"ok"}"#, Ok(()));
    }

    #[test]
    fn busy_or_unknown_is_tried_again() {
        check(r#"{"errcode":-1,"errmsg":"system busy"}"#, Err(Remedy::Retry));
        check(r#"{"errcode":88,"errmsg":"?"}"#, Err(Remedy::Retry));
        assert_eq!(classify(502, b"<html>"), Err(RobotError::Busy(502)));
    }

    #[test]
    fn throttled_is_held_ten_minutes() {
        for code in [130_101, 410_100, 660_026] {
            check(&format!(r#"{{"errcode":{code}}}"#), Err(Remedy::Hold(Duration::from_secs(600))));
        }
    }

    #[test]
    fn what_is_not_the_robot_is_held_five_minutes() {
        let five = Err(Remedy::Hold(Duration::from_secs(300)));
        check(r#"{"status":1111,"wait":5,"source":"x5","punish":"deny"}"#, five);
        check("<!doctype html><title>denied</title>", five);
        check("", five);
        check(r#"{"errcode":null}"#, five);
        check(r#"{"errcode":[0]}"#, five);
        check("[0]", five);
    }

    #[test]
    fn unsafe_or_large_is_reworded() {
        for code in [430_101, 430_102, 430_103, 430_104, 460_101, 101_002] {
            check(&format!(r#"{{"errcode":{code}}}"#), Err(Remedy::Reword));
        }
    }

    #[test]
    fn hopeless_is_given_up() {
        for code in [
            90_030, 300_001, 300_005, 310_000, 400_013, 400_101, 400_102, 400_106, 400_105, 43_004, 40_035,
            43_002,
        ] {
            check(&format!(r#"{{"errcode":"{code}"}}"#), Err(Remedy::GiveUp));
        }
    }

    #[test]
    fn an_answer_that_did_not_come_is_waited_for_and_may_have_arrived() {
        for (error, may_have_arrived) in
            [(RequestError::NoAnswer("it took too long"), true), (RequestError::Unreachable("no"), false)]
        {
            let error = SendError::from(RobotError::from(error));
            assert_eq!((error.remedy, error.may_have_arrived), (Remedy::Retry, may_have_arrived));
        }
    }

    #[test]
    fn security_settings_are_named() {
        check_setting("keywords not in content", Setting::Keyword);
        check_setting("description:关键词不匹配;solution:请联系群管理员", Setting::Keyword);
        check_setting("sign not match", Setting::Sign);
        check_setting("description:机器人发送签名不匹配;solution:请确认签名和时间戳", Setting::Sign);
        check_setting("invalid timestamp", Setting::Timestamp);
        check_setting("description:机器人发送签名过期", Setting::Timestamp);
        check_setting("ip 1.2.3.4 not in whitelist", Setting::Address);
        check_setting("", Setting::Unnamed);
    }

    #[test]
    fn foreign_words_are_cut() {
        let body = format!(r#"{{"errcode":77,"errmsg":"a\n{}"}}"#, "x".repeat(10_000));
        let error = classify(200, body.as_bytes()).unwrap_err().to_string();
        assert!(error.len() < 300 && !error.contains('\n'), "{error}");
    }
}
