//! Ids of traces and spans.

use balefire_protocol::event_id;
use serde_json::Value;

use super::super::event_fields::Fields;
use crate::scan::bytes;

/// Number of hexadecimal digits in the id of a span.
const SPAN_ID: usize = 16;

/// The trace id in a member: 32 lower-case hexadecimal digits. The id of only zeros is no id.
/// <https://www.w3.org/TR/trace-context/#trace-id>
pub(super) fn trace_id(object: &Fields, key: &str) -> Option<String> {
    object.get(key).and_then(Value::as_str).and_then(event_id::read)
}

/// The span id in a member: 16 lower-case hexadecimal digits. The id of only zeros is no id.
pub(super) fn span_id(object: &Fields, key: &str) -> Option<String> {
    let id = object.get(key).and_then(Value::as_str).filter(|id| id.len() == SPAN_ID)?;
    let digit = |byte: u8| byte.is_ascii_hexdigit().then(|| char::from(byte.to_ascii_lowercase()));
    let id: String = bytes(id).map(digit).collect::<Option<_>>()?;
    (id != "0000000000000000").then_some(id)
}

/// The trace and the span in which an event happened, by its trace context.
pub(in super::super) fn trace_of_event(event: &Fields) -> (Option<String>, Option<String>) {
    let trace = event.get("contexts").and_then(|contexts| contexts.get("trace")).and_then(Value::as_object);
    trace.map_or((None, None), |trace| (trace_id(trace, "trace_id"), span_id(trace, "span_id")))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_in_any_case_and_nothing_else() {
        for (id, expect) in [
            (json!("0123456789ABCDEF"), Some("0123456789abcdef")),
            (json!("0000000000000000"), None),
            (json!("0123456789abcde"), None),
            (json!("0123456789abcdeg"), None),
            (json!("0123456789abcdé"), None),
            (json!(7), None),
        ] {
            let object = json!({"id": id});
            assert_eq!(span_id(object.as_object().unwrap(), "id").as_deref(), expect, "{object}");
        }
        let event = json!({"contexts": {"trace": {
            "trace_id": "0AF76519-16CD-43DD-8448-EB211C80319C", "span_id": "b7ad6b7169203331"}}});
        let (trace, span) = trace_of_event(event.as_object().unwrap());
        assert_eq!(trace.as_deref(), Some("0af7651916cd43dd8448eb211c80319c"));
        assert_eq!(span.as_deref(), Some("b7ad6b7169203331"));
        assert_eq!(trace_of_event(&Fields::new()), (None, None));
    }
}
