//! The steps over an event, in their order.

use balefire_protocol::category::Category;

use super::native_crash::NativeCrash;
use super::read_event::{ReadEvent, Scrubbed};
use crate::lenient_json::ReadJsonError;
use crate::model::event::{Event, Symbolicated};
use crate::process::Arrival;
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
    let ReadEvent { fields, scrubbed } = ReadEvent::read(payload)?;
    Ok(make_event(super::parse::parse(fields), scrubbed, payload, arrival, scrubber, symbols))
}

/// What an item of type `event` turned out to be.
#[derive(Debug)]
pub enum Processed {
    /// An event, of an error or a message.
    Event(Box<Event>),
    /// Something else that was sent as an event, by its category.
    Other(Category),
}

/// Makes an event of an item that may be something else, beside which a dump of a crash may have come. The payload is the
/// event as it was sent.
#[must_use]
pub fn process_item(
    event: ReadEvent,
    payload: &[u8],
    crash: Option<NativeCrash>,
    arrival: &Arrival,
    scrubber: &Scrubber,
    symbols: &dyn Lookup,
) -> Processed {
    let ReadEvent { fields, scrubbed } = event;
    let mut fields = super::parse::parse(fields);
    match super::event_kind::category(&fields) {
        Category::Error => {}
        other => return Processed::Other(other),
    }
    if let Some(crash) = crash {
        crash.label(&mut fields);
    }
    Processed::Event(Box::new(make_event(fields, scrubbed, payload, arrival, scrubber, symbols)))
}

fn make_event(
    fields: super::event_fields::Fields,
    scrubbed: Option<Scrubbed>,
    payload: &[u8],
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
        body: super::event_fields::write(&fields),
    }
}

/// Symbolicates the body of an event that was stored before its symbols came; `None` for what is no event.
#[must_use]
pub fn symbolicate_pending(body: &str, symbols: &dyn Lookup) -> Option<Symbolicated> {
    let mut fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(body).ok()?;
    // An event of an older server has its marks still to come.
    super::panic::settle(&mut fields);
    super::symbolicate::symbolicate(&mut fields, symbols);
    Some(Symbolicated {
        description: super::describe::describe(&fields),
        group: super::group::group(&fields),
        body: super::event_fields::write(&fields),
    })
}

/// The group that a stored event had under the grouping rules before; `None` for a body that is no event.
#[must_use]
pub fn former_group(body: &str) -> Option<String> {
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(body).ok()?;
    Some(super::group::former(&fields))
}
