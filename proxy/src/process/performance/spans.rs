//! The payload of an item of type `span`, in either protocol.

use serde_json::Value;

use super::collect::collect;
use super::facts::Defaults;
use super::read_trace::{Losses, ReadTrace, ReadTraceError, TraceContext};
use super::{span_v1, span_v2};
use crate::lenient_json::{self, ReadJsonError};

/// The version of the second protocol, as its containers say it.
const VERSION: u64 = 2;

/// Reads the payload of a span item. Of a list at most `most` spans are kept.
pub fn read(payload: &[u8], most: usize, context: &TraceContext<'_>) -> Result<ReadTrace, ReadTraceError> {
    let Value::Object(mut payload) = lenient_json::read(payload, lenient_json::CONTAINERS)? else {
        return Err(ReadJsonError::NotAnObject.into());
    };
    let defaults = Defaults::of_header(context.trace);
    if !payload.contains_key("items") && !payload.contains_key("version") {
        let span = span_v1::read(&payload).ok_or(ReadTraceError::NoIds)?;
        return Ok(collect(vec![span], &defaults, Losses::default(), context));
    }
    if payload.get("version").is_some_and(|version| version.as_u64() != Some(VERSION)) {
        return Err(ReadTraceError::Version);
    }
    let Some(Value::Array(items)) = payload.remove("items") else { return Err(ReadTraceError::NoIds) };
    let mut losses = Losses { too_many: items.len().saturating_sub(most) as u64, ..Losses::default() };
    let mut spans = Vec::with_capacity(items.len().min(most));
    for item in items.iter().take(most) {
        match item.as_object().and_then(span_v2::read) {
            Some(span) => spans.push(span),
            None => losses.malformed += 1,
        }
    }
    Ok(collect(spans, &defaults, losses, context))
}
