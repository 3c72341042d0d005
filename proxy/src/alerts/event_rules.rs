//! Asks the rules about each event that is stored, within the transaction that stores it.

use std::collections::{BTreeMap, HashSet};

use crate::alerts::alert_issue::alert_issue;
use crate::alerts::causes::{Circumstances, cause_of, causes};
use crate::alerts::conditions::{Subject, hold};
use crate::alerts::describe::firing;
use crate::alerts::grouping::{Found, Grouped, Grouping};
use crate::alerts::held_back::{FiringKey, HeldBack};
use crate::alerts::suspect_release;
use crate::config::Config;
use crate::model::alert::Notice;
use crate::model::alert_decision::HeldReason;
use crate::model::alert_rule::{After, Counted, Rule, Threshold, Trigger};
use crate::model::event::Event;
use crate::model::firing::Cause;
use crate::model::issue::Issue;
use crate::model::timestamp::Timestamp;
use crate::store::{AlertBatch, AlertState, Recorded, StoreError};

/// Seconds in a minute.
const MINUTE: f64 = 60.0;
/// Most users of a batch that are counted for rules: the rest of them is counted by later batches.
const USERS: usize = 10_000;

/// The rules, and what they count in one batch.
pub struct EventRules<'a> {
    config: &'a Config,
    grouping: Grouping<'a>,
    now: Timestamp,
    needs_release: bool,
    /// The releases that the batch has seen.
    releases: HashSet<(i64, String)>,
    /// Events by rule, issue and minute.
    events: BTreeMap<(&'a str, i64, i64), u64>,
    /// Users by rule and issue.
    users: HashSet<(&'a str, i64, String)>,
}

impl<'a> EventRules<'a> {
    /// Nothing yet.
    #[must_use]
    pub fn new(config: &'a Config, held_back: &'a dyn HeldBack, now: Timestamp) -> Self {
        let is_of_release = |rule: &Rule| rule.triggers.contains(&Trigger::FirstEventOfRelease);
        Self {
            config,
            grouping: Grouping::new(config, held_back, now),
            now,
            needs_release: config.rules.iter().any(is_of_release),
            releases: HashSet::new(),
            events: BTreeMap::new(),
            users: HashSet::new(),
        }
    }

    /// Asks the rules about an event that was recorded.
    pub fn on_event(
        &mut self,
        batch: &mut dyn AlertBatch,
        recorded: &Recorded,
        event: &Event,
        project: &str,
    ) -> Result<(), StoreError> {
        let Some(issue_id) = recorded.issue_id() else { return Ok(()) };
        let subject = Subject {
            project,
            environment: event.environment.as_deref(),
            release: event.release.as_deref(),
            release_date: None,
            level: &event.level,
            tags: &event.tags,
        };
        self.count(&subject, issue_id, event);
        let first_of_release = self.first_of_release(batch, event)?;
        let causes = causes(recorded, Circumstances { first_of_release, is_requested: event.asks_for_alert });
        if causes.is_empty() {
            return Ok(());
        }
        let issue = match recorded.issue() {
            Some(issue) => issue.clone(),
            None => match batch.issue_now(issue_id)? {
                Some(issue) => issue,
                None => return Ok(()),
            },
        };
        let subject = Subject { release_date: release_date(batch, event)?, ..subject };
        let mut told = Vec::new();
        for rule in &self.config.rules {
            if let Some(cause) = cause_of(rule, &causes)
                && hold(&rule.conditions, &subject)
            {
                self.fire(batch, rule, cause, &subject, &issue, event, &mut told)?;
            }
        }
        Ok(())
    }

    #[allow(clippy::too_many_arguments, reason = "what is known of one event, used once")]
    fn fire(
        &mut self,
        batch: &mut dyn AlertBatch,
        rule: &'a Rule,
        cause: &Cause,
        subject: &Subject<'_>,
        issue: &Issue,
        event: &Event,
        told: &mut Vec<&'a str>,
    ) -> Result<(), StoreError> {
        let described = alert_issue(issue, event);
        let is_new = matches!(cause, Cause::NewIssue);
        let hours = if is_new { Vec::new() } else { batch.issue_hours(issue.id, self.now)? };
        let notice = || {
            let suspect = suspect_release::of_issue(cause, issue);
            let fired = firing(rule, cause.clone(), described.clone(), &event.body, hours.clone(), suspect);
            Notice::Fired(Box::new(fired))
        };
        let found = Found {
            rule,
            key: FiringKey {
                rule: &rule.name,
                severity: rule.severity,
                project_id: issue.project_id,
                issue_id: Some(issue.id),
                subject: *subject,
                channel: "",
            },
            cause: cause.kind(),
            issue: Some(&described),
            notice: &notice,
        };
        let is_enough = is_enough(rule.after, issue.count, issue.users);
        if !is_enough || rule.repeat_interval.is_some() {
            batch.set_alert_state(&AlertState {
                rule: rule.name.clone(),
                project_id: issue.project_id,
                issue_id: Some(issue.id),
                since: self.now,
                told: is_enough.then_some(self.now),
                cause: cause.clone(),
                environment: event.environment.clone(),
            })?;
        }
        if is_enough {
            self.grouping.tell(batch, &found, told)
        } else {
            self.grouping.hold(batch, &found, HeldReason::BelowCount)
        }
    }

    /// Counts an event for the rules with a frequency.
    fn count(&mut self, subject: &Subject<'_>, issue_id: i64, event: &Event) {
        for rule in &self.config.rules {
            let Some(Trigger::Frequency { of, threshold: Threshold::Above(_), .. }) = rule.triggers.first()
            else {
                continue;
            };
            if !hold(&rule.conditions, subject) {
                continue;
            }
            match (of, &event.user) {
                (Counted::Events, _) => {
                    let events = self.events.entry((&rule.name, issue_id, minute(self.now))).or_default();
                    *events = events.saturating_add(event.times_seen);
                }
                (Counted::Users, Some(user)) if self.users.len() < USERS => {
                    self.users.insert((&rule.name, issue_id, user.clone()));
                }
                (Counted::Users, _) => {}
            }
        }
    }

    /// The release of an event, if no event of it is stored yet.
    fn first_of_release<'e>(
        &mut self,
        batch: &mut dyn AlertBatch,
        event: &'e Event,
    ) -> Result<Option<&'e str>, StoreError> {
        let Some(release) = event.release.as_deref().filter(|_| self.needs_release) else { return Ok(None) };
        if !self.releases.insert((event.project_id, release.to_owned())) {
            return Ok(None);
        }
        Ok((!batch.has_events_of_release(event.project_id, release)?).then_some(release))
    }

    /// Writes what was counted, and the alerts that have grown.
    pub fn finish(self, batch: &mut dyn AlertBatch) -> Result<Grouped, StoreError> {
        for ((rule, issue_id, minute), events) in &self.events {
            batch.count_events(rule, *issue_id, *minute, *events)?;
        }
        for (rule, issue_id, user) in &self.users {
            batch.count_user(rule, *issue_id, minute(self.now), user)?;
        }
        self.grouping.finish(batch)
    }
}

