//! Puts what a rule found into the outbox: which channels are told, when, and together with what.
//!
//! A group is what one rule finds in one project for one channel. Its first message waits `group_wait` for others, the next
//! goes out `group_interval` after it at the earliest, and whatever is found meanwhile is in it: one issue in full, several
//! as a digest. So the queue is bounded, and no issue is left out. Earlier alerts are read from the store.

use std::collections::HashMap;
use std::ops::AddAssign;

use crate::alerts::digest;
use crate::alerts::group_timing;
use crate::alerts::held_back::{FiringKey, HeldBack};
use crate::alerts::routing::channels_for;
use crate::config::Config;
use crate::model::alert::{Alert, Delivery, Digest, Notice};
use crate::model::alert_decision::{AlertDecision, Decision, HeldReason};
use crate::model::alert_issue::AlertIssue;
use crate::model::alert_rule::{Rule, Severity};
use crate::model::firing::CauseKind;
use crate::model::timestamp::Timestamp;
use crate::store::{AlertBatch, AlertGroup, GroupKey, OpenAlert, StoreError};

/// Most alerts that wait for a channel, of all projects together: it takes most of an hour to send them. The oldest of
/// single issues are given up first.
const WAITING: u32 = 1_000;

/// What became of what the rules found, counted once for each channel.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Grouped {
    /// It got an alert of its own.
    pub notified: u64,
    /// It was folded into a digest.
    pub folded: u64,
    /// It was held back.
    pub held: u64,
    /// Older alerts that were given up, because too many wait.
    pub dropped: u64,
}

impl AddAssign for Grouped {
    fn add_assign(&mut self, other: Self) {
        self.notified += other.notified;
        self.folded += other.folded;
        self.held += other.held;
        self.dropped += other.dropped;
    }
}

/// What a rule found, for all channels.
#[derive(Clone, Copy)]
pub struct Found<'a> {
    /// The rule.
    pub rule: &'a Rule,
    /// What it is about; the channel is set for each.
    pub key: FiringKey<'a>,
    /// Why the rule fired.
    pub cause: CauseKind,
    /// The issue, if it is about one: only such alerts are folded.
    pub issue: Option<&'a AlertIssue>,
    /// The notice, if it is not folded.
    pub notice: &'a dyn Fn() -> Notice,
}

/// The alerts of one batch. It holds no state beyond the batch.
pub struct Grouping<'a> {
    config: &'a Config,
    held_back: &'a dyn HeldBack,
    now: Timestamp,
    groups: HashMap<(String, i64, Option<&'a str>), Group>,
    grouped: Grouped,
}

/// A group as stored, and what the batch did to it.
struct Group {
    stored: AlertGroup,
    /// The digest of the open alert, once it is one.
    digest: Option<Digest>,
    is_grown: bool,
}

impl<'a> Grouping<'a> {
    /// Nothing yet.
    #[must_use]
    pub fn new(config: &'a Config, held_back: &'a dyn HeldBack, now: Timestamp) -> Self {
        Self { config, held_back, now, groups: HashMap::new(), grouped: Grouped::default() }
    }

    /// Tells the channels that are to be told. `told` has those that were told of the same already, and gets these. Without a
    /// channel the alert is stored for the alerts page.
    pub fn tell(
        &mut self,
        batch: &mut dyn AlertBatch,
        found: &Found<'_>,
        told: &mut Vec<&'a str>,
    ) -> Result<(), StoreError> {
        let subject = &found.key.subject;
        let channels = channels_for(self.config, &found.rule.channels, subject.project, subject.environment);
        if channels.is_empty() {
            let alert = self.put(batch, found, None, None)?;
            let decision = Decision::Held(HeldReason::NoChannel);
            return self.decide(batch, found, None, Some(alert.0), decision);
        }
        for channel in channels {
            let reason = match told.contains(&channel) {
                true => Some(HeldReason::AlreadyAlerted),
                false => self.held_back.held_back(&FiringKey { channel, ..found.key }, self.now),
            };
            let (alert, decision) = match reason {
                None => {
                    told.push(channel);
                    let (id, is_own) = self.put(batch, found, Some(channel), None)?;
                    (Some(id), if is_own { Decision::Sent } else { Decision::Folded })
                }
                // It is told at their end, with what else was held until then.
                Some(reason @ HeldReason::QuietHours { until }) if found.issue.is_some() => {
                    let (id, _) = self.put(batch, found, Some(channel), Some(until))?;
                    (Some(id), Decision::Held(reason))
                }
                Some(reason) => (None, Decision::Held(reason)),
            };
            self.decide(batch, found, Some(channel), alert, decision)?;
        }
        Ok(())
    }

    /// Whether there is a channel for which nothing holds it back.
    #[must_use]
    pub fn is_free(&self, found: &Found<'_>) -> bool {
        let subject = &found.key.subject;
        let channels = channels_for(self.config, &found.rule.channels, subject.project, subject.environment);
        let is_held =
            |channel| self.held_back.held_back(&FiringKey { channel, ..found.key }, self.now).is_some();
        channels.into_iter().any(|channel| !is_held(channel))
    }

    /// Notes that something is not told to anybody.
    pub fn hold(
        &mut self,
        batch: &mut dyn AlertBatch,
        found: &Found<'_>,
        reason: HeldReason,
    ) -> Result<(), StoreError> {
        self.decide(batch, found, None, None, Decision::Held(reason))
    }

