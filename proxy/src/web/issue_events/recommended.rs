//! The event of an issue that tells most, which is Sentry's "recommended" event.

use std::ops::ControlFlow;

use serde_json::Value;

use crate::model::event::StoredEvent;
use crate::store::{EventRange, Reader, StoreError};

/// Number of the newest events among which the best is chosen.
const AMONG: u32 = 100;

/// The event among the newest hundred that has most of what a reader needs; of equal ones the newest.
pub(super) fn recommended_event(store: &dyn Reader, issue: i64) -> Result<Option<StoredEvent>, StoreError> {
    let mut best: Option<(u32, StoredEvent)> = None;
    store.visit_events(&EventRange::all(issue), AMONG, &mut |event| {
        let body: Value = serde_json::from_str(&event.body).unwrap_or_default();
        let score = score(&body);
        if best.as_ref().is_none_or(|(most, _)| score > *most) {
            best = Some((score, event));
        }
        ControlFlow::Continue(())
    })?;
    Ok(best.map(|(_, event)| event))
}

/// How much an event tells. The weights order the parts by their use: where it happened is worth more than all that stands
/// around it.
fn score(body: &Value) -> u32 {
    let frames = || {
        let exceptions = body["exception"]["values"].as_array().into_iter().flatten();
        exceptions.flat_map(|it| it["stacktrace"]["frames"].as_array().into_iter().flatten())
    };
    let is_located = |frame: &Value| frame["lineno"].is_u64() && !is_empty(&frame["function"]);
    let has_lines =
        |frame: &Value| !is_empty(&frame["context_line"]) || !is_empty(&frame["symbolicator_status"]);
    let parts = [
        (64, frames().any(|frame| frame["in_app"] == true && is_located(frame))),
        (32, frames().any(|frame| frame["in_app"] == true)),
        (16, frames().any(has_lines)),
        (8, frames().any(|frame| !is_empty(&frame["vars"]))),
        (8, !is_empty(&body["breadcrumbs"]["values"])),
        (8, !is_empty(&body["user"])),
        (4, !is_empty(&body["request"])),
        (4, !is_empty(&body["release"])),
        (2, !is_empty(&body["contexts"]["trace"])),
        (1, !is_empty(&body["extra"])),
    ];
    parts.iter().filter(|(_, is_there)| *is_there).map(|(weight, _)| weight).sum()
}

fn is_empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::String(text) => text.is_empty(),
        Value::Array(list) => list.is_empty(),
        Value::Object(members) => members.is_empty(),
        Value::Bool(_) | Value::Number(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn with_frame(frame: &Value) -> Value {
        json!({"exception": {"values": [{"stacktrace": {"frames": [frame]}}]}})
    }

    /// Each tells more than the one before.
    #[test]
    fn order() {
        let rising = [
            json!({}),
            json!({"extra": {"a": 1}}),
            json!({"release": "a@1"}),
            json!({"release": "a@1", "user": {"id": "7"}, "breadcrumbs": {"values": [{}]}}),
            with_frame(&json!({"in_app": true})),
            with_frame(&json!({"in_app": true, "function": "f", "lineno": 1})),
            with_frame(&json!({"in_app": true, "function": "f", "lineno": 1, "context_line": "x"})),
        ];
        let scores: Vec<u32> = rising.iter().map(score).collect();
        assert!(scores.is_sorted_by(|a, b| a < b), "{scores:?}");
    }

    #[test]
    fn odd_shapes_tell_nothing() {
        for body in [json!(null), json!([]), json!({"exception": {"values": 7}, "user": [], "request": ""})] {
            assert_eq!(score(&body), 0, "{body}");
        }
    }
}
