//! `balefire-proxy check`: the configuration as the server reads it.

use balefire_proxy::config::Loaded;

use super::output::say;

/// Prints each value and where it came from.
pub fn run(loaded: &Loaded) -> anyhow::Result<()> {
    loaded.lines().iter().try_for_each(|line| say(line))
}
