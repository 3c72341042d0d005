//! Whether the machine's clock can be trusted. The functions are pure: the time is an argument.
//!
//! Deletion by age is only as right as the clock. A clock that jumps (an empty battery, a restored virtual machine, a
//! typing error) could delete all data. So after a jump, deletion by age pauses until events have arrived at the new
//! time for a while, or until the operator confirms the clock.

use crate::model::timestamp::Timestamp;
use crate::store::ClockState;

/// How far the clock may move between two runs, in seconds: a day. If a server was stopped for longer, or an older
/// store is opened for the first time, deletion pauses as after any jump.
pub const JUMP: f64 = 86_400.0;
/// How long events must arrive at the new time before the clock is trusted, in seconds.
pub const ARRIVALS: f64 = 3_600.0;

/// The state of the clock after one more run. `newest` is the time when the last event arrived.
#[must_use]
pub fn observe(state: ClockState, now: Timestamp, newest: Option<Timestamp>) -> ClockState {
    let trusted = state.trusted.or(newest).unwrap_or(now);
    if is_near(trusted, now) {
        return believe(now);
    }
    let is_same_jump = state.jumped.is_some() && state.seen.is_some_and(|seen| is_near(seen, now));
    let state = ClockState { trusted: Some(trusted), seen: Some(now), ..state };
    let (Some(jumped), true) = (state.jumped, is_same_jump) else {
        return ClockState { jumped: Some(now), arrivals_since: None, ..state };
    };
    // An arrival at the new time: after the jump, and not in the future.
    let arrival = newest.filter(|newest| newest.0 >= jumped.0 && newest.0 <= now.0 + ARRIVALS);
    let arrivals_since = state.arrivals_since.or(arrival);
    match (arrival, arrivals_since) {
        (Some(newest), Some(first)) if newest.0 - first.0 >= ARRIVALS => believe(now),
        _ => ClockState { arrivals_since, ..state },
    }
}

/// The operator confirms that the clock is right.
#[must_use]
pub fn confirm(state: ClockState) -> ClockState {
    match state {
        ClockState { jumped: Some(_), seen: Some(seen), .. } => believe(seen),
        _ => state,
    }
}

fn believe(now: Timestamp) -> ClockState {
    ClockState { trusted: Some(now), seen: Some(now), jumped: None, arrivals_since: None }
}

fn is_near(a: Timestamp, b: Timestamp) -> bool {
    (a.0 - b.0).abs() <= JUMP
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: f64 = 1_800_000_000.0;
    const DAY: f64 = 86_400.0;

    /// Looks at these times, each with the arrival of the last event before it; the hours are relative to [`NOW`].
    fn looks(looks: &[(f64, Option<f64>)]) -> ClockState {
        let at = |hours: f64| Timestamp(NOW + hours * 3_600.0);
        looks
            .iter()
            .fold(ClockState::default(), |state, (now, newest)| observe(state, at(*now), newest.map(at)))
    }

    #[track_caller]
    fn check(times: &[(f64, Option<f64>)], is_paused: bool) {
        assert_eq!(looks(times).jumped.is_some(), is_paused, "{times:?}");
    }

    #[test]
    fn a_clock_that_runs_is_believed_however_quiet_it_is() {
        check(&[(0.0, None)], false);
        let idle: Vec<_> = (0..10_000).map(|hour| (f64::from(hour), Some(0.0))).collect();
        check(&idle, false);
        check(&[(0.0, None), (23.9, None), (0.1, None)], false);
    }

    #[test]
    fn a_jump_in_either_direction_pauses() {
        for hours in [24.1, 2_400.0, -24.1, -500_000.0] {
            check(&[(0.0, Some(0.0)), (hours, Some(0.0))], true);
            check(&[(0.0, Some(0.0)), (hours, Some(0.0)), (hours + 200.0, Some(0.0))], true);
        }
    }

    #[test]
    fn a_store_that_was_never_looked_at_is_as_old_as_its_newest_event() {
        check(&[(0.0, Some(-2_400.0))], true);
        check(&[(0.0, Some(-1.0))], false);
    }

    #[test]
    fn events_for_an_hour_make_the_new_time_believed() {
        let jump = [(0.0, Some(0.0)), (2_400.0, Some(0.0))];
        let after = |more: &[(f64, Option<f64>)]| [&jump[..], more].concat();
        check(&after(&[(2_400.1, Some(2_400.05))]), true);
        check(&after(&[(2_400.1, Some(2_400.05)), (2_401.0, Some(2_400.9))]), true);
        check(&after(&[(2_400.1, Some(2_400.05)), (2_401.1, Some(2_401.06))]), false);
        // One event alone, however long ago, is no hour of events.
        check(&after(&[(2_400.1, Some(2_400.05)), (2_410.0, Some(2_400.05))]), true);
    }

    #[test]
    fn events_for_an_hour_make_an_earlier_time_believed() {
        check(
            &[
                (0.0, Some(0.0)),
                (-2_400.0, Some(0.0)),
                (-2_399.9, Some(-2_399.95)),
                (-2_398.0, Some(-2_398.1)),
            ],
            false,
        );
        // Events that arrived while the clock was ahead are ignored.
        check(&[(0.0, Some(0.0)), (-2_400.0, Some(0.0)), (-2_398.0, Some(0.0))], true);
    }

    #[test]
    fn a_clock_that_comes_back_is_believed_at_once() {
        check(&[(0.0, Some(0.0)), (2_400.0, Some(0.0)), (1.0, Some(0.0))], false);
    }

    #[test]
    fn a_second_jump_begins_anew() {
        let state = looks(&[
            (0.0, Some(0.0)),
            (2_400.0, Some(0.0)),
            (2_400.5, Some(2_400.4)),
            (9_000.0, Some(2_400.4)),
        ]);
        assert_eq!(state.jumped, Some(Timestamp(NOW + 9_000.0 * 3_600.0)));
        assert_eq!(state.arrivals_since, None);
    }

    #[test]
    fn the_operator_has_the_last_word() {
        let paused = looks(&[(0.0, Some(0.0)), (2_400.0, Some(0.0))]);
        let confirmed = confirm(paused);
        assert_eq!(confirmed.trusted, Some(Timestamp(NOW + 100.0 * DAY)));
        let later = observe(confirmed, Timestamp(NOW + 100.0 * DAY + 60.0), Some(Timestamp(NOW)));
        assert_eq!(later.jumped, None);
        // Without a pause there is nothing to confirm.
        assert_eq!(confirm(later), later);
    }
}
