//! Whether a new issue gets an alert of its own or is folded into its project's digest.
//!
//! Alerts of a project are counted by the minute, and for each robot: so many are sent by themselves, the rest of the
//! minute is one digest. A robot that cannot keep up, or cannot be reached, gets no more alerts of single issues once
//! enough of them wait; its digest grows until it is sent. So what waits is bounded, and nothing is left out.

use std::collections::HashMap;
use std::ops::AddAssign;

use crate::alerts::channels::dingtalk::message::message;
use crate::alerts::{Delivery, Digest};
use crate::config::Config;
use crate::model::event::Event;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::{AlertGroup, Batch, StoreError};

/// Most alerts of a project that wait for a robot before new issues are folded: what DingTalk takes in a minute.
const BEHIND: u32 = 20;
/// Most alerts that wait for a robot, of all projects together: it takes most of an hour to send them. The oldest of
/// single issues are given up first.
const WAITING: u32 = 1_000;
/// Seconds in a minute.
const MINUTE: f64 = 60.0;

/// What became of new issues, for each robot.
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

/// The alerts of one batch. It holds no state beyond the batch: what was sent before is asked of the store.
#[derive(Debug)]
pub struct Grouping<'a> {
    config: &'a Config,
    now: Timestamp,
    groups: HashMap<(i64, Option<&'a str>), Group>,
    grouped: Grouped,
}

/// A project's alerts for one robot.
#[derive(Debug)]
struct Group {
    stored: AlertGroup,
    project: String,
    is_grown: bool,
}

impl<'a> Grouping<'a> {
    /// Nothing yet.
    #[must_use]
    pub fn new(config: &'a Config, now: Timestamp) -> Self {
        Self { config, now, groups: HashMap::new(), grouped: Grouped::default() }
    }

    /// Tells each robot of a new issue. Without a robot the alert is kept to be looked at.
    pub fn notify(&mut self, batch: &mut dyn Batch, issue: &Issue, event: &Event) -> Result<(), StoreError> {
        let config = self.config;
        if config.robots.is_empty() {
            return self.notify_robot(batch, issue, event, None);
        }
        for robot in config.robots.keys() {
            self.notify_robot(batch, issue, event, Some(robot))?;
        }
        Ok(())
    }

    fn notify_robot(
        &mut self,
        batch: &mut dyn Batch,
        issue: &Issue,
        event: &Event,
        robot: Option<&'a str>,
    ) -> Result<(), StoreError> {
        let now = self.now;
        let key = (issue.project_id, robot);
        let group = match self.groups.get_mut(&key) {
            Some(group) => group,
            None => {
                let stored = batch.alert_group(issue.project_id, robot, minute(now))?;
                let group = Group { stored, project: issue.project.clone(), is_grown: false };
                self.groups.entry(key).or_insert(group)
            }
        };
        if is_alone(&group.stored, self.config.alerts.new_issues_per_minute) {
            let delivery = delivery(robot, now);
            let alert = message(issue, event, robot, self.config);
            batch.enqueue(&alert, now, &delivery)?;
            group.stored.recent += 1;
            group.stored.waiting += u32::from(robot.is_some());
            self.grouped.notified += 1;
            return Ok(());
        }
        self.grouped.folded += 1;
        match &mut group.stored.open {
            Some((_, digest)) => {
                digest.fold(issue, now);
                group.is_grown = true;
            }
            None => {
                // Put there at once, so that it has its number.
                let digest = Digest::new(issue, now);
                let alert = digest.message(&group.project, robot, self.config);
                let delivery = delivery(robot, Timestamp(minute(now).0 + MINUTE));
                batch.enqueue_digest(&digest, &alert, now, &delivery)?;
                group.stored = batch.alert_group(issue.project_id, robot, minute(now))?;
            }
        }
        Ok(())
    }

    /// Writes the digests that have grown, and gives up what is too much.
    pub fn finish(mut self, batch: &mut dyn Batch) -> Result<Grouped, StoreError> {
        let mut robots: Vec<&str> = Vec::new();
        for ((_, robot), group) in &self.groups {
            if let Some((id, digest)) = &group.stored.open
                && group.is_grown
            {
                let alert = digest.message(&group.project, *robot, self.config);
                batch.update_digest(*id, digest, &alert)?;
            }
            robots.extend(robot.filter(|robot| !robots.contains(robot)));
        }
        for robot in robots {
            self.grouped.dropped += batch.drop_alerts(Some(robot), WAITING)?;
        }
        Ok(self.grouped)
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

fn delivery(robot: Option<&str>, due: Timestamp) -> Delivery {
    match robot {
        Some(_) => Delivery::Waiting { due, last_error: None },
        None => Delivery::NoRobot,
    }
}

#[cfg(test)]
#[path = "grouping_tests.rs"]
mod tests;
