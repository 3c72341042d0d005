//! Reads an item for the store and for an upstream. The JSON of an event is parsed once, and an event in the documented shape
//! is scrubbed once.

use std::sync::Arc;

use balefire_protocol::category::Category;
use balefire_protocol::envelope::Item;
use balefire_protocol::json;

use super::attachment;
use super::check_limits::check;
use super::client_report;
use super::content::{Content, ScrubBudget};
use super::event::{asks_for_alert, times_seen};
use super::item_error::{ItemError, catch};
use super::kind::{ItemKind, Stored};
use super::listed_count::listed_count;
use super::table::find;
use crate::filter::Filters;
use crate::model::attachment::Attachment;
use crate::model::event::Event;
use crate::model::feedback::Feedback;
use crate::model::grouping_rules::GroupingRules;
use crate::model::session::SessionData;
use crate::outcome::{Counted, DiscardReason};
use crate::process::{
    self, Arrival, NativeCrash, Processed, Processing, ReadEvent, ReadTrace, ReadTraceError, TraceContext,
    TraceHeader, process_item,
};
use crate::scrub::Scrubber;
use crate::symbols::Lookup;

/// The facts that all items of an envelope share.
pub struct EnvelopeContext<'a> {
    /// How the envelope came.
    pub arrival: Arrival<'a>,
    /// The trace that its header names.
    pub trace: TraceHeader,
    /// The dump of a native crash among its items.
    pub crash: Option<NativeCrash>,
    /// The scrubber of its project.
    pub scrubber: &'a Scrubber,
    /// The operator's rules for grouping in its project.
    pub grouping: &'a Arc<GroupingRules>,
    /// The inbound filters of its project.
    pub filters: &'a Filters,
    /// The uploaded symbols.
    pub symbols: &'a dyn Lookup,
    /// Largest event, in bytes: `limits.event`.
    pub event_size: usize,
    /// Largest attachment that is stored, in bytes: `limits.attachment`.
    pub attachment_size: usize,
}

impl EnvelopeContext<'_> {
    fn of_trace(&self) -> TraceContext<'_> {
        let Self { arrival, trace, scrubber, filters, .. } = self;
        TraceContext { arrival, trace, scrubber, filters }
    }
}

/// An item, read.
#[derive(Debug)]
pub struct ReadItem {
    /// Its data category. That of an `event` may turn out to be another one.
    pub category: Category,
    /// What of it is stored, or why nothing can be.
    pub content: Result<ItemContent, ItemError>,
    /// What goes to the upstream.
    pub upstream: Upstream,
}

/// The part of an item that is stored.
#[derive(Debug)]
pub enum ItemContent {
    /// An event.
    Event(Box<Event>),
    /// Segments, spans and vitals.
    Trace(Box<ReadTrace>),
    /// Sessions.
    Sessions(Box<SessionData>),
    /// A file.
    Attachment(Box<Attachment>),
    /// What a visitor wrote.
    Feedback(Box<Feedback>),
    /// Losses that are counted.
    Losses(Vec<Counted>),
    /// Nothing, for this reason.
    LeftOut(DiscardReason),
    /// Nothing, as an inbound filter drops so many items.
    Filtered(DiscardReason, u64),
    /// Nothing.
    Nothing,
}

/// The part of an item that goes to the upstream.
#[derive(Debug)]
pub enum Upstream {
    /// The project has none.
    None,
    /// The payload, scrubbed.
    Payload(Vec<u8>),
    /// Nothing: the payload cannot be read, or there is too much of it to be scrubbed.
    LeftOut(DiscardReason),
}

impl ReadItem {
    /// The upstream gets nothing that a filter drops.
    fn without_filtered(self) -> Self {
        let is_filtered = matches!(self.content, Ok(ItemContent::Filtered(..)));
        Self { upstream: if is_filtered { Upstream::None } else { self.upstream }, ..self }
    }
}

