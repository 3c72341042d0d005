//! Turns a body into an envelope for the inbox, and counts its events.

use std::mem;

use balefire_protocol::category::Category;
use balefire_protocol::envelope::{Bounds, parse_within};
use bytes::Bytes;

use super::batch::{Batch, ExpandError, is_batch};
use super::blocking_pool::{BlockingPool, INLINE};
use super::decoding::{Encoding, decode_counted};
use super::refusal::Refusal;
use super::telemetry::Telemetry;
use super::unsupported_body::UnsupportedBody;
use crate::config::Limits;
use crate::items;
use crate::model::envelope_id::EnvelopeId;
use crate::model::timestamp::Timestamp;
use crate::web::ingest::memory_budget::Reservation;
use crate::web::ingest::{event_id, security_endpoint, store_endpoint};

/// Longest header of an envelope, and of an item, in bytes.
const HEADER: usize = 64 << 10;
/// Largest body of reports that is parsed on a thread of the async runtime, in bytes. Reports cost more than envelopes,
/// as each becomes a JSON tree and then an event.
const REPORTS_INLINE: usize = 16 << 10;

/// The kind of a body, by the address that it was sent to.
#[derive(Debug)]
pub(super) enum BodyKind {
    /// An envelope.
    Envelope,
    /// An event by itself.
    Event,
    /// Reports of a browser.
    Reports(security_endpoint::ReportContext),
    /// What is refused, whatever the body says.
    Unsupported(UnsupportedBody),
}

/// A body that has arrived whole.
#[derive(Debug)]
pub(super) struct RawBody {
    pub(super) kind: BodyKind,
    pub(super) encoding: Encoding,
    pub(super) bytes: Vec<u8>,
    pub(super) limits: Limits,
}

/// A body that has been read.
#[derive(Debug)]
pub(super) enum ParsedBody {
    /// One envelope.
    Envelope(ParsedEnvelope),
    /// The envelopes of a batch, each with the id under which it is stored once.
    Batch(Vec<(EnvelopeId, Result<ParsedEnvelope, Refusal>)>),
}

/// An envelope for the inbox.
#[derive(Debug)]
pub(super) struct ParsedEnvelope {
    /// The id in the answer and in the envelope.
    pub(super) id: String,
    pub(super) envelope: Bytes,
    /// Whether it has no items.
    pub(super) is_empty: bool,
    /// The number of its events. An item that stands for many identical events counts as many.
    pub(super) events: u64,
    /// The events beyond one of each item: a rate counts them besides the envelope.
    pub(super) repeats: u64,
    /// The number of its events that ask for an alert.
    pub(super) alert_requests: u64,
    /// The numbers of its spans, transactions and sessions.
    pub(super) telemetry: Telemetry,
}

impl ParsedBody {
    /// The bytes of all envelopes.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Envelope(one) => one.envelope.len(),
            Self::Batch(all) => {
                all.iter().filter_map(|(_, it)| it.as_ref().ok()).map(|it| it.envelope.len()).sum()
            }
        }
    }
}

/// Reserves memory for bytes before they are kept.
type Reserve<'a> = &'a mut dyn FnMut(usize) -> Result<(), Refusal>;

/// Parses a small body at once. A large one, or one that decodes to a large one, is parsed on a blocking thread.
pub(super) async fn parse_body(
    mut raw: RawBody,
    mut reservation: Reservation,
    blocking: &BlockingPool,
) -> Result<(ParsedBody, Reservation), Refusal> {
    let limit = raw.limits.decompressed;
    let inline_limit = raw.kind.inline_limit();
    if raw.bytes.len() <= inline_limit {
        // Small bodies reach the inbox without waiting for anything, so their decoded bytes are not reserved.
        match raw.parse(limit.min(inline_limit), &mut |_| Ok(())) {
            Err(Refusal::Decompressed(_) | Refusal::Expanded(_)) if limit > inline_limit => {}
            parsed_body => return Ok((parsed_body?, reservation)),
        }
    }
    reservation.reserve_up_to(raw.bytes.len())?;
    reservation.reserve_work()?;
    blocking
        .run(move || {
            let parsed_body = raw.parse(limit, &mut |bytes| reservation.reserve(bytes))?;
            Ok((parsed_body, reservation))
        })
        .await
}

impl BodyKind {
    fn inline_limit(&self) -> usize {
        match self {
            Self::Envelope | Self::Event => INLINE,
            Self::Reports(_) | Self::Unsupported(_) => REPORTS_INLINE,
        }
    }
}

