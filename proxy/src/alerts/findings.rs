//! What the rules found in one run, and how it is told and noted: in one transaction.

use crate::alerts::conditions::Subject;
use crate::alerts::describe::firing;
use crate::alerts::grouping::{Found, Grouped, Grouping};
use crate::alerts::held_back::FiringKey;
use crate::alerts::holds::Holds;
use crate::alerts::ongoing_issue::OngoingIssue;
use crate::alerts::suspect_release;
use crate::alerts::threshold::Step;
use crate::config::Config;
use crate::model::alert::Notice;
use crate::model::alert_rule::Rule;
use crate::model::firing::{Cause, CauseKind, Firing, Recovery};
use crate::model::timestamp::Timestamp;
use crate::store::{AlertBatch, AlertState, EvaluateAlerts, StoreError};

/// Something that goes on, and what follows.
pub(super) struct Finding<'a> {
    pub(super) rule: &'a Rule,
    pub(super) step: Step,
    pub(super) cause: Cause,
    pub(super) value: Option<f64>,
    /// Whether it has just begun: no state of it was stored.
    pub(super) is_new: bool,
    /// As it was read; a new one for what has just begun.
    pub(super) state: AlertState,
    pub(super) project: String,
    pub(super) issue: Option<OngoingIssue>,
}

/// What one run found.
#[derive(Default)]
pub(super) struct Findings<'a> {
    /// What is to be told.
    pub(super) tell: Vec<Finding<'a>>,
    /// What goes on no more.
    pub(super) over: Vec<AlertState>,
}

impl Findings<'_> {
    /// Tells and notes everything whose state is still the one that was read. An event that was stored since then may have
    /// begun something else; the next run looks at that.
    pub(super) fn write(
        &self,
        config: &Config,
        store: &dyn EvaluateAlerts,
        now: Timestamp,
    ) -> Result<Grouped, StoreError> {
        let mut grouped = Grouped::default();
        if self.tell.is_empty() && self.over.is_empty() {
            return Ok(grouped);
        }
        store.with_alerts(&mut |batch| {
            let held_back = Holds::read(batch, config, now)?;
            let mut grouping = Grouping::new(config, &held_back, now);
            for state in &self.over {
                if batch.alert_state_now(state)?.as_ref() == Some(state) {
                    batch.end_alert_state(state)?;
                }
            }
            for finding in &self.tell {
                let read = (!finding.is_new).then_some(&finding.state);
                if batch.alert_state_now(&finding.state)?.as_ref() == read {
                    tell(batch, &mut grouping, finding, now)?;
                }
            }
            grouped = grouping.finish(batch)?;
            Ok(())
        })?;
        Ok(grouped)
    }
}

/// Tells the channels, and notes it in the same transaction.
fn tell<'a>(
    batch: &mut dyn AlertBatch,
    grouping: &mut Grouping<'a>,
    finding: &Finding<'_>,
    now: Timestamp,
) -> Result<(), StoreError> {
    let Finding { rule, cause, issue, state, project, .. } = finding;
    let hours = match issue {
        Some(issue) => batch.issue_hours(issue.issue.id, now)?,
        None => Vec::new(),
    };
    let release = issue.as_ref().and_then(|issue| issue.described.release.as_deref());
    let began_late = suspect_release::of_threshold(batch, cause, state.project_id, now)?;
    let of_issue = issue.as_ref().and_then(|issue| suspect_release::of_issue(cause, &issue.issue));
    let suspect = of_issue.or(began_late.as_deref());
    let notice = || match finding.step {
        Step::Recover => Notice::Recovered(Box::new(Recovery {
            rule: rule.name.clone(),
            severity: rule.severity,
            cause: cause.clone(),
            issue: issue.as_ref().map(|issue| issue.described.clone()),
            value: finding.value,
            since: state.since,
            at: now,
            environment: issue.as_ref().and_then(|issue| issue.described.environment.clone()),
            mentions: rule.mention.clone(),
        })),
        Step::Nothing | Step::Fire | Step::Retry | Step::Repeat => Notice::Fired(Box::new(match issue {
            Some(issue) => {
                firing(rule, cause.clone(), issue.described.clone(), &issue.body, hours.clone(), suspect)
            }
            None => Firing {
                rule: rule.name.clone(),
                severity: rule.severity,
                cause: cause.clone(),
                suspect_release: suspect.map(str::to_owned),
                mentions: rule.mention.clone(),
                ..Firing::default()
            },
        })),
    };
    let is_over = finding.step == Step::Recover;
    let release_date = match release {
        Some(release) => batch.release_date(state.project_id, release)?,
        None => None,
    };
    let subject = match issue {
        Some(issue) => Subject { release_date, ..issue.subject() },
        None => Subject { project, level: level(rule), ..Subject::default() },
    };
    let found = Found {
        rule,
        key: FiringKey {
            rule: &rule.name,
            severity: rule.severity,
            project_id: state.project_id,
            issue_id: state.issue_id,
            subject,
            channel: "",
        },
        cause: if is_over { CauseKind::Recovered } else { cause.kind() },
        // A recovery is told by itself.
        issue: issue.as_ref().filter(|_| !is_over).map(|issue| &issue.described),
        notice: &notice,
    };
    if finding.step == Step::Retry && !grouping.is_free(&found) {
        return Ok(());
    }
    let mut told = Vec::new();
    // What was held back when it began has no end to tell.
    if !is_over || state.told.is_some() {
        grouping.tell(batch, &found, &mut told)?;
    }
    let goes_on = rule.is_periodic() || rule.repeat_interval.is_some();
    if is_over || !goes_on {
        return batch.end_alert_state(state);
    }
    let told = if told.is_empty() { state.told } else { Some(now) };
    batch.set_alert_state(&AlertState { told, cause: cause.clone(), ..state.clone() })
}

/// The level of what is about no event.
fn level(rule: &Rule) -> &'static str {
    match rule.severity {
        crate::model::alert_rule::Severity::Critical => "fatal",
        crate::model::alert_rule::Severity::Warning => "error",
        crate::model::alert_rule::Severity::Info => "info",
    }
}
