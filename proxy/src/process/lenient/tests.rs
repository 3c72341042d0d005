//! Each rule as a row: the file of Relay that has it, an event as sent, and the values that the store and the pages
//! get.
//!
//! The files lie in <https://github.com/getsentry/relay/tree/master>, those of `protocol/` under
//! `relay-event-schema/src/`, those of `normalize/` under `relay-event-normalization/src/`. `more` marks a shape that
//! Relay refuses and Balefire accepts; `refused` marks a shape for which only the member is dropped.

mod any_value;
mod contexts;
mod event;
mod exception;
mod interfaces;
mod parts;

use serde_json::{Value, json};

use super::super::{Arrival, process};
use crate::model::event::Event;
use crate::model::timestamp::Timestamp;
use crate::scrub::{Scrubber, Settings};

/// The time of arrival, in seconds since 1970.
const NOW: f64 = 1.8e9;

/// Source of the rule, event as sent, pointer into the stored event, value there (null: absent).
type Row<'a> = (&'a str, Value, &'a str, Value);

fn processed(event: &Value) -> Event {
    let arrival = Arrival { project_id: 1, received: Timestamp(NOW), event_id: None, sent_at: None };
    let scrubber = Scrubber::new(&Settings::default()).unwrap();
    process(event.to_string().as_bytes(), &arrival, &scrubber, &()).unwrap()
}

/// The stored body, with the store's columns under `store`.
fn kept(event: &Event) -> Value {
    let mut body: Value = serde_json::from_str(&event.body).unwrap();
    body["store"] = json!({
        "event_id": event.event_id, "title": event.description.title, "culprit": event.description.culprit, "level": event.level,
        "platform": event.platform, "type": event.description.exception_type, "value": event.description.value, "filename": event.description.filename,
        "function": event.description.function, "release": event.release, "environment": event.environment, "user": event.user,
        "timestamp": event.timestamp.0,
    });
    body
}

#[track_caller]
fn check(rows: &[Row<'_>]) {
    for (source, sent, place, expect) in rows {
        let kept = kept(&processed(sent));
        assert_eq!(kept.pointer(place).unwrap_or(&Value::Null), expect, "{source}: {sent}");
    }
}

/// Source of the rule, and two spellings of one event.
#[track_caller]
fn check_group(rows: &[(&str, Value, Value)]) {
    for (source, old, new) in rows {
        assert_eq!(processed(old).group, processed(new).group, "{source}: {old} and {new}");
    }
}
