//! The one loop: inbox → process → store → alert.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use balefire_protocol::envelope;
use balefire_protocol::json;

use crate::alert::{Delivery, message, rule};
use crate::category::Category;
use crate::clock::Timestamp;
use crate::inbox::{Inbox, Kept};
use crate::outcome::{Counted, DiscardReason, Outcome, Outcomes};
use crate::process::{Arrival, Event, process, resolve};
use crate::store::{Batch, Recorded, Store, StoreError};
use crate::symbols::{Lookup, Place, Symbols};

/// Most envelopes stored in one transaction.
const BATCH: usize = 500;
/// First and longest pause after the store or the inbox failed.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(10));
/// Most that one client report may count, so that a forged one does not drown the others.
const REPORT: u64 = 1_000_000;
/// Most losses that are read of one client report.
const LOSSES: usize = 200;

/// Whom new issues are told, and with which address.
#[derive(Debug, Clone)]
pub struct Audience {
    /// The names of the robots; none: the alert is kept to be looked at.
    pub robots: Vec<String>,
    /// What links in messages begin with.
    pub public_url: String,
}

/// What one step did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// The last row that is stored now.
    pub row: i64,
    /// What became of the items.
    pub outcomes: Vec<Counted>,
    /// How many alerts were put into the outbox.
    pub alerts: usize,
}

/// The running worker.
#[must_use = "a worker that is not stopped loses nothing, but leaves its work to the next start"]
pub struct Handle {
    stopping: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Handle {
    /// Stores what is in the inbox, then ends the thread. A store that fails now is not waited for: what is
    /// not stored stays in the inbox.
    pub fn stop(self) {
        self.stopping.store(true, Ordering::Release);
        if self.thread.join().is_err() {
            tracing::error!("the worker had panicked");
        }
    }
}

/// Starts the worker on a thread of its own. `on_alert` is called after alerts were put into the outbox.
pub fn spawn(
    inbox: Inbox,
    store: Arc<dyn Store>,
    symbols: Arc<Symbols>,
    robots: Vec<String>,
    public_url: String,
    outcomes: Arc<Outcomes>,
    on_alert: impl Fn() + Send + 'static,
) -> std::io::Result<Handle> {
    let stopping = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&stopping);
    let audience = Audience { robots, public_url };
    let run = move || work(&inbox, store.as_ref(), symbols.as_ref(), &audience, &outcomes, &on_alert, &stop);
    let thread = std::thread::Builder::new().name("worker".into()).spawn(run)?;
    Ok(Handle { stopping, thread })
}

fn work(
    inbox: &Inbox,
    store: &dyn Store,
    symbols: &dyn Lookup,
    audience: &Audience,
    outcomes: &Outcomes,
    on_alert: &dyn Fn(),
    stopping: &AtomicBool,
) {
    let mut pause = BACK_OFF.0;
    loop {
        let is_stopping = stopping.load(Ordering::Acquire);
        match next_step(inbox, store, symbols, audience) {
            Ok(None) if is_stopping => return,
            Ok(None) => pause = BACK_OFF.0,
            Ok(Some(done)) => {
                pause = BACK_OFF.0;
                for (outcome, category, quantity) in done.outcomes {
                    outcomes.count(outcome, category, quantity);
                }
                if let Err(error) = inbox.forget(done.row) {
                    // They are stored, and the cursor says so: they only take room until the next step.
                    tracing::warn!(
                        error = &error as &dyn std::error::Error,
                        "stored envelopes stay in the inbox"
                    );
                }
                if done.alerts > 0 {
                    on_alert();
                }
            }
            Err(error) => {
                tracing::error!(error = error.as_ref(), ?pause, "envelopes stay in the inbox");
                if is_stopping {
                    return;
                }
                std::thread::sleep(pause);
                pause = (pause * 2).min(BACK_OFF.1);
            }
        }
    }
}

/// Takes what lies after the store's own cursor: after an error that is the same again.
fn next_step(
    inbox: &Inbox,
    store: &dyn Store,
    symbols: &dyn Lookup,
    audience: &Audience,
) -> Result<Option<Done>, Box<dyn std::error::Error>> {
    let kept = inbox.next(store.cursor()?, BATCH)?;
    if kept.is_empty() {
        return Ok(None);
    }
    Ok(Some(step(&kept, store, symbols, audience, Timestamp::now())?))
}

