//! The number of events of each project, bounded by a quota for the day and by the spike limit for the hour.
//!
//! Events are counted in memory as they are accepted, so that a limit holds at once. Every few seconds the store's counts
//! are read, which include events from before this process began; the larger count holds.

use std::collections::HashMap;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use crate::admission::rate_limited::{LimitReason, LimitScope, RateLimited};
use crate::config::ProjectRules;
use crate::model::timestamp::Timestamp;
use crate::store::Usage;

/// An hour is a spike if it has this many times the events of a usual one.
const TIMES: u64 = 10;
/// Hours of the week before this hour, whose average is a usual hour.
const WEEK: u64 = 7 * 24;
/// Hours in a day.
const DAY: i64 = 24;

/// The event counts of all projects.
#[derive(Debug, Default)]
pub struct EventQuotas(RwLock<Counts>);

#[derive(Debug, Default)]
struct Counts {
    /// The hour that is counted, since 1970.
    hour: i64,
    projects: HashMap<i64, Count>,
}

/// The counts of a project; atomic, so that counting needs only the read lock of the map.
#[derive(Debug, Default)]
struct Count {
    hour: AtomicU64,
    day: AtomicU64,
    week: u64,
}

impl EventQuotas {
    /// Takes over the store's counts. Events that are accepted and not stored yet stay counted.
    pub fn replace(&self, usages: HashMap<i64, Usage>, now: Timestamp) {
        let mut counts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        counts.begin(now.hour());
        for count in counts.projects.values_mut() {
            count.week = 0;
        }
        for (project_id, usage) in usages {
            let count = counts.projects.entry(project_id).or_default();
            count.week = usage.week;
            count.hour.fetch_max(usage.hour, Ordering::Relaxed);
            count.day.fetch_max(usage.day, Ordering::Relaxed);
        }
    }

    /// Counts `events` of a project, if it may send one more.
    pub fn take(
        &self,
        project_id: i64,
        events: u64,
        rules: &ProjectRules,
        now: Timestamp,
    ) -> Result<(), RateLimited> {
        let hour = now.hour();
        {
            let counts = self.0.read().unwrap_or_else(PoisonError::into_inner);
            if counts.hour == hour
                && let Some(count) = counts.projects.get(&project_id)
            {
                return count.take(events, rules, now);
            }
        }
        // Once in an hour, and once for each project.
        let mut counts = self.0.write().unwrap_or_else(PoisonError::into_inner);
        counts.begin(hour);
        counts.projects.entry(project_id).or_default().take(events, rules, now)
    }

    /// Takes back the count of events that were not stored in the inbox after all.
    pub fn give_back(&self, project_id: i64, events: u64) {
        let counts = self.0.read().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = counts.projects.get(&project_id) {
            for sum in [&count.hour, &count.day] {
                // A new hour may have begun meanwhile.
                let less = |sum: u64| Some(sum.saturating_sub(events));
                let _ = sum.fetch_update(Ordering::Relaxed, Ordering::Relaxed, less);
            }
        }
    }
}

impl Counts {
    /// Starts the counts of this hour, if it is a new one.
    fn begin(&mut self, hour: i64) {
        if self.hour == hour {
            return;
        }
        let is_same_day = self.hour.div_euclid(DAY) == hour.div_euclid(DAY);
        for count in self.projects.values_mut() {
            // Until the next read of the store, the hour that ended counts to the week.
            count.week += std::mem::take(count.hour.get_mut());
            if !is_same_day {
                *count.day.get_mut() = 0;
            }
        }
        self.hour = hour;
    }
}

impl Count {
    fn take(&self, events: u64, rules: &ProjectRules, now: Timestamp) -> Result<(), RateLimited> {
        let (hour, day) = (self.hour.load(Ordering::Relaxed), self.day.load(Ordering::Relaxed));
        check(&Usage { hour, day, week: self.week }, rules, now)?;
        self.hour.fetch_add(events, Ordering::Relaxed);
        self.day.fetch_add(events, Ordering::Relaxed);
        Ok(())
    }
}

