//! After the process died while it stored a batch: smaller batches, until the envelope that kills it is alone.
//!
//! Offsets are compared for equality alone. How many envelopes are suspected is counted.

use super::marker::StartedBatch;
use crate::inbox::{InboxEntry, Offset};

/// Most envelopes in one batch.
const BATCH: usize = 2_000;
/// Each death makes the batch smaller by this factor, down to one envelope: two deaths lead from the largest batch to single
/// envelopes. With [`DEATHS`] the process dies as often as systemd starts a unit within ten seconds, five times:
/// <https://www.freedesktop.org/software/systemd/man/latest/systemd-system.conf.html#DefaultStartLimitIntervalSec=>
const SHRINK: usize = 64;
/// How often the process dies on a single envelope before the envelope becomes a dead letter.
const DEATHS: u32 = 3;

/// The envelopes that may have killed the process.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CrashRecovery {
    /// How many envelopes after the cursor are suspected.
    suspects: usize,
    /// Most envelopes in a batch while some are suspected.
    size: usize,
    /// The single envelope on which the process died, and how often.
    single: Option<(Offset, u32)>,
}

impl CrashRecovery {
    /// Reads a marker, now that everything up to `cursor` is stored.
    pub(super) fn after(started: Option<StartedBatch>, cursor: &Offset) -> Self {
        let Some(started) = started else { return Self { suspects: 0, size: BATCH, single: None } };
        let StartedBatch { after, last, count, deaths, suspects } = started;
        if *cursor == last {
            // The batch is stored. The process may have been stopped on its way through smaller batches.
            return Self {
                suspects: suspects.saturating_sub(count),
                size: count.clamp(1, BATCH),
                single: None,
            };
        }
        // Of one envelope either nothing or everything is stored.
        let single = (count == 1 && *cursor == after).then(|| (last, deaths.saturating_add(1)));
        Self { suspects: suspects.max(count), size: (count.min(BATCH) / SHRINK).max(1), single }
    }

    /// Whether some envelopes are suspected.
    pub(super) fn has_suspects(&self) -> bool {
        self.suspects > 0
    }

    /// How many envelopes may be in the next batch.
    pub(super) fn limit(&self) -> usize {
        if self.has_suspects() { self.size } else { BATCH }
    }

    /// How often the process has died on this envelope, if that is too often.
    pub(super) fn deaths_of_lost(&self, entry: &InboxEntry) -> Option<u32> {
        let (offset, deaths) = self.single.as_ref()?;
        (*offset == entry.offset && *deaths >= DEATHS).then_some(*deaths)
    }

    /// The marker of a batch that is about to be stored; `None` for an empty batch.
    pub(super) fn start(&self, cursor: &Offset, batch: &[InboxEntry]) -> Option<StartedBatch> {
        let last = batch.last()?.offset.clone();
        let deaths = match &self.single {
            Some((offset, deaths)) if *offset == last && batch.len() == 1 => *deaths,
            _ => 0,
        };
        let (after, count) = (cursor.clone(), batch.len());
        Some(StartedBatch { after, last, count, deaths, suspects: self.suspects })
    }

    /// Clears so many envelopes after the cursor of suspicion, because they are stored.
    pub(super) fn clear(&mut self, stored: usize) {
        self.suspects = self.suspects.saturating_sub(stored);
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;

    use super::*;
    use crate::model::timestamp::Timestamp;

    fn offset(row: i64) -> Offset {
        Offset::new(row.to_string())
    }

    fn batch(after: i64, limit: usize, last: i64) -> Vec<InboxEntry> {
        let entry = |row| InboxEntry {
            offset: offset(row),
            project_id: 1,
            key: "k".into(),
            received: Timestamp(0.0),
            envelope: Bytes::new(),
        };
        (after + 1..=last).take(limit).map(entry).collect()
    }

    /// Restarts until everything is stored, with envelopes that kill each process that touches them. Returns how often it
    /// died, and which envelopes became dead letters.
    fn run(poison: &[i64], last: i64) -> (u32, Vec<i64>) {
        let (mut cursor, mut started, mut died, mut lost) = (0, None, 0, Vec::new());
        'process: loop {
            assert!(died < 100);
            let mut recovery = CrashRecovery::after(started.clone(), &offset(cursor));
            while cursor < last {
                let batch = batch(cursor, recovery.limit(), last);
                if recovery.deaths_of_lost(&batch[0]).is_some() {
                    cursor += 1;
                    lost.push(cursor);
                    recovery.clear(1);
                    continue;
                }
                started = recovery.start(&offset(cursor), &batch);
                if batch.iter().any(|entry| poison.iter().any(|row| entry.offset == offset(*row))) {
                    died += 1;
                    continue 'process;
                }
                cursor += batch.len() as i64;
                recovery.clear(batch.len());
            }
            return (died, lost);
        }
    }

    #[test]
    fn the_envelope_that_kills_is_found_and_no_other_is_lost() {
        assert_eq!(run(&[], 5_000), (0, vec![]));
        assert_eq!(run(&[1_234], 5_000), (5, vec![1_234]));
        assert_eq!(run(&[1], 1), (3, vec![1]));
        assert_eq!(run(&[2_000], 2_000), (5, vec![2_000]));
        assert_eq!(run(&[3], 40).1, [3]);
        let (died, lost) = run(&[700, 701, 1_900, 4_500], 5_000);
        assert_eq!(lost, [700, 701, 1_900, 4_500]);
        assert!(died <= 20, "{died}");
    }

    #[test]
    fn a_stored_batch_is_not_suspected() {
        let started =
            |suspects| StartedBatch { after: offset(0), last: offset(9), count: 9, deaths: 0, suspects };
        assert_eq!(CrashRecovery::after(Some(started(0)), &offset(9)).limit(), BATCH);
        assert_eq!(CrashRecovery::after(None, &offset(9)).limit(), BATCH);
        // The process was stopped between two of the smaller batches.
        let mut recovery = CrashRecovery::after(Some(started(20)), &offset(9));
        assert_eq!(recovery.limit(), 9);
        recovery.clear(11);
        assert_eq!(recovery.limit(), BATCH);
    }

    #[test]
    fn a_batch_of_which_a_part_is_stored_is_suspected() {
        let started =
            StartedBatch { after: offset(0), last: offset(128), count: 128, deaths: 0, suspects: 0 };
        let recovery = CrashRecovery::after(Some(started), &offset(50));
        assert_eq!((recovery.limit(), recovery.has_suspects()), (2, true));
    }

    #[test]
    fn deaths_count_for_the_single_envelope_alone() {
        let single = StartedBatch { after: offset(3), last: offset(4), count: 1, deaths: 2, suspects: 6 };
        let recovery = |cursor| CrashRecovery::after(Some(single.clone()), &offset(cursor));
        assert_eq!(recovery(3).deaths_of_lost(&batch(3, 1, 9)[0]), Some(3));
        assert_eq!(recovery(3).deaths_of_lost(&batch(4, 1, 9)[0]), None);
        assert_eq!(recovery(4).deaths_of_lost(&batch(4, 1, 9)[0]), None);
        assert_eq!(recovery(7).deaths_of_lost(&batch(3, 1, 9)[0]), None);
    }
}
