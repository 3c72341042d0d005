//! Takes the alerts of one channel from the store to it.
//!
//! The alerts are in the store and survive a restart; this holds the pace of the channel, and results that the store did
//! not take yet. A message that was sent before its result was stored (the process died between) is sent again with the
//! same id.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use crate::alerts::channel::{Channel, Message, Remedy, RenderContext, SendError};
use crate::alerts::channels::open_one;
use crate::alerts::relay;
use crate::alerts::retry::after_failure;
use crate::alerts::throttle::Throttle;
use crate::config::{ChannelConfig, Config, Outgoing};
use crate::model::action_link::LinkKey;
use crate::model::alert::{Delivery, Notice};
use crate::model::timestamp::Timestamp;
use crate::store::{AlertOutbox, StoreError, StoredAlert};

/// Most alerts that are read at once.
const PAGE: u32 = 20;
/// Most issues with which a relayed message is compared.
const TOLD: u32 = 100;

/// The way of alerts to one channel.
pub(super) struct ChannelOutbox {
    store: Arc<dyn AlertOutbox>,
    /// The name of the channel; none: no channel was configured.
    name: Option<String>,
    /// The channel, if it is configured.
    open: Option<OpenChannel>,
    /// The key of links that do something to an issue.
    link_key: Option<LinkKey>,
    /// Results that the store did not take yet: such an alert is not sent again.
    unsettled: BTreeMap<i64, Delivery>,
}

/// A channel, its pace, and the configuration of which it was made.
struct OpenChannel {
    channel: Box<dyn Channel>,
    throttle: Throttle,
    config: (ChannelConfig, Outgoing),
}

impl ChannelOutbox {
    pub(super) fn new(
        store: Arc<dyn AlertOutbox>,
        name: Option<&str>,
        config: &Config,
        link_key: Option<LinkKey>,
    ) -> Self {
        let name = name.map(str::to_owned);
        let mut outbox = Self { store, name, open: None, link_key, unsettled: BTreeMap::new() };
        outbox.reload(config);
        if let Err(error) = outbox.restore_throttle() {
            let (error, channel) = (&error as &dyn std::error::Error, &outbox.name);
            tracing::warn!(error, channel, "last alert deliveries not read, a channel may send too fast");
        }
        outbox
    }

    /// Opens the channel of a configuration, if it has changed. It keeps its throttle.
    fn reload(&mut self, config: &Config) {
        let wanted = self.name.as_ref().and_then(|name| config.channels.get(name));
        let Some(wanted) = wanted else {
            self.open = None;
            return;
        };
        if self
            .open
            .as_ref()
            .is_some_and(|open| (&open.config.0, &open.config.1) == (wanted, &config.outgoing))
        {
            return;
        }
        let channel = open_one(wanted, &config.outgoing);
        let throttle = match self.open.take() {
            Some(OpenChannel { mut throttle, .. }) => {
                throttle.set_pace(channel.pace());
                throttle
            }
            None => Throttle::new(channel.pace()),
        };
        self.open =
            Some(OpenChannel { channel, throttle, config: (wanted.clone(), config.outgoing.clone()) });
    }

    /// A restart does not double the pace: the receiver still counts the earlier messages.
    fn restore_throttle(&mut self) -> Result<(), StoreError> {
        let (Some(name), Some(open)) = (&self.name, &mut self.open) else { return Ok(()) };
        let messages = u32::try_from(open.channel.pace().messages).unwrap_or(u32::MAX);
        for at in self.store.last_deliveries(name, messages)?.into_iter().rev() {
            open.throttle.note(at);
        }
        Ok(())
    }

    /// Sends the alerts that are due, as far as the channel may. Returns how many were tried.
    pub(super) fn run_once(
        &mut self,
        config: &Config,
        clock: &dyn Fn() -> Timestamp,
        is_stopping: &dyn Fn() -> bool,
    ) -> Result<usize, StoreError> {
        self.reload(config);
        for (id, delivery) in std::mem::take(&mut self.unsettled) {
            self.settle(id, delivery);
        }
        let key = self.link_key.clone();
        let mut tried = 0;
        for stored in self.store.due_alerts(self.name.as_deref(), clock(), PAGE)? {
            if is_stopping() {
                return Ok(tried);
            }
            if self.unsettled.contains_key(&stored.id) {
                continue;
            }
            if self.fold_relayed(&stored, clock())? {
                tried += 1;
                continue;
            }
            // A message is the same at each try, so its links are those of when it was made.
            let links = key.as_ref().map(|key| (key, stored.created));
            let context = RenderContext { links, ..RenderContext::of(config) };
            let Some(delivery) = self.deliver(&stored, &context, clock)? else {
                // A channel that may not send an urgent one may not send any. There may be one behind this.
                if stored.alert.is_fatal {
                    break;
                }
                continue;
            };
            let has_failed = matches!(delivery, Delivery::Waiting { .. });
            self.settle(stored.id, delivery);
            tried += 1;
            if has_failed {
                // What follows would only run into the same failure, perhaps after the same long wait.
                break;
            }
        }
        Ok(tried)
    }

