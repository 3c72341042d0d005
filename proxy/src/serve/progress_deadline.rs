//! A deadline that moves with the bytes of a body or an answer: a transfer that stops or creeps misses it.

use std::time::Duration;

use tokio::time::Instant;

/// When the next bytes are due. It is never further away than the timeout, and each byte moves it by its time at the
/// slowest rate, so that a byte now and then does not keep anything open.
#[derive(Debug, Clone, Copy)]
pub struct ProgressDeadline {
    timeout: Duration,
    /// Slowest rate, in bytes a second.
    rate: u32,
    due: Instant,
}

impl ProgressDeadline {
    /// Begins now.
    #[must_use]
    pub fn new(timeout: Duration, rate: u32, now: Instant) -> Self {
        Self { timeout, rate, due: now + timeout }
    }

    /// Moves the deadline by this number of bytes.
    pub fn advance(&mut self, bytes: usize, now: Instant) {
        let earned = Duration::from_secs_f64(bytes as f64 / f64::from(self.rate.max(1)));
        self.due = (self.due + earned.min(self.timeout)).min(now + self.timeout);
    }

    /// When the next bytes are due.
    #[must_use]
    pub fn due(&self) -> Instant {
        self.due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TIMEOUT: Duration = Duration::from_secs(10);

    #[test]
    fn many_bytes_renew_the_timeout() {
        let start = Instant::now();
        let mut deadline = ProgressDeadline::new(TIMEOUT, 1_000, start);
        assert_eq!(deadline.due(), start + TIMEOUT);
        let later = start + Duration::from_secs(9);
        deadline.advance(1 << 20, later);
        assert_eq!(deadline.due(), later + TIMEOUT);
    }

    #[test]
    fn a_byte_now_and_then_does_not() {
        let start = Instant::now();
        let mut deadline = ProgressDeadline::new(TIMEOUT, 1_000, start);
        for second in 1..10 {
            deadline.advance(1, start + Duration::from_secs(second));
        }
        assert_eq!(deadline.due(), start + TIMEOUT + Duration::from_millis(9));
        deadline.advance(2_000, start + TIMEOUT);
        assert_eq!(deadline.due(), start + TIMEOUT + Duration::from_millis(2_009));
    }
}
