//! `balefire-proxy alert test`: sends a message through each channel.

use anyhow::bail;
use balefire_proxy::alerts;
use balefire_proxy::config::Config;

use super::output::say;

/// Sends them, and says how each ended.
pub fn test(config: &Config) -> anyhow::Result<()> {
    let results = alerts::send_test(config);
    if results.is_empty() {
        bail!("no alert channel is configured");
    }
    let failed = results.iter().filter(|(_, result)| result.is_err()).count();
    for (channel, result) in &results {
        match result {
            Ok(()) => say(&format!("{channel}: delivered"))?,
            Err(error) => say(&format!("{channel}: {error}"))?,
        }
    }
    if failed > 0 {
        bail!("{failed} of {} channels failed", results.len());
    }
    Ok(())
}
