//! Keeps the store in bounds: what is older than it may be goes, and what is more than there may be.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::clock::Timestamp;
use crate::config::{Live, Retention};
use crate::store::{Store, StoreError};

/// How often it looks.
const LOOK: Duration = Duration::from_secs(60);
/// How long it leaves the store to others between two steps.
const PAUSE: Duration = Duration::from_millis(20);

/// Dead letters have at most one part in so many of the room, however little there is.
const DEAD_LETTERS_SHARE: u64 = 10;

/// The running keeper.
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
            tracing::error!("the keeper had panicked");
        }
    }
}

/// Starts keeping.
pub fn spawn(store: Arc<dyn Store>, live: Arc<Live>) -> std::io::Result<Handle> {
    let stopping = Arc::new(AtomicBool::new(false));
    let stop = Arc::clone(&stopping);
    let thread = std::thread::Builder::new().name("keeper".into()).spawn(move || {
        while !stop.load(Ordering::Relaxed) {
            let pause = || {
                std::thread::sleep(PAUSE);
                !stop.load(Ordering::Relaxed)
            };
            if let Err(error) = keep(store.as_ref(), live.get().retention, Timestamp::now(), &pause) {
                tracing::error!(error = &error as &dyn std::error::Error, "cannot let go of old events");
            }
            std::thread::park_timeout(LOOK);
        }
    })?;
    Ok(Handle { stopping, thread })
}

/// Lets go of what has to go, in small steps; `pause` is called between them and says whether to go on.
pub fn keep(
    store: &dyn Store,
    retention: Retention,
    now: Timestamp,
    pause: &dyn Fn() -> bool,
) -> Result<(), StoreError> {
    if retention.days > 0 {
        let before = Timestamp(now.0 - f64::from(retention.days) * 86_400.0);
        while store.expire(before)? || store.expire_dead_letters(before)? {
            if !pause() {
                return Ok(());
            }
        }
    }
    while retention.size > 0 && store.thin_dead_letters(retention.size / DEAD_LETTERS_SHARE)? {
        if !pause() {
            return Ok(());
        }
    }
    if retention.size > 0 && store.size()? > retention.size {
        // Somewhat below, so that it is not at the brim again at once.
        let enough = retention.size - retention.size / 10;
        while store.size()? > enough && store.thin()? {
            if !pause() {
                return Ok(());
            }
        }
        tracing::warn!(
            size = retention.size,
            "the store was full; the oldest events of the largest issues are gone"
        );
    }
    while store.shrink()? {
        if !pause() {
            return Ok(());
        }
    }
    Ok(())
}
