//! On to an upstream Sentry: what a project was sent, scrubbed, in order, from disk.
//!
//! The worker puts each envelope into the store in the transaction that stores its events; here one thread for each
//! project with an `upstream_dsn` takes them out again. What the upstream does not take for now waits; what it will
//! never take is counted. Only configured addresses are ever asked, and no redirect is followed.

mod answer;
mod content;
mod headers;
mod lane;
mod limits;
mod outgoing;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::Duration;

use self::lane::Lane;
pub use self::outgoing::{LeftOut, Outgoing, outgoing};
use crate::config::Live;
use crate::outcome::Outcomes;
use crate::store::{Store, StoreError};

/// How often to look whether there are projects with a new upstream.
const LOOK: Duration = Duration::from_secs(1);

/// The running forwarder.
pub struct Handle {
    waker: Waker,
    stopping: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

/// Says that there is something new; cheap to clone and to call.
#[derive(Clone)]
pub struct Waker(SyncSender<()>);

impl Waker {
    /// Makes it look at once.
    pub fn wake(&self) {
        // Full: it is about to look anyway. Closed: it has stopped, and the store keeps what waits.
        let _ = self.0.try_send(());
    }
}

impl Handle {
    /// For whoever puts envelopes into the store.
    #[must_use]
    pub fn waker(&self) -> Waker {
        self.waker.clone()
    }

    /// Ends the threads, each after the envelope it is sending. The rest waits on disk.
    pub fn stop(self) {
        self.stopping.store(true, Ordering::Relaxed);
        self.waker.wake();
        if self.thread.join().is_err() {
            tracing::error!("the forwarder had panicked");
        }
    }
}

/// Starts forwarding; what becomes of items at the upstream is counted in `outcomes`.
pub fn spawn(store: Arc<dyn Store>, live: Arc<Live>, outcomes: Arc<Outcomes>) -> std::io::Result<Handle> {
    let (sender, receiver) = sync_channel(1);
    let stopping = Arc::new(AtomicBool::new(false));
    let forwarder =
        Forwarder { store, live, outcomes, stopping: Arc::clone(&stopping), lanes: HashMap::new() };
    let thread =
        std::thread::Builder::new().name("forward".into()).spawn(move || forwarder.run(&receiver))?;
    Ok(Handle { waker: Waker(sender), stopping, thread })
}

struct Forwarder {
    store: Arc<dyn Store>,
    live: Arc<Live>,
    outcomes: Arc<Outcomes>,
    stopping: Arc<AtomicBool>,
    lanes: HashMap<i64, (Waker, JoinHandle<()>)>,
}

impl Forwarder {
    fn run(mut self, wakes: &Receiver<()>) {
        while !self.stopping.load(Ordering::Relaxed) {
            if let Err(error) = self.open_lanes() {
                tracing::error!(error = error.as_ref(), "cannot open the way to an upstream");
            }
            for (waker, _) in self.lanes.values() {
                waker.wake();
            }
            let _ = wakes.recv_timeout(LOOK);
        }
        for (waker, thread) in self.lanes.into_values() {
            waker.wake();
            if thread.join().is_err() {
                tracing::error!("a thread of the forwarder had panicked");
            }
        }
    }

    /// One thread for each project with an upstream; one that has none any more ends by itself.
    fn open_lanes(&mut self) -> Result<(), Box<dyn std::error::Error>> {
        self.lanes.retain(|_, (_, thread)| !thread.is_finished());
        let config = self.live.get();
        if config.projects.values().all(|rules| rules.upstream.is_none()) {
            return Ok(());
        }
        for project in self.store.projects().map_err(|error: StoreError| Box::new(error))? {
            let has_upstream = config.project(&project.slug).upstream.is_some();
            if !has_upstream || self.lanes.contains_key(&project.id) {
                continue;
            }
            let (sender, receiver) = sync_channel(1);
            let lane = Lane::new(&project, &self.store, &self.live, &self.outcomes, &self.stopping);
            let name = format!("forward {}", project.slug);
            let thread = std::thread::Builder::new().name(name).spawn(move || lane.run(&receiver))?;
            self.lanes.insert(project.id, (Waker(sender), thread));
        }
        Ok(())
    }
}
