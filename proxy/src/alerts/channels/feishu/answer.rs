//! The meaning of a bot's answer. It says in `code`, or in the older `StatusCode`, how it went:
//! <https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot>

use std::time::Duration;

use serde_json::Value;

use crate::alerts::channel::{Remedy, SendError};
use crate::alerts::response_status;

/// How long to send nothing after Feishu says that too much was sent.
const THROTTLED: Duration = Duration::from_secs(60);

/// How Feishu says in words that too much was sent: 9499 is any bad request, and one too many.
/// <https://github.com/ccfos/nightingale/issues/1437>
const TOO_MANY: [&str; 3] = ["too many request", "frequency limit", "rate limit"];

/// Reads an answer. Its words are not passed on: they could repeat a secret.
pub(super) fn classify(status: u16, retry_after: Option<&str>, body: &[u8]) -> Result<(), SendError> {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let code = ["code", "StatusCode"].iter().find_map(|name| answer.get(name).and_then(Value::as_i64));
    let Some(code) = code else {
        return Err(response_status::classify_foreign(status, retry_after));
    };
    let is_too_many = ["msg", "StatusMessage"]
        .iter()
        .filter_map(|name| answer.get(name).and_then(Value::as_str))
        .map(str::to_ascii_lowercase)
        .any(|words| TOO_MANY.iter().any(|said| words.contains(said)));
    let (reason, remedy) = match code {
        0 => return Ok(()),
        11_232 | 99_991_400 => ("the bot sends too fast", Remedy::Hold(THROTTLED)),
        19_021 => {
            ("the signature or its time is refused: check `secret` and this machine's clock", Remedy::GiveUp)
        }
        19_022 => ("this machine's address is not on the bot's list", Remedy::GiveUp),
        19_024 => ("none of the bot's keywords stands in the message: set `keywords`", Remedy::GiveUp),
        19_001 => ("the bot is gone: its address is unknown", Remedy::GiveUp),
        9_499 if is_too_many => ("the bot sends too fast", Remedy::Hold(THROTTLED)),
        // 19002 is `params error`: a part of the message is missing.
        9_499 | 11_246 | 19_002 => ("the bot refuses the message", Remedy::Reword),
        _ => ("the bot did not take the message", Remedy::Retry),
    };
    Err(SendError { reason: format!("{reason} (code {code})"), remedy, may_have_arrived: false })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes() {
        let hold = Remedy::Hold(THROTTLED);
        for (status, body, expect) in [
            (200, r#"{"code":0,"data":{},"msg":"success"}"#, None),
            (200, r#"{"Extra":null,"StatusCode":0,"StatusMessage":"success"}"#, None),
            (200, r#"{"code":19021,"msg":"sign match fail"}"#, Some(Remedy::GiveUp)),
            (200, r#"{"code":19024,"msg":"Key Words Not Found"}"#, Some(Remedy::GiveUp)),
            (400, r#"{"code":9499,"msg":"Bad Request"}"#, Some(Remedy::Reword)),
            (400, r#"{"code":9499,"msg":"too many request","data":{}}"#, Some(hold)),
            (200, r#"{"code":9499,"msg":"frequency limited psm[x]"}"#, Some(hold)),
            (200, r#"{"code":19002,"msg":"params error, msg_type need"}"#, Some(Remedy::Reword)),
            (
                200,
                r#"{"code":19001,"msg":"param invalid: incoming webhook access token invalid"}"#,
                Some(Remedy::GiveUp),
            ),
            (429, r#"{"code":11232,"msg":"frequency limited"}"#, Some(hold)),
            (200, r#"{"code":7}"#, Some(Remedy::Retry)),
            (200, "<html>", Some(Remedy::Retry)),
            (200, "", Some(Remedy::Retry)),
            (502, "<html>", Some(Remedy::Retry)),
            (429, "", Some(hold)),
        ] {
            let found = classify(status, None, body.as_bytes()).err().map(|error| error.remedy);
            assert_eq!(found, expect, "{status} {body}");
        }
    }
}
