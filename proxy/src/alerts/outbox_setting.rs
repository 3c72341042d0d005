//! An outbox over alerts in memory or in a store, with fake channels, at invented times: for tests.

use std::cell::Cell;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, Ordering};

use super::*;
use crate::alerts::channel_outbox::ChannelOutbox;
use crate::alerts::channels::dingtalk::fake;
use crate::alerts::samples::{NOW, config_with, robot_at};
use crate::config::Config;
use crate::fake_server::{Answer, FakeServer};
use crate::model::alert::Delivery;
use crate::model::channel_failure::{ChannelFailure, ChannelReport};
use crate::store::{
    ChannelFailures, ChannelHealth, FoldRelayed, SealedAlert, StoredAlert, ToldIssue, TryResult,
};

/// All channels in one thread, one after the other.
pub(super) struct Channels {
    store: Arc<dyn AlertOutbox>,
    channels: BTreeMap<Option<String>, ChannelOutbox>,
}

impl Channels {
    pub(super) fn new(store: Arc<dyn AlertOutbox>) -> Self {
        Self { store, channels: BTreeMap::new() }
    }

    /// One pass of each channel for which something waits. Returns how many alerts were tried.
    pub(super) fn run_once(&mut self, config: &Config, now: &dyn Fn() -> Timestamp) -> usize {
        let mut tried = 0;
        let mut names = self.store.waiting_channels().unwrap();
        for failure in self.store.channel_failures().unwrap() {
            if !names.contains(&Some(failure.channel.clone())) {
                names.push(Some(failure.channel));
            }
        }
        for name in names {
            let new = || ChannelOutbox::new(Arc::clone(&self.store), name.as_deref(), config, None);
            let channel = self.channels.entry(name.clone()).or_insert_with(new);
            tried += channel.run_once(config, now, &|| false).unwrap();
        }
        tried
    }
}

/// Alerts in memory.
#[derive(Default)]
pub(super) struct Memory {
    pub(super) alerts: Mutex<Vec<StoredAlert>>,
    pub(super) is_broken: AtomicBool,
}

impl Memory {
    pub(super) fn with(alerts: impl IntoIterator<Item = StoredAlert>) -> Arc<Self> {
        Arc::new(Self { alerts: Mutex::new(alerts.into_iter().collect()), ..Self::default() })
    }

    pub(super) fn get(&self, id: i64) -> StoredAlert {
        self.alerts.lock().unwrap().iter().find(|stored| stored.id == id).unwrap().clone()
    }
}

impl FoldRelayed for Memory {
    fn told_issues(
        &self,
        _: i64,
        _: &str,
        _: Timestamp,
        _: &str,
        _: u32,
    ) -> Result<Vec<ToldIssue>, StoreError> {
        Ok(Vec::new())
    }

    fn fold_relayed(&self, _: i64, _: &ToldIssue, _: Timestamp) -> Result<(), StoreError> {
        Ok(())
    }
}

impl ChannelFailures for Memory {
    fn channel_failures(&self) -> Result<Vec<ChannelFailure>, StoreError> {
        Ok(Vec::new())
    }
}

impl ChannelHealth for Memory {
    fn settle_alerts(&self, results: &[TryResult], _: Option<&ChannelReport>) -> Result<(), StoreError> {
        results.iter().try_for_each(|result| self.settle_alert(result.id, &result.delivery))
    }

    fn use_fallback(&self, _: &str, _: &str, _: Timestamp) -> Result<u32, StoreError> {
        Ok(0)
    }

    fn forget_failure(&self, _: &str) -> Result<(), StoreError> {
        Ok(())
    }
}

impl AlertOutbox for Memory {
    fn last_deliveries(&self, channel: &str, limit: u32) -> Result<Vec<Timestamp>, StoreError> {
        let alerts = self.alerts.lock().unwrap();
        let delivered = |stored: &StoredAlert| match (&stored.alert.channel, &stored.delivery) {
            (Some(name), Delivery::Delivered { at }) if name == channel => Some(*at),
            _ => None,
        };
        Ok(alerts.iter().rev().filter_map(delivered).take(limit as usize).collect())
    }

