//! Limits the age and the size of performance data.

use super::clock::JUMP;
use crate::config;
use crate::model::timestamp::Timestamp;
use crate::store::{PerformanceDeleted, PerformanceStep, Retention, StoreError};

/// How long the distributions of hours are kept, in days. Those of days are kept as long as `distribution_days` says.
const HOURS_DAYS: u32 = 60;
/// How old data has to be, in seconds, before it goes to make room: a day. A segment or a vital that was deleted counts as
/// new if a client sends it again, as SDKs do after an interrupted answer. Younger data goes only if it exceeds the limit.
const YOUNG: f64 = 86_400.0;
/// How long the states of sessions are kept, in days. SDKs send the last news of a session within 5 days:
/// <https://develop.sentry.dev/sdk/telemetry/sessions/>
const SESSION_DAYS: u32 = 5;
/// Most states of sessions of a project. A session whose state was deleted counts as a new one if there is news of it.
const SESSIONS: u64 = 500_000;

/// The performance data deleted by one run.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PerformanceEnforced {
    /// Because of its age.
    pub by_age: PerformanceDeleted,
    /// Because of its size.
    pub by_size: PerformanceDeleted,
}

/// Deletes performance data over the limits. `is_clock_trusted` tells whether data may go because of its age. Between the
/// steps it calls `pause`, which returns whether to continue.
pub(super) fn enforce(
    store: &dyn Retention,
    rules: config::Retention,
    now: Timestamp,
    is_clock_trusted: bool,
    pause: &dyn Fn() -> bool,
) -> Result<PerformanceEnforced, StoreError> {
    let mut enforced = PerformanceEnforced::default();
    let before = |days: u32| Timestamp(now.0 - f64::from(days) * 86_400.0);
    if is_clock_trusted {
        let deleted = &mut enforced.by_age;
        let ahead = Timestamp(now.0 + JUMP);
        if rules.performance_days > 0 {
            repeat(&mut || store.expire_performance(before(rules.performance_days), ahead), deleted, pause)?;
        }
        repeat(&mut || store.expire_sessions(before(SESSION_DAYS), ahead, SESSIONS), deleted, pause)?;
        let (hours, days) = match rules.distribution_days {
            0 => (before(HOURS_DAYS), Timestamp(0.0)),
            days => (before(days.min(HOURS_DAYS)), before(days)),
        };
        repeat(&mut || store.expire_distributions(hours, days), deleted, pause)?;
    }
    if rules.performance_size > 0 {
        thin_distributions(store, rules.performance_size, now, &mut enforced.by_size, pause)?;
    }
    if rules.performance_size > 0 && store.performance_size()?.recent > rules.performance_size {
        // Somewhat below the limit, so that it is not reached again at once.
        let enough = rules.performance_size - rules.performance_size / 10;
        let mut thin = |before: Timestamp| {
            let mut step = || {
                let step = store.thin_performance(before)?;
                let is_more = step.is_more && store.performance_size()?.recent > enough;
                Ok(PerformanceStep { is_more, ..step })
            };
            repeat(&mut step, &mut enforced.by_size, pause)
        };
        thin(Timestamp(now.0 - YOUNG))?;
        if store.performance_size()?.recent > rules.performance_size && pause() {
            thin(Timestamp(f64::MAX))?;
        }
    }
    Ok(enforced)
}

/// Deletes the oldest days of distributions while they take too much: those of hours half of a size, those of days all of
/// it. Those of the present day stay, as its data is still coming.
fn thin_distributions(
    store: &dyn Retention,
    most: u64,
    now: Timestamp,
    deleted: &mut PerformanceDeleted,
    pause: &dyn Fn() -> bool,
) -> Result<(), StoreError> {
    loop {
        let size = store.performance_size()?;
        let [hours, days] = store.oldest_distributions()?;
        let end = |end: Option<Timestamp>, is_over: bool| end.filter(|end| is_over && end.0 <= now.0);
        let (hours, days) = (end(hours, size.hours > most / 2), end(days, size.days > most));
        if hours.is_none() && days.is_none() {
            return Ok(());
        }
        let none = Timestamp(0.0);
        let before = deleted.distributions;
        // The whole day: reading relies on it.
        let step = &mut || store.expire_distributions(hours.or(days).unwrap_or(none), days.unwrap_or(none));
        repeat(step, deleted, pause)?;
        if deleted.distributions == before || !pause() {
            return Ok(());
        }
    }
}

/// Takes steps while there is more.
fn repeat(
    step: &mut dyn FnMut() -> Result<PerformanceStep, StoreError>,
    deleted: &mut PerformanceDeleted,
    pause: &dyn Fn() -> bool,
) -> Result<(), StoreError> {
    loop {
        let taken = step()?;
        *deleted += taken.deleted;
        if !taken.is_more || !pause() {
            return Ok(());
        }
    }
}
