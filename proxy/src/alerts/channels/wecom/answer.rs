//! The meaning of a robot's answer: HTTP 200 with `errcode`.
//! <https://developer.work.weixin.qq.com/document/path/90313>

use std::time::Duration;

use serde_json::Value;

use crate::alerts::channel::{Remedy, SendError};
use crate::alerts::response_status;

/// How long to send nothing after WeCom says that too much was sent.
const THROTTLED: Duration = Duration::from_secs(60);

/// Reads an answer. Its words are not passed on: they could repeat a secret.
pub(super) fn classify(status: u16, retry_after: Option<&str>, body: &[u8]) -> Result<(), SendError> {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let Some(code) = answer.get("errcode").and_then(Value::as_i64) else {
        return Err(response_status::classify_foreign(status, retry_after));
    };
    let (reason, remedy) = match code {
        0 => return Ok(()),
        -1 => ("the robot's server is busy", Remedy::Retry),
        45_009 | 45_033 => ("the robot sends too fast", Remedy::Hold(THROTTLED)),
        93_000 | 93_008 => ("the robot is gone: its key is unknown, or it was removed", Remedy::GiveUp),
        40_008 => ("the robot does not know the type of the message", Remedy::GiveUp),
        40_058 | 45_002 | 44_004 => ("the robot refuses the message as too large or empty", Remedy::Reword),
        60_020 => ("this machine's address is not trusted", Remedy::GiveUp),
        _ => ("the robot did not take the message", Remedy::Retry),
    };
    Err(SendError { reason: format!("{reason} (errcode {code})"), remedy, may_have_arrived: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        for (status, body, expect) in [
            (200, r#"{"errcode":0,"errmsg":"ok"}"#, None),
            (200, r#"{"errcode":-1}"#, Some(Remedy::Retry)),
            (200, r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#, Some(Remedy::Hold(THROTTLED))),
            (200, r#"{"errcode":93000,"errmsg":"invalid webhook url"}"#, Some(Remedy::GiveUp)),
            (
                200,
                r#"{"errcode":40058,"errmsg":"markdown.content exceed max length 4096"}"#,
                Some(Remedy::Reword),
            ),
            (200, r#"{"errcode":45002}"#, Some(Remedy::Reword)),
            (200, r#"{"errcode":40008,"errmsg":"invalid message type"}"#, Some(Remedy::GiveUp)),
            (200, r#"{"errcode":7}"#, Some(Remedy::Retry)),
            (200, "<html>", Some(Remedy::Retry)),
            (503, "", Some(Remedy::Retry)),
        ] {
            let found = classify(status, None, body.as_bytes()).err().map(|error| error.remedy);
            assert_eq!(found, expect, "{status} {body}");
        }
    }
}
