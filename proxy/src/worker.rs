//! The one loop: inbox → process → store → alert.

use std::collections::{HashMap, HashSet};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use balefire_protocol::envelope;
use balefire_protocol::json;

use crate::alert::grouping::{Grouped, Grouping};
use crate::alert::rule;
use crate::category::Category;
use crate::clock::Timestamp;
use crate::config::{Config, Live, ProjectRules};
use crate::forward::outgoing;
use crate::inbox::{Inbox, Kept};
use crate::metrics::Timings;
use crate::outcome::{Counted, DiscardReason, Outcome, Outcomes};
use crate::process::{Arrival, Event, process, resolve, rfc3339};
use crate::store::{Recorded, Store, StoreError};
use crate::store_health::StoreHealth;
use crate::symbols::{Lookup, Place, Symbols};

/// Most envelopes stored in one transaction.
const BATCH: usize = 2_000;
/// First and longest pause after the store or the inbox failed.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(10));
/// Most that one client report may count, so that a forged one does not drown the others.
const REPORT: u64 = 1_000_000;
/// Most losses that are read of one client report.
const LOSSES: usize = 200;

/// What one step did.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Done {
    /// The last row that is stored now.
    pub row: i64,
    /// What became of the items.
    pub outcomes: Vec<Counted>,
    /// What became of new issues in the outbox.
    pub alerts: Grouped,
    /// How many envelopes are for an upstream.
    pub forwards: usize,
    /// How many of these have found no place to wait.
    pub not_forwarded: u64,
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

/// What the worker works with.
pub struct Worker {
    /// Where envelopes come from.
    pub inbox: Inbox,
    /// Where events go.
    pub store: Arc<dyn Store>,
    /// What frames are looked up in.
    pub symbols: Arc<Symbols>,
    /// The configuration.
    pub live: Arc<Live>,
    /// Where it is counted what became of items.
    pub outcomes: Arc<Outcomes>,
    /// Where it is counted how long they waited.
    pub timings: Arc<Timings>,
    /// Who is told if the store is damaged.
    pub health: Arc<StoreHealth>,
}

