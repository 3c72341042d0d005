//! The headers for an upstream: the members that Sentry's protocol knows, scrubbed. All others stay here.

use balefire_protocol::dsn::Dsn;
use serde_json::{Map, Value};

use crate::scrub::Scrubber;

/// Longest header line whose members go to an upstream, in bytes.
pub(super) const LONGEST: usize = 64 << 10;

/// Members of an envelope's header besides `sdk` and `trace`; its `dsn` is the browser's.
/// <https://develop.sentry.dev/sdk/data-model/envelopes/#envelope-headers>
const ENVELOPE: [&str; 2] = ["event_id", "sent_at"];
/// <https://develop.sentry.dev/sdk/data-model/event-payloads/sdk/>
const SDK: [&str; 6] = ["name", "version", "integrations", "packages", "features", "settings"];
/// <https://develop.sentry.dev/sdk/telemetry/traces/dynamic-sampling-context/>; the key is the upstream's.
const TRACE: [&str; 11] = [
    "trace_id",
    "release",
    "environment",
    "transaction",
    "sample_rate",
    "sample_rand",
    "sampled",
    "user_id",
    "user_segment",
    "replay_id",
    "org_id",
];
/// <https://develop.sentry.dev/sdk/data-model/envelopes/#items>; `type` and `length` are set here.
const ITEM: [&str; 9] = [
    "content_type",
    "filename",
    "attachment_type",
    "item_count",
    "platform",
    "meta_length",
    "span_id",
    "trace_id",
    "parent_id",
];

/// The header of an envelope under the upstream's key.
pub(super) fn envelope(
    header: &mut Map<String, Value>,
    scrubber: &Scrubber,
    upstream: &Dsn,
) -> Map<String, Value> {
    let mut known = scalars(header, &ENVELOPE, scrubber);
    if let Some(Value::Object(mut sdk)) = header.remove("sdk") {
        sdk.retain(|key, _| SDK.contains(&key.as_str()));
        let mut sdk = Value::Object(sdk);
        scrubber.json(&mut sdk);
        known.insert("sdk".into(), sdk);
    }
    if let Some(Value::Object(mut trace)) = header.remove("trace") {
        let had_key = trace.contains_key("public_key");
        let mut trace = scalars(&mut trace, &TRACE, scrubber);
        // The browser's key is unknown there, and must not leave.
        if had_key {
            trace.insert("public_key".into(), upstream.public_key.as_str().into());
        }
        known.insert("trace".into(), Value::Object(trace));
    }
    known
}

/// The header of an item of this type and length.
pub(super) fn item(
    header: &mut Map<String, Value>,
    kind: &str,
    length: usize,
    scrubber: &Scrubber,
) -> Map<String, Value> {
    let mut known = scalars(header, &ITEM, scrubber);
    // If the header had two types, the upstream could take the one by which the payload was not scrubbed.
    known.insert("type".into(), kind.into());
    known.insert("length".into(), length.into());
    known
}

/// The members of these names that are texts, numbers and truth values.
fn scalars(header: &mut Map<String, Value>, names: &[&str], scrubber: &Scrubber) -> Map<String, Value> {
    let mut known = Map::new();
    for name in names {
        let value = match header.remove(*name) {
            Some(Value::String(mut text)) => {
                scrubber.text(&mut text);
                Value::String(text)
            }
            Some(value @ (Value::Number(_) | Value::Bool(_))) => value,
            _ => continue,
        };
        known.insert((*name).to_owned(), value);
    }
    known
}
