//! `balefire-proxy retention`: deletion by age after the clock jumped.

use balefire_proxy::config::Config;
use balefire_proxy::model::rfc3339;
use balefire_proxy::retention::clock;
use balefire_proxy::store::{Retention, RetentionState, RetentionStatus};

use super::output::say;
use super::store::open_store;

/// Confirms that the clock is right, so that deletion by age continues.
pub fn confirm(config: &Config) -> anyhow::Result<()> {
    let store = open_store(config)?;
    let Some(seen) = store.retention_state()?.clock.jumped.and(store.retention_state()?.clock.seen) else {
        return say("deletion by age is not paused: there is nothing to confirm");
    };
    store.update_retention(&|state| RetentionState { clock: clock::confirm(state.clock), ..state })?;
    say(&format!("the clock is right at {}: deletion by age goes on within a minute", rfc3339::format(seen)))
}
