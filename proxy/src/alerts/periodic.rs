//! Asks the rules with a threshold every minute, and looks at what goes on: what waits for more events, what is to be told
//! again, what is over. What was found is in the store, so a restart neither repeats nor forgets it.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use crate::alerts::event_rules::{is_enough, minute};
use crate::alerts::findings::{Finding, Findings};
use crate::alerts::grouping::Grouped;
use crate::alerts::ongoing_issue::OngoingIssue;
use crate::alerts::readings::{Read, readings};
use crate::alerts::threshold::{Reading, Step, step};
use crate::config::{Config, Live};
use crate::model::alert_rule::Rule;
use crate::model::issue_state::Status;
use crate::model::project::Project;
use crate::model::timestamp::Timestamp;
use crate::store::{AlertFacts, AlertState, EvaluateAlerts, StoreError};
use crate::tasks::{self, Task};

/// Time between two runs.
const EACH: Duration = Duration::from_secs(60);
/// Most states of a rule that a run looks at.
const STATES: u32 = 10_000;
/// Counts of events are kept for the longest window in which they are asked for, in minutes.
const COUNTED: i64 = 24 * 60 + 2;
/// After so long an issue that had too few events is forgotten, in seconds.
const PENDING: f64 = 30.0 * 86_400.0;

/// Starts the thread. `on_done` hears what each run did.
pub fn spawn(
    store: Arc<dyn EvaluateAlerts>,
    live: Arc<Live>,
    on_done: impl Fn(&Grouped) + Send + 'static,
) -> std::io::Result<Task> {
    tasks::spawn("alert-rules", move |control| {
        let started = Timestamp::now();
        while !control.is_stopping() {
            let (config, now) = (live.get(), Timestamp::now());
            match run(&config, store.as_ref(), now, started) {
                Ok(grouped) => on_done(&grouped),
                Err(error) => {
                    tracing::error!(error = &error as &dyn std::error::Error, "alert rules not asked");
                }
            }
            control.wait(EACH);
        }
    })
}

/// One run.
pub fn run(
    config: &Config,
    store: &dyn EvaluateAlerts,
    now: Timestamp,
    started: Timestamp,
) -> Result<Grouped, StoreError> {
    let findings = find(config, store, now, started)?;
    store.trim_rule_counts(minute(now) - COUNTED)?;
    findings.write(config, store, now)
}

/// What follows from the rules now. It is read without holding up the worker, so events may be stored before it is written.
fn find<'a>(
    config: &'a Config,
    store: &dyn EvaluateAlerts,
    now: Timestamp,
    started: Timestamp,
) -> Result<Findings<'a>, StoreError> {
    let projects = store.projects()?;
    let states = store.alert_states(STATES)?;
    let mut findings = Findings::default();
    for rule in config.rules.iter().filter(|rule| rule.is_periodic()) {
        let of_rule: Vec<&AlertState> = states.iter().filter(|state| state.rule == rule.name).collect();
        let reads = readings(rule, &projects, store, now, started)?;
        findings.tell.extend(of_threshold(rule, reads, &of_rule, &projects, store, now)?);
    }
    for state in &states {
        let Some(rule) = config.rules.iter().find(|rule| rule.name == state.rule) else {
            // The rule is gone.
            findings.over.push(state.clone());
            continue;
        };
        if !rule.is_periodic() {
            match of_issue(rule, state, store, now)? {
                Ongoing::Waits => {}
                Ongoing::Over => findings.over.push(state.clone()),
                Ongoing::Tell(finding) => findings.tell.push(*finding),
            }
        }
    }
    Ok(findings)
}