impl RawBody {
    /// After an error the body is still there, and can be parsed with another limit.
    fn parse(&mut self, limit: usize, reserve: Reserve<'_>) -> Result<ParsedBody, Refusal> {
        let decoded = self.decoded(limit, reserve)?;
        if matches!(self.kind, BodyKind::Envelope) {
            let body = decoded.as_deref().unwrap_or(&self.bytes);
            if is_batch(body) {
                return self.batch(body, limit, reserve);
            }
        }
        let envelope = self.envelope(decoded, limit, reserve)?;
        Ok(ParsedBody::Envelope(self.parsed_envelope(envelope)?))
    }

    /// The envelopes of a batch. One that cannot be read costs none of the others.
    fn batch(&self, body: &[u8], limit: usize, reserve: Reserve<'_>) -> Result<ParsedBody, Refusal> {
        let batch = Batch::parse(body)?;
        let mut left = limit;
        let mut envelopes = Vec::with_capacity(batch.envelopes().len());
        for packed in batch.envelopes() {
            let expanded = match batch.expand(packed, self.bounds(), left) {
                Err(ExpandError::Size(_)) => return Err(Refusal::Expanded(limit)),
                expanded => expanded.map_err(Refusal::from),
            };
            let parsed = match expanded {
                Ok(envelope) => {
                    left = left.saturating_sub(envelope.len());
                    reserve(envelope.len())?;
                    self.parsed_envelope(envelope)
                }
                Err(refusal) => Err(refusal),
            };
            envelopes.push((packed.id, parsed));
        }
        Ok(ParsedBody::Batch(envelopes))
    }

    fn bounds(&self) -> Bounds {
        Bounds { items: self.limits.items, header: HEADER }
    }

    fn parsed_envelope(&self, mut envelope: Vec<u8>) -> Result<ParsedEnvelope, Refusal> {
        let parsed = parse_within(&envelope, self.bounds())?;
        items::check(&parsed.items, self.limits.event)?;
        let (mut events, mut repeats, mut alert_requests) = (0, 0, 0);
        let mut telemetry = Telemetry::default();
        for item in &parsed.items {
            telemetry.add(item);
            if Category::of_item(&item.kind) == Category::Error {
                let times = items::times_seen(item.header);
                events += times;
                repeats += times - 1;
                alert_requests += u64::from(item.kind == "event" && items::asks_for_alert(item.header));
            }
        }
        let is_empty = parsed.items.is_empty();
        let id = match event_id::from_envelope(&parsed) {
            Some(id) => id,
            None => {
                let id = event_id::derive(&envelope, Timestamp::now());
                event_id::insert(&mut envelope, &id);
                id
            }
        };
        let envelope = envelope.into();
        Ok(ParsedEnvelope { id, envelope, is_empty, events, repeats, alert_requests, telemetry })
    }

    /// The decoded body; None if it has no encoding.
    fn decoded(&self, limit: usize, reserve: Reserve<'_>) -> Result<Option<Vec<u8>>, Refusal> {
        match self.encoding {
            Encoding::Identity if self.bytes.len() > limit => Err(Refusal::Decompressed(limit)),
            Encoding::Identity => Ok(None),
            encoding => Ok(Some(decode_counted(encoding, &self.bytes, limit, reserve)?)),
        }
    }

