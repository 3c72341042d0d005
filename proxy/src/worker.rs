//! The one loop: inbox → process → store → alert. Nothing that came stops it: an item that cannot be processed or
//! stored, and an envelope on which the process dies, goes to the dead letters.

mod crash_recovery;
mod letter;
mod marker;
mod read;
mod step;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use self::crash_recovery::CrashRecovery;
use crate::config::Live;
use crate::data_dir::store_health::StoreHealth;
use crate::inbox::{Inbox, Kept};
use crate::metrics::Timings;
use crate::model::timestamp::Timestamp;
use crate::outcome::Outcomes;
use crate::store::{Ingest, StoreError};
use crate::symbols::Symbols;
use crate::tasks::{self, Control, Task};

pub use self::marker::{FILE as MARKER_FILE, Marker};
pub use self::step::{Done, step};

/// First and longest pause after the store or the inbox failed.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(10));

/// What the worker works with.
pub struct Worker {
    /// Where envelopes come from.
    pub inbox: Inbox,
    /// Where events go.
    pub store: Arc<dyn Ingest>,
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
    /// Where it is noted what is under way.
    pub marker: Marker,
}

impl Worker {
    /// Starts on a thread of its own. `on_done` is told of each step, once it is on disk.
    ///
    /// Told to stop, it stores what is in the inbox first. A store that fails then is not waited for: what is not stored
    /// stays in the inbox.
    pub fn spawn(self, on_done: impl Fn(&Done) + Send + 'static) -> std::io::Result<Task> {
        tasks::spawn("worker", move |control| self.work(&on_done, control))
    }

    fn work(&self, on_done: &dyn Fn(&Done), control: &Control) {
        let mut pause = BACK_OFF.0;
        let mut recovery = None;
        loop {
            let is_stopping = control.is_stopping();
            let next = catch_unwind(AssertUnwindSafe(|| self.next_step(&mut recovery)));
            match next.unwrap_or_else(|_| Err("the worker panicked".into())) {
                Ok(None) if is_stopping => return self.note(self.marker.clear()),
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
                    // Whatever ends the process now, it is none of them.
                    self.note(self.marker.clear());
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
        &self,
        recovery: &mut Option<CrashRecovery>,
    ) -> Result<Option<Done>, Box<dyn std::error::Error>> {
        let store = self.store.as_ref();
        let cursor = store.cursor()?;
        let recovery = match recovery {
            Some(recovery) => recovery,
            None => recovery.insert(self.recovery(cursor)?),
        };
        let kept = self.inbox.next(cursor, recovery.limit(cursor))?;
        let Some(first) = kept.first() else { return Ok(None) };
        let (config, now) = (self.live.get(), Timestamp::now());
        if recovery.is_given_up(first) {
            tracing::error!(row = first.row, "the server died on an envelope, it goes to the dead letters");
            return Ok(Some(step::bury(first, recovery.deaths(), store, &config, now)?));
        }
        if let Some(begun) = recovery.begin(&kept) {
            self.note(self.marker.write(&begun));
        }
        let done = step(&kept, store, self.symbols.as_ref(), &config, now)?;
        self.observe(&kept, done.row);
        Ok(Some(done))
    }

    /// What the last run left: read once, when the store can be read.
    fn recovery(&self, cursor: i64) -> Result<CrashRecovery, Box<dyn std::error::Error>> {
        let recovery = CrashRecovery::after(self.marker.read()?, cursor);
        if recovery.is_of(cursor) {
            let size = recovery.limit(cursor);
            tracing::warn!(
                cursor,
                size,
                "the server died while it stored envelopes, batches are small for now"
            );
        }
        Ok(recovery)
    }

    fn observe(&self, kept: &[Kept], stored: i64) {
        let now = Timestamp::now();
        for envelope in kept.iter().filter(|envelope| envelope.row <= stored) {
            // The clock of the machine may have been set back meanwhile.
            let waited = Duration::try_from_secs_f64(now.0 - envelope.received.0).unwrap_or_default();
            self.timings.stored.observe(waited);
        }
    }

    /// A marker that cannot be written costs only what it is for.
    fn note(&self, written: std::io::Result<()>) {
        if let Err(error) = written {
            let error = &error as &dyn std::error::Error;
            tracing::debug!(error, "the batch under way is not noted");
        }
    }
}
