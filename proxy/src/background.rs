//! What runs beside the server: the worker, which stores what was kept, and the outbox, which tells the robots.

use std::sync::Arc;

use anyhow::Context;
use balefire_proxy::alert::outbox;
use balefire_proxy::app::App;
use balefire_proxy::config::Config;
use balefire_proxy::store::{Sqlite, Store};
use balefire_proxy::worker;

/// The threads beside the server.
pub struct Background {
    worker: worker::Handle,
    outbox: outbox::Handle,
}

impl Background {
    /// Starts them.
    pub fn start(app: &App) -> anyhow::Result<Self> {
        let config = &app.config;
        let outbox = outbox::spawn(Arc::clone(&app.store), config.robots.clone())
            .context("cannot start the outbox")?;
        let waker = outbox.waker();
        let worker = worker::spawn(
            app.inbox.clone(),
            Arc::clone(&app.store),
            Arc::clone(&app.symbols),
            config.robots.keys().cloned().collect(),
            config.public_url.clone(),
            Arc::clone(&app.outcomes),
            move || waker.wake(),
        )
        .context("cannot start the worker")?;
        Ok(Self { worker, outbox })
    }

    /// Stores what there is, and ends them. What the robots were not told yet stays in the outbox.
    pub fn stop(self) {
        self.worker.stop();
        self.outbox.stop();
    }
}

/// Opens the store, and makes its directory if there is none.
pub fn open_store(config: &Config) -> anyhow::Result<Arc<dyn Store>> {
    let path = config.data.display();
    std::fs::create_dir_all(&config.data).with_context(|| format!("cannot make {path}"))?;
    let store = Sqlite::open(&config.data).with_context(|| format!("cannot open the store in {path}"))?;
    Ok(Arc::new(store))
}
