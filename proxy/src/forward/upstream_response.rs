//! The status of an upstream's response, and when an envelope is sent again.

use std::time::Duration;

/// Wait after the first failure. It doubles with each further one.
const FIRST_WAIT: Duration = Duration::from_secs(1);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_secs(5 * 60);

/// The meaning of a response.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Response {
    /// The upstream took the envelope.
    Accepted,
    /// The upstream will never take the envelope.
    Rejected,
    /// The envelope is sent again as soon as the upstream's limits allow.
    RateLimited,
    /// The envelope is sent again later.
    Unavailable,
}

/// Reads a status. An unknown key (401, 403, 404) is a mistake in the configuration: the envelopes wait until the operator
/// has corrected it.
pub(super) fn interpret(status: u16) -> Response {
    match status {
        200..=299 => Response::Accepted,
        429 => Response::RateLimited,
        401 | 403 | 404 | 407 | 408 => Response::Unavailable,
        400..=499 => Response::Rejected,
        _ => Response::Unavailable,
    }
}

/// The wait after this many failures in a row.
pub(super) fn back_off(failures: u32) -> Duration {
    FIRST_WAIT.saturating_mul(2_u32.saturating_pow(failures.saturating_sub(1))).min(LONGEST_WAIT)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_status_has_its_meaning() {
        for (status, expect) in [
            (200, Response::Accepted),
            (202, Response::Accepted),
            (301, Response::Unavailable),
            (400, Response::Rejected),
            (403, Response::Unavailable),
            (413, Response::Rejected),
            (429, Response::RateLimited),
            (500, Response::Unavailable),
            (503, Response::Unavailable),
        ] {
            assert_eq!(interpret(status), expect, "{status}");
        }
    }

    #[test]
    fn waits_double_up_to_five_minutes() {
        let waits: Vec<_> = [1, 2, 3, 9, 10, u32::MAX].into_iter().map(|n| back_off(n).as_secs()).collect();
        assert_eq!(waits, [1, 2, 4, 256, 300, 300]);
    }
}
