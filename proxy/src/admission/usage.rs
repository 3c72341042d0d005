//! How many events a project has had, and whether that is too many: quotas by the day, and spikes by the hour.
//!
//! It is read from the store every few seconds, so a quota may be passed by what comes in that time.

use std::collections::HashMap;
use std::sync::{PoisonError, RwLock};
use std::time::Duration;

use super::limited::{Limited, Reason, Scope};
use crate::clock::Timestamp;
use crate::config::ProjectRules;
use crate::store::Usage;

/// An hour is a spike if it has so many times the events of a usual one.
const TIMES: u64 = 10;
/// Hours that say what is usual: those of a week before this one.
const WEEK: u64 = 7 * 24;

/// The usage of all projects, and when it was read.
#[derive(Debug, Default)]
pub struct Usages(RwLock<(i64, HashMap<i64, Usage>)>);

impl Usages {
    /// What the store says now.
    pub fn replace(&self, usages: HashMap<i64, Usage>, now: Timestamp) {
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = (now.hour(), usages);
    }

    /// Whether a project may send one more event.
    pub fn check(&self, project_id: i64, rules: &ProjectRules, now: Timestamp) -> Result<(), Limited> {
        let usages = self.0.read().unwrap_or_else(PoisonError::into_inner);
        // In a new hour, and so in a new day, all is fresh until it is read again.
        if usages.0 != now.hour() {
            return Ok(());
        }
        usages.1.get(&project_id).map_or(Ok(()), |usage| check(usage, rules, now))
    }
}

fn check(usage: &Usage, rules: &ProjectRules, now: Timestamp) -> Result<(), Limited> {
    let limited = |period: f64, reason| {
        let wait = Duration::from_secs_f64((period - now.0.rem_euclid(period)).max(1.0));
        Err(Limited::new(wait, Scope::Project, reason))
    };
    if rules.quota > 0 && usage.day >= rules.quota {
        return limited(86_400.0, Reason::Quota);
    }
    let usual = usage.week / WEEK;
    if rules.spike > 0 && usage.hour >= rules.spike.max(TIMES * usual) {
        return limited(3_600.0, Reason::Spike);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A quarter past ten, UTC.
    const NOW: Timestamp = Timestamp(1_700_000_100.0 - 1_700_000_100.0 % 86_400.0 + 36_900.0);

    fn checked(usage: Usage, quota: u64, spike: u64) -> Option<(Reason, u64)> {
        let usages = Usages::default();
        usages.replace(HashMap::from([(1, usage)]), NOW);
        let rules = ProjectRules { quota, spike, ..ProjectRules::default() };
        usages.check(1, &rules, NOW).err().map(|limited| (limited.reason, limited.seconds))
    }

    #[test]
    fn quota_until_midnight() {
        let usage = Usage { day: 100, hour: 5, week: 0 };
        assert_eq!(checked(usage, 101, 0), None);
        assert_eq!(checked(usage, 100, 0), Some((Reason::Quota, 86_400 - 36_900)));
        assert_eq!(checked(usage, 0, 0), None);
    }

    #[test]
    fn spike_until_the_hour_is_over() {
        let quiet = Usage { hour: 1_000, day: 1_000, week: 168 };
        assert_eq!(checked(quiet, 0, 1_001), None);
        assert_eq!(checked(quiet, 0, 1_000), Some((Reason::Spike, 2_700)));
        let busy = Usage { week: 168 * 200, ..quiet };
        assert_eq!(checked(busy, 0, 1_000), None);
        assert_eq!(checked(Usage { hour: 2_000, ..busy }, 0, 1_000), Some((Reason::Spike, 2_700)));
    }

    #[test]
    fn a_new_hour_is_fresh_until_it_is_read() {
        let usages = Usages::default();
        usages.replace(HashMap::from([(1, Usage { hour: 9, day: 9, week: 0 })]), NOW);
        let rules = ProjectRules { quota: 1, ..ProjectRules::default() };
        assert!(usages.check(1, &rules, NOW).is_err());
        assert!(usages.check(1, &rules, Timestamp(NOW.0 + 3_600.0)).is_ok());
        assert!(usages.check(2, &rules, NOW).is_ok());
    }
}
