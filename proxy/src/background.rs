//! What runs beside the server: the worker, which stores what was kept, the outbox, which tells the robots, the
//! forwarder, which tells the upstreams, and the keeper, which lets go of what is old.

use std::sync::Arc;

use anyhow::Context;
use balefire_proxy::alert::outbox;
use balefire_proxy::app::App;
use balefire_proxy::category::Category;
use balefire_proxy::config::Config;
use balefire_proxy::forward;
use balefire_proxy::keeper;
use balefire_proxy::outcome::{DiscardReason, Outcome};
use balefire_proxy::store::{Sqlite, Store};
use balefire_proxy::worker::{self, Marker, Worker};

/// The threads beside the server.
pub struct Background {
    worker: worker::Handle,
    outbox: outbox::Handle,
    forward: forward::Handle,
    keeper: keeper::Handle,
}

impl Background {
    /// Starts them.
    pub fn start(app: &App) -> anyhow::Result<Self> {
        let outbox = outbox::spawn(Arc::clone(&app.store), Arc::clone(&app.live))
            .context("cannot start the outbox")?;
        let forward =
            forward::spawn(Arc::clone(&app.store), Arc::clone(&app.live), Arc::clone(&app.forwarded))
                .context("cannot start the forwarder")?;
        let keeper = keeper::spawn(Arc::clone(&app.store), Arc::clone(&app.live))
            .context("cannot start the keeper")?;
        let worker = Worker {
            inbox: app.inbox.clone(),
            store: Arc::clone(&app.store),
            symbols: Arc::clone(&app.symbols),
            live: Arc::clone(&app.live),
            outcomes: Arc::clone(&app.outcomes),
            timings: Arc::clone(&app.timings),
            marker: Marker::open(&app.config().data).context("cannot open the worker's marker")?,
        };
        let (alerts, forwards, forwarded) = (outbox.waker(), forward.waker(), Arc::clone(&app.forwarded));
        let worker = worker.spawn(move |done| {
            if done.alerts > 0 {
                alerts.wake();
            }
            if done.forwards > 0 {
                forwards.wake();
            }
            if done.not_forwarded > 0 {
                let full = Outcome::RateLimited(DiscardReason::UpstreamFull);
                forwarded.count(full, Category::Request, done.not_forwarded);
            }
        });
        Ok(Self { worker: worker.context("cannot start the worker")?, outbox, forward, keeper })
    }

    /// Stores what there is, and ends them. What the robots and the upstreams were not told yet stays in the store.
    pub fn stop(self) {
        self.worker.stop();
        self.outbox.stop();
        self.forward.stop();
        self.keeper.stop();
    }
}

/// Opens the store, and makes its directory if there is none.
pub fn open_store(config: &Config) -> anyhow::Result<Arc<dyn Store>> {
    let path = config.data.display();
    std::fs::create_dir_all(&config.data).with_context(|| format!("cannot make {path}"))?;
    let store = Sqlite::open(&config.data).with_context(|| format!("cannot open the store in {path}"))?;
    Ok(Arc::new(store))
}