    fn waiting_channels(&self) -> Result<Vec<Option<String>>, StoreError> {
        let alerts = self.alerts.lock().unwrap();
        let waiting = alerts.iter().filter(|stored| matches!(stored.delivery, Delivery::Waiting { .. }));
        let mut channels = Vec::new();
        for stored in waiting {
            if !channels.contains(&stored.alert.channel) {
                channels.push(stored.alert.channel.clone());
            }
        }
        Ok(channels)
    }

    fn due_alerts(
        &self,
        channel: Option<&str>,
        now: Timestamp,
        limit: u32,
    ) -> Result<Vec<StoredAlert>, StoreError> {
        let is_due = |stored: &&StoredAlert| {
            stored.alert.channel.as_deref() == channel
                && matches!(stored.delivery, Delivery::Waiting { due, .. } if due <= now)
        };
        Ok(self.alerts.lock().unwrap().iter().filter(is_due).take(limit as usize).cloned().collect())
    }

    fn seal_alert(&self, id: i64) -> Result<Option<SealedAlert>, StoreError> {
        let alerts = self.alerts.lock().unwrap();
        let stored = alerts.iter().find(|stored| stored.id == id).cloned();
        Ok(stored.map(|stored| SealedAlert { stored, was_open: false }))
    }

    fn settle_alert(&self, id: i64, delivery: &Delivery) -> Result<(), StoreError> {
        if self.is_broken.load(Ordering::Relaxed) {
            return Err(StoreError::TooNew { found: 2, known: 1 });
        }
        let mut alerts = self.alerts.lock().unwrap();
        let stored = alerts.iter_mut().find(|stored| stored.id == id).unwrap();
        stored.delivery = delivery.clone();
        stored.attempts += 1;
        Ok(())
    }
}

/// An outbox whose channels answer as told, and whose clock stands until it is set.
pub(super) struct Setting {
    pub(super) memory: Arc<Memory>,
    pub(super) server: FakeServer,
    pub(super) config: Config,
    outbox: Channels,
    now: Cell<Timestamp>,
}

impl Setting {
    pub(super) fn new(memory: &Arc<Memory>, answers: impl IntoIterator<Item = Answer>) -> Self {
        let server = FakeServer::answering_at_last(answers, fake::ok());
        let config = config_with([("ops", robot_at(&server.url())), ("dev", robot_at(&server.url()))]);
        Self::with(memory, server, config)
    }

    pub(super) fn with(memory: &Arc<Memory>, server: FakeServer, config: Config) -> Self {
        let outbox = Channels::new(Arc::clone(memory) as Arc<dyn AlertOutbox>);
        Self { memory: Arc::clone(memory), server, config, outbox, now: Cell::new(NOW) }
    }

    /// One pass, so many seconds after the alerts were made.
    pub(super) fn pass(&mut self, seconds: f64) -> usize {
        self.now.set(Timestamp(NOW.0 + seconds));
        self.outbox.run_once(&self.config, &|| self.now.get())
    }

    /// The waiting alert's due time in seconds after it was made.
    #[track_caller]
    pub(super) fn due(&self, id: i64) -> f64 {
        match self.memory.get(id).delivery {
            Delivery::Waiting { due, .. } => due.0 - NOW.0,
            delivery => panic!("{delivery:?}"),
        }
    }

    #[track_caller]
    pub(super) fn check_delivered(&self, id: i64) {
        assert!(
            matches!(self.memory.get(id).delivery, Delivery::Delivered { .. }),
            "{:?}",
            self.memory.get(id)
        );
    }

    #[track_caller]
    pub(super) fn check_failed(&self, id: i64, reason: &str) {
        let Delivery::Failed { error } = self.memory.get(id).delivery else { panic!("not failed") };
        assert!(error.contains(reason), "{error}");
    }
}
