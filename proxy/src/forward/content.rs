//! How the payload of an item is looked through before it leaves, and how much of it at most.

use serde_json::Value;

use super::outgoing::LeftOut;
use crate::items::{CONTAINERS, EVENT_CONTAINERS};
use crate::lenient_json::{self, ReadJsonError};
use crate::scrub::Scrubber;
use balefire_protocol::category::Category;

/// Largest payload that is looked through, in bytes. Sentry takes no larger event or transaction:
/// <https://develop.sentry.dev/sdk/data-model/envelopes/#size-limits>
pub(super) const LARGEST: usize = 1 << 20;

/// How a payload is looked through.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Content {
    /// In the shape of an event.
    Event,
    /// Any other JSON.
    Json,
    /// Lines of text.
    Text,
    /// JSON if it looks like it: nobody here knows the type.
    Unknown,
    /// Files, recordings and profiles: as they are.
    Opaque,
}

/// The payload with less in it. `left` is how many bytes may still be looked through for this envelope.
pub(super) fn scrubbed(
    kind: &str,
    payload: &[u8],
    scrubber: &Scrubber,
    left: &mut usize,
) -> Result<Vec<u8>, LeftOut> {
    let looks_like_json = matches!(payload.trim_ascii_start().first(), Some(b'{' | b'['));
    let content = match content(kind) {
        Content::Opaque => return Ok(payload.to_vec()),
        Content::Unknown if !looks_like_json => return Ok(payload.to_vec()),
        content => content,
    };
    *left = left.checked_sub(payload.len()).filter(|_| payload.len() <= LARGEST).ok_or(LeftOut::TooLarge)?;
    if content == Content::Text {
        let mut text = String::from_utf8_lossy(payload).into_owned();
        scrubber.text(&mut text);
        return Ok(text.into_bytes());
    }
    let containers = if content == Content::Event { EVENT_CONTAINERS } else { CONTAINERS };
    let mut value: Value = lenient_json::read(payload, containers)?;
    match (content, value.as_object_mut()) {
        (Content::Event, Some(event)) => scrubber.event(event),
        (Content::Event, None) => return Err(ReadJsonError::NotAnObject.into()),
        _ => scrubber.json(&mut value),
    }
    Ok(serde_json::to_vec(&value).map_err(ReadJsonError::Malformed)?)
}

fn content(kind: &str) -> Content {
    match Category::of_item(kind) {
        Category::Error | Category::Transaction => Content::Event,
        Category::Feedback if kind == "feedback" => Content::Event,
        Category::Replay if kind == "replay_event" => Content::Event,
        Category::MetricBucket if kind == "statsd" => Content::Text,
        Category::Attachment if kind == "form_data" => Content::Unknown,
        Category::Feedback
        | Category::Span
        | Category::LogItem
        | Category::Session
        | Category::Security
        | Category::Monitor
        | Category::MetricBucket
        | Category::TraceMetric
        | Category::Internal => Content::Json,
        Category::Unknown => Content::Unknown,
        Category::Request
        | Category::Attachment
        | Category::Profile
        | Category::ProfileChunk
        | Category::Replay => Content::Opaque,
    }
}
