//! What an upstream's answer means for the envelope it was sent.

use std::time::Duration;

/// The wait after the first failure; it doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// It has been taken.
    Taken,
    /// It will never be taken.
    Refused,
    /// It is sent again, as soon as the upstream's limits allow.
    Limited,
    /// It is sent again later.
    Later,
}

/// What an answer means. A key that is not known there (401, 403, 404) is the operator's mistake, which can be mended:
/// nothing is lost by it.
pub(super) fn next(status: u16) -> Next {
    match status {
        200..=299 => Next::Taken,
        429 => Next::Limited,
        401 | 403 | 404 | 407 | 408 => Next::Later,
        400..=499 => Next::Refused,
        _ => Next::Later,
    }
}

/// How long to wait after so many failures in a row.
pub(super) fn back_off(failures: u32) -> Duration {
    FIRST_WAIT.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers() {
        for (status, expect) in [
            (200, Next::Taken),
            (202, Next::Taken),
            (301, Next::Later),
            (400, Next::Refused),
            (403, Next::Later),
            (413, Next::Refused),
            (429, Next::Limited),
            (500, Next::Later),
            (503, Next::Later),
        ] {
            assert_eq!(next(status), expect, "{status}");
        }
    }

    #[test]
    fn waits_double_up_to_five_minutes() {
        let waits: Vec<_> = [1, 2, 3, 9, 10, u32::MAX].into_iter().map(|n| back_off(n).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 256, 300, 300]);
    }
}
