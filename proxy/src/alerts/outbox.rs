//! Delivery of alerts: a thread for each channel, so that a slow receiver holds up no other one, and one that starts them.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use crate::alerts::channel_outbox::ChannelOutbox;
use crate::config::Live;
use crate::model::action_link::LinkKey;
use crate::model::timestamp::Timestamp;
use crate::store::{AlertOutbox, StoreError};
use crate::tasks::{self, Control, Task};

/// How often to look for alerts whose time has come.
const POLL: Duration = Duration::from_secs(2);

/// Starts delivery. When it is stopped, each channel ends after the message that it is sending.
pub fn spawn(store: Arc<dyn AlertOutbox>, live: Arc<Live>, link_key: LinkKey) -> std::io::Result<Task> {
    tasks::spawn("outbox", move |control| {
        let mut outbox = Outbox { store, live, link_key, channels: BTreeMap::new() };
        while !control.is_stopping() {
            if let Err(error) = outbox.look() {
                tracing::error!(error = &error as &dyn std::error::Error, "alert outbox not read");
            }
            control.wait(POLL);
        }
        outbox.stop();
    })
}

struct Outbox {
    store: Arc<dyn AlertOutbox>,
    live: Arc<Live>,
    link_key: LinkKey,
    /// A thread for each channel that has had something to send. One that is not configured any more has nothing to do.
    channels: BTreeMap<String, Task>,
}

impl Outbox {
    /// Wakes the channels that have something to send.
    fn look(&mut self) -> Result<(), StoreError> {
        let config = self.live.get();
        // The thread of a channel ends by itself only if it panics: it begins anew.
        self.channels.retain(|_, task| !task.is_finished());
        // A channel that fails is tried although its alerts go to another one.
        let failing = self.store.channel_failures()?.into_iter().map(|failure| Some(failure.channel));
        let names: BTreeSet<Option<String>> =
            self.store.waiting_channels()?.into_iter().chain(failing).collect();
        for name in names {
            if let Some(task) = name.as_ref().and_then(|name| self.channels.get(name)) {
                task.waker().wake();
                continue;
            }
            match name {
                Some(name) if config.channels.contains_key(&name) => match self.start(&name) {
                    Ok(task) => drop(self.channels.insert(name, task)),
                    Err(error) => tracing::error!(channel = name, %error, "thread of a channel not started"),
                },
                // There is no such channel: its alerts are settled without sending anything.
                _ => {
                    let store = Arc::clone(&self.store);
                    let mut outbox = ChannelOutbox::new(store, name.as_deref(), &config, None);
                    outbox.run_once(&config, &Timestamp::now, &|| false)?;
                    if let Some(name) = &name {
                        self.store.forget_failure(name)?;
                    }
                }
            }
        }
        Ok(())
    }

    fn start(&self, name: &str) -> std::io::Result<Task> {
        let (store, live, key) = (Arc::clone(&self.store), Arc::clone(&self.live), self.link_key.clone());
        let name = name.to_owned();
        // Linux shows 15 characters of a thread's name.
        tasks::spawn(&format!("alert {name}"), move |control| {
            let outbox = ChannelOutbox::new(store, Some(&name), &live.get(), Some(key));
            send_until_stopped(outbox, &name, &live, control);
        })
    }

    /// All are told before the first is waited for.
    fn stop(self) {
        self.channels.values().for_each(Task::signal_stop);
        self.channels.into_values().for_each(Task::stop);
    }
}

fn send_until_stopped(mut outbox: ChannelOutbox, channel: &str, live: &Live, control: &Control) {
    while !control.is_stopping() {
        match outbox.run_once(&live.get(), &Timestamp::now, &|| control.is_stopping()) {
            // There may be more.
            Ok(tried) if tried > 0 => {}
            Ok(_) => control.wait(POLL),
            Err(error) => {
                let error = &error as &dyn std::error::Error;
                tracing::error!(error, channel, "alerts of a channel not read");
                control.wait(POLL);
            }
        }
    }
}

#[cfg(test)]
#[path = "outbox_setting.rs"]
mod setting;

#[cfg(test)]
#[path = "outbox_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "outbox_relay_tests.rs"]
mod relay_tests;

#[cfg(test)]
#[path = "flood_tests.rs"]
mod flood_tests;

#[cfg(test)]
#[path = "chats_tests.rs"]
mod chats_tests;

#[cfg(test)]
#[path = "fallback_tests.rs"]
mod fallback_tests;

#[cfg(test)]
#[path = "pace_tests.rs"]
mod pace_tests;