/// Reads an item; with a budget also for the upstream.
pub fn read(item: &Item<'_>, context: &EnvelopeContext<'_>, budget: Option<&mut ScrubBudget>) -> ReadItem {
    let kind = find(&item.kind);
    let category = Category::of_item(&item.kind);
    if let Err(error) = check(std::slice::from_ref(item), context.event_size) {
        let (upstream, _) = scrub(item, kind, context, budget);
        return ReadItem { category, content: Err(error.into()), upstream };
    }
    match kind.map_or(Stored::Nothing, |kind| kind.stored) {
        Stored::Event => read_event(item, context, budget),
        Stored::Transaction => {
            let (upstream, _) = scrub(item, kind, context, budget);
            ReadItem { category, content: read_transaction(item, context), upstream }.without_filtered()
        }
        Stored::Spans => {
            let (upstream, _) = scrub(item, kind, context, budget);
            let most = listed_count(item) as usize;
            let read = catch(|| Ok(process::spans(item.payload, most, &context.of_trace())?));
            ReadItem { category, content: trace_content(read), upstream }
        }
        Stored::Session | Stored::SessionCounts => {
            let (upstream, _) = scrub(item, kind, context, budget);
            let is_one = kind.is_some_and(|kind| kind.stored == Stored::Session);
            let read = if is_one { process::session } else { process::session_counts };
            let sessions = catch(|| Ok(read(item.payload, &context.arrival)?));
            ReadItem { category, content: sessions.map(|it| ItemContent::Sessions(Box::new(it))), upstream }
        }
        Stored::Attachment => {
            let (upstream, _) = scrub(item, kind, context, budget);
            let content = match attachment::read(item, &context.arrival, context.scrubber) {
                Some(_) if item.payload.len() > context.attachment_size => {
                    ItemContent::LeftOut(DiscardReason::TooLarge)
                }
                Some(attachment) => {
                    let content = item.payload.to_vec();
                    ItemContent::Attachment(Box::new(Attachment { content, ..attachment }))
                }
                None => ItemContent::Nothing,
            };
            ReadItem { category, content: Ok(content), upstream }
        }
        Stored::Feedback | Stored::UserReport => {
            let (upstream, _) = scrub(item, kind, context, budget);
            let is_report = kind.is_some_and(|kind| kind.stored == Stored::UserReport);
            ReadItem { category, content: read_feedback(item, context, is_report), upstream }
        }
        Stored::Losses => {
            let (upstream, _) = scrub(item, kind, context, budget);
            let losses = catch(|| client_report::read(item.payload).map_err(ItemError::from));
            ReadItem { category, content: losses.map(ItemContent::Losses), upstream }
        }
        Stored::Nothing => {
            let (upstream, error) = scrub(item, kind, context, budget);
            ReadItem { category, content: error.map_or(Ok(ItemContent::Nothing), Err), upstream }
        }
    }
}

