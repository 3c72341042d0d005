//! Keeps the store in bounds of age and size, on a thread of its own.

pub mod clock;
pub mod enforce;
mod report;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::config::Live;
use crate::metrics::Deletions;
use crate::model::timestamp::Timestamp;
use crate::store::Store;
use enforce::Enforcer;
use report::Reporter;

/// How often it looks.
const LOOK: Duration = Duration::from_secs(60);
/// How long it leaves the store to others between two steps.
const PAUSE: Duration = Duration::from_millis(20);

/// The running thread.
pub struct Handle {
    stopping: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Handle {
    /// Ends the thread, after the step it is at.
    pub fn stop(self) {
        self.stopping.store(true, Ordering::Relaxed);
        self.thread.thread().unpark();
        if self.thread.join().is_err() {
            tracing::error!("retention had panicked");
        }
    }
}

/// Starts the thread.
pub fn spawn(store: Arc<dyn Store>, live: Arc<Live>, deletions: Arc<Deletions>) -> std::io::Result<Handle> {
    let stopping = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&stopping);
    let thread = std::thread::Builder::new().name("retention".into()).spawn(move || {
        let (mut enforcer, mut reporter) = (Enforcer::default(), Reporter::default());
        while !stop.load(Ordering::Relaxed) {
            let pause = || {
                std::thread::sleep(PAUSE);
                !stop.load(Ordering::Relaxed)
            };
            let (rules, now) = (live.get().retention, Timestamp::now());
            match enforcer.enforce(store.as_ref(), rules, now, &pause) {
                Ok(enforced) => {
                    deletions.count(enforced.by_age);
                    deletions.count(enforced.by_size);
                    reporter.report(&enforced, rules, now);
                }
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "retention failed");
                }
            }
            std::thread::park_timeout(LOOK);
        }
    })?;
    Ok(Handle { stopping, thread })
}
