//! When requests are meant to start.

use std::time::Duration;

/// The pace of a run; times are since its start.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pace {
    /// Closed loop: each connection starts one when it was answered.
    AsAnswered,
    /// Open loop: so many a second, whatever the answers do.
    Rate(f64),
}

impl Pace {
    /// When request `n` is meant to start, if now is `now`.
    pub fn due(self, n: u64, now: Duration) -> Duration {
        match self {
            Self::AsAnswered => now,
            #[expect(clippy::cast_precision_loss, reason = "no run has 2^52 requests")]
            Self::Rate(rate) => Duration::from_secs_f64(n as f64 / rate),
        }
    }

    /// How many are meant to start within `time`; nothing can be said of a closed loop.
    pub fn offered(self, time: Duration) -> Option<u64> {
        match self {
            Self::AsAnswered => None,
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "rates are above 0")]
            Self::Rate(rate) => Some((rate * time.as_secs_f64()).ceil() as u64),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_open_loop_does_not_wait() {
        let pace = Pace::Rate(1000.0);
        let late = Duration::from_secs(3);
        assert_eq!(pace.due(0, late), Duration::ZERO);
        assert_eq!(pace.due(250, late), Duration::from_millis(250));
        assert_eq!(pace.offered(Duration::from_secs(2)), Some(2000));
    }

    #[test]
    fn a_closed_loop_starts_at_once() {
        let now = Duration::from_millis(17);
        assert_eq!(Pace::AsAnswered.due(9, now), now);
        assert_eq!(Pace::AsAnswered.offered(now), None);
    }
}
