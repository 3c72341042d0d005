//! A flood of refusals is no flood of log lines: each kind is logged once in ten seconds, with how many there were.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Shortest time between two lines of a kind.
const PAUSE: Duration = Duration::from_secs(10);

/// When each kind was logged last, and how many were held back since.
#[derive(Debug, Default)]
pub struct LogLimiter(Mutex<HashMap<&'static str, (Instant, u64)>>);

impl LogLimiter {
    /// `Some` if one of this kind may be logged now, with the number that was held back since the last line.
    pub fn allow(&self, kind: &'static str, now: Instant) -> Option<u64> {
        let mut lines = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match lines.get_mut(kind) {
            Some((last, since)) if now.duration_since(*last) < PAUSE => {
                *since += 1;
                None
            }
            Some((last, since)) => {
                *last = now;
                Some(std::mem::take(since))
            }
            None => {
                lines.insert(kind, (now, 0));
                Some(0)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_a_kind_in_ten_seconds() {
        let (limiter, start) = (LogLimiter::default(), Instant::now());
        assert_eq!(limiter.allow("a", start), Some(0));
        assert_eq!(limiter.allow("a", start), None);
        assert_eq!(limiter.allow("a", start + PAUSE / 2), None);
        assert_eq!(limiter.allow("b", start), Some(0));
        assert_eq!(limiter.allow("a", start + PAUSE), Some(2));
        assert_eq!(limiter.allow("a", start + 2 * PAUSE), Some(0));
    }
}
