//! Keeps a channel to its pace: pure, with the time as an argument.

use std::collections::VecDeque;
use std::time::Duration;

use crate::alerts::channel::Pace;
use crate::model::timestamp::Timestamp;

/// Longest hold that can be meant, in seconds; a longer one means that the machine's clock was set back.
const LONGEST_HOLD: f64 = 3600.0;

/// When a channel may send.
#[derive(Debug, Clone)]
pub struct Throttle {
    pace: Pace,
    /// When the last messages were answered, oldest first; at most as many as fit into a window.
    sent: VecDeque<Timestamp>,
    held_until: Option<Timestamp>,
}

impl Throttle {
    /// Nothing was sent yet.
    #[must_use]
    pub fn new(pace: Pace) -> Self {
        Self { pace, sent: VecDeque::new(), held_until: None }
    }

    /// Changes the pace; earlier messages still count.
    pub fn set_pace(&mut self, pace: Pace) {
        self.pace = pace;
    }

    /// Whether a message may go now, else when to ask again. One that is not urgent leaves the reserve alone.
    pub fn next_allowed(&self, now: Timestamp, is_urgent: bool) -> Result<(), Timestamp> {
        if let Some(until) = self.held_until
            && now < until
            && until.0 - now.0 <= LONGEST_HOLD
        {
            return Err(until);
        }
        let window = self.pace.window.as_secs_f64();
        let reserve = if is_urgent { 0 } else { self.pace.reserve };
        // A reserve of all would silence everything else.
        let most = self.pace.messages.saturating_sub(reserve).max(1);
        // Times in the future were noted before the clock was set back, and mean nothing.
        let recent = self.sent.iter().filter(|at| at.0 <= now.0 && now.0 < at.0 + window).count();
        if recent < most {
            return Ok(());
        }
        // The oldest of the last so many: once it is out of the window, there is a place.
        let oldest = self.sent.len().checked_sub(most).and_then(|at| self.sent.get(at));
        oldest.map_or(Ok(()), |oldest| Err(Timestamp(oldest.0 + window)))
    }

    /// Notes a message, with the time of its *answer*: it arrived before that, and the next one arrives after
    /// its own start, so no more arrive in any window of the receiver than may, however slow the network.
    pub fn note(&mut self, answered: Timestamp) {
        self.sent.push_back(answered);
        while self.sent.len() > self.pace.messages {
            self.sent.pop_front();
        }
    }

    /// Sends nothing for so long.
    pub fn hold(&mut self, now: Timestamp, length: Duration) {
        self.held_until = Some(Timestamp(now.0 + length.as_secs_f64()));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Twenty in a minute, and a second for clocks that do not run alike.
    const PACE: Pace = Pace { messages: 20, reserve: 3, window: Duration::from_secs(61) };

    /// A throttle after messages at these seconds.
    fn after(sent: impl IntoIterator<Item = u32>) -> Throttle {
        let mut throttle = Throttle::new(PACE);
        for at in sent {
            throttle.note(Timestamp(at.into()));
        }
        throttle
    }

    #[track_caller]
    fn check(throttle: &Throttle, now: f64, expect: Result<(), f64>) {
        assert_eq!(throttle.next_allowed(Timestamp(now), true).map_err(|at| at.0), expect);
    }

    #[test]
    fn nothing_sent() {
        check(&Throttle::new(PACE), 0.0, Ok(()));
    }

    #[test]
    fn the_twentieth_goes_and_the_next_waits() {
        check(&after([100; 19]), 100.0, Ok(()));
        check(&after([100; 20]), 100.0, Err(161.0));
        check(&after([100; 20]), 160.9, Err(161.0));
        check(&after([100; 20]), 161.0, Ok(()));
    }

    #[test]
    fn waits_for_the_oldest_of_the_last_twenty() {
        check(&after(100..120), 120.0, Err(161.0));
        check(&after(100..121), 121.0, Err(162.0));
        check(&after(100..120), 161.0, Ok(()));
    }

    #[test]
    fn never_more_than_twenty_in_any_minute() {
        let mut throttle = Throttle::new(PACE);
        let mut sent = Vec::new();
        let mut now = Timestamp(0.0);
        while sent.len() < 200 {
            match throttle.next_allowed(now, true) {
                Ok(()) => {
                    throttle.note(now);
                    sent.push(now.0);
                    now = Timestamp(now.0 + 0.25);
                }
                Err(at) => now = at,
            }
        }
        assert!(sent.windows(21).all(|window| window[20] - window[0] > 60.0));
        assert!(sent[199] < 610.0, "and no slower than it must be: {}", sent[199]);
    }

    #[test]
    fn what_is_not_urgent_leaves_the_reserve_alone() {
        let next = |throttle: &Throttle, now, is_urgent| throttle.next_allowed(Timestamp(now), is_urgent);
        assert_eq!(next(&after([100; 16]), 100.0, false), Ok(()));
        let throttle = after(100..117);
        assert_eq!(next(&throttle, 117.0, false), Err(Timestamp(161.0)));
        assert_eq!(next(&throttle, 117.0, true), Ok(()));
        assert_eq!(next(&throttle, 161.0, false), Ok(()));
        // Urgent ones that used the reserve count for the others too.
        assert_eq!(next(&after(100..120), 163.9, false), Err(Timestamp(164.0)));
        assert_eq!(next(&after(100..120), 164.0, false), Ok(()));
        assert_eq!(next(&after(100..120), 161.0, true), Ok(()));
    }

    #[test]
    fn a_pace_that_changes_counts_what_was_sent() {
        let mut throttle = after(100..120);
        throttle.set_pace(Pace { messages: 5, reserve: 1, window: Duration::from_secs(10) });
        check(&throttle, 120.0, Err(125.0));
        check(&throttle, 125.0, Ok(()));
        throttle.set_pace(PACE);
        check(&throttle, 125.0, Err(161.0));
    }

    #[test]
    fn held() {
        let mut throttle = Throttle::new(PACE);
        throttle.hold(Timestamp(100.0), Duration::from_secs(600));
        check(&throttle, 100.0, Err(700.0));
        check(&throttle, 699.0, Err(700.0));
        check(&throttle, 700.0, Ok(()));
    }

    #[test]
    fn a_clock_set_back_does_not_silence() {
        check(&after([1_000_000; 20]), 0.0, Ok(()));
        let mut throttle = Throttle::new(PACE);
        throttle.hold(Timestamp(1_000_000.0), Duration::from_secs(600));
        check(&throttle, 0.0, Ok(()));
    }
}
