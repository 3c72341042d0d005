//! Reads envelopes: what of each is to be stored, forwarded, buried or only counted.

use std::panic::{AssertUnwindSafe, catch_unwind};

use balefire_protocol::envelope::{self, Envelope, Item};
use balefire_protocol::json;

use super::new_dead_letter::{self, Failure, Rejected};
use crate::category::Category;
use crate::config::ProjectRules;
use crate::forward::{LeftOut, Outgoing, outgoing};
use crate::inbox::{InboxEntry, Offset};
use crate::items::{self, client_report};
use crate::lenient_json::ReadJsonError;
use crate::model::event::Event;
use crate::model::rfc3339;
use crate::model::timestamp::Timestamp;
use crate::outcome::{Counted, DiscardReason, Outcome};
use crate::process::{Arrival, NativeCrash, Processed, process_item};
use crate::symbols::Lookup;

/// What one transaction stores whole or not at all. The pieces of an envelope follow each other.
pub(super) enum Piece {
    /// An event, and where it came from: the place of its envelope, and its place in that.
    Event { event: Box<Event>, envelope: usize, item: usize },
    /// An envelope for the upstream of a project, unless nothing is left for it; the items that were left out of it; and
    /// the place of the envelope it was made of.
    Forward {
        project_id: i64,
        bytes: Option<Vec<u8>>,
        left_out: Vec<(DiscardReason, Category)>,
        envelope: usize,
    },
    /// A dead letter.
    DeadLetter(Rejected),
    /// The end of an envelope: once it is written, everything up to this offset is stored. Without an offset it stands in
    /// the place of a piece that was given up.
    End { offset: Option<Offset>, outcomes: Vec<Counted> },
}

/// What reading needs beside the envelopes.
pub(super) struct Reader<'a> {
    pub symbols: &'a dyn Lookup,
    /// Largest event, in bytes.
    pub event: usize,
    pub now: Timestamp,
}