impl Worker {
    /// Starts on a thread of its own. `on_done` is told of each step, once it is on disk.
    pub fn spawn(self, on_done: impl Fn(&Done) + Send + 'static) -> std::io::Result<Handle> {
        let stopping = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&stopping);
        let thread =
            std::thread::Builder::new().name("worker".into()).spawn(move || self.work(&on_done, &stop))?;
        Ok(Handle { stopping, thread })
    }

    fn work(&self, on_done: &dyn Fn(&Done), stopping: &AtomicBool) {
        let mut pause = BACK_OFF.0;
        loop {
            let is_stopping = stopping.load(Ordering::Acquire);
            match self.next_step() {
                Ok(None) if is_stopping => return,
                Ok(None) => pause = BACK_OFF.0,
                Ok(Some(done)) => {
                    pause = BACK_OFF.0;
                    for (outcome, category, quantity) in &done.outcomes {
                        self.outcomes.count(*outcome, *category, *quantity);
                    }
                    if let Err(error) = self.inbox.forget(done.row) {
                        // They are stored, and the cursor says so: they only take room until the next step.
                        let error = &error as &dyn std::error::Error;
                        tracing::warn!(error, "stored envelopes stay in the inbox");
                    }
                    on_done(&done);
                }
                Err(error) => {
                    if let Some(StoreError::Damaged(source)) = error.downcast_ref() {
                        self.health.report_damage(&source.to_string());
                    }
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
    fn next_step(&self) -> Result<Option<Done>, Box<dyn std::error::Error>> {
        let store = self.store.as_ref();
        let kept = self.inbox.next(store.cursor()?, BATCH)?;
        if kept.is_empty() {
            return Ok(None);
        }
        let done = step(&kept, store, self.symbols.as_ref(), &self.live.get(), Timestamp::now())?;
        let now = Timestamp::now();
        for envelope in &kept {
            // The clock of the machine may have been set back meanwhile.
            let waited = Duration::try_from_secs_f64(now.0 - envelope.received.0).unwrap_or_default();
            self.timings.stored.observe(waited);
        }
        Ok(Some(done))
    }
}

/// Stores some envelopes in one transaction: all of them and the cursor, or nothing.
pub fn step(
    kept: &[Kept],
    store: &dyn Store,
    symbols: &dyn Lookup,
    config: &Config,
    now: Timestamp,
) -> Result<Done, StoreError> {
    let projects: HashMap<i64, &ProjectRules> =
        store.projects()?.into_iter().map(|it| (it.id, config.project(&it.slug))).collect();
    let mut done = Done::default();
    // Read before the transaction begins: others may write meanwhile.
    let mut events = Vec::new();
    let mut forwards = Vec::new();
    for envelope in kept {
        done.row = done.row.max(envelope.row);
        match projects.get(&envelope.project_id) {
            Some(rules) => {
                read(envelope, rules, symbols, &mut events, &mut done.outcomes);
                forwards.extend(forward(envelope, rules));
            }
            None => {
                done.outcomes.push((Outcome::Invalid(DiscardReason::UnknownProject), Category::Request, 1));
            }
        }
    }
    let mut batch = store.begin()?;
    let mut grouping = Grouping::new(config, now);
    for event in &events {
        let recorded = batch.record(event)?;
        let outcome = match recorded {
            Recorded::New(_) | Recorded::Seen => Outcome::Accepted,
            Recorded::Duplicate => Outcome::Filtered(DiscardReason::Duplicate),
        };
        done.outcomes.push((outcome, Category::Error, 1));
        if let Some(issue) = rule::fires(&recorded) {
            grouping.notify(batch.as_mut(), issue, event)?;
        }
    }
    done.alerts = grouping.finish(batch.as_mut())?;
    for (project_id, envelope) in &forwards {
        if !batch.forward(*project_id, envelope, config.limits.forward)? {
            done.not_forwarded += 1;
        }
    }
    done.forwards = forwards.len();
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
fn read(
    kept: &Kept,
    rules: &ProjectRules,
    symbols: &dyn Lookup,
    events: &mut Vec<Event>,
    outcomes: &mut Vec<Counted>,
) {
    let malformed = Outcome::Invalid(DiscardReason::Malformed);
    let Ok(envelope) = envelope::parse(&kept.envelope) else {
        tracing::debug!(row = kept.row, "malformed envelope");
        return outcomes.push((malformed, Category::Request, 1));
    };
    let event_id = json::string_member(envelope.header, "event_id");
    let arrival = Arrival {
        project_id: kept.project_id,
        received: kept.received,
        event_id: event_id.as_deref(),
        sent_at: json::string_member(envelope.header, "sent_at").and_then(|text| rfc3339::parse(&text)),
    };
    for item in envelope.items {
        let category = Category::of_item(&item.kind);
        match category {
            // A panic here would be our mistake; it must cost this event and not all that come after it.
            Category::Error => {
                match catch_unwind(AssertUnwindSafe(|| {
                    process(item.payload, &arrival, &rules.scrubber, symbols)
                })) {
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
            // What is of no use here goes on to the upstream.
            _ if rules.upstream.is_some() => outcomes.push((Outcome::Accepted, category, 1)),
            _ => outcomes.push((Outcome::Filtered(DiscardReason::Unsupported), category, 1)),
        }
    }
}

/// The envelope for the project's upstream, if it has one.
fn forward(kept: &Kept, rules: &ProjectRules) -> Option<(i64, Vec<u8>)> {
    let upstream = rules.upstream.as_ref()?;
    let work = || outgoing(&kept.envelope, &rules.scrubber, upstream.expose());
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(envelope) => Some((kept.project_id, envelope?)),
        Err(_) => {
            tracing::error!(row = kept.row, "forwarding panicked");
            None
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
