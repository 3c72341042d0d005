//! The meaning of the HTTP status of a receiver that speaks by it.
//!
//! <https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md#deliverability-and-reliability>

use std::time::Duration;

use crate::alerts::channel::{Remedy, SendError};

/// How long to send nothing where a 429 does not say how long.
const PAUSE: Duration = Duration::from_secs(60);
/// Longest `Retry-After` that is believed.
const LONGEST_PAUSE: Duration = Duration::from_secs(60 * 60);

/// Reads an answer. Its body is not looked at: it could repeat a secret.
pub(crate) fn classify(status: u16, retry_after: Option<&str>) -> Result<(), SendError> {
    let pause = retry_after.and_then(seconds).map(|pause| pause.min(LONGEST_PAUSE));
    let error = |reason: &str, remedy, may_have_arrived| {
        Err(SendError { reason: format!("{reason} (HTTP {status})"), remedy, may_have_arrived })
    };
    match status {
        200..=299 => Ok(()),
        300..=399 => {
            error("the receiver redirects, which is not followed: set its final url", Remedy::Retry, false)
        }
        410 => error("the receiver is gone and wants no more messages", Remedy::GiveUp, false),
        429 => error("the receiver gets too many messages", Remedy::Hold(pause.unwrap_or(PAUSE)), false),
        503 => error("the receiver is not available", pause.map_or(Remedy::Retry, Remedy::Hold), false),
        // A gateway may have handed it on.
        500..=599 => error("the receiver failed", pause.map_or(Remedy::Retry, Remedy::Hold), true),
        401 | 403 => error("the receiver refuses the message: check secret and url", Remedy::Retry, false),
        _ => error("the receiver does not take the message", Remedy::Retry, false),
    }
}

/// Reads an answer that is none of a chat, which says in its body how it went: it came from something on the way.
pub(crate) fn classify_foreign(status: u16, retry_after: Option<&str>) -> SendError {
    let reason = "something before the chat answered, not the chat".into();
    match classify(status, retry_after) {
        Ok(()) => SendError { reason, remedy: Remedy::Retry, may_have_arrived: true },
        Err(error) => error,
    }
}

fn seconds(retry_after: &str) -> Option<Duration> {
    retry_after.trim().parse().ok().map(Duration::from_secs)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(status: u16, retry_after: Option<&str>, expect: Option<Remedy>) {
        let result = classify(status, retry_after);
        assert_eq!(result.as_ref().err().map(|error| error.remedy), expect, "{status} {retry_after:?}");
        assert!(result.err().is_none_or(|error| error.reason.contains(&status.to_string())));
    }

    fn hold(seconds: u64) -> Option<Remedy> {
        Some(Remedy::Hold(Duration::from_secs(seconds)))
    }

    #[test]
    fn statuses() {
        for status in [200, 201, 202, 204, 299] {
            check(status, Some("7"), None);
        }
        for status in [100, 302, 307, 400, 401, 403, 404, 413, 500, 502, 503, 504] {
            check(status, None, Some(Remedy::Retry));
        }
        check(410, Some("7"), Some(Remedy::GiveUp));
    }

    #[test]
    fn a_receiver_may_ask_for_a_pause() {
        check(429, None, hold(60));
        check(429, Some("7"), hold(7));
        check(429, Some("999999999"), hold(3_600));
        check(429, Some("Sat, 28 Nov 2026 21:00:00 GMT"), hold(60));
        check(503, Some(" 30 "), hold(30));
        check(500, Some("30"), hold(30));
    }

    #[test]
    fn only_failures_behind_a_gateway_may_have_arrived() {
        let may_have_arrived = |status| classify(status, None).unwrap_err().may_have_arrived;
        assert_eq!([500, 502, 504].map(may_have_arrived), [true; 3]);
        assert_eq!([302, 404, 410, 429, 503].map(may_have_arrived), [false; 5]);
    }
}