impl Reader<'_> {
    /// Reads an envelope at its place in the batch; without rules, its project is not known.
    pub(super) fn read(
        &self,
        place: usize,
        kept: &InboxEntry,
        rules: Option<&ProjectRules>,
        pieces: &mut Vec<Piece>,
    ) {
        let mut outcomes = Vec::new();
        match rules {
            Some(rules) => self.known(place, kept, rules, pieces, &mut outcomes),
            None => {
                outcomes.push((Outcome::Invalid(DiscardReason::UnknownProject), Category::Request, 1));
            }
        }
        pieces.push(Piece::End { offset: Some(kept.offset.clone()), outcomes });
    }

    fn known(
        &self,
        place: usize,
        kept: &InboxEntry,
        rules: &ProjectRules,
        pieces: &mut Vec<Piece>,
        outcomes: &mut Vec<Counted>,
    ) {
        let parsed = match envelope::parse(&kept.envelope) {
            Ok(parsed) => parsed,
            Err(error) => {
                tracing::debug!(
                    offset = %kept.offset,
                    error = &error as &dyn std::error::Error,
                    "malformed envelope"
                );
                let failure =
                    Failure { reason: DiscardReason::Malformed, detail: error.to_string(), attempts: 1 };
                return pieces.push(Piece::DeadLetter(new_dead_letter::whole(kept, failure, self.now)));
            }
        };
        let forward = match self.forward(kept, rules) {
            Ok(forward) => forward,
            Err(failure) => {
                pieces.push(Piece::DeadLetter(new_dead_letter::whole(kept, failure, self.now)));
                None
            }
        };
        let event_id = json::string_member(parsed.header, "event_id");
        let sent_at = json::string_member(parsed.header, "sent_at");
        let arrival = Arrival {
            project_id: kept.project_id,
            received: kept.received,
            event_id: event_id.as_deref(),
            sent_at: sent_at.and_then(|text| rfc3339::parse(&text)),
        };
        let crash = parsed.items.iter().find_map(native_crash);
        for (at, item) in parsed.items.iter().enumerate() {
            let left_out = forward.as_ref().and_then(|it| it.left_out.iter().find(|it| it.0 == at));
            let of = Of { arrival: &arrival, rules, crash };
            match self.item(item, &of, left_out.map(|(_, reason)| reason)) {
                Ok(Read::Event(event)) => pieces.push(Piece::Event { event, envelope: place, item: at }),
                Ok(Read::Counted(counted)) => outcomes.extend(counted),
                Err(failure) => pieces.push(self.reject(kept, &parsed, item, failure)),
            }
        }
        if let Some(Outgoing { envelope: bytes, left_out }) = forward
            && (bytes.is_some() || !left_out.is_empty())
        {
            let kind = |at: usize| parsed.items.get(at).map_or("", |item| item.kind.as_str());
            let counted = |(at, reason): &(usize, LeftOut)| (reason.reason(), Category::of_item(kind(*at)));
            let left_out = left_out.iter().map(counted).collect();
            pieces.push(Piece::Forward { project_id: kept.project_id, bytes, left_out, envelope: place });
        }
    }

    fn reject(&self, kept: &InboxEntry, of: &Envelope<'_>, item: &Item<'_>, failure: Failure) -> Piece {
        tracing::debug!(
            offset = %kept.offset,
            reason = failure.reason.code(),
            detail = failure.detail,
            "dead letter"
        );
        Piece::DeadLetter(new_dead_letter::item(kept, of, item, failure, self.now))
    }

    fn item(&self, item: &Item<'_>, of: &Of<'_>, left_out: Option<&LeftOut>) -> Result<Read, Failure> {
        // The limits may have been higher when the item was taken.
        items::check(std::slice::from_ref(item), self.event).map_err(|error| Failure {
            reason: DiscardReason::TooLarge,
            detail: error.to_string(),
            attempts: 1,
        })?;
        let mut category = Category::of_item(&item.kind);
        if category == Category::Error {
            let work = || process_item(item.payload, of.crash, of.arrival, &of.rules.scrubber, self.symbols);
            match guard(work)?.map_err(|error| cannot_read(&error))? {
                Processed::Event(event) => return Ok(Read::Event(event)),
                Processed::Other(other) => category = other,
            }
        }
        match category {
            Category::Internal => {
                let losses = guard(|| client_report::read(item.payload))?;
                Ok(Read::Counted(losses.map_err(|error| cannot_read(&error))?))
            }
            // What is of no use here goes on to the upstream.
            _ => match left_out {
                Some(LeftOut::Unreadable(error)) => Err(cannot_read(error)),
                // It is counted where it does not go.
                Some(LeftOut::TooLarge) => {
                    Ok(Read::one(Outcome::Filtered(DiscardReason::Unsupported), category))
                }
                None if of.rules.upstream.is_some() => Ok(Read::one(Outcome::Accepted, category)),
                None => Ok(Read::one(Outcome::Filtered(DiscardReason::Unsupported), category)),
            },
        }
    }

    /// What goes to the project's upstream, if it has one.
    fn forward(&self, kept: &InboxEntry, rules: &ProjectRules) -> Result<Option<Outgoing>, Failure> {
        let Some(upstream) = &rules.upstream else { return Ok(None) };
        guard(|| outgoing(&kept.envelope, &rules.scrubber, upstream.expose())).map(Some)
    }
}

/// What the items of an envelope share.
struct Of<'a> {
    arrival: &'a Arrival<'a>,
    rules: &'a ProjectRules,
    /// A dump of a crash is among them.
    crash: Option<NativeCrash>,
}

/// The dump of a crash, if an item is one.
fn native_crash(item: &Item<'_>) -> Option<NativeCrash> {
    if item.kind != "attachment" {
        return None;
    }
    NativeCrash::of_attachment(&json::string_member(item.header, "attachment_type")?)
}

/// What an item is.
enum Read {
    Event(Box<Event>),
    Counted(Vec<Counted>),
}

impl Read {
    fn one(outcome: Outcome, category: Category) -> Self {
        Self::Counted(vec![(outcome, category, 1)])
    }
}

/// A panic would be our mistake; it must cost this item and not all that come after it. What a panic says is not kept,
/// because it may quote the payload.
fn guard<T>(work: impl FnOnce() -> T) -> Result<T, Failure> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|_| {
        tracing::error!("processing an item panicked");
        Failure { reason: DiscardReason::Panicked, detail: "processing panicked".into(), attempts: 1 }
    })
}

fn cannot_read(error: &ReadJsonError) -> Failure {
    let detail = match error {
        // Says what was expected, with line and column.
        ReadJsonError::Malformed(cause) => format!("{error}: {cause}"),
        ReadJsonError::TooDeep(_) | ReadJsonError::TooMany(_) | ReadJsonError::NotAnObject => {
            error.to_string()
        }
    };
    Failure { reason: error.reason(), detail, attempts: 1 }
}