/// What follows from the readings of a rule. What it found of an issue and does not read any more is not beyond its limit.
fn of_threshold<'a>(
    rule: &'a Rule,
    reads: Vec<Read>,
    states: &[&AlertState],
    projects: &[Project],
    facts: &dyn AlertFacts,
    now: Timestamp,
) -> Result<Vec<Finding<'a>>, StoreError> {
    let subject = |project_id: i64, issue_id: Option<i64>| (project_id, issue_id);
    let mut unread: HashMap<_, &AlertState> =
        states.iter().map(|state| (subject(state.project_id, state.issue_id), *state)).collect();
    let mut all: Vec<(Read, Option<&AlertState>)> = Vec::new();
    for read in reads {
        let state = unread.remove(&subject(read.project_id, read.issue_id));
        all.push((read, state));
    }
    let mut rest: Vec<&AlertState> = unread.into_values().collect();
    rest.sort_by_key(|state| (state.project_id, state.issue_id));
    all.extend(rest.into_iter().map(|state| {
        let (project_id, issue_id) = (state.project_id, state.issue_id);
        (Read { project_id, issue_id, reading: Reading::Within(None) }, Some(state))
    }));
    let mut findings = Vec::new();
    for (read, state) in all {
        let step = step(&read.reading, state, rule.repeat_interval, now);
        if step == Step::Nothing {
            continue;
        }
        let (cause, value) = match (read.reading, state) {
            (Reading::Beyond(cause), _) => (cause, None),
            (Reading::Within(value), Some(state)) => (state.cause.clone(), value),
            (Reading::Within(_) | Reading::Unknown, _) => continue,
        };
        let issue = match read.issue_id {
            None => None,
            Some(id) => match ongoing(facts, id)? {
                Some(issue) => Some(issue),
                None => continue,
            },
        };
        let begun = || AlertState {
            rule: rule.name.clone(),
            project_id: read.project_id,
            issue_id: read.issue_id,
            since: now,
            told: None,
            cause: cause.clone(),
            environment: None,
        };
        let project = projects.iter().find(|project| project.id == read.project_id);
        findings.push(Finding {
            rule,
            step,
            value,
            is_new: state.is_none(),
            state: state.cloned().unwrap_or_else(begun),
            project: project.map(|project| project.slug.clone()).unwrap_or_default(),
            issue,
            cause,
        });
    }
    Ok(findings)
}

/// What becomes of an issue that an event made known to a rule.
enum Ongoing<'a> {
    Waits,
    Over,
    Tell(Box<Finding<'a>>),
}

fn of_issue<'a>(
    rule: &'a Rule,
    state: &AlertState,
    facts: &dyn AlertFacts,
    now: Timestamp,
) -> Result<Ongoing<'a>, StoreError> {
    let issue = match state.issue_id {
        Some(id) => facts.issue(id)?,
        None => None,
    };
    let Some(issue) = issue.filter(|issue| matches!(issue.state.status, Status::Unresolved(_))) else {
        return Ok(Ongoing::Over);
    };
    let next = match (state.told, rule.repeat_interval) {
        (None, _) if now.0 - state.since.0 > PENDING => return Ok(Ongoing::Over),
        (None, _) if is_enough(rule.after, issue.count, issue.users) => Step::Fire,
        (None, _) => return Ok(Ongoing::Waits),
        (Some(_), None) => return Ok(Ongoing::Over),
        (Some(told), Some(interval)) => {
            let is_due = now.0 - told.0 >= interval.as_secs_f64();
            // Without a further event nothing goes on.
            if !is_due || issue.last_seen <= told {
                return Ok(Ongoing::Waits);
            }
            Step::Repeat
        }
    };
    let body = facts.latest_event(issue.id)?.map(|event| event.body).unwrap_or_default();
    let issue = OngoingIssue::new(issue, body);
    Ok(Ongoing::Tell(Box::new(Finding {
        rule,
        step: next,
        cause: state.cause.clone(),
        value: None,
        is_new: false,
        state: state.clone(),
        project: issue.issue.project.clone(),
        issue: Some(issue),
    })))
}

fn ongoing(facts: &dyn AlertFacts, issue: i64) -> Result<Option<OngoingIssue>, StoreError> {
    let Some(issue) = facts.issue(issue)? else { return Ok(None) };
    let body = facts.latest_event(issue.id)?.map(|event| event.body).unwrap_or_default();
    Ok(Some(OngoingIssue::new(issue, body)))
}

#[cfg(test)]
#[path = "periodic_tests.rs"]
mod tests;
