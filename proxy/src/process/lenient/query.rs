//! Database queries, as raven sent them: `{query, engine}`.

use serde_json::{Map, Value, json};

use super::super::event_fields::{Fields, text};
use super::interfaces::QUERY;
use super::message;

/// Turns the query into a context. It becomes the message too, if the event lacks both a message and an exception.
pub(super) fn to_context(event: &mut Fields) {
    let query = match event.remove(QUERY) {
        Some(Value::Object(query)) => query,
        Some(query @ Value::String(_)) => Map::from_iter([("query".to_owned(), query)]),
        _ => return,
    };
    if event.get("exception").is_none_or(Value::is_null)
        && !message::is_there(event)
        && let Some(query) = text(&query, "query")
    {
        event.insert("message".into(), query.into());
    }
    let contexts = event.entry("contexts").or_insert_with(|| json!({}));
    if let Some(contexts) = contexts.as_object_mut() {
        contexts.entry("query").or_insert(Value::Object(query));
    }
}