/// Stores some envelopes in one transaction: all of them and the cursor, or nothing.
pub fn step(
    kept: &[Kept],
    store: &dyn Store,
    symbols: &dyn Lookup,
    audience: &Audience,
    now: Timestamp,
) -> Result<Done, StoreError> {
    let projects: HashSet<i64> = store.projects()?.into_iter().map(|project| project.id).collect();
    let mut done = Done::default();
    // Parsed before the transaction begins: others may write meanwhile.
    let mut events = Vec::new();
    for envelope in kept {
        done.row = done.row.max(envelope.row);
        if projects.contains(&envelope.project_id) {
            read(envelope, symbols, &mut events, &mut done.outcomes);
        } else {
            done.outcomes.push((Outcome::Invalid(DiscardReason::UnknownProject), Category::Request, 1));
        }
    }
    let mut batch = store.begin()?;
    for event in &events {
        let recorded = batch.record(event)?;
        let outcome = match recorded {
            Recorded::New(_) | Recorded::Seen(_) => Outcome::Accepted,
            Recorded::Duplicate => Outcome::Filtered(DiscardReason::Duplicate),
        };
        done.outcomes.push((outcome, Category::Error, 1));
        done.alerts += tell(batch.as_mut(), event, &recorded, audience, now)?;
    }
    batch.set_cursor(done.row)?;
    batch.commit()?;
    resolve_late(&events, store, symbols);
    Ok(done)
}

/// Resolves events whose symbols came after they were read and before they were stored. They are stored: whatever
/// happens here must not undo what the step did.
fn resolve_late(events: &[Event], store: &dyn Store, symbols: &dyn Lookup) {
    let missing: HashSet<&String> = events.iter().flat_map(|event| &event.unresolved).collect();
    for debug_id in missing {
        let work = || {
            symbols
                .look(debug_id, Place::Function(0))
                .map(|_| store.resolve(debug_id, &|body| resolve(body, symbols)))
        };
        match catch_unwind(AssertUnwindSafe(work)) {
            Ok(None | Some(Ok(_))) => {}
            Ok(Some(Err(error))) => {
                tracing::error!(debug_id, error = &error as &dyn std::error::Error, "events stay unresolved");
            }
            Err(_) => tracing::error!(debug_id, "resolving panicked"),
        }
    }
}

/// The events of an envelope; all else in it becomes an outcome.
fn read(kept: &Kept, symbols: &dyn Lookup, events: &mut Vec<Event>, outcomes: &mut Vec<Counted>) {
    let malformed = Outcome::Invalid(DiscardReason::Malformed);
    let Ok(envelope) = envelope::parse(&kept.envelope) else {
        tracing::debug!(row = kept.row, "malformed envelope");
        return outcomes.push((malformed, Category::Request, 1));
    };
    let event_id = json::string_member(envelope.header, "event_id");
    let arrival =
        Arrival { project_id: kept.project_id, received: kept.received, event_id: event_id.as_deref() };
    for item in envelope.items {
        let category = Category::of_item(&item.kind);
        match category {
            // A panic here would be our mistake; it must cost this event and not all that come after it.
            Category::Error => {
                match catch_unwind(AssertUnwindSafe(|| process(item.payload, &arrival, symbols))) {
                    Ok(Ok(event)) => events.push(event),
                    Ok(Err(error)) => {
                        tracing::debug!(row = kept.row, error = &error as &dyn std::error::Error, "no event");
                        outcomes.push((Outcome::Invalid(error.reason()), category, 1));
                    }
                    Err(_) => {
                        tracing::error!(row = kept.row, event_id, "processing panicked");
                        outcomes.push((malformed, category, 1));
                    }
                }
            }
            Category::Internal => match lost(item.payload) {
                Some(losses) => outcomes.extend(losses),
                None => outcomes.push((malformed, category, 1)),
            },
            _ => outcomes.push((Outcome::Filtered(DiscardReason::Unsupported), category, 1)),
        }
    }
}

/// What a client report says was lost: <https://develop.sentry.dev/sdk/telemetry/client-reports/>
fn lost(payload: &[u8]) -> Option<Vec<Counted>> {
    let report: serde_json::Value = serde_json::from_slice(payload).ok()?;
    let losses = report.get("discarded_events")?.as_array()?;
    let mut left = REPORT;
    let mut counted = Vec::new();
    for loss in losses.iter().take(LOSSES) {
        let Some(quantity) = loss.get("quantity").and_then(serde_json::Value::as_u64) else { continue };
        let category = loss.get("category").and_then(serde_json::Value::as_str).unwrap_or_default();
        counted.push((Outcome::ClientDiscard, Category::named(category), quantity.min(left)));
        left -= quantity.min(left);
    }
    Some(counted)
}

/// Puts the alerts about an event into the outbox; how many there were.
fn tell(
    batch: &mut dyn Batch,
    event: &Event,
    recorded: &Recorded,
    audience: &Audience,
    now: Timestamp,
) -> Result<usize, StoreError> {
    let Some(issue) = rule::fires(recorded) else { return Ok(0) };
    if audience.robots.is_empty() {
        let alert = message::message(issue, event, None, &audience.public_url);
        batch.enqueue(&alert, now, &Delivery::NoRobot)?;
        return Ok(1);
    }
    for robot in &audience.robots {
        let alert = message::message(issue, event, Some(robot), &audience.public_url);
        batch.enqueue(&alert, now, &Delivery::Waiting { due: now, last_error: None })?;
    }
    Ok(audience.robots.len())
}
