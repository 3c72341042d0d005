//! Stores some envelopes: all in one transaction, or, where the store refuses an item, all but that.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use balefire_protocol::envelope;

use super::letter::{self, Burial, Failure};
use super::read::{Piece, Reader};
use crate::alerts::grouping::{Grouped, Grouping};
use crate::alerts::rule;
use crate::category::Category;
use crate::config::{Config, ProjectRules};
use crate::inbox::Kept;
use crate::model::timestamp::Timestamp;
use crate::outcome::{Counted, DiscardReason, Outcome};
use crate::process::symbolicate_pending;
use crate::store::{Ingest, Recorded, StoreError};
use crate::symbols::{Lookup, Place};

/// How often a single item is tried before it goes to the dead letters.
const ATTEMPTS: u32 = 3;

/// What one step did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// The last row that is stored now.
    pub row: i64,
    /// What became of the items.
    pub outcomes: Vec<Counted>,
    /// What became of new issues in the outbox.
    pub alerts: Grouped,
    /// How many envelopes are for an upstream.
    pub forwards: usize,
    /// How many of these have found no place to wait.
    pub not_forwarded: u64,
    /// Items that were left out of these, and why.
    pub left_out: Vec<(DiscardReason, Category)>,
    /// How many items went to the dead letters.
    pub buried: u64,
}

/// Stores some envelopes in one transaction: all of them and the cursor. An item that cannot be stored goes to the dead
/// letters, and costs none of its neighbours. An error is the store's own: what is not stored then stays in the inbox.
pub fn step(
    kept: &[Kept],
    store: &dyn Ingest,
    symbols: &dyn Lookup,
    config: &Config,
    now: Timestamp,
) -> Result<Done, StoreError> {
    let projects: HashMap<i64, &ProjectRules> =
        store.projects()?.into_iter().map(|it| (it.id, config.project(&it.slug))).collect();
    // Read before the transaction begins: others may write meanwhile.
    let reader = Reader { symbols, event: config.limits.event, now };
    let mut pieces = Vec::new();
    for (place, envelope) in kept.iter().enumerate() {
        reader.read(place, envelope, projects.get(&envelope.project_id).copied(), &mut pieces);
    }
    let done = Writer { kept, store, config, now }.write(&mut pieces)?;
    symbolicate_late(&pieces, store, symbols);
    Ok(done)
}

/// Stores an envelope as a dead letter, unread: the process has died on it too often.
pub(super) fn bury(
    kept: &Kept,
    attempts: u32,
    store: &dyn Ingest,
    config: &Config,
    now: Timestamp,
) -> Result<Done, StoreError> {
    let is_known = store.projects()?.iter().any(|project| project.id == kept.project_id);
    let detail = "the server died while it processed this".into();
    let failure = Failure { reason: DiscardReason::ProcessDied, detail, attempts };
    let Burial { letter, outcomes } = letter::whole(kept, failure, now);
    let end = Piece::End { row: kept.row, outcomes: Vec::new() };
    let mut pieces = if is_known {
        vec![Piece::Letter(Burial { letter, outcomes }), end]
    } else {
        vec![Piece::End { row: kept.row, outcomes }]
    };
    Writer { kept: std::slice::from_ref(kept), store, config, now }.write(&mut pieces)
}

/// Symbolicates events whose symbols came after they were read and before they were stored. They are stored: whatever
/// happens here must not undo what the step did.
fn symbolicate_late(pieces: &[Piece], store: &dyn Ingest, symbols: &dyn Lookup) {
    let events = pieces.iter().filter_map(|piece| match piece {
        Piece::Event { event, .. } => Some(event),
        Piece::Forward { .. } | Piece::Letter(_) | Piece::End { .. } => None,
    });
    let missing: HashSet<&String> = events.flat_map(|event| &event.pending_symbols).collect();
    for debug_id in missing {
        let work = || {
            symbols
                .look(debug_id, Place::Function(0))
                .map(|_| store.symbolicate_pending(debug_id, &|body| symbolicate_pending(body, symbols)))
        };
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(None | Some(Ok(_))) => {}
            Ok(Some(Err(error))) => {
                tracing::error!(
                    debug_id,
                    error = &error as &dyn std::error::Error,
                    "pending events not symbolicated"
                );
            }
            Err(_) => tracing::error!(debug_id, "symbolicating pending events panicked"),
        }
    }
}

/// Writes pieces, and finds those that the store refuses.
struct Writer<'a> {
    kept: &'a [Kept],
    store: &'a dyn Ingest,
    config: &'a Config,
    now: Timestamp,
}

/// Why a transaction failed.
enum WriteError {
    /// Something in it is to blame.
    OfItem(Failure),
    /// The store is to blame.
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
    fn write(&self, pieces: &mut [Piece]) -> Result<Done, StoreError> {
        let mut done = Done::default();
        match self.write_all(pieces, &mut done) {
            // What was written stays written, and the next step meets the error again.
            Err(error) if done.row > 0 => {
                tracing::error!(error = &error as &dyn std::error::Error, "a part of a batch is not stored");
            }
            result => result?,
        }
        if done.buried > 0 {
            log_refused(&done.outcomes);
        }
        Ok(done)
    }

