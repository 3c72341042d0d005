//! `balefire-proxy restore`: puts a backup in the place of the data directory.

use std::path::Path;

use balefire_proxy::config::Config;
use balefire_proxy::restore::restore;

use super::output::say;

/// Restores a backup.
pub fn run(config: &Config, from: &Path) -> anyhow::Result<()> {
    restore(from, &config.data)?;
    say(&format!("{} is restored to {}", from.display(), config.data.display()))
}
