//! The request rate of projects and keys, bounded by token buckets.

use std::collections::HashMap;
use std::hash::Hash;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use crate::admission::rate_limited::{LimitReason, LimitScope, RateLimited};
use crate::config::ProjectRules;

/// Seconds of the rate that a full bucket holds, so that the burst of one page passes.
const BURST: f64 = 10.0;

/// The buckets of projects and keys. Only known projects and keys get one, which bounds their number.
#[derive(Debug, Default)]
pub struct RequestRates(Mutex<Buckets>);

#[derive(Debug, Default)]
struct Buckets {
    projects: HashMap<i64, Bucket>,
    keys: HashMap<String, Bucket>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at: Instant,
}

impl RequestRates {
    /// Takes a token of the key and one of the project, or gives the time until there is one. A request over the key's rate
    /// leaves the project's bucket as it is.
    pub fn take(
        &self,
        project_id: i64,
        key: &str,
        rules: &ProjectRules,
        now: Instant,
    ) -> Result<(), RateLimited> {
        self.take_many(project_id, key, 1, rules, now)
    }

    /// Takes the tokens of an envelope that stands for many requests, if there is one token at least. A bucket goes into debt
    /// for the others, for as much as a burst at most: a client may claim any number, and must not silence its project for
    /// longer.
    pub fn take_many(
        &self,
        project_id: i64,
        key: &str,
        tokens: u64,
        rules: &ProjectRules,
        now: Instant,
    ) -> Result<(), RateLimited> {
        if rules.rate == 0 && rules.key_rate == 0 {
            return Ok(());
        }
        let mut buckets = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let limited = |wait, scope| RateLimited::new(wait, scope, LimitReason::Rate);
        if rules.key_rate > 0 {
            // Looked up by reference first: the key is copied with its first request alone.
            let bucket = match buckets.keys.get_mut(key) {
                Some(bucket) => bucket,
                None => buckets.keys.entry(key.to_owned()).or_insert(Bucket::full(rules.key_rate, now)),
            };
            bucket.take(tokens, rules.key_rate, now).map_err(|wait| limited(wait, LimitScope::Key))?;
        }
        if rules.rate > 0 {
            let bucket = of(&mut buckets.projects, project_id, rules.rate, now);
            bucket.take(tokens, rules.rate, now).map_err(|wait| limited(wait, LimitScope::Project))?;
        }
        Ok(())
    }
}

fn of<K: Eq + Hash>(buckets: &mut HashMap<K, Bucket>, key: K, rate: u32, now: Instant) -> &mut Bucket {
    buckets.entry(key).or_insert(Bucket::full(rate, now))
}

impl Bucket {
    fn full(rate: u32, now: Instant) -> Self {
        Self { tokens: f64::from(rate) * BURST, at: now }
    }

    /// Takes tokens, or gives the time until the bucket holds a second's worth again.
    fn take(&mut self, tokens: u64, rate: u32, now: Instant) -> Result<(), Duration> {
        let rate = f64::from(rate);
        let passed = now.saturating_duration_since(self.at).as_secs_f64();
        self.tokens = (self.tokens + passed * rate).min(rate * BURST);
        self.at = now;
        if self.tokens >= 1.0 {
            self.tokens = (self.tokens - tokens as f64).max(-rate * BURST);
            return Ok(());
        }
        Err(Duration::from_secs_f64(1.0 + (-self.tokens / rate).max(0.0)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rules(rate: u32, key_rate: u32) -> ProjectRules {
        ProjectRules { rate, key_rate, ..ProjectRules::default() }
    }

    fn taken(rates: &RequestRates, project: i64, key: &str, rules: &ProjectRules, now: Instant) -> usize {
        (0..1_000).take_while(|_| rates.take(project, key, rules, now).is_ok()).count()
    }

    #[test]
    fn a_burst_of_ten_seconds_then_the_rate() {
        let (rates, rules, now) = (RequestRates::default(), rules(5, 0), Instant::now());
        assert_eq!(taken(&rates, 1, "a", &rules, now), 50);
        assert_eq!(taken(&rates, 1, "a", &rules, now + Duration::from_secs(2)), 10);
        assert_eq!(taken(&rates, 1, "a", &rules, now + Duration::from_secs(1_000)), 50);
        let limited = rates.take(1, "a", &rules, now + Duration::from_secs(1_000)).unwrap_err();
        assert_eq!(
            (limited.scope, limited.reason, limited.seconds),
            (LimitScope::Project, LimitReason::Rate, 1)
        );
    }

    #[test]
    fn one_flood_does_not_starve_another_project_or_key() {
        let (rates, now) = (RequestRates::default(), Instant::now());
        taken(&rates, 1, "a", &rules(5, 0), now);
        assert_eq!(taken(&rates, 2, "b", &rules(5, 0), now), 50);
        let (rates, both) = (RequestRates::default(), rules(10, 2));
        assert_eq!(taken(&rates, 1, "a", &both, now), 20);
        assert_eq!(rates.take(1, "a", &both, now).unwrap_err().scope, LimitScope::Key);
        assert_eq!(taken(&rates, 1, "b", &both, now), 20);
    }

    #[test]
    fn many_at_once_go_into_debt_for_a_burst_at_most() {
        let (rates, rules, now) = (RequestRates::default(), rules(5, 0), Instant::now());
        let at = |seconds| now + Duration::from_secs(seconds);
        rates.take_many(1, "a", 60, &rules, now).unwrap();
        assert_eq!(rates.take(1, "a", &rules, now).unwrap_err().seconds, 3);
        assert_eq!(taken(&rates, 1, "a", &rules, at(3)), 5);
        rates.take_many(2, "a", 10_000, &rules, now).unwrap();
        assert_eq!(rates.take(2, "a", &rules, now).unwrap_err().seconds, 11);
        assert_eq!(taken(&rates, 2, "a", &rules, at(11)), 5);
    }

    #[test]
    fn a_rate_of_zero_is_no_limit() {
        assert_eq!(taken(&RequestRates::default(), 1, "a", &rules(0, 0), Instant::now()), 1_000);
    }
}