    /// In one transaction, or in two halves if that one fails by something in it.
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

    /// The piece that fails, alone: again, and then it is buried.
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
        let burial = match piece {
            Piece::Event { envelope, item, .. } => self.burial(*envelope, Some(*item), failure),
            Piece::Forward { envelope, .. } => self.burial(*envelope, None, failure),
            // It was given up before, and not even that can be stored: what it is may still be, without its content.
            Piece::Letter(burial) if !burial.letter.envelope.is_empty() => {
                burial.letter.envelope = Vec::new();
                burial.letter.detail.push_str("; its content could not be kept");
                return self.write_all(std::slice::from_mut(piece), done);
            }
            Piece::Letter(burial) => {
                tracing::error!(reason, detail, "a dead letter cannot be stored, it is lost");
                done.outcomes.append(&mut burial.outcomes);
                return Ok(());
            }
            // Nothing of an item is in it.
            Piece::End { .. } => return Err(StoreError::Database(detail.into())),
        };
        tracing::debug!(reason, detail, "an item cannot be stored, it goes to the dead letters");
        *piece = burial.map_or(Piece::End { row: 0, outcomes: Vec::new() }, Piece::Letter);
        self.write_all(std::slice::from_mut(piece), done)
    }

    /// The letter of an item, or of all of an envelope.
    fn burial(&self, place: usize, item: Option<usize>, failure: Failure) -> Option<Burial> {
        let kept = self.kept.get(place)?;
        let Some(item) = item else { return Some(letter::whole(kept, failure, self.now)) };
        let envelope = envelope::parse(&kept.envelope).ok()?;
        Some(letter::item(kept, &envelope, envelope.items.get(item)?, failure, self.now))
    }

    fn try_write(&self, pieces: &[Piece]) -> Result<Done, WriteError> {
        // A panic within the store is met like a refusal: the transaction is rolled back when the batch is dropped.
        catch_unwind(AssertUnwindSafe(|| self.transaction(pieces))).unwrap_or_else(|_| {
            let detail = "storing panicked".into();
            Err(WriteError::OfItem(Failure { reason: DiscardReason::Panicked, detail, attempts: 1 }))
        })
    }

    fn transaction(&self, pieces: &[Piece]) -> Result<Done, WriteError> {
        let mut done = Done::default();
        let mut batch = self.store.begin()?;
        let mut grouping = Grouping::new(self.config, self.now);
        for piece in pieces {
            match piece {
                Piece::Event { event, .. } => {
                    let recorded = batch.record(event)?;
                    let outcome = match recorded {
                        Recorded::New(_) | Recorded::Seen => Outcome::Accepted,
                        Recorded::Duplicate => Outcome::Filtered(DiscardReason::Duplicate),
                    };
                    done.outcomes.push((outcome, Category::Error, 1));
                    if let Some(issue) = rule::fires(&recorded) {
                        grouping.notify(batch.as_mut(), issue, event)?;
                    }
                }
                Piece::Forward { project_id, bytes, left_out, .. } => {
                    done.left_out.extend_from_slice(left_out);
                    let Some(bytes) = bytes else { continue };
                    done.forwards += 1;
                    if !batch.forward(*project_id, bytes, self.config.limits.forward)? {
                        done.not_forwarded += 1;
                    }
                }
                Piece::Letter(burial) => {
                    batch.bury(&burial.letter)?;
                    done.buried += 1;
                    done.outcomes.extend_from_slice(&burial.outcomes);
                }
                Piece::End { row, outcomes } => {
                    done.row = done.row.max(*row);
                    done.outcomes.extend_from_slice(outcomes);
                }
            }
        }
        done.alerts = grouping.finish(batch.as_mut())?;
        if done.row > 0 {
            batch.set_cursor(done.row)?;
        }
        batch.commit()?;
        Ok(done)
    }
}

/// One line for all of them: a store that refuses everything must not fill the log too. What clients sent wrong is no
/// concern of the log.
fn log_refused(outcomes: &[Counted]) {
    let is_ours = |reason| matches!(reason, DiscardReason::StoreRefused | DiscardReason::Panicked);
    let items: u64 = outcomes
        .iter()
        .filter(|(outcome, ..)| matches!(outcome, Outcome::Invalid(reason) if is_ours(*reason)))
        .map(|(.., quantity)| quantity)
        .sum();
    if items > 0 {
        tracing::error!(
            items,
            "items cannot be stored, they are dead letters: balefire-proxy dead-letter list"
        );
    }
}

impl Done {
    fn add(&mut self, mut part: Self) {
        self.row = self.row.max(part.row);
        self.outcomes.append(&mut part.outcomes);
        self.alerts += part.alerts;
        self.forwards += part.forwards;
        self.not_forwarded += part.not_forwarded;
        self.left_out.append(&mut part.left_out);
        self.buried += part.buried;
    }
}
