//! The meaning of an answer: a status, and a word in the body where it is no 200.
//! <https://docs.slack.dev/messaging/sending-messages-using-incoming-webhooks/#handling_errors>,
//! <https://api.slack.com/changelog/2016-05-17-changes-to-errors-for-incoming-webhooks>

use crate::alerts::channel::{Remedy, SendError};
use crate::alerts::response_status;

/// Words of Slack, what they mean, and what to do.
const WORDS: [(&str, &str, Remedy); 17] = [
    ("invalid_payload", "the receiver refuses the message", Remedy::Reword),
    ("invalid_blocks", "the receiver refuses the message", Remedy::Reword),
    ("too_many_attachments", "the receiver refuses the message", Remedy::Reword),
    ("invalid_blocks_format", "the receiver refuses the message", Remedy::Reword),
    ("no_text", "the receiver refuses the message", Remedy::Reword),
    ("missing_text_or_fallback_or_attachments", "the receiver refuses the message", Remedy::Reword),
    ("invalid_token", "the webhook is gone: its address is unknown", Remedy::GiveUp),
    ("no_service", "the webhook is gone: it was disabled or removed", Remedy::GiveUp),
    ("no_service_id", "the webhook is gone: it was disabled or removed", Remedy::GiveUp),
    ("no_active_hooks", "the webhook is gone: it was disabled", Remedy::GiveUp),
    ("no_team", "the workspace of the webhook is gone", Remedy::GiveUp),
    ("team_disabled", "the workspace of the webhook is gone", Remedy::GiveUp),
    ("user_not_found", "the person of the webhook is gone", Remedy::GiveUp),
    ("channel_not_found", "the channel of the webhook is gone", Remedy::GiveUp),
    ("channel_is_archived", "the channel of the webhook is archived", Remedy::GiveUp),
    ("action_prohibited", "an administrator has forbidden the webhook", Remedy::GiveUp),
    (
        "posting_to_general_channel_denied",
        "an administrator has forbidden messages to #general",
        Remedy::GiveUp,
    ),
];

/// Reads an answer. Unknown words are not passed on: they could repeat a secret.
pub(super) fn classify(status: u16, retry_after: Option<&str>, body: &[u8]) -> Result<(), SendError> {
    let error = match response_status::classify(status, retry_after) {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    let said = String::from_utf8_lossy(body.get(..body.len().min(64)).unwrap_or_default());
    match WORDS.iter().find(|(word, ..)| said.trim() == *word) {
        Some((word, reason, remedy)) => {
            Err(SendError { reason: format!("{reason} ({word})"), remedy: *remedy, may_have_arrived: false })
        }
        None => Err(error),
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn answers() {
        for (status, retry_after, body, expect) in [
            (200, None, "ok", None),
            (400, None, "invalid_payload", Some(Remedy::Reword)),
            (404, None, "no_service\n", Some(Remedy::GiveUp)),
            (410, None, "channel_is_archived", Some(Remedy::GiveUp)),
            (403, None, "hunter2", Some(Remedy::Retry)),
            (429, Some("30"), "", Some(Remedy::Hold(Duration::from_secs(30)))),
            (500, None, "rollup_error", Some(Remedy::Retry)),
        ] {
            let found = classify(status, retry_after, body.as_bytes()).err();
            assert_eq!(found.as_ref().map(|error| error.remedy), expect, "{status} {body}");
            assert!(found.is_none_or(|error| !error.reason.contains("hunter2")));
        }
    }
}
