//! Whether a value is beyond its threshold, and what follows: pure.

use std::time::Duration;

use crate::model::firing::Cause;
use crate::model::timestamp::Timestamp;
use crate::store::AlertState;

/// How long something has to go on before it can be over: a value around its limit sends few messages.
const SHORTEST: f64 = 900.0;
/// After this it is not repeated any more: nobody does anything about it.
const REPEATED_FOR: f64 = 7.0 * 86_400.0;
/// Hours without which nothing is usual.
const KNOWN_HOURS: usize = 24;

/// A value beside its threshold.
#[derive(Debug, Clone, PartialEq)]
pub enum Reading {
    /// It is beyond it.
    Beyond(Cause),
    /// It is not; the value, if there is one.
    Within(Option<f64>),
    /// There is too little to say anything.
    Unknown,
}

/// What follows from a reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// Nothing.
    Nothing,
    /// It is told.
    Fire,
    /// It is told if nothing holds it back any more.
    Retry,
    /// It is told again.
    Repeat,
    /// It is over.
    Recover,
}

/// What follows from a reading, beside what was found before.
#[must_use]
pub fn step(
    reading: &Reading,
    state: Option<&AlertState>,
    repeat_interval: Option<Duration>,
    now: Timestamp,
) -> Step {
    match (reading, state) {
        (Reading::Unknown, _) | (Reading::Within(_), None) => Step::Nothing,
        (Reading::Beyond(_), None) => Step::Fire,
        (Reading::Beyond(_), Some(state)) => {
            let Some(told) = state.told else { return Step::Retry };
            let is_old = now.0 - state.since.0 > REPEATED_FOR;
            let is_due = repeat_interval.is_some_and(|interval| now.0 - told.0 >= interval.as_secs_f64());
            if is_due && !is_old { Step::Repeat } else { Step::Nothing }
        }
        (Reading::Within(_), Some(state)) => {
            let age = now.0 - state.since.0;
            // A time in the future was noted before the clock was set back.
            if (0.0..SHORTEST).contains(&age) { Step::Nothing } else { Step::Recover }
        }
    }
}

/// The events of the last sixty minutes, from those of the hour so far and of the hour before:
/// <https://blog.cloudflare.com/counting-things-a-lot-of-different-things/>
#[must_use]
pub fn last_hour(current: u64, previous: u64, now: Timestamp) -> f64 {
    let elapsed = (now.0 / 3_600.0).fract();
    current as f64 + previous as f64 * (1.0 - elapsed)
}

/// The usual number of events in an hour: the middle one of those that are known. None: too few are known.
///
/// `hours` has the hours with events, and `all` is the number of hours since the first of them.
#[must_use]
pub fn usual(mut hours: Vec<u64>, all: usize) -> Option<f64> {
    if all < KNOWN_HOURS {
        return None;
    }
    hours.resize(all.max(hours.len()), 0);
    hours.sort_unstable();
    hours.get(hours.len() / 2).map(|middle| *middle as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(since: f64, told: Option<f64>) -> AlertState {
        AlertState {
            rule: "r".into(),
            project_id: 1,
            issue_id: None,
            since: Timestamp(since),
            told: told.map(Timestamp),
            cause: Cause::Requested,
            environment: None,
        }
    }

    #[test]
    fn told_once_then_repeated_then_over() {
        let hour = Some(Duration::from_secs(3_600));
        let beyond = Reading::Beyond(Cause::Requested);
        let within = Reading::Within(Some(1.0));
        let told = |since, at| Some(state(since, Some(at)));
        for (reading, state, repeat, now, expect) in [
            (&beyond, None, hour, 0.0, Step::Fire),
            (&within, None, hour, 0.0, Step::Nothing),
            (&Reading::Unknown, told(0.0, 0.0), hour, 9_999.0, Step::Nothing),
            (&beyond, told(0.0, 0.0), hour, 3_599.0, Step::Nothing),
            (&beyond, told(0.0, 0.0), hour, 3_600.0, Step::Repeat),
            (&beyond, Some(state(0.0, None)), hour, 60.0, Step::Retry),
            (&beyond, told(0.0, 3_600.0), hour, 3_660.0, Step::Nothing),
            (&beyond, told(0.0, 0.0), None, 9e5, Step::Nothing),
            (&beyond, told(0.0, 0.0), hour, 8.0 * 86_400.0, Step::Nothing),
            (&within, told(0.0, 0.0), hour, 899.0, Step::Nothing),
            (&within, told(0.0, 0.0), hour, 900.0, Step::Recover),
            (&within, told(9e5, 9e5), hour, 0.0, Step::Recover),
        ] {
            assert_eq!(
                step(reading, state.as_ref(), repeat, Timestamp(now)),
                expect,
                "{reading:?} {state:?} {now}"
            );
        }
    }

    #[test]
    fn the_hour_before_counts_for_what_is_left_of_it() {
        assert_eq!(last_hour(10, 100, Timestamp(7_200.0)), 110.0);
        assert_eq!(last_hour(10, 100, Timestamp(9_000.0)), 60.0);
    }

    #[test]
    fn the_usual_hour_is_the_middle_one_and_silent_hours_count() {
        assert_eq!(usual(vec![5; 23], 23), None);
        assert_eq!(usual(vec![5; 24], 24), Some(5.0));
        assert_eq!(usual(vec![1_000], 168), Some(0.0));
        let week: Vec<u64> = (0..168).map(|hour| if hour % 24 < 8 { 10 } else { 100 }).collect();
        assert_eq!(usual(week, 168), Some(100.0));
    }
}
