//! The processing steps of an event, in their order.

use std::sync::Arc;

use balefire_protocol::category::Category;

use super::group::GroupReasons;
use super::native_crash::NativeCrash;
use super::read_event::{ReadEvent, Scrubbed};
use crate::filter::Filters;
use crate::lenient_json::ReadJsonError;
use crate::model::event::{Event, Symbolicated};
use crate::model::grouping_rules::GroupingRules;
use crate::outcome::DiscardReason;
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
    let (filters, grouping) = (Filters::default(), Arc::default());
    let with = Processing { scrubber, filters: &filters, symbols, grouping: &grouping };
    Ok(make_event(fields, source, arrival, &with))
}

/// What processing needs besides an event.
pub struct Processing<'a> {
    /// The scrubber of its project.
    pub scrubber: &'a Scrubber,
    /// The inbound filters of its project.
    pub filters: &'a Filters,
    /// The uploaded symbols.
    pub symbols: &'a dyn Lookup,
    /// The operator's rules for grouping in its project.
    pub grouping: &'a Arc<GroupingRules>,
}

/// The result for an item of type `event`.
#[derive(Debug)]
pub enum Processed {
    /// An error or a message.
    Event(Box<Event>),
    /// Other data that was sent as an event, with its data category.
    Other(Category),
    /// Noise, which an inbound filter of the project drops.
    Filtered(DiscardReason),
}

/// Processes an item that may be of another kind, and that may come with a crash dump. The payload is the event as it
/// was sent.
#[must_use]
pub fn process_item(
    event: ReadEvent,
    payload: &[u8],
    crash: Option<NativeCrash>,
    arrival: &Arrival,
    with: &Processing<'_>,
) -> Processed {
    let ReadEvent { fields, scrubbed, times_seen } = event;
    let mut fields = super::parse::parse(fields);
    match super::event_kind::category(&fields) {
        Category::Error => {}
        other => return Processed::Other(other),
    }
    // Filters look at frames: of a brief event of our SDK, whose stage 2 did not come, they are a text until now.
    super::raw_stack::read(&mut fields);
    if let Some(reason) = with.filters.event(&fields) {
        return Processed::Filtered(reason);
    }
    if let Some(crash) = crash {
        crash.label(&mut fields);
    }
    let source = Source { payload, times_seen, scrubbed };
    Processed::Event(Box::new(make_event(fields, source, arrival, with)))
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
    with: &Processing<'_>,
) -> Event {
    let super::normalize::Normalized { mut fields, event_id, timestamp, level, platform, user } =
        super::normalize::normalize(fields, payload, arrival);
    let user = match scrubbed {
        Some(scrubbed) => scrubbed.user,
        None => {
            with.scrubber.event(&mut fields);
            user
        }
    };
    let tags = super::tags::set(&mut fields);
    let pending_symbols = super::symbolicate::symbolicate(&mut fields, with.symbols);
    super::group::apply(&mut fields, with.grouping);
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
        logger: text("logger").filter(|name| !name.is_empty()),
        release: text("release"),
        environment: text("environment"),
        user,
        trace_id,
        span_id,
        tags,
        group,
        grouping_rules: (!with.grouping.is_empty()).then(|| Arc::clone(with.grouping)),
        pending_symbols,
        times_seen,
        asks_for_alert: false,
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

/// Why a stored event belongs to its group; `None` if the body is no event.
#[must_use]
pub fn group_reasons(body: &str) -> Option<GroupReasons> {
    let fields: serde_json::Map<String, serde_json::Value> = serde_json::from_str(body).ok()?;
    Some(super::group::reasons(&fields))
}

/// The groups that a stored event would have under these sets of the operator's rules, and, if asked for, under the
/// grouping rules of the version before; none if the body is no event.
#[must_use]
pub fn former_groups(body: &str, rules: &[GroupingRules], with_former_version: bool) -> Vec<String> {
    let fields = serde_json::from_str::<serde_json::Map<String, serde_json::Value>>(body);
    let Ok(fields) = fields else { return Vec::new() };
    let under = rules.iter().map(|rules| super::group::group_under(&fields, rules));
    under.chain(with_former_version.then(|| super::group::former(&fields))).collect()
}
