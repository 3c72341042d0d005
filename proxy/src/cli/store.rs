//! Opens the configured store, for commands that run beside a server.

use std::sync::Arc;

use anyhow::Context;
use balefire_proxy::config::Config;
use balefire_proxy::store::Sqlite;

/// Creates the data directory if it is missing.
pub fn make_directory(config: &Config) -> anyhow::Result<()> {
    let path = &config.data;
    std::fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))
}

/// Opens the store, and creates its directory if it is missing.
pub fn open_store(config: &Config) -> anyhow::Result<Arc<Sqlite>> {
    make_directory(config)?;
    let path = config.data.display();
    let store = Sqlite::open(&config.data).with_context(|| format!("cannot open the store in {path}"))?;
    Ok(Arc::new(store))
}
