//! When a failed alert is tried again, or given up: pure.

use std::time::Duration;

use crate::alerts::channel::{Remedy, SendError};
use crate::model::alert::Delivery;
use crate::model::timestamp::Timestamp;

/// The wait after the first failed try; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(5);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(10 * 60);
/// After this it is no news any more.
const GIVEN_UP: Duration = Duration::from_secs(24 * 60 * 60);

/// How far an alert is after a failed try, which followed `attempts` earlier ones, at `age` since it was made.
#[must_use]
pub fn after_failure(error: &SendError, attempts: u32, age: Duration, now: Timestamp) -> Delivery {
    let wait = match error.remedy {
        Remedy::Retry => back_off(attempts),
        Remedy::Hold(length) => length,
        // Rewording was tried by whoever asks.
        Remedy::Reword | Remedy::GiveUp => return Delivery::Failed { error: error.to_string() },
    };
    if age >= GIVEN_UP {
        return Delivery::Failed { error: format!("given up after 24 hours: {error}") };
    }
    Delivery::Waiting { due: Timestamp(now.0 + wait.as_secs_f64()), last_error: Some(error.to_string()) }
}

fn back_off(attempts: u32) -> Duration {
    FIRST_WAIT.saturating_mul(2_u32.saturating_pow(attempts)).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: Timestamp = Timestamp(1000.0);
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;

    /// The wait in seconds, or none if given up.
    #[track_caller]
    fn check(remedy: Remedy, attempts: u32, age: u64, expect: Option<u64>) {
        let error = SendError { reason: "it says no".into(), remedy, may_have_arrived: false };
        match (after_failure(&error, attempts, Duration::from_secs(age), NOW), expect) {
            (Delivery::Waiting { due, last_error }, Some(wait)) => {
                assert_eq!(due.0 - NOW.0, wait as f64);
                assert_eq!(last_error.as_deref(), Some("it says no"));
            }
            (Delivery::Failed { error: reason }, None) => assert!(reason.ends_with("it says no")),
            (delivery, _) => panic!("{delivery:?}, not {expect:?}"),
        }
    }

    #[test]
    fn waits_double_up_to_ten_minutes() {
        for (attempts, wait) in
            [(0, 5), (1, 10), (2, 20), (3, 40), (4, 80), (5, 160), (6, 320), (7, 600), (u32::MAX, 600)]
        {
            check(Remedy::Retry, attempts, 0, Some(wait));
        }
    }

    #[test]
    fn a_held_channel_waits_its_hold_whatever_the_attempts() {
        for attempts in [0, 9] {
            check(Remedy::Hold(Duration::from_secs(10 * MINUTE)), attempts, 0, Some(10 * MINUTE));
        }
    }

    #[test]
    fn given_up_after_a_day() {
        check(Remedy::Retry, 99, 24 * HOUR - 1, Some(600));
        check(Remedy::Retry, 99, 24 * HOUR, None);
        check(Remedy::Hold(Duration::from_secs(MINUTE)), 1, 25 * HOUR, None);
    }

    #[test]
    fn never_tried_again() {
        check(Remedy::GiveUp, 0, 0, None);
        check(Remedy::Reword, 0, 0, None);
    }
}
