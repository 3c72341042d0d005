//! What becomes of the alerts of a channel that has failed for long: its fallback sends them, until it works again.

use std::time::Duration;

use super::{ChannelOutbox, send};
use crate::alerts::channel::{Remedy, RenderContext, SendError};
use crate::alerts::fallback::{is_due, returned};
use crate::config::{Config, Fallback};
use crate::model::channel_failure::ChannelReport;
use crate::model::timestamp::Timestamp;
use crate::store::StoreError;

/// How often a channel is tried whose alerts go to another one.
const TRY_AGAIN: Duration = Duration::from_secs(120);

impl ChannelOutbox {
    /// Gives the alerts of a channel that has failed for long to its fallback, and tries from time to time whether it works
    /// again: by the message that says so. Returns whether the fallback has its alerts.
    pub(super) fn hand_over(
        &mut self,
        fallback: &Fallback,
        config: &Config,
        clock: &dyn Fn() -> Timestamp,
    ) -> Result<bool, StoreError> {
        let (Some(name), Some(open)) = (&self.name, &mut self.open) else { return Ok(false) };
        let now = clock();
        let failure = self.store.channel_failures()?.into_iter().find(|failure| failure.channel == *name);
        let Some(failure) = failure.filter(|failure| is_due(failure, fallback, now)) else {
            return Ok(false);
        };
        let moved = self.store.use_fallback(name, &fallback.channel, now)?;
        self.uncertain.clear();
        let Some(opened) = failure.fallback.as_ref().filter(|opened| opened.channel == fallback.channel)
        else {
            let (since, error) = (failure.since.0, &failure.error);
            tracing::warn!(
                channel = name,
                fallback = fallback.channel,
                since,
                error,
                moved,
                "channel fails, its alerts go to the fallback"
            );
            // It has failed a moment ago.
            self.next_try = Some(Timestamp(now.0 + TRY_AGAIN.as_secs_f64()));
            return Ok(true);
        };
        if self.next_try.is_some_and(|at| now < at) || open.throttle.next_allowed(now, true).is_err() {
            return Ok(true);
        }
        let stored = returned(&failure, opened, now);
        let message = open.channel.render(&stored, &RenderContext::of(config));
        let result = send(open.channel.as_ref(), &mut open.throttle, &message, clock);
        let at = clock();
        let error = match result {
            // Its words are refused, so it is there.
            Err(SendError { remedy: Remedy::Reword, .. }) | Ok(()) => None,
            Err(error) => {
                if let Remedy::Hold(length) = error.remedy {
                    open.throttle.hold(at, length);
                }
                Some(error.reason)
            }
        };
        let works = error.is_none();
        let report = ChannelReport { channel: name.clone(), at, error };
        self.store.settle_alerts(&[], Some(&report))?;
        self.next_try = (!works).then(|| Timestamp(at.0 + TRY_AGAIN.as_secs_f64()));
        if works {
            tracing::info!(channel = name, since = failure.since.0, "channel works again");
        }
        Ok(!works)
    }
}
