//! The payload of an event item.

use std::sync::LazyLock;

use balefire_proxy::model::event::Event;
use balefire_proxy::model::timestamp::Timestamp;
use balefire_proxy::process::{Arrival, process, symbolicate_pending};
use balefire_proxy::scrub::{Scrubber, Settings};
use serde_json::{Map, Value};

static SCRUBBER: LazyLock<Scrubber> =
    LazyLock::new(|| Scrubber::new(&Settings::default()).expect("the defaults are patterns"));

/// Takes nothing out: what was scrubbed may look like more of a secret than it did.
static PLAIN: LazyLock<Scrubber> = LazyLock::new(|| {
    let settings = Settings { defaults: false, ..Settings::default() };
    Scrubber::new(&settings).expect("no patterns are patterns")
});

/// Longest title or culprit, in characters.
const TITLE: usize = 256;

/// What is made of it is bounded, can be read again, and is then the same to whoever asks for it.
pub fn check(input: &[u8]) {
    let Some(event) = processed(input, &SCRUBBER) else { return };
    check_bounds(&event);
    let body = serde_json::from_str(&event.body).expect("a body is an object");
    let again = processed(&without_raw_stacks(body), &PLAIN).expect("a body is an event");
    assert_eq!(named(&again), named(&event), "{}", event.body);
    let symbolicated = symbolicate_pending(&event.body, &()).expect("a body is an event");
    assert_eq!(
        (&symbolicated.group, &symbolicated.description.title),
        (&event.group, &event.description.title),
        "{}",
        event.body
    );
}

fn processed(payload: &[u8], scrubber: &Scrubber) -> Option<Event> {
    let arrival = Arrival { project_id: 1, received: Timestamp(1.8e9), event_id: None, sent_at: None };
    process(payload, &arrival, scrubber, &()).ok()
}

/// What was no stack may be one now, as scrubbing took a space out of it.
fn without_raw_stacks(mut body: Map<String, Value>) -> Vec<u8> {
    if let Some(Value::Object(extra)) = body.get_mut("extra") {
        extra.remove("raw_stack");
    }
    let exceptions =
        body.get_mut("exception").and_then(|it| it.get_mut("values")).and_then(Value::as_array_mut);
    for exception in exceptions.into_iter().flatten().filter_map(Value::as_object_mut) {
        exception.remove("raw_stack");
    }
    serde_json::to_vec(&body).expect("its keys are texts")
}

fn check_bounds(event: &Event) {
    let is_hex = |text: &str| text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    assert!(event.event_id.len() == 32 && is_hex(&event.event_id), "{:?}", event.event_id);
    assert!(!event.group.is_empty() && is_hex(&event.group), "{:?}", event.group);
    for text in [&event.description.title, &event.description.culprit] {
        assert!(text.chars().count() <= TITLE && !text.contains('\0'), "{text:?}");
    }
    assert!(
        !event.description.title.is_empty() && !event.description.title.contains('\n'),
        "{:?}",
        event.description.title
    );
    assert!(["fatal", "error", "warning", "info", "debug"].contains(&event.level.as_str()));
    assert!((event.timestamp.0 - event.received.0).abs() <= 31.0 * 86_400.0);
}

/// What is searched and shown.
fn named(event: &Event) -> [(&'static str, &str); 10] {
    [
        ("event_id", &event.event_id),
        ("group", &event.group),
        ("title", &event.description.title),
        ("culprit", &event.description.culprit),
        ("level", &event.level),
        ("platform", &event.platform),
        ("filename", &event.description.filename),
        ("function", &event.description.function),
        ("release", event.release.as_deref().unwrap_or_default()),
        ("user", event.user.as_deref().unwrap_or_default()),
    ]
}
