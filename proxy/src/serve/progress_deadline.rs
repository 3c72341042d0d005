//! A deadline that moves on as bytes do: what stands still misses it, and so does what creeps.

use std::time::Duration;

use tokio::time::Instant;

/// When the next bytes are due. It is never further away than the patience, and each byte moves it by its time at the
/// slowest rate, so that a byte now and then does not keep anything open.
#[derive(Debug, Clone, Copy)]
pub struct Pace {
    patience: Duration,
    /// Slowest rate, in bytes a second.
    rate: u32,
    due: Instant,
}

impl Pace {
    /// Begins now.
    #[must_use]
    pub fn new(patience: Duration, rate: u32, now: Instant) -> Self {
        Self { patience, rate, due: now + patience }
    }

    /// So many bytes have come or gone.
    pub fn advance(&mut self, bytes: usize, now: Instant) {
        let earned = Duration::from_secs_f64(bytes as f64 / f64::from(self.rate.max(1)));
        self.due = (self.due + earned.min(self.patience)).min(now + self.patience);
    }

    /// When more must have come or gone.
    #[must_use]
    pub fn due(&self) -> Instant {
        self.due
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const PATIENCE: Duration = Duration::from_secs(10);

    #[test]
    fn many_bytes_renew_the_patience() {
        let start = Instant::now();
        let mut pace = Pace::new(PATIENCE, 1_000, start);
        assert_eq!(pace.due(), start + PATIENCE);
        let later = start + Duration::from_secs(9);
        pace.advance(1 << 20, later);
        assert_eq!(pace.due(), later + PATIENCE);
    }

    #[test]
    fn a_byte_now_and_then_does_not() {
        let start = Instant::now();
        let mut pace = Pace::new(PATIENCE, 1_000, start);
        for second in 1..10 {
            pace.advance(1, start + Duration::from_secs(second));
        }
        assert_eq!(pace.due(), start + PATIENCE + Duration::from_millis(9));
        pace.advance(2_000, start + PATIENCE);
        assert_eq!(pace.due(), start + PATIENCE + Duration::from_millis(2_009));
    }
}
