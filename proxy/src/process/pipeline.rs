//! The processing steps of an event, in their order.

use balefire_protocol::category::Category;

use super::native_crash::NativeCrash;
use super::read_event::{ReadEvent, Scrubbed};
use crate::lenient_json::ReadJsonError;
use crate::model::event::{Event, Symbolicated};
use crate::process::Arrival;
use crate::scrub::Scrubber;
use crate::symbols::Lookup;

/// Processes the payload of an event item.
///
/// ```
/// use balefire_proxy::{model::timestamp::Timestamp, process::{process, Arrival}, scrub::{Scrubber, Settings}};
/// let scrubber = Scrubber::new(&Settings::default()).unwrap();
/// let arrival = Arrival { project_id: 1, received: Timestamp(1.8e9), event_id: None, sent_at: None };
/// let payload = br#"{"exception": [{"type": "TypeError", "value": "x is null"}]}"#;
/// let event = process(payload, &arrival, &scrubber, &()).unwrap();
/// assert_eq!(event.description.title, "TypeError: x is null");
/// ```
pub fn process(
    payload: &[u8],
    arrival: &Arrival,
    scrubber: &Scrubber,
    symbols: &dyn Lookup,
) -> Result<Event, ReadJsonError> {
    let event = ReadEvent::read(payload)?;
    let fields = super::parse::parse(event.fields);
    let source = Source { payload, times_seen: event.times_seen, scrubbed: event.scrubbed };
    Ok(make_event(fields, source, arrival, scrubber, symbols))
}

/// The result for an item of type `event`.
#[derive(Debug)]
pub enum Processed {
    /// An error or a message.
    Event(Box<Event>),
    /// Other data that was sent as an event, with its data category.
    Other(Category),
}

/// Processes an item that may be of another kind, and that may come with a crash dump. The payload is the event as it
/// was sent.
#[must_use]
pub fn process_item(
    event: ReadEvent,
    payload: &[u8],
    crash: Option<NativeCrash>,
    arrival: &Arrival,
    scrubber: &Scrubber,
    symbols: &dyn Lookup,
) -> Processed {
    let ReadEvent { fields, scrubbed, times_seen } = event;
    let mut fields = super::parse::parse(fields);
    match super::event_kind::category(&fields) {
        Category::Error => {}
        other => return Processed::Other(other),
    }
    if let Some(crash) = crash {
        crash.label(&mut fields);
    }
    let source = Source { payload, times_seen, scrubbed };
    Processed::Event(Box::new(make_event(fields, source, arrival, scrubber, symbols)))
}

/// What an event was made of.
struct Source<'a> {
    payload: &'a [u8],
    times_seen: u64,
    scrubbed: Option<Scrubbed>,
}

fn make_event(
    fields: super::event_fields::Fields,
    Source { payload, times_seen, scrubbed }: Source<'_>,
    arrival: &Arrival,
    scrubber: &Scrubber,
    symbols: &dyn Lookup,
) -> Event {
    let super::normalize::Normalized { mut fields, event_id, timestamp, level, platform, user } =
        super::normalize::normalize(fields, payload, arrival);
    let user = match scrubbed {
        Some(scrubbed) => scrubbed.user,
        None => {
            scrubber.event(&mut fields);
            user
        }
    };
    let tags = super::tags::set(&mut fields);
    let pending_symbols = super::symbolicate::symbolicate(&mut fields, symbols);
    let description = super::describe::describe(&fields);
    let group = super::group::group(&fields);
    let sample_rate = super::sample_rate::of(&fields);
    let (trace_id, span_id) = super::performance::trace_of_event(&fields);
    if times_seen > 1 {
        fields.insert("times_seen".into(), times_seen.into());
    }
    let text = |key: &str| fields.get(key).and_then(serde_json::Value::as_str).map(str::to_owned);
    Event {
        project_id: arrival.project_id,
        event_id,
        timestamp,
        received: arrival.received,
        level,
        platform,
        description,
        release: text("release"),
        environment: text("environment"),
        user,
        trace_id,
        span_id,
        tags,
        group,
        pending_symbols,
        times_seen,
        sample_rate,
        body: super::event_fields::write(&fields),
    }
}

/// Symbolicates a stored event whose symbols arrived later; `None` if the body is no event.
#[must_use]
pub fn symbolicate_pending(body: &str, symbols: &dyn Lookup) -> Option<Symbolicated> {
    let mut fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(body).ok()?;
    // An event that an older server stored still lacks the in-app marks.
    super::panic::settle(&mut fields);
    super::symbolicate::symbolicate(&mut fields, symbols);
    Some(Symbolicated {
        description: super::describe::describe(&fields),
        group: super::group::group(&fields),
        body: super::event_fields::write(&fields),
    })
}

/// The group of a stored event under the previous grouping rules; `None` if the body is no event.
#[must_use]
pub fn former_group(body: &str) -> Option<String> {
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(body).ok()?;
    Some(super::group::former(&fields))
}
