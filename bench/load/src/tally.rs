//! How requests were answered, and after what time.

use std::collections::BTreeMap;
use std::time::Duration;

use hdrhistogram::Histogram;

/// The status of what is kept.
const ACCEPTED: u16 = 200;

/// Answers of one status.
#[derive(Debug, Clone)]
pub struct Answers {
    /// Times since the request was meant to start, in µs: what a client would have waited.
    pub since_due: Histogram<u64>,
    /// Times since it was written to the connection, in µs: what the server took.
    pub since_sent: Histogram<u64>,
}

/// All answers.
#[derive(Debug, Clone, Default)]
pub struct Tally {
    /// By status.
    pub answers: BTreeMap<u16, Answers>,
    /// How often a connection broke instead.
    pub broken: u64,
}

impl Tally {
    /// Counts an answer.
    pub fn answered(&mut self, status: u16, since_due: Duration, since_sent: Duration) {
        let answers = self.answers.entry(status).or_insert_with(Answers::new);
        answers.since_due.saturating_record(micros(since_due));
        answers.since_sent.saturating_record(micros(since_sent));
    }

    /// How many envelopes the server said to keep.
    pub fn accepted(&self) -> u64 {
        self.answers.get(&ACCEPTED).map_or(0, |answers| answers.since_due.len())
    }
}

impl Answers {
    fn new() -> Self {
        /// From 1 µs to 10 minutes.
        const LONGEST: u64 = 600_000_000;
        let empty = Histogram::new_with_bounds(1, LONGEST, 3).expect("the bounds are in order");
        Self { since_due: empty.clone(), since_sent: empty }
    }
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_told_apart_by_status() {
        let mut tally = Tally::default();
        let [short, long] = [Duration::from_millis(1), Duration::from_millis(9)];
        tally.answered(200, long, short);
        tally.answered(200, long, short);
        tally.answered(429, short, short);
        assert_eq!(tally.accepted(), 2);
        let ok = &tally.answers[&200];
        assert!((8990..=9010).contains(&ok.since_due.value_at_quantile(0.99)));
        assert!((999..=1001).contains(&ok.since_sent.value_at_quantile(0.99)));
        assert_eq!(tally.answers[&429].since_due.len(), 1);
    }

    #[test]
    fn without_answers_nothing_was_accepted() {
        assert_eq!(Tally::default().accepted(), 0);
    }
}
