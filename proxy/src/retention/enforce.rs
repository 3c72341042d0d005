//! One run of retention: deletes data over the limits of age and size, in small steps.

use super::clock::{self, JUMP};
use super::performance::{self, PerformanceEnforced};
use crate::config;
use crate::model::timestamp::Timestamp;
use crate::store::{Deleted, Full, Retention, RetentionState, Step, StoreError, ThinningPlan};

/// Most alerts that are kept after they were sent or given up, and most decisions about alerts.
const ALERTS: u32 = 10_000;
/// How long a decision about an alert is kept, in seconds: 30 days.
const DECISIONS: f64 = 30.0 * 86_400.0;
/// Dead letters may use at most one part in this many of the size limit, however small it is.
const DEAD_LETTERS_SHARE: u64 = 10;
/// Deletion by size ends after this many steps in a row that free nothing.
const FUTILE: u32 = 20;
/// How long a measurement of the unfreeable bytes is valid, in seconds. A measurement reads the whole queue for the
/// upstreams.
const MEASURED: f64 = 3_600.0;

/// The result of a run.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Enforced {
    /// The data deleted because of its age.
    pub by_age: Deleted,
    /// The data deleted because of its size.
    pub by_size: Deleted,
    /// The performance data deleted.
    pub performance: PerformanceEnforced,
    /// The state that the store keeps for the next run.
    pub state: RetentionState,
}

/// Values that are kept between two runs, because asking each time costs too much.
#[derive(Debug, Default)]
pub struct Enforcer {
    measured: Option<Measured>,
}

/// The unfreeable bytes at the last measurement; and of these, how many waited for upstreams and were performance data.
#[derive(Debug, Clone, Copy)]
struct Measured {
    at: Timestamp,
    held: u64,
    queued: u64,
    performance: u64,
}

impl Enforcer {
    /// Deletes data over the limits. Between the steps it calls `pause`, which returns whether to continue.
    pub fn enforce(
        &mut self,
        store: &dyn Retention,
        rules: config::Retention,
        now: Timestamp,
        pause: &dyn Fn() -> bool,
    ) -> Result<Enforced, StoreError> {
        let newest = store.newest_arrival()?;
        let state = store.update_retention(&|state| RetentionState {
            clock: clock::observe(state.clock, now, newest),
            ..state
        })?;
        let mut enforced = Enforced { state, ..Enforced::default() };
        if rules.days > 0 && state.clock.jumped.is_none() {
            let before = Timestamp(now.0 - f64::from(rules.days) * 86_400.0);
            let ahead = Timestamp(now.0 + JUMP);
            let mut is_more = true;
            while is_more {
                let step = store.expire(before, ahead)?;
                enforced.by_age += step.deleted;
                is_more = step.is_more || store.expire_dead_letters(before)?;
                if is_more && !pause() {
                    return Ok(enforced);
                }
            }
        }
        let is_clock_right = state.clock.jumped.is_none();
        if is_clock_right && !expire_attachments(store, rules, now, pause)? {
            return Ok(enforced);
        }
        store.trim_alerts(ALERTS)?;
        store.trim_decisions(ALERTS, is_clock_right.then_some(Timestamp(now.0 - DECISIONS)))?;
        enforced.performance = performance::enforce(store, rules, now, is_clock_right, pause)?;
        while rules.size > 0 && store.thin_dead_letters(rules.size / DEAD_LETTERS_SHARE)? {
            if !pause() {
                return Ok(enforced);
            }
        }
        if rules.size > 0 {
            enforced.by_size = self.enforce_size(store, rules.size, now, pause)?;
        }
        while store.shrink()? {
            if !pause() {
                return Ok(enforced);
            }
        }
        let full = self.full(store, rules.size, now)?;
        if state.full != full {
            enforced.state = store.update_retention(&|state| RetentionState { full, ..state })?;
        }
        Ok(enforced)
    }

