//! Reads envelopes into pieces that the store takes: events, envelopes for an upstream, dead letters, and the end of each.

use std::sync::Arc;

use balefire_protocol::category::Category;
use balefire_protocol::dsn::Dsn;
use balefire_protocol::envelope;
use balefire_protocol::json;

use super::new_dead_letter::{self, Failure, Rejected};
use crate::config::ProjectRules;
use crate::forward::OutgoingEnvelope;
use crate::inbox::{InboxEntry, Offset};
use crate::items::{self, EnvelopeContext, ItemContent, ItemError, ScrubBudget, Upstream};
use crate::model::attachment::Attachment;
use crate::model::event::Event;
use crate::model::feedback::Feedback;
use crate::model::rfc3339;
use crate::model::session::SessionData;
use crate::model::timestamp::Timestamp;
use crate::outcome::{Counted, DiscardReason, Outcome};
use crate::process::{Arrival, ReadTrace, TraceHeader};
use crate::secret::Secret;
use crate::symbols::Lookup;

/// A part of an envelope that is stored whole or not at all. The pieces of an envelope follow each other.
pub(super) enum Piece {
    /// An event; the index of its envelope in the batch, and its index in the envelope.
    Event { event: Box<Event>, envelope: usize, item: usize },
    /// Performance data, under the category of its item.
    Trace { read: Box<ReadTrace>, category: Category, envelope: usize, item: usize },
    /// Sessions.
    Sessions { sessions: Box<SessionData>, envelope: usize, item: usize },
    /// A file.
    Attachment { attachment: Box<Attachment>, envelope: usize, item: usize },
    /// What a visitor wrote.
    Feedback { feedback: Box<Feedback>, envelope: usize, item: usize },
    /// An envelope for the upstream of a project, unless nothing is left for it; the items that were left out of it; and the
    /// index of the envelope that came.
    Forward {
        project_id: i64,
        bytes: Option<Vec<u8>>,
        left_out: Vec<(DiscardReason, Category)>,
        envelope: usize,
    },
    /// A dead letter, and what it came with.
    DeadLetter { rejected: Rejected, arrived: Arrived },
    /// The end of an envelope: once it is written, everything up to this offset is stored. Without an offset it stands in
    /// the place of a piece that could not be stored.
    End { offset: Option<Offset>, outcomes: Vec<Counted>, arrived: Arrived },
}

/// The project, the key and the hour under which outcomes are counted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Arrived {
    pub project_id: i64,
    pub key: Arc<str>,
    pub hour: i64,
}

impl Arrived {
    /// Those of an envelope.
    pub(super) fn of(entry: &InboxEntry) -> Self {
        let key = Arc::clone(&entry.key);
        Self { project_id: entry.project_id, key, hour: entry.received.hour() }
    }
}

/// The facts that reading needs besides the envelopes.
pub(super) struct PieceReader<'a> {
    pub symbols: &'a dyn Lookup,
    /// Largest event, in bytes.
    pub event_size: usize,
    /// Largest attachment that is stored, in bytes.
    pub attachment_size: usize,
    pub now: Timestamp,
}

