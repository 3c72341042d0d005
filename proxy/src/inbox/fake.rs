//! An inbox in memory for tests. It has two partitions, as Kafka has many, so an offset of it is no single number.

use std::collections::HashSet;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{Append, Appended, Continuity, Inbox, InboxEntry, InboxError, InboxStatus, NewEntry, Offset};
use crate::model::envelope_id::EnvelopeId;

/// How many partitions there are.
const PARTITIONS: usize = 2;

/// An inbox in memory.
pub(crate) struct FakeInbox {
    queue: usize,
    partitions: Mutex<[Partition; PARTITIONS]>,
    ids: Mutex<HashSet<(i64, EnvelopeId)>>,
}

#[derive(Default)]
struct Partition {
    /// How many entries were acknowledged, and are gone.
    acknowledged: usize,
    entries: Vec<NewEntry>,
}

/// How far each partition was read.
type Position = [usize; PARTITIONS];

impl FakeInbox {
    /// An inbox that refuses everything if `queue` is 0.
    pub(crate) fn new(queue: usize) -> Self {
        Self { queue, partitions: Mutex::default(), ids: Mutex::default() }
    }

    fn ids(&self) -> MutexGuard<'_, HashSet<(i64, EnvelopeId)>> {
        self.ids.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn partitions(&self) -> MutexGuard<'_, [Partition; PARTITIONS]> {
        self.partitions.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Inbox for FakeInbox {
    fn append_all(&self, entries: Vec<NewEntry>) -> Append {
        if self.is_full() {
            return Append::ready(Err(InboxError::Full));
        }
        let mut partitions = self.partitions();
        let append = |entry: NewEntry| {
            if entry.id.is_some_and(|id| !self.ids().insert((entry.project_id, id))) {
                return Appended::Repeated;
            }
            let shortest = partitions.iter_mut().min_by_key(|it| it.acknowledged + it.entries.len());
            shortest.expect("there are two partitions").entries.push(entry);
            Appended::New
        };
        Append::ready(Ok(entries.into_iter().map(append).collect()))
    }

    fn are_known(&self, project_id: i64, ids: &[EnvelopeId]) -> Result<Vec<bool>, InboxError> {
        let known = self.ids();
        Ok(ids.iter().map(|id| known.contains(&(project_id, *id))).collect())
    }

    fn read(&self, after: &Offset, limit: usize) -> Result<Vec<InboxEntry>, InboxError> {
        let mut position = position_of(after)?;
        let partitions = self.partitions();
        let mut entries = Vec::new();
        while entries.len() < limit {
            let next = (0..PARTITIONS).filter_map(|number| {
                let partition = &partitions[number];
                let at = position[number].max(partition.acknowledged);
                Some((at, number, partition.entries.get(at - partition.acknowledged)?))
            });
            let Some((at, number, entry)) = next.min_by_key(|(at, number, _)| (*at, *number)) else { break };
            position[number] = at + 1;
            let NewEntry { project_id, key, received, envelope, .. } = entry.clone();
            entries.push(InboxEntry { offset: offset_of(position), project_id, key, received, envelope });
        }
        Ok(entries)
    }

    fn acknowledge(&self, up_to: &Offset) -> Result<(), InboxError> {
        let position = position_of(up_to)?;
        for (partition, end) in self.partitions().iter_mut().zip(position) {
            let count = end.saturating_sub(partition.acknowledged).min(partition.entries.len());
            partition.entries.drain(..count);
            partition.acknowledged += count;
        }
        Ok(())
    }
}

impl InboxStatus for FakeInbox {
    fn size(&self) -> u64 {
        let partitions = self.partitions();
        partitions.iter().flat_map(|it| &it.entries).map(|entry| entry.envelope.len() as u64).sum()
    }

    fn waiting(&self) -> u64 {
        0
    }

    fn is_full(&self) -> bool {
        self.queue == 0
    }

    fn continuity(&self) -> Continuity {
        Continuity::Continuous
    }
}

fn offset_of(position: Position) -> Offset {
    Offset::new(position.map(|at| at.to_string()).join("/"))
}

fn position_of(offset: &Offset) -> Result<Position, InboxError> {
    if offset.as_str().is_empty() {
        return Ok([0; PARTITIONS]);
    }
    let numbers: Option<Vec<usize>> = offset.as_str().split('/').map(|number| number.parse().ok()).collect();
    let position = numbers.and_then(|numbers| Position::try_from(numbers).ok());
    position.ok_or_else(|| InboxError::ForeignOffset(offset.to_string()))
}
