//! `balefire-proxy alert test`: sends a message through each channel.

use anyhow::bail;
use balefire_proxy::alerts::test_message::send_test_messages;
use balefire_proxy::config::Config;

use super::output::say;

/// Sends a test message through each channel and prints each result.
pub fn test(config: &Config) -> anyhow::Result<()> {
    let tested = send_test_messages(config);
    if tested.is_empty() {
        bail!(
            "no alert channel is configured: add [alert.dingtalk.<name>], see docs/channels.md for other kinds"
        );
    }
    let failed = tested.iter().filter(|it| it.result.is_err()).count();
    for it in &tested {
        let result = it.result.as_ref().map_or_else(String::as_str, |()| "delivered");
        say(&format!("{} ({}): {result}", it.channel, it.kind))?;
    }
    if failed > 0 {
        bail!("{failed} of {} channels failed", tested.len());
    }
    Ok(())
}