impl PieceReader<'_> {
    /// Reads the entry with this index in the batch. Without rules its project is unknown.
    pub(super) fn read(
        &self,
        index: usize,
        entry: &InboxEntry,
        rules: Option<&ProjectRules>,
        pieces: &mut Vec<Piece>,
    ) {
        let outcomes = match rules {
            Some(rules) => self.read_items(index, entry, rules, pieces),
            None => vec![(Outcome::Invalid(DiscardReason::UnknownProject), Category::Request, 1)],
        };
        let arrived = Arrived::of(entry);
        pieces.push(Piece::End { offset: Some(entry.offset.clone()), outcomes, arrived });
    }

    /// Reads the items of an envelope. Returns the outcomes of those that make no piece.
    fn read_items(
        &self,
        index: usize,
        entry: &InboxEntry,
        rules: &ProjectRules,
        pieces: &mut Vec<Piece>,
    ) -> Vec<Counted> {
        let parsed = match envelope::parse(&entry.envelope) {
            Ok(parsed) => parsed,
            Err(error) => {
                tracing::debug!(
                    offset = %entry.offset,
                    error = &error as &dyn std::error::Error,
                    "malformed envelope"
                );
                let failure =
                    Failure { reason: DiscardReason::Malformed, detail: error.to_string(), attempts: 1 };
                let rejected = new_dead_letter::whole(entry, failure, self.now);
                pieces.push(Piece::DeadLetter { rejected, arrived: Arrived::of(entry) });
                return Vec::new();
            }
        };
        let event_id = json::string_member(parsed.header, "event_id");
        let sent_at = json::string_member(parsed.header, "sent_at");
        let context = EnvelopeContext {
            arrival: Arrival {
                project_id: entry.project_id,
                received: entry.received,
                event_id: event_id.as_deref(),
                sent_at: sent_at.and_then(|text| rfc3339::parse(&text)),
            },
            trace: TraceHeader::read(parsed.header),
            crash: parsed.items.iter().find_map(items::native_crash),
            scrubber: &rules.scrubber,
            grouping: &rules.grouping,
            filters: &rules.filters,
            symbols: self.symbols,
            event_size: self.event_size,
            attachment_size: self.attachment_size,
        };
        let start_outgoing = |dsn: &Secret<Dsn>| {
            items::catch(|| Ok(OutgoingEnvelope::new(parsed.header, &rules.scrubber, dsn.expose())))
        };
        let mut outgoing = match rules.upstream.as_ref().map(start_outgoing).transpose() {
            Ok(outgoing) => outgoing,
            Err(error) => {
                let rejected = new_dead_letter::whole(entry, failure(&error), self.now);
                pieces.push(Piece::DeadLetter { rejected, arrived: Arrived::of(entry) });
                None
            }
        };
        let mut budget = outgoing.is_some().then(ScrubBudget::default);
        let (mut outcomes, mut left_out) = (Vec::new(), Vec::new());
        let (begin, mut unwanted) = (pieces.len(), None);
        for (at, item) in parsed.items.iter().enumerate() {
            let read = items::read(item, &context, budget.as_mut());
            let is_forwarded = matches!(read.upstream, Upstream::Payload(_));
            match read.content {
                Ok(ItemContent::Event(event)) => {
                    pieces.push(Piece::Event { event, envelope: index, item: at })
                }
                Ok(ItemContent::Trace(trace)) => {
                    let category = read.category;
                    pieces.push(Piece::Trace { read: trace, category, envelope: index, item: at });
                }
                Ok(ItemContent::Sessions(sessions)) => {
                    pieces.push(Piece::Sessions { sessions, envelope: index, item: at });
                }
                Ok(ItemContent::Attachment(attachment)) => {
                    pieces.push(Piece::Attachment { attachment, envelope: index, item: at });
                }
                Ok(ItemContent::Feedback(feedback)) => {
                    pieces.push(Piece::Feedback { feedback, envelope: index, item: at });
                }
                Ok(ItemContent::LeftOut(reason)) if !is_forwarded => {
                    outcomes.push((Outcome::Filtered(reason), read.category, items::quantity(item)));
                }
                Ok(ItemContent::Losses(losses)) => outcomes.extend(losses),
                Ok(ItemContent::Filtered(reason, quantity)) => {
                    unwanted = unwanted.or((read.category == Category::Error).then_some(reason));
                    outcomes.push((Outcome::Filtered(reason), read.category, quantity));
                }
                Ok(ItemContent::Nothing | ItemContent::LeftOut(_)) if is_forwarded => {
                    outcomes.push((Outcome::Forwarded, read.category, items::quantity(item)));
                }
                Ok(ItemContent::Nothing | ItemContent::LeftOut(_)) => {
                    let unsupported = Outcome::Filtered(DiscardReason::Unsupported);
                    outcomes.push((unsupported, read.category, items::quantity(item)));
                }
                Err(error) => {
                    let failure = failure(&error);
                    tracing::debug!(
                        offset = %entry.offset,
                        reason = failure.reason.code(),
                        detail = failure.detail,
                        "dead letter stored"
                    );
                    let rejected = new_dead_letter::item(entry, &parsed, item, failure, self.now);
                    pieces.push(Piece::DeadLetter { rejected, arrived: Arrived::of(entry) });
                }
            }
            let reason = match (read.upstream, &mut outgoing) {
                (Upstream::Payload(payload), Some(outgoing)) => {
                    let pushed = items::catch(|| {
                        outgoing.push(item, &payload, &rules.scrubber);
                        Ok(())
                    });
                    pushed.err().map(|error| error.reason())
                }
                (Upstream::LeftOut(reason), _) => Some(reason),
                (Upstream::Payload(_), None) | (Upstream::None, _) => None,
            };
            left_out.extend(reason.map(|reason| (reason, Category::of_item(&item.kind))));
        }
        if let Some(reason) = unwanted {
            let dropped = drop_attachments(pieces, begin);
            outcomes.extend((dropped > 0).then_some((
                Outcome::Filtered(reason),
                Category::Attachment,
                dropped,
            )));
        }
        let bytes = outgoing.and_then(OutgoingEnvelope::into_bytes);
        if bytes.is_some() || !left_out.is_empty() {
            pieces.push(Piece::Forward { project_id: entry.project_id, bytes, left_out, envelope: index });
        }
        outcomes
    }
}

/// Takes out the attachments from a place on: their event is not stored, so nobody would find them. Returns their number.
fn drop_attachments(pieces: &mut Vec<Piece>, begin: usize) -> u64 {
    let own = pieces.split_off(begin);
    let all = own.len();
    let is_other = |piece: &Piece| !matches!(piece, Piece::Attachment { .. });
    pieces.extend(own.into_iter().filter(is_other));
    (begin + all - pieces.len()) as u64
}

fn failure(error: &ItemError) -> Failure {
    Failure { reason: error.reason(), detail: error.detail(), attempts: 1 }
}
