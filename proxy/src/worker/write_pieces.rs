//! Writes the pieces of a batch. If the store refuses one of them, the batch is halved until the piece is alone; it is tried
//! again, and becomes a dead letter.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use balefire_protocol::category::Category;
use balefire_protocol::envelope;

use super::done::Done;
use super::new_dead_letter::{self, Failure, Rejected};
use super::read_envelope::{Arrived, Piece};
use super::session_outcomes::session_outcomes;
use super::trace_outcomes::trace_outcomes;
use crate::alerts::event_rules::EventRules;
use crate::alerts::holds::Holds;
use crate::config::Config;
use crate::inbox::InboxEntry;
use crate::model::timestamp::Timestamp;
use crate::outcome::{Counted, DiscardReason, Outcome, ProjectCounts};
use crate::store::{Ingest, Recorded, StoreError};

/// How often a single piece is tried before it becomes a dead letter.
const ATTEMPTS: u32 = 3;

/// Writes the pieces of a batch.
pub(super) struct Writer<'a> {
    /// The batch that the pieces were read from.
    pub entries: &'a [InboxEntry],
    pub store: &'a dyn Ingest,
    pub config: &'a Config,
    /// The names of projects.
    pub projects: &'a HashMap<i64, String>,
    pub now: Timestamp,
}

/// Why a transaction failed.
enum WriteError {
    /// A piece in it.
    OfItem(Failure),
    /// The store itself.
    OfStore(StoreError),
}

impl From<StoreError> for WriteError {
    fn from(error: StoreError) -> Self {
        match &error {
            StoreError::Refused(cause) => {
                let detail = format!("{error}: {cause}");
                Self::OfItem(Failure { reason: DiscardReason::StoreRefused, detail, attempts: 1 })
            }
            StoreError::Database(_) | StoreError::Damaged(_) | StoreError::TooNew { .. } => {
                Self::OfStore(error)
            }
        }
    }
}