    fn enforce_size(
        &mut self,
        store: &dyn Retention,
        most: u64,
        now: Timestamp,
        pause: &dyn Fn() -> bool,
    ) -> Result<Deleted, StoreError> {
        if !may_exceed(store, most)? {
            return Ok(Deleted::default());
        }
        let held = self.held(store, now)?.all;
        let freeable = || Ok::<_, StoreError>(store.size()?.saturating_sub(held));
        if freeable()? <= most {
            return Ok(Deleted::default());
        }
        // Somewhat below the limit, so that the store does not fill up again at once.
        let enough = most - most / 10;
        let mut plan = ThinningPlan::default();
        thin_until(&|| Ok(freeable()? <= enough), &mut || store.thin(&mut plan), pause)
    }

    /// Whether what waits for upstreams makes the store larger than its limit. Performance data has limits of its own.
    fn full(&mut self, store: &dyn Retention, most: u64, now: Timestamp) -> Result<Option<Full>, StoreError> {
        // A row that waits takes at most twice its length.
        let waiting = store.queued()?.saturating_mul(2);
        if most == 0 || !may_exceed(store, most.saturating_sub(waiting))? {
            return Ok(None);
        }
        let held = self.held(store, now)?;
        let size = store.size()?.saturating_sub(held.all).saturating_add(held.waiting);
        Ok((size > most).then_some(Full { size, held: held.waiting }))
    }

    /// The bytes that deletion cannot free. Between two measurements they change as the queue for the upstreams and the
    /// performance data do.
    fn held(&mut self, store: &dyn Retention, now: Timestamp) -> Result<Held, StoreError> {
        let (queued, performance) = (store.queued()?, store.performance_size()?.total());
        let is_valid = |last: &Measured| (0.0..MEASURED).contains(&(now.0 - last.at.0));
        let measured = match self.measured.filter(is_valid) {
            Some(last) => last,
            None => Measured { at: now, held: store.unfreeable()?, queued, performance },
        };
        self.measured = Some(measured);
        Ok(measured.held_with(queued, performance))
    }
}

/// Deletes attachments and feedback over their age. Returns whether to continue.
fn expire_attachments(
    store: &dyn Retention,
    rules: config::Retention,
    now: Timestamp,
    pause: &dyn Fn() -> bool,
) -> Result<bool, StoreError> {
    let before = |days: u32| (days > 0).then(|| Timestamp(now.0 - f64::from(days) * 86_400.0));
    let (attachments, feedback) = (before(rules.attachment_days), before(rules.days));
    loop {
        let mut is_more = attachments.map_or(Ok(false), |before| store.expire_attachments(before))?;
        is_more |= feedback.map_or(Ok(false), |before| store.expire_feedback(before))?;
        if !is_more {
            return Ok(true);
        }
        if !pause() {
            return Ok(false);
        }
    }
}

/// The bytes that deletion cannot free.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Held {
    all: u64,
    /// The part that waits for upstreams.
    waiting: u64,
}

impl Measured {
    /// The unfreeable bytes, if so many wait for upstreams now, and so many are performance data.
    fn held_with(&self, queued: u64, performance: u64) -> Held {
        // In the file a row takes between its length and twice of it. The size of performance data is an estimate.
        let before = self.held.saturating_sub(self.performance);
        let before = before.clamp(self.queued, self.queued.saturating_mul(2));
        let waiting = match self.queued {
            0 => u128::from(queued),
            then => u128::from(before) * u128::from(queued) / u128::from(then),
        };
        let all = i128::from(self.held) + waiting.cast_signed() - i128::from(before)
            + i128::from(performance)
            - i128::from(self.performance);
        let bytes = |count: u128| u64::try_from(count).unwrap_or(u64::MAX);
        Held { all: bytes(all.max(0).unsigned_abs()), waiting: bytes(waiting) }
    }
}