    /// Takes a relayed message out that tells of an issue of which its channel hears anyway.
    fn fold_relayed(&self, stored: &StoredAlert, now: Timestamp) -> Result<bool, StoreError> {
        let (Notice::Relayed(relayed), Some(channel)) = (&stored.alert.notice, &stored.alert.channel) else {
            return Ok(false);
        };
        let since = Timestamp(stored.created.0 - relay::BEFORE);
        let told = self.store.told_issues(stored.alert.project_id, channel, since, TOLD)?;
        let same = told.iter().find(|issue| relay::tells_of(relayed, &issue.exception_type, &issue.value));
        let Some(issue) = same else { return Ok(false) };
        tracing::debug!(
            alert = stored.id,
            channel,
            issue = issue.issue_id,
            "relayed message is in an issue's alert"
        );
        self.store.fold_relayed(stored.id, issue, now)?;
        Ok(true)
    }

    /// Tries an alert. None if its channel may not send anything yet.
    fn deliver(
        &mut self,
        stored: &StoredAlert,
        context: &RenderContext<'_>,
        clock: &dyn Fn() -> Timestamp,
    ) -> Result<Option<Delivery>, StoreError> {
        let Some(name) = &self.name else { return Ok(Some(Delivery::NoChannel)) };
        let Some(OpenChannel { channel, throttle, .. }) = &mut self.open else {
            let error = format!("the channel {name:?} is not configured any more");
            return Ok(Some(Delivery::Failed { error }));
        };
        if throttle.next_allowed(clock(), stored.alert.is_fatal).is_err() {
            return Ok(None);
        }
        let may_grow = matches!(stored.alert.notice, Notice::Digest(_) | Notice::Fired(_));
        // A sealed alert takes nothing more, so the message and the store agree.
        let sealed = if may_grow { self.store.seal_alert(stored.id)? } else { Some(stored.clone()) };
        let Some(stored) = &sealed else {
            return Ok(Some(Delivery::Failed { error: "the alert was deleted".into() }));
        };
        let is_of_issues = stored.alert.issue().is_some() || stored.alert.digest().is_some();
        let mut result = send(channel.as_ref(), throttle, &channel.render(stored, context), clock);
        if result.as_ref().is_err_and(|error| error.remedy == Remedy::Reword)
            && throttle.next_allowed(clock(), stored.alert.is_fatal).is_ok()
            && let Some(message) = channel.render_without_text(stored, context)
        {
            result = send(channel.as_ref(), throttle, &message, clock);
        }
        let now = clock();
        let Err(error) = result else { return Ok(Some(Delivery::Delivered { at: now })) };
        if let Remedy::Hold(length) = error.remedy {
            throttle.hold(now, length);
        }
        let age = Duration::try_from_secs_f64(now.0 - stored.created.0).unwrap_or_default();
        let delivery = after_failure(&error, stored.attempts, age, now);
        if may_grow && is_of_issues && !error.may_have_arrived {
            self.store.reopen_alert(stored.id)?;
        }
        let gives_up = matches!(delivery, Delivery::Failed { .. });
        tracing::warn!(alert = stored.id, channel = name, kind = channel.kind(), %error, gives_up, "alert not delivered");
        Ok(Some(delivery))
    }

    fn settle(&mut self, id: i64, delivery: Delivery) {
        if let Err(error) = self.store.settle_alert(id, &delivery) {
            tracing::error!(error = &error as &dyn std::error::Error, alert = id, "alert state not saved");
            self.unsettled.insert(id, delivery);
        }
    }
}

fn send(
    channel: &dyn Channel,
    throttle: &mut Throttle,
    message: &Message,
    clock: &dyn Fn() -> Timestamp,
) -> Result<(), SendError> {
    let result = channel.send(message, clock());
    throttle.note(clock());
    result
}