    /// The body as an envelope.
    fn envelope(
        &mut self,
        decoded: Option<Vec<u8>>,
        limit: usize,
        reserve: Reserve<'_>,
    ) -> Result<Vec<u8>, Refusal> {
        let body = decoded.as_ref().unwrap_or(&self.bytes);
        match &self.kind {
            BodyKind::Envelope => Ok(decoded.unwrap_or_else(|| mem::take(&mut self.bytes))),
            BodyKind::Event => store_endpoint::envelope(body, limit, reserve),
            BodyKind::Unsupported(unsupported) => Err((*unsupported).into()),
            BodyKind::Reports(about) => security_endpoint::envelope(about, body, self.limits.items, reserve),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use flate2::Compression;
    use flate2::write::{GzEncoder, ZlibEncoder};

    use super::*;
    use crate::web::ingest::memory_budget::MemoryBudget;

    const MIB: usize = 1 << 20;

    fn gzip(bytes: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
        encoder.write_all(bytes).unwrap();
        encoder.finish().unwrap()
    }

    fn parsed_body(
        kind: BodyKind,
        encoding: Encoding,
        bytes: Vec<u8>,
        limits: Limits,
    ) -> Result<ParsedEnvelope, Refusal> {
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let reservation = MemoryBudget::default().hold(Some(1), None, &limits);
        let raw = RawBody { kind, encoding, bytes, limits };
        runtime.block_on(parse_body(raw, reservation, &BlockingPool::default())).map(|(parsed_body, _)| {
            match parsed_body {
                ParsedBody::Envelope(envelope) => envelope,
                ParsedBody::Batch(_) => panic!("the body is no batch"),
            }
        })
    }

    fn envelope(size: usize) -> Vec<u8> {
        let head = format!("{{}}\n{{\"type\":\"attachment\",\"length\":{size}}}\n");
        [head.as_bytes(), &vec![b'x'; size]].concat()
    }

    #[test]
    fn small_and_large_bodies_become_the_same() {
        for size in [10, INLINE - 100, INLINE, 3 * MIB] {
            for encoding in [Encoding::Identity, Encoding::Gzip] {
                let body = envelope(size);
                let sent = if encoding == Encoding::Gzip { gzip(&body) } else { body.clone() };
                let parsed_body = parsed_body(BodyKind::Envelope, encoding, sent, Limits::default()).unwrap();
                let id = format!("{{\"event_id\":\"{}\"}}", parsed_body.id);
                assert_eq!(parsed_body.envelope, [id.as_bytes(), &body[2..]].concat());
                assert!(!parsed_body.is_empty && parsed_body.events == 0);
            }
        }
    }

    #[test]
    fn what_is_decoded_takes_memory_as_it_is_made() {
        let limits = Limits { body: MIB, decompressed: 8 * MIB, body_memory: 0, ..Limits::default() };
        let budget = MemoryBudget::default();
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        let open = |size| {
            let reservation = budget.hold(Some(1), None, &limits);
            let (kind, encoding, bytes) = (BodyKind::Envelope, Encoding::Gzip, gzip(&envelope(size)));
            let raw = RawBody { kind, encoding, bytes, limits };
            runtime.block_on(parse_body(raw, reservation, &BlockingPool::default()))
        };
        let first = open(7 * MIB).unwrap();
        assert!(matches!(open(7 * MIB), Err(Refusal::RateLimited(_))), "the project has nine");
        assert!(matches!(open(9 * MIB), Err(Refusal::RateLimited(_) | Refusal::Decompressed(_))));
        open(MIB).unwrap();
        drop(first);
        open(7 * MIB).unwrap();
    }

    #[test]
    fn an_event_that_unpacks_to_much_is_no_small_body() {
        use base64::Engine;
        let text = format!("{{\"message\":\"{}\"}}", " ".repeat(MIB / 2));
        let mut zip = ZlibEncoder::new(Vec::new(), Compression::best());
        zip.write_all(text.as_bytes()).unwrap();
        let body = base64::prelude::BASE64_STANDARD.encode(zip.finish().unwrap()).into_bytes();
        let limits = Limits { decompressed: MIB, ..Limits::default() };
        assert!(parsed_body(BodyKind::Event, Encoding::Identity, body.clone(), limits).unwrap().events == 1);
        let limits = Limits { decompressed: MIB / 4, ..Limits::default() };
        assert!(matches!(
            parsed_body(BodyKind::Event, Encoding::Identity, body, limits),
            Err(Refusal::Decompressed(_))
        ));
    }

    #[test]
    fn items_and_headers_are_counted_as_they_are_read() {
        let many = [&b"{}\n"[..], &b"{\"type\":\"a\"}\n\n".repeat(100_000)].concat();
        let refused =
            parsed_body(BodyKind::Envelope, Encoding::Gzip, gzip(&many), Limits::default()).unwrap_err();
        assert!(matches!(refused, Refusal::Items(100)));
        let long = format!("{{\"a\":\"{}\"}}\n", "x".repeat(HEADER));
        let refused = parsed_body(BodyKind::Envelope, Encoding::Identity, long.into(), Limits::default());
        assert!(matches!(refused, Err(Refusal::Header(HEADER))));
    }

    #[test]
    fn reports_are_counted_before_anything_is_made_of_them() {
        let numbers = [b"[0", &b",0".repeat(MIB)[..], b"]"].concat();
        let kind = BodyKind::Reports(security_endpoint::ReportContext::default());
        let refused = parsed_body(kind, Encoding::Gzip, gzip(&numbers), Limits::default()).unwrap_err();
        assert!(matches!(refused, Refusal::Reports(100)));
    }
}
