//! Whether a new issue gets an alert of its own or is folded into its project's digest.
//!
//! Alerts of a project are counted by the minute, and for each channel: so many are sent by themselves, the rest of the
//! minute is one digest. A channel that cannot keep up, or cannot be reached, gets no more alerts of single issues once
//! enough of them wait; its digest grows until it is sent. So the queue is bounded, and no issue is left out.

use std::collections::HashMap;
use std::ops::AddAssign;

use crate::alerts::alert_issue::alert_issue;
use crate::alerts::digest;
use crate::config::Config;
use crate::model::alert::{Alert, Delivery, Notice};
use crate::model::event::Event;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::{AlertGroup, Batch, StoreError};

/// Most alerts of a project that wait for a channel before new issues are folded.
const BEHIND: u32 = 20;
/// Most alerts that wait for a channel, of all projects together: it takes most of an hour to send them. The oldest of
/// single issues are given up first.
const WAITING: u32 = 1_000;
/// Seconds in a minute.
const MINUTE: f64 = 60.0;

/// How many new issues went which way, counted once for each channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Grouped {
    /// They got an alert of their own.
    pub notified: u64,
    /// They were folded into a digest.
    pub folded: u64,
    /// Older alerts that were given up, because too many wait.
    pub dropped: u64,
}

impl AddAssign for Grouped {
    fn add_assign(&mut self, other: Self) {
        self.notified += other.notified;
        self.folded += other.folded;
        self.dropped += other.dropped;
    }
}

/// The alerts of one batch. It holds no state beyond the batch; earlier alerts are read from the store.
#[derive(Debug)]
pub struct Grouping<'a> {
    config: &'a Config,
    now: Timestamp,
    groups: HashMap<(i64, Option<&'a str>), Group>,
    grouped: Grouped,
}

/// A project's alerts for one channel.
#[derive(Debug)]
struct Group {
    stored: AlertGroup,
    is_grown: bool,
}

impl<'a> Grouping<'a> {
    /// Nothing yet.
    #[must_use]
    pub fn new(config: &'a Config, now: Timestamp) -> Self {
        Self { config, now, groups: HashMap::new(), grouped: Grouped::default() }
    }

    /// Puts the notice of a new issue into the outbox of each channel. Without a channel the alert is stored for the alerts
    /// page.
    pub fn notify(&mut self, batch: &mut dyn Batch, issue: &Issue, event: &Event) -> Result<(), StoreError> {
        let config = self.config;
        if config.channels.is_empty() {
            return self.notify_channel(batch, issue, event, None);
        }
        for channel in config.channels.keys() {
            self.notify_channel(batch, issue, event, Some(channel))?;
        }
        Ok(())
    }

    fn notify_channel(
        &mut self,
        batch: &mut dyn Batch,
        issue: &Issue,
        event: &Event,
        channel: Option<&'a str>,
    ) -> Result<(), StoreError> {
        let now = self.now;
        let key = (issue.project_id, channel);
        let group = match self.groups.get_mut(&key) {
            Some(group) => group,
            None => {
                let stored = batch.alert_group(issue.project_id, channel, minute(now))?;
                let group = Group { stored, is_grown: false };
                self.groups.entry(key).or_insert(group)
            }
        };
        if is_alone(&group.stored, self.config.alerts.new_issues_per_minute) {
            let delivery = delivery(channel, now);
            let alert = alert(issue, channel, Notice::NewIssue(Box::new(alert_issue(issue, event))));
            batch.enqueue(&alert, now, &delivery)?;
            group.stored.recent += 1;
            group.stored.waiting += u32::from(channel.is_some());
            self.grouped.notified += 1;
            return Ok(());
        }
        self.grouped.folded += 1;
        match &mut group.stored.open {
            Some((_, open)) => {
                digest::fold(open, issue, now);
                group.is_grown = true;
            }
            None => {
                // Put there at once, so that it has its number.
                let alert = alert(issue, channel, Notice::Digest(digest::begin(issue, now)));
                let delivery = delivery(channel, Timestamp(minute(now).0 + MINUTE));
                batch.enqueue(&alert, now, &delivery)?;
                group.stored = batch.alert_group(issue.project_id, channel, minute(now))?;
            }
        }
        Ok(())
    }

    /// Writes the digests that have grown, and gives up the alerts above the bound.
    pub fn finish(mut self, batch: &mut dyn Batch) -> Result<Grouped, StoreError> {
        let mut channels: Vec<&str> = Vec::new();
        for ((_, channel), group) in &self.groups {
            if let Some((id, digest)) = &group.stored.open
                && group.is_grown
            {
                batch.update_digest(*id, digest)?;
            }
            channels.extend(channel.filter(|channel| !channels.contains(channel)));
        }
        for channel in channels {
            self.grouped.dropped += batch.drop_alerts(Some(channel), WAITING)?;
        }
        Ok(self.grouped)
    }
}

fn alert(issue: &Issue, channel: Option<&str>, notice: Notice) -> Alert {
    Alert {
        issue_id: matches!(notice, Notice::NewIssue(_)).then_some(issue.id),
        project_id: issue.project_id,
        project: issue.project.clone(),
        is_fatal: issue.level == "fatal",
        channel: channel.map(str::to_owned),
        rule: None,
        notice,
    }
}

/// Whether a new issue gets an alert of its own.
fn is_alone(group: &AlertGroup, per_minute: u32) -> bool {
    (per_minute == 0 || group.recent < per_minute) && group.waiting < BEHIND
}

/// When the minute of a time began.
fn minute(now: Timestamp) -> Timestamp {
    Timestamp((now.0 / MINUTE).floor() * MINUTE)
}

fn delivery(channel: Option<&str>, due: Timestamp) -> Delivery {
    match channel {
        Some(_) => Delivery::Waiting { due, last_error: None },
        None => Delivery::NoChannel,
    }
}

#[cfg(test)]
#[path = "grouping_tests.rs"]
mod tests;