impl Writer<'_> {
    /// Writes pieces in one transaction, or in several if the store refuses one of them.
    pub(super) fn write(&self, pieces: &mut [Piece]) -> Result<Done, StoreError> {
        let mut done = Done::default();
        match self.write_all(pieces, &mut done) {
            // The first part stays written, and the next step gets the error again.
            Err(error) if done.envelopes > 0 => {
                tracing::error!(error = &error as &dyn std::error::Error, "part of a batch not stored");
            }
            result => result?,
        }
        if done.dead_letters > 0 {
            log_refused(&done.outcomes);
        }
        Ok(done)
    }

    /// Writes pieces in one transaction, or as two halves if a piece makes that one fail.
    fn write_all(&self, pieces: &mut [Piece], done: &mut Done) -> Result<(), StoreError> {
        match self.try_write(pieces) {
            Ok(part) => {
                done.add(part);
                Ok(())
            }
            Err(WriteError::OfStore(error)) => Err(error),
            Err(WriteError::OfItem(failure)) => match pieces {
                [] => Ok(()),
                [one] => self.write_one(one, failure, done),
                _ => {
                    let (first, second) = pieces.split_at_mut(pieces.len() / 2);
                    self.write_all(first, done)?;
                    self.write_all(second, done)
                }
            },
        }
    }

    /// Tries the piece that fails again, alone; then stores a dead letter in its place.
    fn write_one(&self, piece: &mut Piece, failure: Failure, done: &mut Done) -> Result<(), StoreError> {
        let mut failure = failure;
        while failure.attempts < ATTEMPTS {
            match self.try_write(std::slice::from_ref(piece)) {
                Ok(part) => {
                    done.add(part);
                    return Ok(());
                }
                Err(WriteError::OfStore(error)) => return Err(error),
                Err(WriteError::OfItem(again)) => {
                    failure = Failure { attempts: failure.attempts + 1, ..again };
                }
            }
        }
        let (reason, detail) = (failure.reason.code(), failure.detail.clone());
        let arrived = self.arrived(piece);
        let rejected = match piece {
            Piece::Event { envelope, item, .. }
            | Piece::Trace { envelope, item, .. }
            | Piece::Sessions { envelope, item, .. }
            | Piece::Attachment { envelope, item, .. }
            | Piece::Feedback { envelope, item, .. } => self.rejected(*envelope, Some(*item), failure),
            Piece::Forward { envelope, .. } => self.rejected(*envelope, None, failure),
            // The store refuses the dead letter too; it may take one without content.
            Piece::DeadLetter { rejected, .. } if !rejected.dead_letter.envelope.is_empty() => {
                rejected.dead_letter.envelope = Vec::new();
                rejected.dead_letter.detail.push_str("; its content could not be kept");
                return self.write_all(std::slice::from_mut(piece), done);
            }
            Piece::DeadLetter { rejected, .. } => {
                tracing::error!(reason, detail, "dead letter not stored, item lost");
                let outcomes = std::mem::take(&mut rejected.outcomes);
                *piece = Piece::End { offset: None, outcomes, arrived };
                return self.write_all(std::slice::from_mut(piece), done);
            }
            // There is no item in it that could be at fault.
            Piece::End { .. } => return Err(StoreError::Database(detail.into())),
        };
        tracing::debug!(reason, detail, "item refused by the store, dead letter stored");
        *piece = match rejected {
            Some(rejected) => Piece::DeadLetter { rejected, arrived },
            None => Piece::End { offset: None, outcomes: Vec::new(), arrived },
        };
        self.write_all(std::slice::from_mut(piece), done)
    }

    /// The project, the key and the hour under which a piece is counted.
    fn arrived(&self, piece: &Piece) -> Arrived {
        match piece {
            Piece::Event { envelope, .. }
            | Piece::Trace { envelope, .. }
            | Piece::Sessions { envelope, .. }
            | Piece::Attachment { envelope, .. }
            | Piece::Feedback { envelope, .. }
            | Piece::Forward { envelope, .. } => self.entries.get(*envelope).map_or_else(
                || Arrived { project_id: 0, key: "".into(), hour: self.now.hour() },
                Arrived::of,
            ),
            Piece::DeadLetter { arrived, .. } | Piece::End { arrived, .. } => arrived.clone(),
        }
    }

    /// The dead letter of an item, or of a whole envelope.
    fn rejected(&self, index: usize, item: Option<usize>, failure: Failure) -> Option<Rejected> {
        let entry = self.entries.get(index)?;
        let Some(item) = item else { return Some(new_dead_letter::whole(entry, failure, self.now)) };
        let envelope = envelope::parse(&entry.envelope).ok()?;
        Some(new_dead_letter::item(entry, &envelope, envelope.items.get(item)?, failure, self.now))
    }

    fn try_write(&self, pieces: &[Piece]) -> Result<Done, WriteError> {
        // A panic within the store counts as a refusal. The transaction is rolled back when the batch is dropped.
        catch_unwind(AssertUnwindSafe(|| self.transaction(pieces))).unwrap_or_else(|_| {
            let detail = "storing panicked".into();
            Err(WriteError::OfItem(Failure { reason: DiscardReason::Panicked, detail, attempts: 1 }))
        })
    }

    fn transaction(&self, pieces: &[Piece]) -> Result<Done, WriteError> {
        let mut done = Done::default();
        let mut batch = self.store.begin()?;
        let held_back = Holds::read(batch.as_mut(), self.config, self.now)?;
        let mut rules = EventRules::new(self.config, &held_back, self.now);
        let mut cursor = None;
        let mut counts = ProjectCounts::default();
        // The files that follow a dropped event are dropped with it.
        let mut dropped = HashSet::new();
        // The envelope of the last event that was there already: its files are there too.
        let mut again = None;
        // Somebody may have deleted a project since its envelopes were read; nobody does while the batch is open.
        let there: HashSet<i64> = self.store.projects()?.into_iter().map(|project| project.id).collect();
        for piece in pieces {
            let before = done.outcomes.len();
            let arrived = self.arrived(piece);
            let (is_known, project) = (self.projects.contains_key(&arrived.project_id), &arrived.project_id);
            let is_gone = is_known && !there.contains(project);
            match piece {
                Piece::End { offset, .. } if is_gone => {
                    if let Some(offset) = offset {
                        cursor = Some(offset);
                        done.envelopes += 1;
                        let unknown = Outcome::Invalid(DiscardReason::UnknownProject);
                        done.outcomes.push((unknown, Category::Request, 1));
                    }
                }
                _ if is_gone => {}
                Piece::Event { event, envelope, .. } => {
                    let recorded = batch.record(event)?;
                    let outcome = match &recorded {
                        Recorded::New(_)
                        | Recorded::Seen { .. }
                        | Recorded::Regressed { .. }
                        | Recorded::Escalating(_)
                        | Recorded::Unarchived(_) => Outcome::Accepted,
                        Recorded::Duplicate => {
                            again = Some(*envelope);
                            Outcome::Filtered(DiscardReason::Duplicate)
                        }
                        Recorded::Discarded => {
                            dropped.insert((event.project_id, event.event_id.as_str()));
                            Outcome::Filtered(DiscardReason::Discarded)
                        }
                    };
                    done.outcomes.push((outcome, Category::Error, event.times_seen));
                    let project = self.projects.get(&event.project_id).map_or("", String::as_str);
                    rules.on_event(batch.as_mut(), &recorded, event, project)?;
                }
                Piece::Trace { read, category, .. } => {
                    let recorded = batch.record_trace(&read.data)?;
                    done.outcomes.extend(trace_outcomes(read, *category, recorded));
                }
                Piece::Sessions { sessions, .. } => {
                    batch.record_sessions(sessions)?;
                    done.outcomes.extend(session_outcomes(sessions));
                }
                Piece::Attachment { attachment, .. }
                    if dropped.contains(&(attachment.project_id, attachment.event_id.as_str())) =>
                {
                    let outcome = Outcome::Filtered(DiscardReason::Discarded);
                    done.outcomes.push((outcome, Category::Attachment, 1));
                }
                Piece::Attachment { envelope, .. } if again == Some(*envelope) => {
                    let outcome = Outcome::Filtered(DiscardReason::Duplicate);
                    done.outcomes.push((outcome, Category::Attachment, 1));
                }
                Piece::Attachment { attachment, .. } => {
                    let most = self.config.retention.attachment_size;
                    let is_stored = batch.record_attachment(attachment, most)?;
                    let too_many = Outcome::Filtered(DiscardReason::TooMany);
                    let outcome = if is_stored { Outcome::Accepted } else { too_many };
                    done.outcomes.push((outcome, Category::Attachment, 1));
                }
                Piece::Feedback { feedback, .. } => {
                    let is_new = batch.record_feedback(feedback)?;
                    let duplicate = Outcome::Filtered(DiscardReason::Duplicate);
                    let outcome = if is_new { Outcome::Accepted } else { duplicate };
                    done.outcomes.push((outcome, Category::Feedback, 1));
                }
                Piece::Forward { project_id, bytes, left_out, .. } => {
                    done.left_out.extend_from_slice(left_out);
                    let Some(bytes) = bytes else { continue };
                    done.forwards += 1;
                    if !batch.forward(*project_id, bytes, self.config.limits.forward)? {
                        done.not_forwarded += 1;
                    }
                }
                Piece::DeadLetter { rejected, .. } => {
                    batch.bury(&rejected.dead_letter)?;
                    done.dead_letters += 1;
                    done.outcomes.extend_from_slice(&rejected.outcomes);
                }
                Piece::End { offset, outcomes, .. } => {
                    if let Some(offset) = offset {
                        cursor = Some(offset);
                        done.envelopes += 1;
                    }
                    done.outcomes.extend_from_slice(outcomes);
                }
            }
            for (outcome, category, quantity) in done.outcomes.iter().skip(before) {
                let at = (arrived.project_id, &*arrived.key, arrived.hour);
                counts.add(at, *outcome, *category, *quantity);
            }
        }
        batch.count_outcomes(&counts)?;
        done.alerts = rules.finish(batch.as_mut())?;
        if let Some(cursor) = cursor {
            batch.set_cursor(cursor)?;
            done.cursor = Some(cursor.clone());
        }
        batch.commit()?;
        Ok(done)
    }
}

/// Logs one line for all refused items, because a store that refuses everything must not fill the log. Malformed items are
/// faults of clients, and are not logged.
fn log_refused(outcomes: &[Counted]) {
    let is_ours = |reason| matches!(reason, DiscardReason::StoreRefused | DiscardReason::Panicked);
    let items: u64 = outcomes
        .iter()
        .filter(|(outcome, ..)| matches!(outcome, Outcome::Invalid(reason) if is_ours(*reason)))
        .map(|(.., quantity)| quantity)
        .sum();
    if items > 0 {
        tracing::error!(items, "items not stored, dead letters kept: balefire-proxy dead-letter list");
    }
}
