//! Log lines on stderr.

use std::io::IsTerminal;

use balefire_proxy::config::LogFormat;
use tracing_subscriber::EnvFilter;

/// Starts logging at the level that `RUST_LOG` sets.
pub fn start(format: LogFormat) {
    let filter = EnvFilter::try_from_default_env().unwrap_or_else(|_| EnvFilter::new("info"));
    // Below this level ureq logs whole URLs, and the webhook URL of a channel contains its token.
    let filter = filter.add_directive("ureq=info".parse().expect("a directive of our own"));
    let logs = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    match format {
        LogFormat::Text => logs.with_ansi(std::io::stderr().is_terminal()).init(),
        LogFormat::Json => logs.json().flatten_event(true).init(),
    }
}
