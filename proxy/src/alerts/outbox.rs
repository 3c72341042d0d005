//! Carries alerts from the store to their channels, on a thread of its own.
//!
//! What waits lies in the store and survives a restart; here are only the pace of each channel and what could not
//! be noted. A message that was posted and not noted (the process died between) is posted again with the same
//! `msgUuid`, which DingTalk shows once.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use ureq::Agent;

use crate::alerts::Delivery;
use crate::alerts::channels::dingtalk;
use crate::alerts::channels::dingtalk::Detail;
use crate::alerts::channels::dingtalk::answer::{Remedy, SendError};
use crate::alerts::channels::dingtalk::message::without_link;
use crate::alerts::retry::after_failure;
use crate::alerts::throttle::{MESSAGES, Throttle};
use crate::config::{Live, Robot};
use crate::model::timestamp::Timestamp;
use crate::store::{AlertOutbox, StoreError, StoredAlert};
use crate::tasks::{self, Control, Task};

/// Most alerts of a channel that are looked at in one go: as many as it may send in a minute.
const PAGE: u32 = MESSAGES as u32;
/// How often to look for alerts whose time has come.
const POLL: Duration = Duration::from_secs(2);

/// Starts carrying. Told to stop, it ends after the message that it is posting (ten seconds at most).
pub fn spawn(store: Arc<dyn AlertOutbox>, live: Arc<Live>) -> std::io::Result<Task> {
    tasks::spawn("outbox", move |control| Outbox::new(store, &live.get().robots).run(&live, control))
}

/// A channel and its pace.
struct OpenChannel {
    robot: Robot,
    throttle: Throttle,
}

struct Outbox {
    store: Arc<dyn AlertOutbox>,
    agent: Agent,
    channels: BTreeMap<String, OpenChannel>,
    /// What the store could not note yet: these are not sent again, only noted again.
    unsettled: BTreeMap<i64, Delivery>,
}

impl Outbox {
    fn new(store: Arc<dyn AlertOutbox>, channels: &BTreeMap<String, Robot>) -> Self {
        let mut outbox =
            Self { store, agent: dingtalk::agent(), channels: BTreeMap::new(), unsettled: BTreeMap::new() };
        outbox.reload(channels);
        if let Err(error) = outbox.restore_throttles() {
            tracing::warn!(%error, "the outbox does not know what was sent before");
        }
        outbox
    }

    /// Knows these channels from now on, and no others; those that were there keep their pace.
    fn reload(&mut self, robots: &BTreeMap<String, Robot>) {
        self.channels.retain(|name, _| robots.contains_key(name));
        for (name, robot) in robots {
            match self.channels.get_mut(name) {
                Some(channel) => channel.robot.clone_from(robot),
                None => {
                    let channel = OpenChannel { robot: robot.clone(), throttle: Throttle::default() };
                    self.channels.insert(name.clone(), channel);
                }
            }
        }
    }

    /// A restart must not double the pace: DingTalk still counts what was sent before it.
    fn restore_throttles(&mut self) -> Result<(), StoreError> {
        let channels = u32::try_from(self.channels.len()).unwrap_or(u32::MAX);
        let last = self.store.last_deliveries((MESSAGES as u32).saturating_mul(channels))?;
        for (name, at) in last.into_iter().rev() {
            if let Some(channel) = self.channels.get_mut(&name) {
                channel.throttle.note(at);
            }
        }
        Ok(())
    }

    fn run(mut self, live: &Live, control: &Control) {
        while !control.is_stopping() {
            self.reload(&live.get().robots);
            match self.run_once(&Timestamp::now, &|| control.is_stopping()) {
                // There may be more.
                Ok(sent) if sent > 0 => {}
                Ok(_) => {
                    control.wait(POLL);
                }
                Err(error) => {
                    tracing::error!(%error, "the outbox cannot use the store");
                    control.wait(POLL);
                }
            }
        }
    }

