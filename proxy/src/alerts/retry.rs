//! What becomes of an alert that a channel did not take: pure.

use std::time::Duration;

use crate::alerts::Delivery;
use crate::alerts::channels::dingtalk::answer::{Remedy, SendError};
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
    let wait = match error.remedy() {
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
    use crate::alerts::channels::dingtalk::answer::Setting;

    const NOW: Timestamp = Timestamp(1000.0);
    const MINUTE: u64 = 60;
    const HOUR: u64 = 60 * MINUTE;

    /// The wait in seconds, or none if given up.
    #[track_caller]
    fn check(error: SendError, attempts: u32, age: u64, expect: Option<u64>) {
        match (after_failure(&error, attempts, Duration::from_secs(age), NOW), expect) {
            (Delivery::Waiting { due, last_error }, Some(wait)) => {
                assert_eq!(due.0 - NOW.0, wait as f64);
                assert_eq!(last_error, Some(error.to_string()));
            }
            (Delivery::Failed { error: reason }, None) => assert!(reason.ends_with(&error.to_string())),
            (delivery, _) => panic!("{delivery:?}, not {expect:?}"),
        }
    }

    #[test]
    fn waits_double_up_to_ten_minutes() {
        for (attempts, wait) in
            [(0, 5), (1, 10), (2, 20), (3, 40), (4, 80), (5, 160), (6, 320), (7, 600), (u32::MAX, 600)]
        {
            check(SendError::Busy(-1), attempts, 0, Some(wait));
        }
    }

    #[test]
    fn no_answer_and_unknown_codes_are_tried_again() {
        check(SendError::NoAnswer("it took too long"), 0, 0, Some(5));
        check(SendError::Unknown { code: 88, errmsg: String::new() }, 1, 0, Some(10));
    }

    #[test]
    fn a_held_robot_waits_its_hold_whatever_the_attempts() {
        check(SendError::Throttled(130_101), 0, 0, Some(10 * MINUTE));
        check(SendError::Throttled(130_101), 9, 0, Some(10 * MINUTE));
        check(SendError::Blocked(200), 3, 0, Some(5 * MINUTE));
    }

    #[test]
    fn given_up_after_a_day() {
        check(SendError::Busy(-1), 99, 24 * HOUR - 1, Some(600));
        check(SendError::Busy(-1), 99, 24 * HOUR, None);
        check(SendError::Throttled(130_101), 1, 25 * HOUR, None);
    }

    #[test]
    fn never_tried_again() {
        for error in [
            SendError::Config(Setting::Sign),
            SendError::Config(Setting::Keyword),
            SendError::Gone(300_005),
            SendError::Quota,
            SendError::Url,
            SendError::Unsafe(430_104),
            SendError::TooLarge(460_101),
            SendError::Refused { code: 400_105, errmsg: String::new() },
        ] {
            check(error, 0, 0, None);
        }
    }
}
