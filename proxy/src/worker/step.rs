//! Stores a batch of envelopes: reads them, and writes their pieces.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};

use super::done::Done;
use super::new_dead_letter::{self, Failure};
use super::read_envelope::{Arrived, Piece, PieceReader};
use super::write_pieces::Writer;
use crate::config::{Config, ProjectRules};
use crate::inbox::InboxEntry;
use crate::model::timestamp::Timestamp;
use crate::outcome::DiscardReason;
use crate::process::symbolicate_pending;
use crate::store::{Ingest, StoreError};
use crate::symbols::{CodeLocation, Lookup};

/// Stores a batch and the cursor behind it in one transaction. An item that cannot be stored becomes a dead letter, and the
/// others are stored. An error is a failure of the store itself: the envelopes that are not stored then stay in the inbox.
pub fn step(
    batch: &[InboxEntry],
    store: &dyn Ingest,
    symbols: &dyn Lookup,
    config: &Config,
    now: Timestamp,
) -> Result<Done, StoreError> {
    let names: HashMap<i64, String> = store.projects()?.into_iter().map(|it| (it.id, it.slug)).collect();
    let projects: HashMap<i64, &ProjectRules> =
        names.iter().map(|(id, slug)| (*id, config.project(slug))).collect();
    // The items are read before the transaction begins, so that others can write meanwhile.
    let limits = &config.limits;
    let reader = PieceReader { symbols, event_size: limits.event, attachment_size: limits.attachment, now };
    let mut pieces = Vec::new();
    for (index, entry) in batch.iter().enumerate() {
        reader.read(index, entry, projects.get(&entry.project_id).copied(), &mut pieces);
    }
    let done = Writer { entries: batch, store, config, projects: &names, now }.write(&mut pieces)?;
    symbolicate_late(&pieces, store, symbols);
    Ok(done)
}

/// Stores an envelope as a dead letter without reading it, because the process has died on it too often.
pub(super) fn reject(
    entry: &InboxEntry,
    attempts: u32,
    store: &dyn Ingest,
    config: &Config,
    now: Timestamp,
) -> Result<Done, StoreError> {
    let names: HashMap<i64, String> = store.projects()?.into_iter().map(|it| (it.id, it.slug)).collect();
    let is_known = names.contains_key(&entry.project_id);
    let detail = "the server died while it processed this".into();
    let failure = Failure { reason: DiscardReason::ProcessDied, detail, attempts };
    let rejected = new_dead_letter::whole(entry, failure, now);
    let end =
        |outcomes| Piece::End { offset: Some(entry.offset.clone()), outcomes, arrived: Arrived::of(entry) };
    let mut pieces = if is_known {
        vec![Piece::DeadLetter { rejected, arrived: Arrived::of(entry) }, end(Vec::new())]
    } else {
        vec![end(rejected.outcomes)]
    };
    let entries = std::slice::from_ref(entry);
    Writer { entries, store, config, projects: &names, now }.write(&mut pieces)
}

/// Symbolicates events whose symbols came after they were read and before they were stored. The events are stored already,
/// so a failure here does not fail the step.
fn symbolicate_late(pieces: &[Piece], store: &dyn Ingest, symbols: &dyn Lookup) {
    let events = pieces.iter().filter_map(|piece| match piece {
        Piece::Event { event, .. } => Some(event),
        Piece::Trace { .. }
        | Piece::Sessions { .. }
        | Piece::Attachment { .. }
        | Piece::Feedback { .. }
        | Piece::Forward { .. }
        | Piece::DeadLetter { .. }
        | Piece::End { .. } => None,
    });
    let missing: HashSet<&String> = events.flat_map(|event| &event.pending_symbols).collect();
    for debug_id in missing {
        let work = || {
            symbols
                .locate(debug_id, CodeLocation::Function(0))
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