    /// Looks at what is due, of each channel the projects in turn, and sends what may go. Returns how many alerts came
    /// further.
    fn run_once(
        &mut self,
        clock: &dyn Fn() -> Timestamp,
        is_stopping: &dyn Fn() -> bool,
    ) -> Result<usize, StoreError> {
        for (id, delivery) in std::mem::take(&mut self.unsettled) {
            self.settle(id, delivery);
        }
        let mut settled = 0;
        for channel in self.store.waiting_channels()? {
            for stored in self.store.due_alerts(channel.as_deref(), clock(), PAGE)? {
                if is_stopping() {
                    return Ok(settled);
                }
                if self.unsettled.contains_key(&stored.id) {
                    continue;
                }
                // A channel that may not send this one may not send the next one either.
                let Some(delivery) = self.deliver(&stored, clock)? else { break };
                self.settle(stored.id, delivery);
                settled += 1;
            }
        }
        Ok(settled)
    }

    /// How far the alert is now; none if its channel may not send anything yet.
    fn deliver(
        &mut self,
        stored: &StoredAlert,
        clock: &dyn Fn() -> Timestamp,
    ) -> Result<Option<Delivery>, StoreError> {
        let Some(name) = &stored.alert.channel else { return Ok(Some(Delivery::NoChannel)) };
        let Some(channel) = self.channels.get_mut(name) else {
            let error = format!("the channel {name:?} is not configured any more");
            return Ok(Some(Delivery::Failed { error }));
        };
        if channel.throttle.next_allowed(clock()).is_err() {
            return Ok(None);
        }
        let Some(stored) = &final_version(self.store.as_ref(), stored)? else {
            return Ok(Some(Delivery::Failed { error: "the alert was deleted".into() }));
        };
        let mut outcome = send(&self.agent, channel, stored, Detail::Full, clock);
        if outcome.as_ref().is_err_and(|error| error.remedy() == Remedy::Reword)
            && channel.throttle.next_allowed(clock()).is_ok()
        {
            outcome = send(&self.agent, channel, stored, Detail::IssueNumber, clock);
        }
        let now = clock();
        let Err(error) = outcome else { return Ok(Some(Delivery::Delivered { at: now })) };
        if let Remedy::Hold(length) = error.remedy() {
            channel.throttle.hold(now, length);
        }
        let age = Duration::try_from_secs_f64(now.0 - stored.created.0).unwrap_or_default();
        let delivery = after_failure(&error, stored.attempts, age, now);
        if stored.digest.is_some() && !error.may_have_arrived() {
            self.store.reopen_digest(stored.id)?;
        }
        let is_given_up = matches!(delivery, Delivery::Failed { .. });
        tracing::warn!(alert = stored.id, channel = %name, %error, is_given_up, "an alert was not taken");
        Ok(Some(delivery))
    }

    fn settle(&mut self, id: i64, delivery: Delivery) {
        if let Err(error) = self.store.settle_alert(id, &delivery) {
            tracing::error!(alert = id, %error, "how an alert ended cannot be noted yet");
            self.unsettled.insert(id, delivery);
        }
    }
}

/// The alert with the words that are final: a digest takes no more issues from here on, and an issue that was deleted
/// has no page to link to.
fn final_version(store: &dyn AlertOutbox, stored: &StoredAlert) -> Result<Option<StoredAlert>, StoreError> {
    if stored.digest.is_some() {
        return store.seal_digest(stored.id);
    }
    let mut sent = stored.clone();
    if sent.alert.issue_id.is_none() {
        sent.alert = without_link(&sent.alert);
    }
    Ok(Some(sent))
}

fn send(
    agent: &Agent,
    channel: &mut OpenChannel,
    stored: &StoredAlert,
    detail: Detail,
    clock: &dyn Fn() -> Timestamp,
) -> Result<(), SendError> {
    let body = dingtalk::body(&channel.robot, stored, detail);
    let outcome = dingtalk::post(agent, &channel.robot, &body, clock());
    channel.throttle.note(clock());
    outcome
}

#[cfg(test)]
#[path = "outbox_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "flood_tests.rs"]
mod flood_tests;
