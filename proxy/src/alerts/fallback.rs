//! When the alerts of a channel that fails go to another one, and the message by which it is tried again: pure.

use crate::config::Fallback;
use crate::model::alert::{Alert, Delivery, Notice};
use crate::model::channel_failure::{ChannelFailure, ChannelNews, ChannelNewsKind, OpenFallback};
use crate::model::timestamp::Timestamp;
use crate::store::StoredAlert;

/// Whether a channel has failed for so long that its alerts go to the fallback.
pub(super) fn is_due(failure: &ChannelFailure, fallback: &Fallback, now: Timestamp) -> bool {
    now.0 - failure.since.0 >= fallback.after.as_secs_f64()
}

/// The message to a channel that says that it works again. It is not in the store; its id is the same at each try and after
/// a restart, as it is made of when the fallback began.
pub(super) fn returned(failure: &ChannelFailure, opened: &OpenFallback, now: Timestamp) -> StoredAlert {
    let news = ChannelNews {
        kind: ChannelNewsKind::Returned,
        channel: failure.channel.clone(),
        fallback: opened.channel.clone(),
        since: failure.since,
        at: now,
        error: failure.error.clone(),
        alerts: opened.alerts,
    };
    StoredAlert {
        id: 0,
        alert: Alert {
            issue_id: None,
            project_id: 0,
            project: String::new(),
            is_fatal: true,
            channel: Some(failure.channel.clone()),
            rule: None,
            notice: Notice::Channel(Box::new(news)),
        },
        created: opened.since,
        delivery: Delivery::Waiting { due: now, last_error: None },
        attempts: 0,
        redirected: None,
    }
}
