//! The loop that stores: inbox → items → store. No envelope stops it: an item that cannot be processed or stored, and an
//! envelope that kills the process, becomes a dead letter.

mod crash_recovery;
mod done;
mod marker;
mod new_dead_letter;
mod read_envelope;
mod session_outcomes;
mod step;
mod trace_outcomes;
mod write_pieces;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::Duration;

use self::crash_recovery::CrashRecovery;
use crate::config::Live;
use crate::data_dir::store_health::StoreHealth;
use crate::inbox::{Inbox, InboxEntry, Offset};
use crate::metrics::Timings;
use crate::model::timestamp::Timestamp;
use crate::outcome::Outcomes;
use crate::store::{Ingest, StoreError};
use crate::symbols::Symbols;
use crate::tasks::{self, Control, Task};

pub use self::done::Done;
pub use self::marker::{FILE as MARKER_FILE, Marker};
pub use self::step::step;

/// First and longest pause after a failure of the store or the inbox.
const BACK_OFF: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(10));

/// The worker, before it is started.
pub struct Worker {
    /// Where envelopes come from.
    pub inbox: Arc<dyn Inbox>,
    /// Where events go.
    pub store: Arc<dyn Ingest>,
    /// The uploaded symbols.
    pub symbols: Arc<Symbols>,
    /// The configuration.
    pub live: Arc<Live>,
    /// Counts the outcomes of items.
    pub outcomes: Arc<Outcomes>,
    /// Observes how long envelopes waited.
    pub timings: Arc<Timings>,
    /// Gets reports of damage.
    pub health: Arc<StoreHealth>,
    /// The batch under way.
    pub marker: Marker,
}

