//! `balefire-proxy alert test`: sends a message through each robot.

use anyhow::bail;
use balefire_proxy::alerts;
use balefire_proxy::config::Config;

use super::output::say;

/// Sends them, and says how each ended.
pub fn test(config: &Config) -> anyhow::Result<()> {
    let results = alerts::send_test(config);
    if results.is_empty() {
        bail!("no DingTalk robot is configured");
    }
    let failed = results.iter().filter(|(_, result)| result.is_err()).count();
    for (robot, result) in &results {
        match result {
            Ok(()) => say(&format!("{robot}: delivered"))?,
            Err(error) => say(&format!("{robot}: {error}"))?,
        }
    }
    if failed > 0 {
        bail!("{failed} of {} robots failed", results.len());
    }
    Ok(())
}
