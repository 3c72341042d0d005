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
        repeat(&mut || store.expire_sessions(before(SESSION_DAYS), SESSIONS), deleted, pause)?;
        let days = if rules.distribution_days > 0 { before(rules.distribution_days) } else { Timestamp(0.0) };
        repeat(&mut || store.expire_distributions(before(HOURS_DAYS), days), deleted, pause)?;
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
