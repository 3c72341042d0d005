//! Envelopes that Sentry's SDKs have sent: `@sentry/browser` and `@sentry/node` 11 in both lifecycles, `sentry-sdk` for
//! Python. `UPDATE=1` rewrites what is expected of them.

use std::path::Path;

use balefire_protocol::{envelope, json};
use serde_json::{Value, json};

use super::super::*;
use super::scrubber;
use crate::model::rfc3339;
use crate::model::session::SessionData;
use crate::model::span::{Dimensions, Segment, TraceData};
use crate::process::{Arrival, session, session_counts};

fn of_dimensions(it: &Dimensions) -> Value {
    json!([it.name, it.release, it.environment, it.device, it.browser])
}

fn of_segment(it: &Segment) -> Value {
    json!({
        "span_id": it.span_id, "parent": it.parent_span_id, "event_id": it.event_id, "kind": it.kind.name(),
        "op": it.op, "start": it.start.0, "duration": it.duration, "status": it.status, "failed": it.is_failed,
        "dimensions": of_dimensions(&it.dimensions), "url": it.url, "platform": it.platform, "user": it.user,
        "sample_rate": it.sample_rate, "data": it.data,
    })
}

fn of_trace(data: &TraceData) -> Value {
    let spans = data.spans.iter().map(|it| {
        json!({
            "span_id": it.span_id, "parent": it.parent_span_id, "segment": it.segment_id, "op": it.op,
            "name": it.name, "start": it.start.0, "duration": it.duration, "failed": it.is_failed,
            "attributes": it.data.len(),
        })
    });
    let vitals = data.vitals.iter().map(|it| {
        json!({
            "metric": it.metric.name(), "value": it.value, "page_view": it.page_view,
            "navigation": it.navigation, "type": it.navigation_type, "element": it.element,
            "dimensions": of_dimensions(&it.dimensions), "sample_rate": it.sample_rate,
        })
    });
    let resources = data
        .resources
        .iter()
        .map(|it| json!({"name": it.dimensions.name, "duration": it.duration, "bytes": it.transfer_size, "sample_rate": it.sample_rate}));
    json!({
        "segments": data.segments.iter().map(of_segment).collect::<Vec<_>>(),
        "spans": spans.collect::<Vec<_>>(),
        "vitals": vitals.collect::<Vec<_>>(),
        "resources": resources.collect::<Vec<_>>(),
    })
}

fn of_sessions(data: &SessionData) -> Value {
    json!({"updates": format!("{:?}", data.updates), "counts": format!("{:?}", data.counts)})
}

fn read(bytes: &[u8]) -> Value {
    let parsed = envelope::parse(bytes).unwrap();
    // The SDK for Python sends sessions without `sent_at`.
    let sent_at = json::string_member(parsed.header, "sent_at");
    let sent_at = rfc3339::parse(sent_at.as_deref().unwrap_or("2026-11-29T01:22:11Z")).unwrap();
    let arrival = Arrival { sent_at: Some(sent_at), ..super::arrival(sent_at.0 + 0.25) };
    let (trace, scrubber) = (TraceHeader::read(parsed.header), scrubber());
    let context =
        TraceContext { arrival: &arrival, trace: &trace, scrubber: &scrubber, filters: &Default::default() };
    let items = parsed.items.iter().map(|item| match item.kind.as_str() {
        "span" => of_trace(&spans(item.payload, 1_000, &context).unwrap().data),
        "transaction" => of_trace(&transaction(item.payload, &context).unwrap().data),
        "session" => of_sessions(&session(item.payload, &arrival).unwrap()),
        "sessions" => of_sessions(&session_counts(item.payload, &arrival).unwrap()),
        other => panic!("{other}"),
    });
    items.collect()
}

#[test]
fn envelopes_of_sentrys_sdks() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/performance");
    let mut read_files = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|it| it != "envelope") {
            continue;
        }
        read_files += 1;
        let found = read(&std::fs::read(&path).unwrap());
        let text = format!("{}\n", serde_json::to_string_pretty(&found).unwrap());
        assert!(!text.contains("SEKRIT") && !text.contains("ada@example"), "{}", path.display());
        let expected = path.with_extension("json");
        if std::env::var_os("UPDATE").is_some() {
            std::fs::write(&expected, &text).unwrap();
        }
        assert_eq!(text, std::fs::read_to_string(&expected).unwrap(), "{}", path.display());
    }
    assert!(read_files >= 12, "{read_files}");
}
