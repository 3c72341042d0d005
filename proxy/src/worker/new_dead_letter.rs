//! Makes a dead letter of an item or of a whole envelope. Its reason and detail quote nothing of a payload.

use balefire_protocol::category::Category;
use balefire_protocol::envelope::{self, Envelope, Item};

use crate::inbox::InboxEntry;
use crate::items;
use crate::model::timestamp::Timestamp;
use crate::outcome::{Counted, DiscardReason, Outcome};
use crate::store::NewDeadLetter;

/// The type of a dead letter that is a whole envelope.
const ENVELOPE: &str = "envelope";
/// Longest type of an item that is kept, in characters.
const KIND: usize = 64;
/// Largest envelope that is kept, in bytes. Writing it takes several times its size in memory, and a larger one mostly
/// failed for its size.
const BYTES: usize = 8 << 20;

/// Why an item or an envelope cannot be stored.
pub(super) struct Failure {
    pub reason: DiscardReason,
    /// The reason in a few words.
    pub detail: String,
    pub attempts: u32,
}

/// A dead letter, and the outcomes of its items.
pub(super) struct Rejected {
    pub dead_letter: NewDeadLetter,
    pub outcomes: Vec<Counted>,
}

/// A dead letter of one item. Its envelope has the header of the envelope that came, and that item.
pub(super) fn item(
    entry: &InboxEntry,
    sent: &Envelope<'_>,
    item: &Item<'_>,
    failure: Failure,
    now: Timestamp,
) -> Rejected {
    let outcome = (Outcome::Invalid(failure.reason), Category::of_item(&item.kind), items::quantity(item));
    let parts = [sent.header.as_bytes(), b"\n", item.header.as_bytes(), b"\n", item.payload, b"\n"];
    // Databases such as PostgreSQL take no U+0000 in a text.
    let kind = item.kind.chars().take(KIND).collect::<String>().replace('\0', "\u{fffd}");
    let dead_letter = dead_letter(entry, kind, item.payload.len(), &parts, failure, now);
    Rejected { dead_letter, outcomes: vec![outcome] }
}

/// A dead letter of a whole envelope, because the item at fault is unknown.
pub(super) fn whole(entry: &InboxEntry, failure: Failure, now: Timestamp) -> Rejected {
    let invalid = Outcome::Invalid(failure.reason);
    let bytes = &entry.envelope;
    match envelope::parse(bytes) {
        Ok(parsed) => match parsed.items.as_slice() {
            [one] => item(entry, &parsed, one, failure, now),
            all => {
                let outcomes = all
                    .iter()
                    .map(|item| (invalid, Category::of_item(&item.kind), items::quantity(item)))
                    .collect();
                let dead_letter = dead_letter(entry, ENVELOPE.into(), bytes.len(), &[bytes], failure, now);
                Rejected { dead_letter, outcomes }
            }
        },
        Err(_) => {
            let dead_letter = dead_letter(entry, ENVELOPE.into(), bytes.len(), &[bytes], failure, now);
            Rejected { dead_letter, outcomes: vec![(invalid, Category::Request, 1)] }
        }
    }
}

fn dead_letter(
    entry: &InboxEntry,
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
    let (project_id, received) = (entry.project_id, entry.received);
    NewDeadLetter { project_id, kind, size, reason, detail, received, failed: now, attempts, envelope }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::inbox::Offset;

    #[test]
    fn a_type_is_cut_and_has_no_u_0000() {
        let envelope = format!("{{}}\n{{\"type\":\"a\\u0000{}\"}}\n{{}}\n", "b".repeat(100));
        let entry = InboxEntry {
            offset: Offset::default(),
            project_id: 1,
            key: "k".into(),
            received: Timestamp(1.0),
            envelope: envelope.into(),
        };
        let failure = Failure { reason: DiscardReason::Malformed, detail: "x".into(), attempts: 1 };
        let letter = whole(&entry, failure, Timestamp(2.0)).dead_letter;
        assert_eq!(letter.kind, format!("a\u{fffd}{}", "b".repeat(62)));
    }
}
