//! A transaction: a segment with its spans, in the shape of an event.
//!
//! <https://develop.sentry.dev/sdk/data-model/event-payloads/transaction/>

use serde_json::Value;

use super::super::event_fields::{Fields, text};
use super::super::normalize::identity;
use super::super::parse::parse;
use super::attributes;
use super::clock;
use super::collect::collect;
use super::facts::{Defaults, member, user_hash};
use super::ids::{span_id, trace_id};
use super::raw_span::{OP, RawSpan, is_failed};
use super::read_trace::{Losses, ReadTrace, ReadTraceError, TraceContext};
use crate::lenient_json::{self, ReadJsonError};

/// Most spans of a transaction that are kept, the first ones. Sentry's SDKs send no more.
const SPANS: usize = 1_000;
/// Most tags that are read.
const TAGS: usize = 64;

/// Reads a transaction, as an item of its own kind or as an event of this type.
pub fn read(payload: &[u8], context: &TraceContext<'_>) -> Result<ReadTrace, ReadTraceError> {
    let Value::Object(mut event) = lenient_json::read(payload, lenient_json::EVENT_CONTAINERS)? else {
        return Err(ReadJsonError::NotAnObject.into());
    };
    let children = match event.remove("spans") {
        Some(Value::Array(spans)) => spans,
        _ => Vec::new(),
    };
    let event = parse(event);
    if let Some(reason) = context.filters.transaction(&event) {
        return Err(ReadTraceError::Filtered(reason));
    }
    let root = root(&event, context).ok_or(ReadTraceError::NoIds)?;
    let defaults = defaults(&event, context, &root);
    let mut losses = Losses { too_many: children.len().saturating_sub(SPANS) as u64, ..Losses::default() };
    let (trace, segment) = (root.trace_id.clone(), root.span_id.clone());
    let mut spans = vec![root];
    for child in children.iter().take(SPANS) {
        match child.as_object().and_then(|child| self::child(child, &trace)) {
            Some(child) => spans.push(RawSpan { segment_id: Some(segment.clone()), ..child }),
            None => losses.malformed += 1,
        }
    }
    Ok(collect(spans, &defaults, losses, context))
}

/// A span within the transaction. It belongs to its trace, also if it does not say so.
fn child(span: &Fields, trace: &str) -> Option<RawSpan> {
    if trace_id(span, "trace_id").is_some() {
        return RawSpan::of_v1(span).map(|span| RawSpan { is_segment: false, ..span });
    }
    let mut span = span.clone();
    span.insert("trace_id".into(), trace.into());
    child(&span, trace)
}

/// The root span, which the trace context and the members of the event describe.
fn root(event: &Fields, context: &TraceContext<'_>) -> Option<RawSpan> {
    let trace = event.get("contexts")?.get("trace")?.as_object()?;
    let mut data = attributes::plain(trace.get("data"));
    let tags = event.get("tags").and_then(Value::as_object);
    for (name, value) in tags.into_iter().flatten().take(TAGS) {
        if !data.contains_key(name) {
            data.insert(attributes::text(Some(name)), attributes::text(value.as_str()).into());
        }
    }
    let status = text(trace, "status").unwrap_or_default();
    let own = text(event, "event_id").and_then(balefire_protocol::event_id::read);
    let sent = || context.arrival.event_id.and_then(balefire_protocol::event_id::read);
    let id = span_id(trace, "span_id")?;
    Some(RawSpan {
        trace_id: trace_id(trace, "trace_id")?,
        segment_id: Some(id.clone()),
        span_id: id,
        parent_span_id: span_id(trace, "parent_span_id"),
        // Without an id of its own a transaction still is one.
        event_id: Some(own.or_else(sent).unwrap_or_default()),
        is_segment: true,
        op: attributes::start_of(text(trace, "op"), OP),
        name: attributes::text(text(event, "transaction")),
        is_failed: is_failed(status),
        status: attributes::start_of(Some(status), OP),
        start: clock::member(event, "start_timestamp"),
        end: clock::member(event, "timestamp"),
        measurements: attributes::measurements(event.get("measurements")),
        data,
    })
}

fn defaults(event: &Fields, context: &TraceContext<'_>, root: &RawSpan) -> Defaults {
    let of_header = Defaults::of_header(context.trace);
    let or = |said: String, other: String| if said.is_empty() { other } else { said };
    let request = event.get("request").and_then(Value::as_object);
    let mut url = attributes::text(request.and_then(|request| text(request, "url")));
    context.scrubber.text(&mut url);
    let info = event.get("transaction_info").and_then(Value::as_object);
    let trace = event.get("contexts").and_then(|it| it.get("trace"));
    let client_rate = || trace?.get("client_sample_rate")?.as_f64();
    let own_rate = || root.data.get("sentry.sample_rate")?.as_f64();
    Defaults {
        release: or(member(event, "release"), of_header.release),
        environment: or(member(event, "environment"), of_header.environment),
        platform: or(member(event, "platform"), "other".into()),
        user: identity(event).map(|who| user_hash(&who)),
        user_agent: user_agent(request),
        url,
        source: info.map(|info| member(info, "source")).unwrap_or_default(),
        sample_rate: of_header.sample_rate.or_else(own_rate).or_else(client_rate),
    }
}

/// The header `User-Agent` in the list of headers.
fn user_agent(request: Option<&Fields>) -> String {
    let headers = request.and_then(|request| request.get("headers")).and_then(Value::as_array);
    let agent = headers.into_iter().flatten().find_map(|pair| {
        let is_it = pair.get(0)?.as_str()?.eq_ignore_ascii_case("user-agent");
        is_it.then(|| pair.get(1)?.as_str()).flatten()
    });
    attributes::text(agent)
}
