//! Takes the alerts of one channel from the store to it.
//!
//! The alerts are in the store and survive a restart; this holds the pace of the channel, and results that the store did
//! not take yet. A message that was sent before its result was stored (the process died between) is sent again with the
//! same id.

mod hand_over;

use std::sync::Arc;
use std::time::Duration;

use crate::alerts::channel::{Channel, Message, Remedy, RenderContext, SendError};
use crate::alerts::channels::open_one;
use crate::alerts::in_one_message::in_one_message;
use crate::alerts::relay;
use crate::alerts::retry::after_failure;
use crate::alerts::throttle::Throttle;
use crate::config::{ChannelConfig, Config, Outgoing};
use crate::model::action_link::LinkKey;
use crate::model::alert::{Delivery, Notice};
use crate::model::channel_failure::ChannelReport;
use crate::model::timestamp::Timestamp;
use crate::store::{AlertOutbox, SealedAlert, StoreError, StoredAlert, TryResult};

/// Most alerts that are read at once.
const PAGE: u32 = 20;
/// Most issues with which a relayed message is compared, of those whose words it has.
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
    unsettled: Vec<Tried>,
    /// The alerts of each message that may have arrived all the same: they are sent again as they were.
    uncertain: Vec<Vec<i64>>,
    /// When a channel that fails is tried next; none: at once.
    next_try: Option<Timestamp>,
}

/// A channel, its pace, and the configuration of which it was made.
struct OpenChannel {
    channel: Box<dyn Channel>,
    throttle: Throttle,
    config: (ChannelConfig, Outgoing),
}

/// What came of a message.
struct Tried {
    results: Vec<TryResult>,
    report: Option<ChannelReport>,
    has_failed: bool,
}

