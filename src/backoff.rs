//! The pause after a request that failed: doubled with each failure, with jitter, so that the pages of a site do not come back
//! all at once.

/// The first pause and the longest, in milliseconds, as in the offline transport of `@sentry/browser`.
const FIRST_MS: u64 = 5_000;
const LONGEST_MS: u64 = 3_600_000;

/// When requests may be made again.
#[derive(Debug, Default)]
pub struct Backoff {
    pause_ms: u64,
    /// In milliseconds since 1970.
    pub until_ms: u64,
}

impl Backoff {
    /// Notes a request that failed. `roll` is random, 0 to 999: half of the pause is fixed, half is random. `at_least_ms` is
    /// the pause that the server asked for.
    pub fn fail(&mut self, now_ms: u64, at_least_ms: u64, roll: u64) {
        // The other requests in flight fail for the same reason.
        if now_ms < self.until_ms {
            return;
        }
        self.pause_ms = (self.pause_ms * 2).clamp(FIRST_MS, LONGEST_MS);
        let random_ms = self.pause_ms / 2 * roll.min(999) / 1_000;
        self.until_ms = now_ms + (self.pause_ms / 2 + random_ms).max(at_least_ms);
    }

    /// Notes a request that the server has taken.
    pub fn succeed(&mut self) {
        *self = Self::default();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_failure_doubles_the_pause_up_to_an_hour() {
        let mut backoff = Backoff::default();
        let mut pauses = Vec::new();
        let mut now_ms = 0;
        for _ in 0..12 {
            backoff.fail(now_ms, 0, 0);
            pauses.push((backoff.until_ms - now_ms) / 500);
            now_ms = backoff.until_ms;
        }
        assert_eq!(pauses, [5, 10, 20, 40, 80, 160, 320, 640, 1_280, 2_560, 3_600, 3_600]);
    }

    #[test]
    fn half_of_the_pause_is_random() {
        for (roll, until_ms) in [(0, 2_500), (500, 3_750), (999, 4_997), (7_000, 4_997)] {
            let mut backoff = Backoff::default();
            backoff.fail(0, 0, roll);
            assert_eq!(backoff.until_ms, until_ms, "{roll}");
        }
    }

    #[test]
    fn requests_that_fail_together_are_one_failure_and_a_success_ends_the_pause() {
        let mut backoff = Backoff::default();
        backoff.fail(0, 0, 0);
        backoff.fail(1, 0, 0);
        assert_eq!(backoff.until_ms, 2_500);
        backoff.succeed();
        assert_eq!(backoff.until_ms, 0);
        backoff.fail(10, 0, 0);
        assert_eq!(backoff.until_ms, 2_510);
    }

    #[test]
    fn the_server_may_ask_for_a_longer_pause() {
        let mut backoff = Backoff::default();
        backoff.fail(0, 120_000, 0);
        assert_eq!(backoff.until_ms, 120_000);
    }
}