/// Reads the JSON once, and scrubs it once where there is an upstream.
fn read_event(item: &Item<'_>, context: &EnvelopeContext<'_>, budget: Option<&mut ScrubBudget>) -> ReadItem {
    let category = Category::Error;
    let within_budget = budget.map(|budget| {
        budget.take_item()?;
        budget.take_bytes(item.payload.len())
    });
    let times_seen = times_seen(item.header);
    let mut event = match catch(|| Ok(ReadEvent::read(item.payload)?.with_times_seen(times_seen))) {
        Ok(event) => event,
        Err(error) => {
            let upstream = match within_budget {
                None => Upstream::None,
                Some(Ok(())) => Upstream::LeftOut(error.reason()),
                Some(Err(_)) => Upstream::LeftOut(DiscardReason::TooLarge),
            };
            return ReadItem { category, content: Err(error), upstream };
        }
    };
    let upstream = match within_budget {
        None => Upstream::None,
        Some(Err(_)) => Upstream::LeftOut(DiscardReason::TooLarge),
        Some(Ok(())) => match catch(|| Ok(event.scrub(context.scrubber))) {
            Ok(payload) => Upstream::Payload(payload),
            Err(error) => {
                let reason = error.reason();
                return ReadItem { category, content: Err(error), upstream: Upstream::LeftOut(reason) };
            }
        },
    };
    let EnvelopeContext { arrival, crash, scrubber, filters, symbols, grouping, .. } = context;
    let with = Processing { scrubber, filters, symbols: *symbols, grouping };
    let processed = catch(|| Ok(process_item(event, item.payload, *crash, arrival, &with)));
    match processed {
        Ok(Processed::Event(mut event)) => {
            event.asks_for_alert = asks_for_alert(item.header);
            ReadItem { category, content: Ok(ItemContent::Event(event)), upstream }
        }
        Ok(Processed::Other(category @ Category::Transaction)) => {
            // Before there were traces, transactions were events without ids of spans.
            let content = match read_transaction(item, context) {
                Err(ItemError::Trace(ReadTraceError::NoIds)) => Ok(ItemContent::Nothing),
                read => read,
            };
            ReadItem { category, content, upstream }.without_filtered()
        }
        Ok(Processed::Filtered(reason)) => {
            let content = Ok(ItemContent::Filtered(reason, times_seen));
            ReadItem { category, content, upstream }.without_filtered()
        }
        Ok(Processed::Other(category @ Category::Feedback)) => {
            ReadItem { category, content: read_feedback(item, context, false), upstream }
        }
        Ok(Processed::Other(category)) => ReadItem { category, content: Ok(ItemContent::Nothing), upstream },
        Err(error) => ReadItem { category, content: Err(error), upstream },
    }
}

/// Reads a transaction. With an upstream its JSON is parsed twice, as scrubbing for the store comes after other steps.
fn read_transaction(item: &Item<'_>, context: &EnvelopeContext<'_>) -> Result<ItemContent, ItemError> {
    trace_content(catch(|| Ok(process::transaction(item.payload, &context.of_trace())?)))
}

fn read_feedback(
    item: &Item<'_>,
    context: &EnvelopeContext<'_>,
    is_report: bool,
) -> Result<ItemContent, ItemError> {
    let read = if is_report { process::user_report } else { process::feedback };
    let feedback = catch(|| Ok(read(item.payload, &context.arrival, context.scrubber)?));
    feedback.map(|it| ItemContent::Feedback(Box::new(it)))
}

/// An unknown version of the protocol is no fault of the item.
fn trace_content(read: Result<ReadTrace, ItemError>) -> Result<ItemContent, ItemError> {
    match read {
        Ok(read) => Ok(ItemContent::Trace(Box::new(read))),
        Err(ItemError::Trace(ReadTraceError::Version)) => Ok(ItemContent::Nothing),
        Err(ItemError::Trace(ReadTraceError::Filtered(reason))) => Ok(ItemContent::Filtered(reason, 1)),
        Err(error) => Err(error),
    }
}

/// The payload for an upstream, and the error if it cannot be read.
fn scrub(
    item: &Item<'_>,
    kind: Option<&ItemKind>,
    context: &EnvelopeContext<'_>,
    budget: Option<&mut ScrubBudget>,
) -> (Upstream, Option<ItemError>) {
    let Some(budget) = budget else { return (Upstream::None, None) };
    let content = kind.map_or(Content::Unknown, |kind| kind.content);
    let is_scrubbed = content.is_scrubbed(item.payload);
    let mut is_within = budget.take_item();
    if is_scrubbed && is_within.is_ok() {
        is_within = budget.take_bytes(item.payload.len());
    }
    if is_within.is_err() {
        return (Upstream::LeftOut(DiscardReason::TooLarge), None);
    }
    if !is_scrubbed {
        return (Upstream::Payload(item.payload.to_vec()), None);
    }
    match catch(|| Ok(content.scrub(item.payload, context.scrubber)?)) {
        Ok(payload) => (Upstream::Payload(payload), None),
        Err(error) => (Upstream::LeftOut(error.reason()), Some(error)),
    }
}

/// The dump of a native crash, if an item is one.
#[must_use]
pub fn native_crash(item: &Item<'_>) -> Option<NativeCrash> {
    if item.kind != "attachment" {
        return None;
    }
    NativeCrash::of_attachment(&json::string_member(item.header, "attachment_type")?)
}
