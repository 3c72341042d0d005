//! From the bytes of an event item to an event with a group: pure, in a fixed order.
//!
//! `parse` (odd shapes made even) → `normalize` (bounds, defaults) → [`crate::scrub`] → `tags` → `symbolicate`
//! (addresses of wasm to lines of the source) → `describe` (title, culprit) and `group`.

mod bounds;
mod clock_drift;
mod describe;
mod event_kind;
mod fields;
mod frame_name;
mod group;
mod legacy_names;
#[cfg(test)]
mod linear;
mod mask;
mod native_crash;
mod normalize;
mod panic;
mod parse;
mod raw_stack;
mod security;
mod source_context;
mod symbolicate;
mod tags;
mod template;
mod threads;
mod trim;
pub mod user_agent;
mod wasm_frames;

pub(crate) use describe::path;
pub(crate) use frame_name::plain_function;
pub use group::VERSION as GROUPING_VERSION;
pub use native_crash::NativeCrash;
pub(crate) use security::{REPORT, ReportsError, report, reports};
pub(crate) use source_context::with_source_lines;

use crate::category::Category;
use crate::lenient_json::ReadJsonError;
use crate::model::event::{Event, Symbolicated};
use crate::model::timestamp::Timestamp;
use crate::scrub::Scrubber;
use crate::symbols::Lookup;

/// Makes an event of the payload of an event item.
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
    Ok(event(parse::parse(payload)?, payload, arrival, scrubber, symbols))
}

/// What an item of type `event` turned out to be.
#[derive(Debug)]
pub enum Processed {
    /// An event, of an error or a message.
    Event(Box<Event>),
    /// Something else that was sent as an event, by its category.
    Other(Category),
}

/// Makes an event of the payload of an item that may be something else, beside which a dump of a crash may have come.
pub fn process_item(
    payload: &[u8],
    crash: Option<NativeCrash>,
    arrival: &Arrival,
    scrubber: &Scrubber,
    symbols: &dyn Lookup,
) -> Result<Processed, ReadJsonError> {
    let mut fields = parse::parse(payload)?;
    match event_kind::category(&fields) {
        Category::Error => {}
        other => return Ok(Processed::Other(other)),
    }
    if let Some(crash) = crash {
        crash.label(&mut fields);
    }
    Ok(Processed::Event(Box::new(event(fields, payload, arrival, scrubber, symbols))))
}

fn event(
    fields: fields::Fields,
    payload: &[u8],
    arrival: &Arrival,
    scrubber: &Scrubber,
    symbols: &dyn Lookup,
) -> Event {
    let normalize::Normalized { mut fields, event_id, timestamp, level, platform, user } =
        normalize::normalize(fields, payload, arrival);
    scrubber.event(&mut fields);
    let tags = tags::set(&mut fields);
    let pending_symbols = symbolicate::symbolicate(&mut fields, symbols);
    let description = describe::describe(&fields);
    let group = group::group(&fields);
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
        tags,
        group,
        pending_symbols,
        body: fields::write(&fields),
    }
}

/// Symbolicates the body of an event that was stored before its symbols came; `None` for what is no event.
#[must_use]
pub fn symbolicate_pending(body: &str, symbols: &dyn Lookup) -> Option<Symbolicated> {
    let mut fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(body).ok()?;
    // An event of an older server has its marks still to come.
    panic::settle(&mut fields);
    symbolicate::symbolicate(&mut fields, symbols);
    Some(Symbolicated {
        description: describe::describe(&fields),
        group: group::group(&fields),
        body: fields::write(&fields),
    })
}

/// The group that a stored event had under the grouping rules before; `None` for a body that is no event.
#[must_use]
pub fn former_group(body: &str) -> Option<String> {
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(body).ok()?;
    Some(group::former(&fields))
}

/// What the server knows about how an event came.
#[derive(Debug, Clone)]
pub struct Arrival<'a> {
    /// The project of the DSN.
    pub project_id: i64,
    /// When it came.
    pub received: Timestamp,
    /// The `event_id` of the envelope header, if any.
    pub event_id: Option<&'a str>,
    /// The `sent_at` of the envelope header, if it is a time.
    pub sent_at: Option<Timestamp>,
}