fn check(usage: &Usage, rules: &ProjectRules, now: Timestamp) -> Result<(), RateLimited> {
    let limited = |period: f64, reason| {
        let wait = Duration::from_secs_f64((period - now.0.rem_euclid(period)).max(1.0));
        Err(RateLimited::new(wait, LimitScope::Project, reason))
    };
    if rules.quota > 0 && usage.day >= rules.quota {
        return limited(86_400.0, LimitReason::Quota);
    }
    let usual = usage.week / WEEK;
    if rules.spike > 0 && usage.hour >= rules.spike.max(TIMES * usual) {
        return limited(3_600.0, LimitReason::Spike);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A quarter past ten, UTC.
    const NOW: Timestamp = Timestamp(1_700_000_100.0 - 1_700_000_100.0 % 86_400.0 + 36_900.0);
    const HOUR: f64 = 3_600.0;

    fn rules(quota: u64, spike: u64) -> ProjectRules {
        ProjectRules { quota, spike, ..ProjectRules::default() }
    }

    fn checked(usage: Usage, quota: u64, spike: u64) -> Option<(LimitReason, u64)> {
        let usages = EventQuotas::default();
        usages.replace(HashMap::from([(1, usage)]), NOW);
        usages.take(1, 1, &rules(quota, spike), NOW).err().map(|limited| (limited.reason, limited.seconds))
    }

    #[test]
    fn quota_until_midnight() {
        let usage = Usage { day: 100, hour: 5, week: 0 };
        assert_eq!(checked(usage, 101, 0), None);
        assert_eq!(checked(usage, 100, 0), Some((LimitReason::Quota, 86_400 - 36_900)));
        assert_eq!(checked(usage, 0, 0), None);
    }

    #[test]
    fn spike_until_the_hour_is_over() {
        let quiet = Usage { hour: 1_000, day: 1_000, week: 168 };
        assert_eq!(checked(quiet, 0, 1_001), None);
        assert_eq!(checked(quiet, 0, 1_000), Some((LimitReason::Spike, 2_700)));
        let busy = Usage { week: 168 * 200, ..quiet };
        assert_eq!(checked(busy, 0, 1_000), None);
        assert_eq!(checked(Usage { hour: 2_000, ..busy }, 0, 1_000), Some((LimitReason::Spike, 2_700)));
    }

    /// How many of a hundred envelopes with a hundred events each are taken.
    fn taken(usages: &EventQuotas, rules: &ProjectRules, now: Timestamp) -> usize {
        (0..100).filter(|_| usages.take(1, 100, rules, now).is_ok()).count()
    }

    #[test]
    fn a_limit_holds_before_the_store_is_read_again() {
        let usages = EventQuotas::default();
        assert_eq!(taken(&usages, &rules(0, 3_000), NOW), 30);
        assert!(usages.take(2, 1, &rules(0, 3_000), NOW).is_ok());
        let usages = EventQuotas::default();
        assert_eq!(taken(&usages, &rules(500, 0), NOW), 5);
    }

    #[test]
    fn stored_events_and_events_under_way_count_once() {
        let usages = EventQuotas::default();
        let rules = rules(0, 3_000);
        usages.replace(HashMap::from([(1, Usage { hour: 2_000, day: 2_000, week: 0 })]), NOW);
        assert_eq!(taken(&usages, &rules, NOW), 10);
        // Half of them are stored, then all.
        for hour in [2_500, 3_000] {
            usages.replace(HashMap::from([(1, Usage { hour, day: hour, week: 0 })]), NOW);
            assert_eq!(taken(&usages, &rules, NOW), 0);
        }
    }

    #[test]
    fn events_that_were_not_stored_are_given_back() {
        let usages = EventQuotas::default();
        usages.take(1, 100, &rules(100, 0), NOW).unwrap();
        assert!(usages.take(1, 1, &rules(100, 0), NOW).is_err());
        usages.give_back(1, 100);
        assert!(usages.take(1, 1, &rules(100, 0), NOW).is_ok());
        usages.give_back(1, 1_000);
        usages.give_back(7, 1);
        assert_eq!(taken(&usages, &rules(100, 0), NOW), 1);
    }

    #[test]
    fn a_new_hour_is_fresh_and_a_new_day_too() {
        let usages = EventQuotas::default();
        let at = |hours: f64| Timestamp(NOW.0 + hours * HOUR);
        assert_eq!(taken(&usages, &rules(0, 1_000), at(0.0)), 10);
        assert_eq!(taken(&usages, &rules(0, 1_000), at(0.7)), 0);
        assert_eq!(taken(&usages, &rules(0, 1_000), at(1.0)), 10);
        // The day goes on.
        assert_eq!(taken(&usages, &rules(2_100, 0), at(2.0)), 1);
        assert_eq!(taken(&usages, &rules(2_000, 0), at(3.0)), 0);
        assert_eq!(taken(&usages, &rules(2_000, 0), at(14.0)), 20);
    }
}