impl Worker {
    /// Starts the worker on a thread of its own. It calls `on_done` after each step, once the step is on disk.
    ///
    /// When it is stopped, it first stores the rest of the inbox. If the store fails then, the rest stays in the inbox.
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
                Ok(None) if is_stopping => return self.log_marker(self.marker.clear()),
                Ok(None) => pause = BACK_OFF.0,
                Ok(Some(done)) => {
                    pause = BACK_OFF.0;
                    for (outcome, category, quantity) in &done.outcomes {
                        self.outcomes.count(*outcome, *category, *quantity);
                    }
                    if let Some(cursor) = &done.cursor
                        && let Err(error) = self.inbox.acknowledge(cursor)
                    {
                        // The store's cursor is behind them: they only use disk space until the next step.
                        let error = &error as &dyn std::error::Error;
                        tracing::warn!(error, "stored envelopes not deleted from the inbox");
                    }
                    on_done(&done);
                }
                Err(error) => {
                    if let Some(StoreError::Damaged(source)) = error.downcast_ref() {
                        self.health.report_damage(&source.to_string());
                    }
                    tracing::error!(
                        error = error.as_ref(),
                        ?pause,
                        "envelopes not stored, they stay in the inbox"
                    );
                    // An end of the process from now on is no fault of an envelope.
                    self.log_marker(self.marker.clear());
                    if is_stopping {
                        return;
                    }
                    std::thread::sleep(pause);
                    pause = (pause * 2).min(BACK_OFF.1);
                }
            }
        }
    }

    /// Stores the entries after the store's cursor: after an error these are the same again.
    fn next_step(
        &self,
        recovery: &mut Option<CrashRecovery>,
    ) -> Result<Option<Done>, Box<dyn std::error::Error>> {
        let store = self.store.as_ref();
        let cursor = store.cursor()?;
        let recovery = match recovery {
            Some(recovery) => recovery,
            None => recovery.insert(self.recovery(&cursor)?),
        };
        let entries = self.inbox.read(&cursor, recovery.limit())?;
        let Some(first) = entries.first() else { return Ok(None) };
        let (config, now) = (self.live.get(), Timestamp::now());
        let done = if let Some(deaths) = recovery.deaths_of_lost(first) {
            tracing::error!(offset = %first.offset, deaths, "envelope kills the server, dead letter stored");
            step::reject(first, deaths, store, &config, now)?
        } else {
            if let Some(batch) = recovery.start(&cursor, &entries) {
                self.log_marker(self.marker.write(&batch));
            }
            step(&entries, store, self.symbols.as_ref(), &config, now)?
        };
        recovery.clear(done.envelopes);
        self.observe(entries.get(..done.envelopes).unwrap_or_default());
        Ok(Some(done))
    }

    /// Reads the marker of the last process, once the store can be read.
    fn recovery(&self, cursor: &Offset) -> Result<CrashRecovery, Box<dyn std::error::Error>> {
        let recovery = CrashRecovery::after(self.marker.read()?, cursor);
        if recovery.has_suspects() {
            let size = recovery.limit();
            tracing::warn!(%cursor, size, "server died while it stored envelopes, batches are smaller for now");
        }
        Ok(recovery)
    }

    fn observe(&self, stored: &[InboxEntry]) {
        let now = Timestamp::now();
        for entry in stored {
            // The clock of the machine may have been set back meanwhile.
            let waited = Duration::try_from_secs_f64(now.0 - entry.received.0).unwrap_or_default();
            self.timings.stored.observe(waited);
        }
    }

    /// Without the marker the worker goes on; only crash recovery starts later.
    fn log_marker(&self, written: std::io::Result<()>) {
        if let Err(error) = written {
            let error = &error as &dyn std::error::Error;
            tracing::debug!(error, "worker marker not written");
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use bytes::Bytes;

    use super::*;
    use crate::config::Config;
    use crate::inbox::fake::FakeInbox;
    use crate::inbox::{InboxStatus, NewEntry};
    use crate::store::{IssueQuery, Issues, ProjectAdmin, Sqlite};

    /// The store takes the offsets of an inbox that does not count rows, and the worker goes on behind them.
    #[test]
    fn an_inbox_with_partitions_is_stored_to_its_end() {
        let data = tempfile::tempdir().unwrap();
        let start = |inbox: &Arc<FakeInbox>, store: &Arc<Sqlite>| {
            let worker = Worker {
                inbox: Arc::clone(inbox) as Arc<dyn Inbox>,
                store: Arc::clone(store) as Arc<dyn Ingest>,
                symbols: Arc::new(Symbols::open(data.path()).unwrap()),
                live: Arc::new(Live::new(Config::default())),
                outcomes: Arc::default(),
                timings: Arc::default(),
                health: Arc::default(),
                marker: Marker::open(data.path()).unwrap(),
            };
            let (sender, steps) = channel();
            (worker.spawn(move |done| sender.send(done.envelopes).unwrap()).unwrap(), steps)
        };
        let event = |text: &str| format!("{{}}\n{{\"type\":\"event\"}}\n{{\"message\":\"{text}\"}}\n");
        let (inbox, store) = (Arc::new(FakeInbox::new(10)), Arc::new(Sqlite::open(data.path()).unwrap()));
        store.ensure_project("demo", "k").unwrap();
        let stored = |cursor: &str| {
            assert_eq!((store.cursor().unwrap().as_str(), inbox.size()), (cursor, 0));
            store.issues(&IssueQuery { limit: 9, ..IssueQuery::default() }).unwrap().len()
        };
        let append = |text: &str| {
            let envelope = Bytes::from(event(text));
            drop(inbox.append(NewEntry {
                project_id: 1,
                key: "k".into(),
                received: Timestamp::now(),
                envelope,
                id: None,
            }));
        };
        ["one", "two", "three"].into_iter().for_each(append);
        let (task, steps) = start(&inbox, &store);
        task.stop();
        assert_eq!((steps.iter().sum::<usize>(), stored("2/1")), (3, 3));
        append("four");
        let (task, steps) = start(&inbox, &store);
        task.stop();
        assert_eq!((steps.iter().sum::<usize>(), stored("2/2")), (1, 4));
    }
}
