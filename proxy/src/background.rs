//! What runs beside the server: the worker, which stores what was kept, and the outbox, which tells the robots.

use std::sync::Arc;

use balefire_proxy::app::App;
use balefire_proxy::config::Config;
use balefire_proxy::store::Store;

/// The threads beside the server.
pub struct Background;

impl Background {
    /// Starts them.
    pub fn start(_app: &App) -> anyhow::Result<Self> {
        Ok(Self)
    }

    /// Lets them finish what there is, and ends them.
    pub fn stop(self) {}
}

/// Opens the store, and makes its directory if there is none.
pub fn open_store(config: &Config) -> anyhow::Result<Arc<dyn Store>> {
    std::fs::create_dir_all(&config.data)?;
    anyhow::bail!("this program was built without a store")
}
