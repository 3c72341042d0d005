//! The envelope for an upstream: the items of one that came, scrubbed, under the upstream's key.

use balefire_protocol::category::Category;
use balefire_protocol::dsn::Dsn;
use balefire_protocol::envelope::{self, Item};
use serde_json::{Map, Value};

use super::headers;
use crate::lenient_json;
use crate::scrub::Scrubber;

/// An envelope for an upstream, to which items are added one by one.
#[derive(Debug)]
pub struct OutgoingEnvelope {
    bytes: Vec<u8>,
    /// How long it is without items.
    empty: usize,
}

impl OutgoingEnvelope {
    /// An envelope without items. `header` is that of the envelope that came.
    #[must_use]
    pub fn new(header: &str, scrubber: &Scrubber, upstream: &Dsn) -> Self {
        let bytes = line(&headers::envelope(&mut members(header), scrubber, upstream));
        Self { empty: bytes.len(), bytes }
    }

    /// Adds an item with its payload, which is scrubbed already; its header is scrubbed here.
    pub fn push(&mut self, item: &Item<'_>, payload: &[u8], scrubber: &Scrubber) {
        let header = line(&headers::item(&mut members(item.header), &item.kind, payload.len(), scrubber));
        self.bytes.extend(header);
        self.bytes.extend(payload);
        self.bytes.push(b'\n');
    }

    /// The envelope; `None` without items.
    #[must_use]
    pub fn into_bytes(self) -> Option<Vec<u8>> {
        (self.bytes.len() > self.empty).then_some(self.bytes)
    }
}

/// The members of a header line. A line that is too long or cannot be read loses its members; the items stay.
fn members(header: &str) -> Map<String, Value> {
    let header = header.get(..headers::LONGEST.min(header.len())).filter(|it| it.len() == header.len());
    match header.map(|header| lenient_json::read(header.as_bytes(), lenient_json::CONTAINERS)) {
        Some(Ok(Value::Object(members))) => members,
        _ => Map::new(),
    }
}

fn line(header: &Map<String, Value>) -> Vec<u8> {
    // The keys of a `Map` are texts, so this cannot fail.
    let mut line = serde_json::to_vec(header).unwrap_or_default();
    line.push(b'\n');
    line
}

/// The envelope without the items of some categories, the categories of the remaining items, and those of the dropped ones.
/// Without remaining items there is no envelope.
pub(super) fn without_categories(
    envelope: &[u8],
    is_dropped: impl Fn(Category) -> bool,
) -> (Option<Vec<u8>>, Vec<Category>, Vec<Category>) {
    let Ok(parsed) = envelope::parse(envelope) else { return (None, Vec::new(), Vec::new()) };
    let of = |item: &Item<'_>| Category::of_item(&item.kind);
    let (dropped, kept): (Vec<_>, Vec<_>) = parsed.items.iter().partition(|item| is_dropped(of(item)));
    let categories = |items: &[&Item<'_>]| items.iter().map(|item| of(item)).collect::<Vec<_>>();
    let (dropped, kept_categories) = (categories(&dropped), categories(&kept));
    if kept.is_empty() {
        return (None, kept_categories, dropped);
    }
    if dropped.is_empty() {
        return (Some(envelope.to_vec()), kept_categories, dropped);
    }
    let mut bytes = format!("{}\n", parsed.header).into_bytes();
    for item in kept {
        bytes.extend([item.header.as_bytes(), b"\n", item.payload, b"\n"].concat());
    }
    (Some(bytes), kept_categories, dropped)
}
