//! Numbers and lengths are bounded, and what is left out is counted.

use serde_json::{Value, json};

use super::*;

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

fn span(n: usize) -> Value {
    json!({
        "trace_id": TRACE, "span_id": format!("{:016x}", n + 1), "name": "x".repeat(9_000),
        "start_timestamp": NOW - 2.0, "end_timestamp": NOW - 1.0,
        "attributes": {"sentry.op": {"value": "db".repeat(500), "type": "string"}, "text": {"value": "ü".repeat(9_000)}},
    })
}

#[test]
fn spans_of_a_list() {
    let items: Vec<_> = (0..1_030).map(span).chain([json!({}), json!(7)]).collect();
    let read = read_spans(&json!({"version": 2, "items": items})).unwrap();
    assert_eq!((read.data.spans.len(), read.losses.too_many, read.losses.malformed), (1_000, 32, 0));
    let items = [span(1), json!({}), json!(7), json!({"trace_id": TRACE})];
    let read = read_spans(&json!({"version": 2, "items": items})).unwrap();
    assert_eq!((read.data.spans.len(), read.losses.malformed), (1, 3));
    let kept = read.data.spans.first().unwrap();
    assert!(kept.name.len() <= 1 << 10 && kept.op.len() <= 64);
    assert!(kept.data["text"].as_str().unwrap().len() <= 1 << 10);
}

#[test]
fn spans_of_a_transaction() {
    let children: Vec<_> = (0..1_005).map(|n| json!({"span_id": format!("{:016x}", n + 1)})).collect();
    let read = read_transaction(&json!({
        "contexts": {"trace": {"trace_id": TRACE, "span_id": "b7ad6b7169203331"}},
        "transaction": "x".repeat(9_000), "release": "r".repeat(9_000), "spans": children,
        "start_timestamp": NOW - 2.0, "timestamp": NOW - 1.0,
    }));
    let read = read.unwrap();
    assert_eq!((read.data.spans.len(), read.losses.too_many), (1_000, 5));
    let segment = read.data.segments.first().unwrap();
    assert_eq!((segment.dimensions.name.len(), segment.dimensions.release.len()), (200, 200));
    assert!(read.data.spans.iter().all(|span| span.trace_id == TRACE));
}
