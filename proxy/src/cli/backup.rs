//! `balefire-proxy backup`: copies all data.

use std::path::Path;

use balefire_proxy::backup::backup;
use balefire_proxy::config::Config;

use super::output::say;

/// Copies the data directory.
pub fn run(config: &Config, to: &Path) -> anyhow::Result<()> {
    backup(&config.data, to)?;
    say(&format!("{} is in {}", config.data.display(), to.display()))
}
