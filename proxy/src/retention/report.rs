//! The log lines of retention: one for each deletion, one for each problem, and one each hour while deletion is paused.

use super::enforce::Enforced;
use super::performance::PerformanceEnforced;
use crate::config;
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;
use crate::store::{Deleted, PerformanceDeleted};

/// Time between two log lines about paused deletion, in seconds.
const AGAIN: f64 = 3_600.0;

/// The problems that were logged before.
#[derive(Debug, Default)]
pub(super) struct Reporter {
    paused: Option<Timestamp>,
    is_full: bool,
}

impl Reporter {
    /// Logs the result of a run.
    pub(super) fn report(&mut self, enforced: &Enforced, rules: config::Retention, now: Timestamp) {
        if enforced.by_age != Deleted::default() {
            let Deleted { events, issues, orphaned_alerts } = enforced.by_age;
            tracing::info!(events, issues, orphaned_alerts, days = rules.days, "retention deleted by age");
        }
        if enforced.by_size != Deleted::default() {
            let Deleted { events, issues, orphaned_alerts } = enforced.by_size;
            tracing::warn!(events, issues, orphaned_alerts, size = rules.size, "retention deleted by size");
        }
        report_performance(enforced.performance, rules);
        self.report_clock(enforced, now);
        match enforced.state.full {
            Some(full) if !self.is_full => tracing::warn!(
                size = full.size,
                unfreeable = full.held,
                limit = rules.size,
                "retention cannot free more, store stays above retention.size"
            ),
            None if self.is_full => {
                tracing::info!(limit = rules.size, "the store is below retention.size again")
            }
            Some(_) | None => {}
        }
        self.is_full = enforced.state.full.is_some();
    }

    fn report_clock(&mut self, enforced: &Enforced, now: Timestamp) {
        let clock = enforced.state.clock;
        if clock.jumped.is_none() {
            if self.paused.take().is_some() {
                tracing::info!("retention goes on: the clock is believed");
            }
            return;
        }
        if self.paused.is_some_and(|said| (now.0 - said.0).abs() < AGAIN) {
            return;
        }
        self.paused = Some(now);
        let trusted = clock.trusted.map(rfc3339::format).unwrap_or_default();
        tracing::warn!(
            trusted,
            now = rfc3339::format(now),
            "retention paused, the clock jumped: nothing is deleted by age until events have arrived for an hour, or until `balefire-proxy retention confirm`"
        );
    }
}

fn report_performance(
    PerformanceEnforced { by_age, by_size }: PerformanceEnforced,
    rules: config::Retention,
) {
    if by_age != PerformanceDeleted::default() {
        let PerformanceDeleted { segments, spans, vitals, sessions, distributions } = by_age;
        let days = rules.performance_days;
        tracing::info!(
            segments,
            spans,
            vitals,
            sessions,
            distributions,
            days,
            "retention deleted performance data by age"
        );
    }
    if by_size != PerformanceDeleted::default() {
        let PerformanceDeleted { segments, spans, vitals, .. } = by_size;
        let size = rules.performance_size;
        tracing::warn!(segments, spans, vitals, size, "retention deleted performance data by size");
    }
}
