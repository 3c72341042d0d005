//! A flood of refusals is not a flood of log lines: each kind is told once in a while, with how many there were.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// Shortest time between two lines of a kind.
const PAUSE: Duration = Duration::from_secs(10);

/// When each kind was told last, and how many were not told since.
#[derive(Debug, Default)]
pub struct Quiet(Mutex<HashMap<&'static str, (Instant, u64)>>);

impl Quiet {
    /// Whether one of this kind is to be told now, and how many there were since the last that was.
    pub fn speak(&self, kind: &'static str, now: Instant) -> Option<u64> {
        let mut told = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        match told.get_mut(kind) {
            Some((last, since)) if now.duration_since(*last) < PAUSE => {
                *since += 1;
                None
            }
            Some((last, since)) => {
                *last = now;
                Some(std::mem::take(since))
            }
            None => {
                told.insert(kind, (now, 0));
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
        let (quiet, start) = (Quiet::default(), Instant::now());
        assert_eq!(quiet.speak("a", start), Some(0));
        assert_eq!(quiet.speak("a", start), None);
        assert_eq!(quiet.speak("a", start + PAUSE / 2), None);
        assert_eq!(quiet.speak("b", start), Some(0));
        assert_eq!(quiet.speak("a", start + PAUSE), Some(2));
        assert_eq!(quiet.speak("a", start + 2 * PAUSE), Some(0));
    }
}