/// When the release of an event began. One that nobody knows yet begins with this event, as for states of issues.
fn release_date(batch: &mut dyn AlertBatch, event: &Event) -> Result<Option<Timestamp>, StoreError> {
    let Some(release) = event.release.as_deref() else { return Ok(None) };
    Ok(Some(batch.release_date(event.project_id, release)?.unwrap_or(event.timestamp)))
}

/// Whether an issue has as much as a rule waits for.
#[must_use]
pub fn is_enough(after: After, events: i64, users: i64) -> bool {
    events >= i64::from(after.events) && (after.events > 1 || after.users == 0)
        || (after.users > 0 && users >= i64::from(after.users))
}

/// The number of whole minutes since 1970.
#[must_use]
pub fn minute(at: Timestamp) -> i64 {
    (at.0 / MINUTE).floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_of_the_two_counts_is_enough() {
        for (after, events, users, expect) in [
            ((1, 0), 1, 0, true),
            ((3, 0), 2, 9, false),
            ((3, 0), 3, 0, true),
            ((1, 2), 9, 1, false),
            ((1, 2), 2, 2, true),
            ((3, 2), 2, 1, false),
            ((3, 2), 3, 1, true),
            ((3, 2), 2, 2, true),
        ] {
            let after = After { events: after.0, users: after.1 };
            assert_eq!(is_enough(after, events, users), expect, "{after:?} {events} {users}");
        }
    }
}
