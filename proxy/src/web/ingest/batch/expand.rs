//! Expands the envelopes of a batch.

use balefire_protocol::envelope::{Bounds, Envelope, Item, ParseEnvelopeError, parse_within};
use balefire_protocol::json::{self, Members};

use super::batch_error::ParseBatchError;
use super::batch_header::{self, EnvelopeEntry};
use super::batch_item::EventParts;
use super::shared_members::SharedMembers;
use super::shared_parts::{SharedParts, split};
use crate::items::MOST_TIMES_SEEN;
use crate::model::envelope_id::EnvelopeId;

/// Room for the members that a header gets, in bytes: an id, a time of sending, a length and a count, with their names.
const ADDED_TO_HEADER: usize = 256;

/// A batch, whose header and shared parts are read and checked.
#[derive(Debug)]
pub struct Batch<'a> {
    sent_at: Option<String>,
    shared: SharedParts<'a>,
    packed: Vec<PackedEnvelope<'a>>,
}

/// An envelope of a batch as it was sent: its events lack the shared parts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PackedEnvelope<'a> {
    /// The id under which it is stored once.
    pub id: EnvelopeId,
    /// The index of the shared members of its header.
    members: Option<usize>,
    bytes: &'a [u8],
}

/// Why an envelope of a batch cannot be expanded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExpandError {
    /// It is no envelope.
    #[error("{0}")]
    Envelope(#[from] ParseEnvelopeError),
    /// The members that its header shares are not there, or it has one of them itself.
    #[error("header of the envelope cannot take its shared members")]
    Header,
    /// The member `batch` of an item has another shape, names parts that are not there, or is not of an event.
    #[error("member batch of item {0} cannot be read")]
    Member(usize),
    /// The payload is no object, or has a member that the server writes.
    #[error("payload of item {0} cannot take its shared parts")]
    Payload(usize),
    /// The expanded envelopes are larger than allowed.
    #[error("the expanded envelopes are larger than {0} bytes")]
    Size(usize),
}

impl<'a> PackedEnvelope<'a> {
    /// The envelope as it was sent.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }
}

impl<'a> Batch<'a> {
    /// Reads a batch. The shared parts are checked; the envelopes are not read yet.
    pub fn parse(body: &'a [u8]) -> Result<Self, ParseBatchError> {
        let (header, rest) = batch_header::parse(body)?;
        let (shared, mut rest) = SharedParts::split(&header, rest)?;
        let envelopes = header.envelopes.iter();
        let packed = envelopes
            .map(|&EnvelopeEntry { id, length, members }| {
                Ok(PackedEnvelope { id, members, bytes: split(&mut rest, length)? })
            })
            .collect::<Result<_, _>>()?;
        if !rest.is_empty() {
            return Err(ParseBatchError::Length);
        }
        Ok(Self { sent_at: header.sent_at, shared, packed })
    }

    /// Its envelopes, in their order.
    #[must_use]
    pub fn envelopes(&self) -> &[PackedEnvelope<'a>] {
        &self.packed
    }

    /// Makes an ordinary envelope of one, with at most `most` bytes. Its size is known before it is written.
    pub fn expand(
        &self,
        packed: &PackedEnvelope<'_>,
        bounds: Bounds,
        most: usize,
    ) -> Result<Vec<u8>, ExpandError> {
        let envelope = parse_within(packed.bytes, bounds)?;
        let members = self.header_members(packed, envelope.header)?;
        let parts = self.parts(&envelope)?;
        let added = parts.iter().flatten().map(EventParts::size).sum::<usize>();
        let headers = ADDED_TO_HEADER * (envelope.items.len() + 1) + members.len();
        let size = packed.bytes.len().saturating_add(added).saturating_add(headers);
        if size > most {
            return Err(ExpandError::Size(most));
        }
        let mut out = Vec::with_capacity(size);
        self.write_header(envelope.header, members, packed.id, &mut out);
        for (index, (item, parts)) in envelope.items.iter().zip(&parts).enumerate() {
            write_item(item, parts.as_ref(), &mut out).ok_or(ExpandError::Payload(index))?;
        }
        Ok(out)
    }

    /// The text of the shared members of a header.
    fn header_members(&self, packed: &PackedEnvelope<'_>, header: &str) -> Result<&str, ExpandError> {
        let Some(index) = packed.members else { return Ok("") };
        let members = self.shared.members(index).filter(|members| !members.is_in(header));
        members.map(|SharedMembers { text, .. }| *text).ok_or(ExpandError::Header)
    }

    /// The shared parts of each item.
    fn parts(&self, envelope: &Envelope<'_>) -> Result<Vec<Option<EventParts<'_>>>, ExpandError> {
        let of_item = |(index, item): (usize, &Item<'_>)| {
            let Some(raw) = json::member(item.header, "batch") else { return Ok(None) };
            let parts = (item.kind == "event").then(|| EventParts::read(raw, &self.shared)).flatten();
            parts.map(Some).ok_or(ExpandError::Member(index))
        };
        envelope.items.iter().enumerate().map(of_item).collect()
    }

    /// Writes the header of an envelope with its shared members, and with the id and the time of sending of the batch where it
    /// has none itself.
    fn write_header(&self, header: &str, shared: &str, id: EnvelopeId, out: &mut Vec<u8>) {
        let rest = header.strip_prefix('{').unwrap_or(header);
        let mut members = Vec::new();
        if json::member(header, "event_id").is_none() {
            members.push(format!("\"event_id\":\"{id}\""));
        }
        if let Some(sent_at) = &self.sent_at
            && json::member(header, "sent_at").is_none()
        {
            let mut text = String::new();
            json::write_string(&mut text, sent_at);
            members.push(format!("\"sent_at\":{text}"));
        }
        if !shared.is_empty() {
            members.push(shared.to_owned());
        }
        let is_empty = rest.trim_ascii_start().starts_with('}');
        let comma = if is_empty || members.is_empty() { "" } else { "," };
        out.extend_from_slice(format!("{{{}{comma}{rest}\n", members.join(",")).as_bytes());
    }
}

/// Writes an item with its length, whether it had one or not: shared parts may have newlines.
fn write_item(item: &Item<'_>, parts: Option<&EventParts<'_>>, out: &mut Vec<u8>) -> Option<()> {
    let Some(parts) = parts else {
        write_item_header(item.header, None, item.payload.len(), out);
        out.extend_from_slice(item.payload);
        out.push(b'\n');
        return Some(());
    };
    let mut payload = Vec::with_capacity(item.payload.len() + parts.size());
    parts.write(item.payload, &mut payload)?;
    write_item_header(item.header, parts.times_seen, payload.len(), out);
    out.extend_from_slice(&payload);
    out.push(b'\n');
    Some(())
}

/// Writes an item header with another length, without the member `batch`, and with the count of identical events.
fn write_item_header(header: &str, times_seen: Option<u64>, length: usize, out: &mut Vec<u8>) {
    let mut text = String::with_capacity(header.len() + 64);
    text.push('{');
    for (key, raw) in Members::of(header) {
        if !matches!(key, "batch" | "length" | "times_seen") {
            text.push_str(&format!("\"{key}\":{raw},"));
        }
    }
    if let Some(times) = times_seen.map(|times| times.min(MOST_TIMES_SEEN)).filter(|times| *times > 1) {
        text.push_str(&format!("\"times_seen\":{times},"));
    }
    text.push_str(&format!("\"length\":{length}}}\n"));
    out.extend_from_slice(text.as_bytes());
}
