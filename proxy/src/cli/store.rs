//! The store of the configuration, for commands beside a server.

use std::sync::Arc;

use anyhow::Context;
use balefire_proxy::config::Config;
use balefire_proxy::store::Sqlite;

/// Makes the data directory if there is none.
pub fn make_directory(config: &Config) -> anyhow::Result<()> {
    let path = &config.data;
    std::fs::create_dir_all(path).with_context(|| format!("cannot make {}", path.display()))
}

/// Opens the store, and makes its directory if there is none.
pub fn open_store(config: &Config) -> anyhow::Result<Arc<Sqlite>> {
    make_directory(config)?;
    let path = config.data.display();
    let store = Sqlite::open(&config.data).with_context(|| format!("cannot open the store in {path}"))?;
    Ok(Arc::new(store))
}
