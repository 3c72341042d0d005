//! What goes to the dead letters, and what is said of it. Nothing of a payload gets into the words.

use balefire_protocol::envelope::{self, Envelope, Item};

use crate::category::Category;
use crate::inbox::InboxEntry;
use crate::model::timestamp::Timestamp;
use crate::outcome::{Counted, DiscardReason, Outcome};
use crate::store::NewDeadLetter;

/// Stands in the place of an item's type where all of an envelope is a dead letter.
const ENVELOPE: &str = "envelope";
/// Longest type that is kept, in characters.
const KIND: usize = 64;
/// Largest envelope that is kept, in bytes: to write it takes several times its size in memory, and what is larger was
/// mostly given up for its size.
const BYTES: usize = 8 << 20;

/// Why something is given up.
pub(super) struct Failure {
    pub reason: DiscardReason,
    /// In a few words.
    pub detail: String,
    pub attempts: u32,
}

/// A dead letter, and how its items are counted.
pub(super) struct Rejected {
    pub dead_letter: NewDeadLetter,
    pub outcomes: Vec<Counted>,
}

/// Buries one item of an envelope.
pub(super) fn item(
    kept: &InboxEntry,
    of: &Envelope<'_>,
    item: &Item<'_>,
    failure: Failure,
    now: Timestamp,
) -> Rejected {
    let outcome = (Outcome::Invalid(failure.reason), Category::of_item(&item.kind), 1);
    let parts = [of.header.as_bytes(), b"\n", item.header.as_bytes(), b"\n", item.payload, b"\n"];
    let kind = item.kind.chars().take(KIND).collect();
    let dead_letter = dead_letter(kept, kind, item.payload.len(), &parts, failure, now);
    Rejected { dead_letter, outcomes: vec![outcome] }
}

/// Buries all of an envelope: nobody knows which of its items is to blame.
pub(super) fn whole(kept: &InboxEntry, failure: Failure, now: Timestamp) -> Rejected {
    let invalid = Outcome::Invalid(failure.reason);
    let bytes = &kept.envelope;
    match envelope::parse(bytes) {
        Ok(parsed) => match parsed.items.as_slice() {
            [one] => item(kept, &parsed, one, failure, now),
            items => {
                let outcomes = items.iter().map(|item| (invalid, Category::of_item(&item.kind), 1)).collect();
                let dead_letter = dead_letter(kept, ENVELOPE.into(), bytes.len(), &[bytes], failure, now);
                Rejected { dead_letter, outcomes }
            }
        },
        Err(_) => {
            let dead_letter = dead_letter(kept, ENVELOPE.into(), bytes.len(), &[bytes], failure, now);
            Rejected { dead_letter, outcomes: vec![(invalid, Category::Request, 1)] }
        }
    }
}

fn dead_letter(
    kept: &InboxEntry,
    kind: String,
    size: usize,
    parts: &[&[u8]],
    failure: Failure,
    now: Timestamp,
) -> NewDeadLetter {
    let Failure { reason, mut detail, attempts } = failure;
    let is_kept = parts.iter().map(|part| part.len()).sum::<usize>() <= BYTES;
    let envelope = if is_kept { parts.concat() } else { Vec::new() };
    if !is_kept {
        detail.push_str("; too large to be kept");
    }
    let (project_id, received) = (kept.project_id, kept.received);
    NewDeadLetter { project_id, kind, size, reason, detail, received, failed: now, attempts, envelope }
}