/// Whether what deletion can free may exceed a size. What waits for upstreams and performance data are most of the rest,
/// and are quick to measure. The size of performance data is an estimate, so a part of it counts as certain.
fn may_exceed(store: &dyn Retention, most: u64) -> Result<bool, StoreError> {
    let performance = store.performance_size()?.total();
    let others = store.queued()?.saturating_add(performance - performance / 3);
    Ok(store.size()?.saturating_sub(others) > most)
}

/// Repeats steps until enough is freed, or until they free nothing.
fn thin_until(
    is_enough: &dyn Fn() -> Result<bool, StoreError>,
    step: &mut dyn FnMut() -> Result<Step, StoreError>,
    pause: &dyn Fn() -> bool,
) -> Result<Deleted, StoreError> {
    let mut deleted = Deleted::default();
    let mut futile = 0;
    while !is_enough()? {
        let step = step()?;
        deleted += step.deleted;
        futile = if step.freed > 0 { 0 } else { futile + 1 };
        if !step.is_more || futile >= FUTILE || !pause() {
            break;
        }
    }
    Ok(deleted)
}

#[cfg(test)]
mod tests {
    use std::cell::Cell;

    use super::*;

    /// The number of steps taken, if the steps free these bytes and `wanted` bytes must be freed.
    fn steps(freed: &[u64], wanted: u64) -> usize {
        let (taken, sum) = (Cell::new(0), Cell::new(0));
        let mut step = || {
            let freed = freed.get(taken.get()).copied().unwrap_or(0);
            taken.set(taken.get() + 1);
            sum.set(sum.get() + freed);
            Ok(Step { deleted: Deleted { events: 1, ..Deleted::default() }, freed, is_more: true })
        };
        let deleted = thin_until(&|| Ok(sum.get() >= wanted), &mut step, &|| true).unwrap();
        assert_eq!(deleted.events, taken.get() as u64);
        taken.get()
    }

    #[test]
    fn unfreeable_bytes_follow_the_queue_and_the_performance_data() {
        let measured = Measured { at: Timestamp(0.0), held: 1_000, queued: 300, performance: 500 };
        for (queued, performance, all, waiting) in [
            (300, 500, 1_000, 500),
            (600, 500, 1_500, 1_000),
            (0, 500, 500, 0),
            (300, 900, 1_400, 500),
            (300, 100, 600, 500),
            (0, 0, 0, 0),
        ] {
            let held = measured.held_with(queued, performance);
            assert_eq!(held, Held { all, waiting }, "{queued} {performance}");
        }
        // Estimates that are wrong, and no queue at the time of the measurement.
        for (held, queued, performance, all) in
            [(100, 0, 500, 100), (5_000, 10, 10, 5_000), (100, 90, 90, 100)]
        {
            let measured = Measured { held, queued, performance, ..measured };
            assert_eq!(measured.held_with(queued, performance).all, all);
            assert!(measured.held_with(queued + 70, performance + 7).all >= all + 77);
            assert!(measured.held_with(0, 0).all <= all);
        }
        let most = measured.held_with(u64::MAX, u64::MAX);
        assert_eq!(most, Held { all: u64::MAX, waiting: u64::MAX });
    }

    #[test]
    fn ends_when_it_is_enough() {
        assert_eq!(steps(&[5, 5, 5, 5], 10), 2);
        assert_eq!(steps(&[], 0), 0);
    }

    #[test]
    fn ends_when_nothing_is_freed() {
        assert_eq!(steps(&[], 10), FUTILE as usize);
        assert_eq!(steps(&[1, 0, 0, 1], 10), 4 + FUTILE as usize);
    }

    #[test]
    fn ends_when_told_to_stop_and_when_there_is_no_more() {
        let step = |is_more| Step { is_more, freed: 1, ..Step::default() };
        let count = Cell::new(0);
        let take = |is_more| {
            count.set(count.get() + 1);
            Ok(step(is_more))
        };
        thin_until(&|| Ok(false), &mut || take(true), &|| false).unwrap();
        thin_until(&|| Ok(false), &mut || take(false), &|| true).unwrap();
        assert_eq!(count.get(), 2);
    }
}
