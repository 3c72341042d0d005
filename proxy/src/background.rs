//! What runs beside the server: the worker, which stores what was kept, the outbox, which tells the robots, the
//! forwarder, which tells the upstreams, and retention, which deletes what is old.

use std::sync::Arc;

use anyhow::Context;
use balefire_proxy::alerts::outbox;
use balefire_proxy::app::App;
use balefire_proxy::category::Category;
use balefire_proxy::config::Config;
use balefire_proxy::forward;
use balefire_proxy::outcome::{DiscardReason, Outcome};
use balefire_proxy::retention;
use balefire_proxy::store::{AlertOutbox, Sqlite, Store};
use balefire_proxy::tasks::Task;
use balefire_proxy::worker::{Marker, Worker};

/// The threads beside the server.
pub struct Background {
    worker: Task,
    outbox: Task,
    forward: Task,
    retention: Task,
}

impl Background {
    /// Starts them.
    pub fn start(app: &App) -> anyhow::Result<Self> {
        let outbox = outbox::spawn(Arc::clone(&app.store) as Arc<dyn AlertOutbox>, Arc::clone(&app.live))
            .context("cannot start the outbox")?;
        let forward =
            forward::spawn(Arc::clone(&app.store), Arc::clone(&app.live), Arc::clone(&app.forwarded))
                .context("cannot start the forwarder")?;
        let deletions = Arc::clone(&app.deletions);
        let retention = retention::spawn(Arc::clone(&app.store), Arc::clone(&app.live), deletions)
            .context("cannot start retention")?;
        let worker = Worker {
            inbox: app.inbox.clone(),
            store: Arc::clone(&app.store),
            symbols: Arc::clone(&app.symbols),
            live: Arc::clone(&app.live),
            outcomes: Arc::clone(&app.outcomes),
            timings: Arc::clone(&app.timings),
            health: Arc::clone(&app.health),
            marker: Marker::open(&app.config().data).context("cannot open the worker's marker")?,
        };
        let (alerts, forwards, forwarded) = (outbox.waker(), forward.waker(), Arc::clone(&app.forwarded));
        let counts = Arc::clone(&app.alert_counts);
        let worker = worker.spawn(move |done| {
            if done.alerts.notified > 0 {
                alerts.wake();
            }
            counts.count(&done.alerts);
            if done.forwards > 0 {
                forwards.wake();
            }
            if done.not_forwarded > 0 {
                let full = Outcome::RateLimited(DiscardReason::UpstreamFull);
                forwarded.count(full, Category::Request, done.not_forwarded);
            }
            for (reason, category) in &done.left_out {
                forwarded.count(Outcome::Invalid(*reason), *category, 1);
            }
        });
        Ok(Self { worker: worker.context("cannot start the worker")?, outbox, forward, retention })
    }

    /// Stores what there is, and ends them. What the robots and the upstreams were not told yet stays in the store.
    pub fn stop(self) {
        self.worker.stop();
        self.outbox.stop();
        self.forward.stop();
        self.retention.stop();
    }
}

/// Makes the data directory if there is none.
pub fn make_directory(config: &Config) -> anyhow::Result<()> {
    let path = &config.data;
    std::fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))
}

/// Opens the store, and makes its directory if there is none.
pub fn open_store(config: &Config) -> anyhow::Result<Arc<dyn Store>> {
    make_directory(config)?;
    let path = config.data.display();
    let store = Sqlite::open(&config.data).with_context(|| format!("cannot open the store in {path}"))?;
    Ok(Arc::new(store))
}
