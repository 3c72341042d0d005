//! Security reports of browsers within an event, as older servers stored them.

use serde_json::{Map, Value, json};

use super::super::event_fields::{Fields, text};
use super::super::security;
use super::interfaces::REPORTS;
use super::message;

/// Relay's names for reports that browsers have stopped sending.
const FAILED: [(&str, &str); 3] = [
    ("hpkp", "Public key pinning validation failed"),
    ("expectct", "Expect-CT failed"),
    ("expectstaple", "Expect-Staple failed"),
];

/// Turns a report into a context. The event gets the report's message and culprit if it has none.
pub(super) fn to_message(event: &mut Fields) {
    for name in REPORTS {
        if !event.get(name).is_some_and(Value::is_object) {
            continue;
        }
        let Some(Value::Object(report)) = event.remove(name) else { continue };
        let told = match FAILED.iter().find(|(failed, _)| *failed == name) {
            Some((_, words)) => failure(name, words, report),
            None => violation(report),
        };
        if let Value::Object(told) = told {
            complete(event, told);
        }
    }
}

/// A Content-Security-Policy report. Relay writes the names with `_`, browsers with `-`.
fn violation(report: Fields) -> Value {
    let report = report.into_iter().map(|(key, value)| (key.replace('_', "-"), value)).collect();
    security::event(&report)
}

fn failure(name: &str, words: &str, report: Fields) -> Value {
    let message = match text(&report, "hostname") {
        Some(host) => format!("{words} for '{host}'"),
        None => words.to_owned(),
    };
    let contexts = Map::from_iter([(name.to_owned(), Value::Object(report))]);
    Value::Object(Map::from_iter([("message".into(), message.into()), ("contexts".into(), contexts.into())]))
}

/// Adds the members that an event lacks. Contexts are merged.
fn complete(event: &mut Fields, told: Fields) {
    let has_message = message::is_there(event);
    for (key, value) in told {
        match (key.as_str(), value) {
            ("message", _) if has_message => {}
            ("message", value) => drop(event.insert(key, value)),
            ("contexts", Value::Object(context)) => {
                let contexts = event.entry("contexts").or_insert_with(|| json!({}));
                if let Some(contexts) = contexts.as_object_mut() {
                    contexts.extend(context);
                }
            }
            (_, value) => drop(event.entry(key).or_insert(value)),
        }
    }
}
