//! After the process died while it stored a batch: smaller batches, until the envelope that killed it is alone.

use super::marker::Begun;
use crate::inbox::InboxEntry;

/// Most envelopes in one batch.
const BATCH: usize = 2_000;
/// Each death makes the batch smaller by this, down to one envelope: two deaths lead from the largest batch to single
/// envelopes. With [`DEATHS`] that is as often as systemd starts a unit within ten seconds, five times:
/// <https://www.freedesktop.org/software/systemd/man/latest/systemd-system.conf.html#DefaultStartLimitIntervalSec=>
const SHRINK: usize = 64;
/// How often the process dies on an envelope that is alone before the envelope goes to the dead letters.
const DEATHS: i64 = 3;

/// Which envelopes are suspected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CrashRecovery {
    /// The last row that is suspected.
    until: i64,
    /// How many envelopes a batch may have up to it.
    size: usize,
    /// The envelope on which the process died alone, and how often.
    alone: (i64, i64),
}

impl CrashRecovery {
    /// What a batch that was begun says, now that everything up to `cursor` is stored.
    pub(super) fn after(begun: Option<Begun>, cursor: i64) -> Self {
        let none = Self { until: 0, size: BATCH, alone: (0, 0) };
        let Some(begun) = begun else { return none };
        let until = begun.last.max(begun.until);
        let size = usize::try_from(begun.count).unwrap_or(BATCH).min(BATCH);
        if cursor >= begun.last {
            // That batch is stored. The process may have been stopped on its way through smaller ones.
            return if cursor >= until { none } else { Self { until, size, alone: (0, 0) } };
        }
        let alone = if size == 1 { (begun.first, begun.deaths + 1) } else { (0, 0) };
        Self { until, size: (size / SHRINK).max(1), alone }
    }

    /// Whether some envelopes are suspected.
    pub(super) fn is_of(&self, cursor: i64) -> bool {
        cursor < self.until
    }

    /// How many envelopes may be taken after the cursor.
    pub(super) fn limit(&self, cursor: i64) -> usize {
        if self.is_of(cursor) { self.size } else { BATCH }
    }

    /// Whether the process has died on this envelope too often.
    pub(super) fn is_given_up(&self, envelope: &InboxEntry) -> bool {
        self.alone.0 == envelope.row && self.alone.1 >= DEATHS
    }

    /// How often the process has died on the envelope that is alone.
    pub(super) fn deaths(&self) -> u32 {
        u32::try_from(self.alone.1).unwrap_or(u32::MAX)
    }

    /// What is noted before a batch; none for no envelopes.
    pub(super) fn begin(&self, batch: &[InboxEntry]) -> Option<Begun> {
        let (first, last) = (batch.first()?.row, batch.last()?.row);
        let deaths = if self.alone.0 == first && batch.len() == 1 { self.alone.1 } else { 0 };
        Some(Begun { first, last, count: batch.len() as i64, deaths, until: self.until })
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::model::timestamp::Timestamp;

    fn batch(after: i64, limit: usize, last: i64) -> Vec<InboxEntry> {
        let kept = |row| InboxEntry { row, project_id: 1, received: Timestamp(0.0), envelope: Bytes::new() };
        (after + 1..=last).take(limit).map(kept).collect()
    }

    /// Restarts until everything is stored, with an envelope that kills each process that touches it; how often it died,
    /// and which envelopes were given up.
    fn run(poison: &[i64], last: i64) -> (u32, Vec<i64>) {
        let (mut cursor, mut begun, mut died, mut buried) = (0, None, 0, Vec::new());
        'process: loop {
            assert!(died < 100);
            let recovery = CrashRecovery::after(begun, cursor);
            while cursor < last {
                let batch = batch(cursor, recovery.limit(cursor), last);
                if recovery.is_given_up(&batch[0]) {
                    buried.push(batch[0].row);
                    cursor = batch[0].row;
                    continue;
                }
                begun = recovery.begin(&batch);
                if batch.iter().any(|kept| poison.contains(&kept.row)) {
                    died += 1;
                    continue 'process;
                }
                cursor = batch.last().unwrap().row;
            }
            return (died, buried);
        }
    }

    #[test]
    fn the_envelope_that_kills_is_found_and_no_other_is_given_up() {
        assert_eq!(run(&[], 5_000), (0, vec![]));
        assert_eq!(run(&[1_234], 5_000), (5, vec![1_234]));
        assert_eq!(run(&[1], 1), (3, vec![1]));
        assert_eq!(run(&[2_000], 2_000), (5, vec![2_000]));
        assert_eq!(run(&[3], 40).1, [3]);
        let (died, buried) = run(&[700, 701, 1_900, 4_500], 5_000);
        assert_eq!(buried, [700, 701, 1_900, 4_500]);
        assert!(died <= 20, "{died}");
    }

    #[test]
    fn a_batch_that_is_stored_is_no_suspicion() {
        let begun = Begun { first: 1, last: 9, count: 9, deaths: 0, until: 0 };
        assert_eq!(CrashRecovery::after(Some(begun), 9).limit(9), BATCH);
        assert_eq!(CrashRecovery::after(None, 9).limit(9), BATCH);
        // A death at another place after some of it is no death of the first envelope.
        let alone = Begun { first: 4, last: 4, count: 1, deaths: 2, until: 9 };
        assert!(!CrashRecovery::after(Some(alone), 4).is_given_up(&batch(4, 1, 9)[0]));
        assert!(CrashRecovery::after(Some(alone), 3).is_given_up(&batch(3, 1, 9)[0]));
    }
}
