//! How the payload of an item is scrubbed before it leaves for an upstream, and how much of an envelope at most.

use serde_json::Value;

use crate::lenient_json::{self, ReadJsonError};
use crate::scrub::Scrubber;

/// Largest payload that is scrubbed for an upstream, in bytes. Sentry takes no larger event or transaction:
/// <https://develop.sentry.dev/sdk/data-model/envelopes/#size-limits>
const PAYLOAD: usize = 1 << 20;
/// Most bytes of an envelope that are scrubbed for an upstream: four of the largest events.
const ENVELOPE: usize = 4 << 20;
/// Most items of an envelope that go to an upstream.
const ITEMS: usize = 1_000;

/// The form of a payload.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Content {
    /// JSON in the shape of an event.
    Event,
    /// Any other JSON.
    Json,
    /// Lines of text.
    Text,
    /// JSON if it looks like JSON, otherwise bytes: the type is unknown here.
    Unknown,
    /// Files, recordings and profiles, which are not scrubbed.
    Opaque,
}

/// How much of an envelope may still be scrubbed for an upstream.
#[derive(Debug)]
pub struct ScrubBudget {
    items: usize,
    bytes: usize,
}

impl Default for ScrubBudget {
    fn default() -> Self {
        Self { items: ITEMS, bytes: ENVELOPE }
    }
}

/// The payload goes beyond the [`ScrubBudget`].
#[derive(Debug)]
pub(super) struct OverBudget;

impl ScrubBudget {
    /// Takes an item of the budget.
    pub(super) fn take_item(&mut self) -> Result<(), OverBudget> {
        self.items = self.items.checked_sub(1).ok_or(OverBudget)?;
        Ok(())
    }

    /// Takes the bytes of a payload of the budget.
    pub(super) fn take_bytes(&mut self, size: usize) -> Result<(), OverBudget> {
        self.bytes = self.bytes.checked_sub(size).filter(|_| size <= PAYLOAD).ok_or(OverBudget)?;
        Ok(())
    }
}

impl Content {
    /// Whether a payload has to be scrubbed before it leaves.
    pub(super) fn is_scrubbed(self, payload: &[u8]) -> bool {
        match self {
            Self::Opaque => false,
            Self::Unknown => matches!(payload.trim_ascii_start().first(), Some(b'{' | b'[')),
            Self::Event | Self::Json | Self::Text => true,
        }
    }

    /// The payload, scrubbed.
    pub(super) fn scrub(self, payload: &[u8], scrubber: &Scrubber) -> Result<Vec<u8>, ReadJsonError> {
        if self == Self::Text {
            let mut text = String::from_utf8_lossy(payload).into_owned();
            scrubber.text(&mut text);
            return Ok(text.into_bytes());
        }
        let most =
            if self == Self::Event { lenient_json::EVENT_CONTAINERS } else { lenient_json::CONTAINERS };
        let mut value: Value = lenient_json::read(payload, most)?;
        match (self, value.as_object_mut()) {
            (Self::Event, Some(event)) => scrubber.event(event),
            (Self::Event, None) => return Err(ReadJsonError::NotAnObject),
            _ => scrubber.json(&mut value),
        }
        serde_json::to_vec(&value).map_err(ReadJsonError::Malformed)
    }
}