impl ChannelOutbox {
    pub(super) fn new(
        store: Arc<dyn AlertOutbox>,
        name: Option<&str>,
        config: &Config,
        link_key: Option<LinkKey>,
    ) -> Self {
        let mut outbox = Self {
            store,
            name: name.map(str::to_owned),
            open: None,
            link_key,
            unsettled: Vec::new(),
            uncertain: Vec::new(),
            next_try: None,
        };
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
        let is_same = |open: &OpenChannel| (&open.config.0, &open.config.1) == (wanted, &config.outgoing);
        if self.open.as_ref().is_some_and(is_same) {
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
        // What was wrong may have been put right.
        self.next_try = None;
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
        for tried in std::mem::take(&mut self.unsettled) {
            self.settle(tried);
        }
        let fallback = self.name.as_ref().and_then(|name| config.fallbacks.get(name));
        if let Some(fallback) = fallback
            && self.hand_over(fallback, config, clock)?
        {
            return Ok(0);
        }
        let key = self.link_key.clone();
        let mut tried = 0;
        for message in self.due_messages(clock())? {
            if is_stopping() {
                return Ok(tried);
            }
            let mut alerts = Vec::new();
            for stored in message {
                if self.fold_relayed(&stored, clock())? {
                    tried += 1;
                } else {
                    alerts.push(stored);
                }
            }
            if alerts.is_empty() {
                continue;
            }
            let is_urgent = alerts.iter().any(|stored| stored.alert.is_fatal);
            let Some(done) = self.deliver(alerts, config, key.as_ref(), fallback.is_some(), clock)? else {
                // A channel that may not send an urgent one may not send any. There may be one behind this.
                if is_urgent {
                    break;
                }
                continue;
            };
            tried += done.results.len();
            let has_failed = done.has_failed;
            self.settle(done);
            if has_failed {
                // What follows would only run into the same failure, perhaps after the same long wait.
                break;
            }
        }
        Ok(tried)
    }

    /// The alerts that are due, by the messages in which they are sent.
    fn due_messages(&self, now: Timestamp) -> Result<Vec<Vec<StoredAlert>>, StoreError> {
        let most = self.open.as_ref().and_then(|open| open.channel.as_several()).map_or(1, |it| it.most());
        let page = PAGE.max(u32::try_from(most).unwrap_or(PAGE));
        let mut due = self.store.due_alerts(self.name.as_deref(), now, page)?;
        let unsettled: Vec<i64> =
            self.unsettled.iter().flat_map(|tried| &tried.results).map(|result| result.id).collect();
        due.retain(|stored| !unsettled.contains(&stored.id));
        Ok(in_one_message(due, &self.uncertain, most))
    }

    /// Takes a relayed message out that tells of an issue of which its channel hears anyway.
    fn fold_relayed(&self, stored: &StoredAlert, now: Timestamp) -> Result<bool, StoreError> {
        let (Notice::Relayed(relayed), Some(channel)) = (&stored.alert.notice, &stored.alert.channel) else {
            return Ok(false);
        };
        if !relay::is_about_exception(relayed) {
            return Ok(false);
        }
        let since = Timestamp(stored.created.0 - relay::BEFORE);
        let text = format!("{}\n{}", relayed.title, relayed.text);
        let told = self.store.told_issues(stored.alert.project_id, channel, since, &text, TOLD)?;
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

    /// Tries the alerts of one message. None if the channel may not send anything yet.
    fn deliver(
        &mut self,
        alerts: Vec<StoredAlert>,
        config: &Config,
        key: Option<&LinkKey>,
        has_fallback: bool,
        clock: &dyn Fn() -> Timestamp,
    ) -> Result<Option<Tried>, StoreError> {
        let (Some(name), Some(open)) = (&self.name, &mut self.open) else {
            return Ok(Some(without_channel(self.name.as_deref(), &alerts)));
        };
        let OpenChannel { channel, throttle, .. } = open;
        let is_urgent = alerts.iter().any(|stored| stored.alert.is_fatal);
        if throttle.next_allowed(clock(), is_urgent).is_err() {
            return Ok(None);
        }
        let mut tried = Tried { results: Vec::new(), report: None, has_failed: false };
        let mut sealed = Vec::new();
        for stored in alerts {
            // A sealed alert takes nothing more, so the message and the store agree.
            match self.store.seal_alert(stored.id)? {
                Some(alert) => sealed.push(alert),
                None => {
                    let delivery = Delivery::Failed { error: "the alert was deleted".into() };
                    tried.results.push(TryResult { id: stored.id, delivery, reopens: false });
                }
            }
        }
        let of: Vec<_> = sealed
            .iter()
            .map(|SealedAlert { stored, .. }| (stored, context_of(stored, config, key)))
            .collect();
        let Some((first, context)) = of.first() else { return Ok(Some(tried)) };
        let message = match channel.as_several() {
            Some(several) if of.len() > 1 => several.render_several(&of),
            _ => channel.render(first, context),
        };
        let mut result = send(channel.as_ref(), throttle, &message, clock);
        if result.as_ref().is_err_and(|error| error.remedy == Remedy::Reword)
            && throttle.next_allowed(clock(), is_urgent).is_ok()
            && let Some(message) = channel.render_without_text(first, context)
        {
            result = send(channel.as_ref(), throttle, &message, clock);
        }
        let now = clock();
        tried.report = report(name, &result, now);
        let is_of_it = |id: &i64| sealed.iter().any(|SealedAlert { stored, .. }| stored.id == *id);
        let known = self.uncertain.iter().position(|ids| ids.iter().any(is_of_it));
        let was_uncertain = known.map(|at| self.uncertain.remove(at)).is_some();
        let error = match result {
            Ok(()) => {
                let delivered = |sealed: &SealedAlert| TryResult {
                    id: sealed.stored.id,
                    delivery: Delivery::Delivered { at: now },
                    reopens: false,
                };
                tried.results.extend(sealed.iter().map(delivered));
                return Ok(Some(tried));
            }
            // Another channel takes what this one does not.
            Err(error) if has_fallback && error.remedy == Remedy::GiveUp => {
                SendError { remedy: Remedy::Retry, ..error }
            }
            Err(error) => error,
        };
        if let Remedy::Hold(length) = error.remedy {
            throttle.hold(now, length);
        }
        for SealedAlert { stored, was_open } in &sealed {
            let age = Duration::try_from_secs_f64(now.0 - stored.created.0).unwrap_or_default();
            let delivery = after_failure(&error, stored.attempts, age, now);
            let gives_up = matches!(delivery, Delivery::Failed { .. });
            tried.has_failed |= !gives_up;
            tracing::warn!(alert = stored.id, channel = name, kind = channel.kind(), %error, gives_up, "alert not delivered");
            // One that was not open was tried before, and may have arrived then: its message stays as it is.
            let reopens = *was_open && !error.may_have_arrived;
            tried.results.push(TryResult { id: stored.id, delivery, reopens });
        }
        if tried.has_failed && (was_uncertain || error.may_have_arrived) {
            self.uncertain.push(sealed.iter().map(|SealedAlert { stored, .. }| stored.id).collect());
        }
        Ok(Some(tried))
    }

    fn settle(&mut self, tried: Tried) {
        if let Err(error) = self.store.settle_alerts(&tried.results, tried.report.as_ref()) {
            let alerts: Vec<_> = tried.results.iter().map(|result| result.id).collect();
            tracing::error!(error = &error as &dyn std::error::Error, ?alerts, "alert state not saved");
            self.unsettled.push(tried);
        }
    }
}

/// A message is the same at each try, so its links are those of when it was made.
fn context_of<'a>(
    stored: &'a StoredAlert,
    config: &'a Config,
    key: Option<&'a LinkKey>,
) -> RenderContext<'a> {
    RenderContext {
        links: key.map(|key| (key, stored.created)),
        redirected: stored.redirected.as_ref(),
        ..RenderContext::of(config).of_rule(config, stored.alert.rule.as_deref())
    }
}

/// What becomes of alerts whose channel is not configured.
fn without_channel(name: Option<&str>, alerts: &[StoredAlert]) -> Tried {
    let delivery = match name {
        None => Delivery::NoChannel,
        Some(name) => Delivery::Failed { error: format!("the channel {name:?} is not configured any more") },
    };
    let result =
        |stored: &StoredAlert| TryResult { id: stored.id, delivery: delivery.clone(), reopens: false };
    let results = alerts.iter().map(result).collect();
    Tried { results, report: None, has_failed: false }
}

/// What a try says about the channel. One that refuses the words of a message is neither well nor ill.
fn report(channel: &str, result: &Result<(), SendError>, at: Timestamp) -> Option<ChannelReport> {
    let error = match result {
        Ok(()) => None,
        Err(error) if error.remedy == Remedy::Reword => return None,
        Err(error) => Some(error.reason.clone()),
    };
    Some(ChannelReport { channel: channel.to_owned(), at, error })
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