    /// Puts an alert into the outbox, or folds it into the open alert of its group. Returns the alert's number, and whether
    /// it is its own.
    fn put(
        &mut self,
        batch: &mut dyn AlertBatch,
        found: &Found<'_>,
        channel: Option<&'a str>,
        until: Option<Timestamp>,
    ) -> Result<(i64, bool), StoreError> {
        let now = self.now;
        let rule = found.rule;
        let is_urgent = rule.severity == Severity::Critical || found.key.subject.level == "fatal";
        let Some(issue) = found.issue else {
            let alert = alert(found, channel, is_urgent);
            return Ok((batch.enqueue(&alert, now, &delivery(channel, now))?, true));
        };
        let of_group = (rule.name.clone(), found.key.project_id, channel);
        let group = match self.groups.get_mut(&of_group) {
            Some(group) => group,
            None => {
                let key = GroupKey { project_id: found.key.project_id, channel, rule: &rule.name };
                let stored = batch.alert_group(&key, now)?;
                self.groups.entry(of_group).or_insert(Group::of(stored))
            }
        };
        let last = if is_urgent { group.stored.last_urgent } else { group.stored.last };
        let due = until.unwrap_or_else(|| group_timing::due(now, last, rule.group_wait, rule.group_interval));
        let Some(open) = &mut group.stored.open else {
            let alert = alert(found, channel, is_urgent);
            let id = batch.enqueue(&alert, now, &delivery(channel, due))?;
            batch.set_open(id)?;
            let notice = alert.notice;
            group.stored.open = Some(OpenAlert { id, notice, created: now, due, is_urgent, attempts: 0 });
            return Ok((id, true));
        };
        let digest = group.digest.get_or_insert_with(|| digest_of(&open.notice, open.created, issue, now));
        digest::fold(digest, issue, found.cause, now);
        group.is_grown = true;
        // What is urgent does not wait for the others. An alert that was tried waits for its next try.
        if is_urgent && !open.is_urgent && open.attempts == 0 && due < open.due {
            open.due = due;
        }
        // Quiet hours hold back what waited as they began, too.
        if let Some(until) = until
            && !open.is_urgent
            && open.attempts == 0
        {
            open.due = Timestamp(open.due.0.max(until.0));
        }
        open.is_urgent |= is_urgent;
        Ok((open.id, false))
    }

    fn decide(
        &mut self,
        batch: &mut dyn AlertBatch,
        found: &Found<'_>,
        channel: Option<&str>,
        alert_id: Option<i64>,
        decision: Decision,
    ) -> Result<(), StoreError> {
        match decision {
            Decision::Sent | Decision::Redirected => self.grouped.notified += 1,
            Decision::Folded => self.grouped.folded += 1,
            Decision::Held(_) => self.grouped.held += 1,
        }
        batch.decide(&AlertDecision {
            at: self.now,
            rule: found.rule.name.clone(),
            project_id: found.key.project_id,
            issue_id: found.key.issue_id,
            cause: found.cause,
            channel: channel.map(str::to_owned),
            alert_id,
            decision,
        })
    }

    /// Writes the alerts that have grown, and gives up those above the bound.
    pub fn finish(mut self, batch: &mut dyn AlertBatch) -> Result<Grouped, StoreError> {
        let mut channels: Vec<&str> = Vec::new();
        for ((.., channel), group) in &self.groups {
            if let (Some(open), Some(digest), true) = (&group.stored.open, &group.digest, group.is_grown) {
                batch.fold_alert(open, digest)?;
            }
            channels.extend(channel.filter(|channel| !channels.contains(channel)));
        }
        for channel in channels {
            self.grouped.dropped += batch.drop_alerts(Some(channel), WAITING)?;
        }
        Ok(self.grouped)
    }
}

impl Group {
    fn of(stored: AlertGroup) -> Self {
        let digest = stored.open.as_ref().and_then(|open| match &open.notice {
            Notice::Digest(digest) => Some(digest.clone()),
            _ => None,
        });
        Self { stored, digest, is_grown: false }
    }
}

/// The digest that begins with the issue of an open alert.
fn digest_of(notice: &Notice, created: Timestamp, next: &AlertIssue, now: Timestamp) -> Digest {
    match notice {
        Notice::Digest(digest) => digest.clone(),
        Notice::Fired(firing) => match &firing.issue {
            Some(issue) => digest::begin(issue, firing.cause.kind(), created),
            None => digest::begin(next, firing.cause.kind(), now),
        },
        Notice::NewIssue(issue) => digest::begin(issue, CauseKind::NewIssue, created),
        // Such alerts are never open.
        Notice::Recovered(_)
        | Notice::Relayed(_)
        | Notice::Channel(_)
        | Notice::Test
        | Notice::Rendered { .. } => digest::begin(next, CauseKind::NewIssue, now),
    }
}

fn alert(found: &Found<'_>, channel: Option<&str>, is_urgent: bool) -> Alert {
    Alert {
        issue_id: found.key.issue_id,
        project_id: found.key.project_id,
        project: found.key.subject.project.to_owned(),
        is_fatal: is_urgent,
        channel: channel.map(str::to_owned),
        rule: Some(found.rule.name.clone()),
        notice: (found.notice)(),
    }
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
