//! What is printed.

use std::collections::BTreeMap;

use hdrhistogram::Histogram;
use serde::Serialize;

use crate::load::Ran;
use crate::storage::Stored;
use crate::tally::Answers;
use crate::usage::{Cpu, Memory};

/// One run.
#[derive(Debug, Serialize)]
pub struct Report {
    /// From the start to the last answer.
    pub secs: f64,
    /// Requests that were meant to be sent, in an open loop.
    pub offered: Option<u64>,
    /// Requests that were sent.
    pub sent: u64,
    /// Requests that a connection broke under: nobody knows what became of them.
    pub broken: u64,
    /// How many were answered with 200.
    pub accepted: u64,
    /// Answers by status.
    pub statuses: BTreeMap<u16, StatusReport>,
    /// How many of the accepted were stored.
    pub stored: u64,
    /// From the start until all were stored.
    pub secs_until_stored: f64,
    /// What the server counted.
    pub outcomes: BTreeMap<String, u64>,
    /// What it cost.
    #[serde(flatten)]
    pub costs: Costs,
}

/// What was used.
#[derive(Debug, Serialize)]
pub struct Costs {
    /// The server's memory before the first request.
    pub idle: Memory,
    /// What it used until the last answer.
    pub answered: Phase,
    /// What it used until all was stored, with the former.
    pub settled: Phase,
    /// What this program used until the last answer.
    pub own_cpu: BTreeMap<String, Cpu>,
}

/// What the server used up to a moment.
#[derive(Debug, Serialize)]
pub struct Phase {
    /// By the names of threads.
    pub cpu: BTreeMap<String, Cpu>,
    /// At that moment, and at most until then.
    pub memory: Memory,
}

/// Answers of one status.
#[derive(Debug, Serialize)]
pub struct StatusReport {
    count: u64,
    since_due: Times,
    since_sent: Times,
}

/// Quantiles, in µs.
#[derive(Debug, Serialize)]
struct Times {
    p50_us: u64,
    p99_us: u64,
    p999_us: u64,
    max_us: u64,
}

impl Report {
    /// Puts it together.
    pub fn new(ran: &Ran, stored: Stored, costs: Costs) -> Self {
        let statuses = ran.tally.answers.iter().map(|(status, answers)| (*status, answers.into()));
        Self {
            secs: ran.time.as_secs_f64(),
            offered: ran.offered,
            sent: ran.sent,
            broken: ran.tally.broken,
            accepted: ran.tally.accepted(),
            statuses: statuses.collect(),
            stored: stored.count,
            secs_until_stored: (ran.time + stored.time).as_secs_f64(),
            outcomes: stored.outcomes.0,
            costs,
        }
    }
}

impl From<&Answers> for StatusReport {
    fn from(answers: &Answers) -> Self {
        Self {
            count: answers.since_due.len(),
            since_due: (&answers.since_due).into(),
            since_sent: (&answers.since_sent).into(),
        }
    }
}

impl From<&Histogram<u64>> for Times {
    fn from(times: &Histogram<u64>) -> Self {
        let at = |quantile| times.value_at_quantile(quantile);
        Self { p50_us: at(0.5), p99_us: at(0.99), p999_us: at(0.999), max_us: times.max() }
    }
}
